"""The charts over HTTP: what they show, their themes and languages, and that they are safe to embed."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from shared.pictures.charts.theme import COLOURS
from shared.views.picture import Theme
from tests.api.actions import EVERY_DAY, at, clock_in, clock_out, complete, focus, read, set_preferences
from tests.api.conftest import Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

CHARTS = ("stats/days.svg", "stats/heatmap.svg", "assistant/outlook.svg")
OWN_WORDS = {
    "stats/days.svg": ("work", "trabajo"),
    "stats/heatmap.svg": ("work", "trabajo"),
    "assistant/outlook.svg": ("expected", "previsto"),
}
SVG = "{http://www.w3.org/2000/svg}"
SPANISH = {"Accept-Language": "es"}

in_every_chart = pytest.mark.parametrize("path", CHARTS)


def chart(person: Person, path: str, **request: Any) -> str:
    response = person.get(path, **request)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].partition(";")[0] == "image/svg+xml"
    return response.text


def texts(svg: str) -> list[str]:
    picture = ET.fromstring(svg)  # noqa: S314 - produced by the API itself
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def description(svg: str) -> str:
    picture = ET.fromstring(svg)  # noqa: S314 - produced by the API itself
    return picture.findtext(f"{SVG}desc") or ""


@pytest.fixture
def worked(ada: Person, clock: MovableClock) -> Person:
    """A user with 3 h of work, 50 min of focus and a task on Thursday, from 09:00 on."""
    clock.set(at("2026-03-19T09:00:00Z"))
    clock_in(ada)
    focus(ada, clock, 50)
    complete(ada)
    clock.set(at("2026-03-19T12:00:00Z"))
    clock_out(ada)
    return ada


def test_description_of_the_days_states_the_totals_and_the_best_day(worked: Person) -> None:
    svg = chart(worked, "stats/days.svg?from=2026-03-16&to=2026-03-20")
    assert description(svg) == (
        "From 16 March 2026 to 20 March 2026: 3 h of work, 0 min of it overtime, 50 min of focus"
        " and 1 finished task. Best day for focus: 19 March 2026, with 50 min."
    )
    assert "3:00" in texts(svg)
    assert {"Mon", "16", "Fri", "20"} <= {*texts(svg)}
    assert "Sat" not in texts(svg)


def test_description_of_the_heatmap_states_the_totals_and_the_best_hour(worked: Person) -> None:
    svg = chart(worked, "stats/heatmap.svg?weeks=4")
    assert description(svg) == (
        "The last 4 weeks: 3 h of work, 50 min of focus and 1 finished task."
        " Most work: Thursday at 9:00, with 1 h."
    )
    assert {"Mon", "Sun", "0:00", "18:00", "4 weeks"} <= {*texts(svg)}


def test_days_without_events_have_a_sentence(worked: Person) -> None:
    shown = chart(worked, "stats/days.svg?from=2026-03-20&to=2026-03-26")
    assert "Nothing here yet. Your next session will be the first." in " ".join(texts(shown))
    assert description(shown) == "From 20 March 2026 to 26 March 2026: no work yet."


def test_heatmap_of_a_new_user_has_a_sentence(ada: Person) -> None:
    shown = chart(ada, "stats/heatmap.svg?weeks=1")
    assert "Nothing here yet." in " ".join(texts(shown))
    assert description(shown) == "The last week: no work yet."


@in_every_chart
def test_theme_is_light_unless_dark_is_requested(worked: Person, path: str) -> None:
    light, dark = (chart(worked, path, params={"theme": theme}) for theme in ("light", "dark"))
    assert chart(worked, path) == light != dark
    colours = re.compile(r"#[0-9a-f]{6}")
    assert len(colours.sub("", light)) == len(colours.sub("", dark))  # they differ in colours alone


@in_every_chart
def test_language_is_that_of_the_profile_or_else_of_the_header(worked: Person, path: str) -> None:
    english, spanish = chart(worked, path), chart(worked, path, headers=SPANISH)
    for word, language in zip(OWN_WORDS[path], (english, spanish), strict=True):
        assert word in texts(language)
    set_preferences(worked, language="es")
    assert chart(worked, path) == spanish
    set_preferences(worked, language="en")
    assert chart(worked, path, headers=SPANISH) == english


@pytest.mark.parametrize("path", CHARTS[:2])
def test_legend_and_description_are_in_one_language(worked: Person, path: str) -> None:
    spanish = chart(worked, path, headers=SPANISH)
    assert {"trabajo", "concentración", "tareas hechas"} <= {*texts(spanish)}
    assert "1 tarea terminada" in description(spanish)


@in_every_chart
def test_chart_contains_no_style_script_reference_or_text_of_the_user(worked: Person, path: str) -> None:
    worked.put("users/profile", json={"full_name": "<script>alert(1)</script>"})
    for query in ("", "?theme=dark"):
        svg = chart(worked, path + query).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"<script|<style|style=|class=|\son\w+=|href|url\(|@import|//|<!|\sid=", svg)


@in_every_chart
@pytest.mark.parametrize("header", ["", "xx", "es;q=0, en", "*", ",;=", "é" * 50, "en;*=x"])
def test_any_accept_language_gives_a_chart(ada: Person, path: str, header: str) -> None:
    assert chart(ada, path, headers={"Accept-Language": header.encode()})


def bands(person: Person, path: str) -> int:
    """Return the number of bands behind runs of days on which the user does not work."""
    return chart(person, path).count(f'fill="{COLOURS[Theme.LIGHT].band}"')


def test_bands_are_behind_the_days_on_which_the_user_does_not_work(worked: Person) -> None:
    days, hours = "stats/days.svg?from=2026-03-16&to=2026-03-22", "stats/heatmap.svg"
    assert (bands(worked, days), bands(worked, hours)) == (1, 1)
    set_preferences(worked, work_days=[2, 4, 6], country="ES")
    assert (bands(worked, days), bands(worked, hours)) == (4, 4)
    body = {"from": "2026-03-18", "to": "2026-03-19"}
    assert worked.post("users/days-off", json=body).status_code == 201
    assert (bands(worked, days), bands(worked, hours)) == (3, 4)
    set_preferences(worked, work_days=EVERY_DAY)
    assert (bands(worked, days), bands(worked, hours)) == (1, 0)


@pytest.mark.parametrize(
    ("country", "first", "bands_expected"),
    [
        (None, "2025-12-20", 0),
        ("ES", "2025-12-20", 3),  # Christmas, New Year and Epiphany
        ("JP", "2026-03-16", 1),  # the vernal equinox
        ("ZZ", "2026-03-16", 0),
    ],
)
def test_bands_are_behind_public_holidays_of_the_country(
    worked: Person, country: str | None, first: str, bands_expected: int
) -> None:
    set_preferences(worked, work_days=EVERY_DAY, country=country)
    assert bands(worked, f"stats/days.svg?from={first}&to=2026-03-20") == bands_expected
    for year in ("0001", "9999"):
        assert bands(worked, f"stats/days.svg?from={year}-01-01&to={year}-01-10") == 0


def test_chart_of_92_days_agrees_with_their_rows(worked: Person) -> None:
    query = "?from=2026-01-01&to=2026-04-02"
    rows = read(worked, f"stats/days{query}")
    assert len(rows) == 92
    assert "3 h of work" in description(chart(worked, f"stats/days.svg{query}"))
    assert sum(row["worked_minutes"] for row in rows) == 180
