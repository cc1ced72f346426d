"""A first day: with a pointer in English, in Spanish on a small phone, and by keyboard alone."""

import pytest
from playwright.sync_api import Page

from tests.web.conftest import OpenContext
from tests.web.first_day import FirstDay
from tests.web.hands import Keyboard, Pointer
from tests.web.texts import Texts


def live(day: FirstDay, line: str, *readings: str) -> None:
    day.sign_up()
    day.take_first_steps("Pip")
    day.clock_in()
    day.add_task(line, "Write the report", *readings)
    day.complete_task("Write the report")
    day.drink()
    day.have_lunch()
    day.focus()
    day.clock_out()
    day.shut_down()


def test_first_day_from_signing_up_to_shutting_down(page: Page) -> None:
    day = FirstDay(page, Texts("en"), Pointer())
    live(day, "Write the report today #work 30m", "#work", "30 min")


@pytest.mark.web
def test_first_day_in_spanish_on_a_small_phone(open_context: OpenContext) -> None:
    context = open_context(
        locale="es-ES",
        timezone_id="Europe/Madrid",
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    live(FirstDay(page, Texts("es"), Pointer()), "Write the report hoy #trabajo 30m", "#trabajo", "30 min")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.web
def test_first_day_by_keyboard_alone(page: Page) -> None:
    live(FirstDay(page, Texts("en"), Keyboard(page)), "Write the report today #work", "#work")
