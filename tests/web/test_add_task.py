"""What is read in the line of a new task, and put back into its title by a tap."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.conftest import OpenContext
from tests.web.held import held
from tests.web.people import call, set_language, sign_up
from tests.web.screens import END_OF_ANIMATIONS, open_screen
from tests.web.tasks import TEXT, expect_notice
from tests.web.texts import Texts

pytestmark = pytest.mark.web

SPANISH = Texts("es")


def add(page: Page, text: Texts, line: str) -> None:
    page.get_by_label(text("today.add"), exact=True).fill(line)
    page.keyboard.press("Enter")


def chip(page: Page, text: Texts, what: str) -> Locator:
    return page.get_by_role("button", name=text("today.put-back", what=what), exact=True)


def put_back(page: Page, text: Texts, what: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        chip(page, text, what).click()
    expect(chip(page, text, what)).to_have_count(0)


def titles(context: BrowserContext) -> list[str]:
    return [task["title"] for task in call(context, "GET", "tasks").json()]


def test_readings_are_put_back_one_by_one(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    add(page, TEXT, "Call the plumber, tomorrow 9:00 #home very important ~1h30")
    put_back(page, TEXT, "1 h 30 min")
    expect(chip(page, TEXT, "tomorrow, 09:00")).to_be_focused()
    put_back(page, TEXT, TEXT("task.priority.high"))
    assert titles(context) == ["Call the plumber ~1h30 very important"]
    put_back(page, TEXT, "tomorrow, 09:00")
    put_back(page, TEXT, "#home")
    expect(page.get_by_label(TEXT("today.add"), exact=True)).to_be_focused()
    [task] = call(context, "GET", "tasks").json()
    assert task["title"] == "Call the plumber ~1h30 very important tomorrow 9:00 #home"
    read = (task["due_date"], task["tags"], task["priority"], task["estimate_minutes"])
    assert read == (None, [], "medium", None)


def test_second_reading_is_put_back_while_the_first_is_not_answered(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    add(page, TEXT, "Call the plumber #home very important")
    expect(chip(page, TEXT, "#home")).to_be_visible()
    last = page.expect_response(lambda answer: "important" in (answer.request.post_data or ""))
    with last, held(page, "**/api/tasks/*"):
        for what in ("#home", TEXT("task.priority.high")):
            chip(page, TEXT, what).click()
    assert titles(context) == ["Call the plumber #home very important"]


def test_readings_are_put_back_in_spanish(open_context: OpenContext) -> None:
    context = open_context(locale="es-ES")
    sign_up(context)
    set_language(context, "es")
    page = open_screen(context)
    add(page, SPANISH, "Ordenar las fotos sin prisa el lunes 45m")
    put_back(page, SPANISH, "lunes")
    put_back(page, SPANISH, SPANISH("task.priority.low"))
    assert titles(context) == ["Ordenar las fotos el lunes sin prisa"]
    expect(chip(page, SPANISH, "45 min")).to_be_visible()


def test_added_task_can_be_taken_back_after_a_reading_was_put_back(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    add(page, TEXT, "Water the plants tomorrow #home")
    put_back(page, TEXT, "#home")
    page.get_by_role("button", name=TEXT("undo"), exact=True).click()
    expect_notice(page, TEXT("undone"))
    expect(chip(page, TEXT, "tomorrow")).to_have_count(0)
    assert titles(context) == []


def test_next_line_that_is_typed_while_the_first_is_sent_stays(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    field = page.get_by_label(TEXT("today.add"), exact=True)
    with held(page, "**/api/interaction/messages*"):
        add(page, TEXT, "Water the plants")
        field.fill("Call the plum")
    expect(page.get_by_role("checkbox", name="Water the plants")).to_be_visible()
    expect(field).to_have_value("Call the plum")


def test_line_and_what_was_read_in_it_are_above_the_notice_on_a_phone(open_context: OpenContext) -> None:
    context = open_context(viewport={"width": 360, "height": 640})
    sign_up(context)
    page = open_screen(context)
    add(page, TEXT, "Call the plumber tomorrow 9:00 #home")
    expect(chip(page, TEXT, "#home")).to_be_visible()
    notice = page.get_by_role("status").get_by_role("button", name=TEXT("undo"), exact=True)
    expect(notice).to_be_visible()
    page.evaluate(END_OF_ANIMATIONS)
    chips, undo = chip(page, TEXT, "#home").bounding_box(), notice.bounding_box()
    assert chips
    assert undo
    assert chips["y"] + chips["height"] < undo["y"]
