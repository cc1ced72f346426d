"""The screen Insights: what the API says of a person's days, in charts and in numbers."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.system.servers import Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.demo_server import PERSON
from tests.web.held import held
from tests.web.people import call, complete_a_task, get, sign_in_by_cookie, sign_up

pytestmark = pytest.mark.web


@pytest.fixture
def member(demo_server: Server, open_context: OpenContext) -> BrowserContext:
    """Return a context in which a person with a long history is signed in."""
    context = open_context(base_url=demo_server.url)
    sign_in_by_cookie(context, PERSON)
    return context


def test_numbers_are_those_of_the_api(member: BrowserContext) -> None:
    page = open_insights(member)
    story = get(member, "assistant/narratives?period=week")
    words = part(page, "In words")
    expect(words.get_by_role("heading")).to_have_text(story["title"])
    for paragraph in story["paragraphs"]:
        expect(words).to_contain_text(paragraph)

    metrics = get(member, "assistant/insights")["metrics"]
    numbers = part(page, "In numbers")
    assert numbers.locator("dl dd:nth-of-type(1)").count() >= len(metrics)
    for name, metric in metrics.items():
        value = numbers.locator("dl > div").filter(has_text=metric["text"]).locator("dd").first
        if name in {"hours_worked", "break_minutes"} and metric["value"] is not None:
            assert value.inner_text().replace("\N{NO-BREAK SPACE}", " ") in metric["text"]
        else:
            expect(value).to_have_text(said(metric["value"], metric["unit"]))

    predictions = get(member, "assistant/predictions")
    ahead = part(page, "The coming week")
    expect(ahead).to_contain_text(predictions["text"])
    assert rows(ahead)[0][1] == said(predictions["days"][0]["expected_hours"], "hours")
    assert len(rows(ahead)) == len(predictions["days"])
    for factor in predictions["factors"]:
        expect(ahead).to_contain_text(factor["text"])

    days = get(member, "stats/days")
    for row, day in zip(rows(part(page, "Your days")), reversed(days), strict=True):
        durations = [said(day[name] / 60, "hours") for name in DURATIONS]
        assert row[1:] == [*durations, str(day["tasks_completed"]), str(day["points"])]

    cells = get(member, "stats/heatmap")["cells"]
    hours = rows(part(page, "The hours of your week"))
    assert sum(int(row[3]) for row in hours) == sum(cell["tasks_completed"] for cell in cells)

    achievements = get(member, "achievements")
    unlocked = sum(one["unlocked"] for one in achievements)
    earned = part(page, "Achievements")
    expect(earned).to_contain_text(f"{unlocked} of {len(achievements)} unlocked")
    expect(earned.get_by_role("heading", level=3).nth(unlocked - 1)).to_be_visible()


DURATIONS = ("worked_minutes", "focus_minutes", "overtime_minutes", "rest_minutes")


def test_points_have_reasons_and_can_be_read_to_their_first(member: BrowserContext) -> None:
    page = open_insights(member)
    ledger = get(member, "points?limit=40")
    points = part(page, "Points")
    expect(points.get_by_role("listitem")).to_have_count(15)
    points.get_by_role("button", name="Show more").click()
    expect(points.get_by_role("listitem")).to_have_count(30)
    expect(points.get_by_role("listitem").nth(15)).to_be_focused()
    for entry, item in zip(ledger, points.get_by_role("listitem").all(), strict=False):
        expect(item).to_contain_text(f"{entry['delta']:+} point".replace("-", "\N{MINUS SIGN}"))
        expect(item).to_contain_text(entry["reason"])


def test_charts_follow_the_theme_and_the_data(member: BrowserContext) -> None:
    page = member.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if is_chart(request) else None)
    page.emulate_media(color_scheme="light")
    page.goto("/api/app/#insights")
    charts = page.locator("main").get_by_role("img", name=re.compile("Hours of work|Bars of|Boxes for"))
    expect(charts).to_have_count(3)
    for chart in charts.all():
        expect(chart).to_have_js_property("complete", value=True)
        assert chart.evaluate("image => image.naturalWidth") > 0
    assert len(asked) == 3
    assert all("theme=light" in url for url in asked)
    page.emulate_media(color_scheme="dark")
    expect(charts.first).to_have_attribute("src", re.compile("theme=dark"))
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    expect(charts.first).to_have_attribute("src", re.compile("theme=light"))
    page.emulate_media(color_scheme="light")
    asked.clear()
    with page.expect_response("**/dashboard/data"):
        page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_load_state("networkidle")
    assert asked == []  # nothing has changed


def test_chart_is_loaded_again_once_its_data_have_changed(context: BrowserContext) -> None:
    sign_up(context)
    page = open_insights(context)
    sources = []
    for number in (1, 2):
        complete_a_task(context)
        chart = part(page, "Your days").get_by_role("img", name=f"tasks done: {number}.")
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(chart).to_have_js_property("complete", value=True)
        sources.append(chart.get_attribute("src"))
    assert sources[0] != sources[1]


def test_earlier_periods_are_reached_by_buttons_and_kept_in_the_address(member: BrowserContext) -> None:
    page = open_insights(member, "insights/day")
    words = part(page, "In words")
    expect(words.get_by_role("link", name="Day")).to_have_attribute("aria-current", "true")
    for _ in range(2):
        words.get_by_role("button", name="Back to").click()
    expect(page).to_have_url(re.compile(r"#insights/day/2026-04-07$"))
    expect(words.get_by_role("button", name="Back to")).to_be_focused()
    story = get(member, "assistant/narratives?period=day&date=2026-04-07")
    expect(words.get_by_role("heading")).to_have_text(story["title"])
    expect(words).to_contain_text(story["paragraphs"][0])
    page.reload()
    expect(words).to_contain_text(story["paragraphs"][0])
    words.get_by_role("link", name="Month").click()
    expect(words).to_contain_text("April 2026")
    page.go_back()
    expect(words).to_contain_text(story["paragraphs"][0])


def test_impossible_date_in_the_address_is_that_of_today(member: BrowserContext) -> None:
    page = open_insights(member, "insights/day/2026-13-40")
    story = get(member, "assistant/narratives?period=day")
    expect(part(page, "In words").get_by_role("heading")).to_have_text(story["title"])


def test_second_click_counts_while_the_first_is_not_answered(member: BrowserContext) -> None:
    page = open_insights(member, "insights/day")
    words = part(page, "In words")
    with held(page, "**/narratives?*"):
        for _ in range(2):
            words.get_by_role("button", name="Back to").click()
        expect(words).to_contain_text("Tuesday 7 April")
    expect(page).to_have_url(re.compile(r"#insights/day/2026-04-07$"))
    story = get(member, "assistant/narratives?period=day&date=2026-04-07")
    expect(words.get_by_role("heading")).to_have_text(story["title"])


def test_signal_is_snoozed_and_speaks_again(demo_server: Server, open_context: OpenContext) -> None:
    context, signal = person_with_a_signal(demo_server, open_context)
    page = open_insights(context)
    item = part(page, "Signals").get_by_role("listitem").filter(has_text=signal["text"])
    expect(item).to_contain_text(signal["source"]["title"])
    item.get_by_text("Snooze", exact=True).click()
    item.get_by_label("Stay silent for").select_option("7 days")
    item.get_by_label("This was intended").check()
    item.get_by_role("button", name="Snooze this signal").click()
    expect(item).to_contain_text("Silent until")
    expect(item.get_by_role("button", name="End the snooze")).to_be_focused()
    assert snoozed_until(context, signal["rule"]) is not None
    check_accessibility(page)
    item.get_by_role("button", name="End the snooze").click()
    expect(item).to_contain_text(signal["option"])
    assert snoozed_until(context, signal["rule"]) is None


def test_full_screen_is_accessible_in_both_themes_and_languages(member: BrowserContext) -> None:
    page = open_insights(member)
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    check_accessibility(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 640})
    expect(part(page, "The hours of your week").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    check_accessibility(page)


def test_new_person_sees_what_will_be_here(context: BrowserContext) -> None:
    sign_up(context)
    page = open_insights(context)
    for title in ("The coming week", "Your days", "The hours of your week", "In numbers", "Points"):
        expect(part(page, title).get_by_role("paragraph").last).to_be_visible()
    expect(page.get_by_role("main").get_by_role("img")).to_have_count(0)
    expect(part(page, "Achievements")).to_contain_text("The first one takes a single task.")
    check_accessibility(page)


def test_without_the_assistant_its_parts_give_way_to_a_note(context: BrowserContext) -> None:
    sign_up(context)
    call(context, "PATCH", "users/profile", {"preferences": {"assistant": False}})
    page = open_insights(context)
    note = part(page, "The assistant is off")
    expect(note.get_by_role("link")).to_have_attribute("href", "#settings/assistant")
    expect(part(page, "Achievements")).to_be_visible()
    expect(part(page, "The coming week")).to_have_count(0)


def open_insights(context: BrowserContext, place: str = "insights") -> Page:
    """Open the screen, and wait until all of its parts are there."""
    page = context.new_page()
    page.goto(f"/api/app/#{place}")
    expect(page.get_by_role("heading", name="Insights", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("main").locator("[aria-busy]")).to_have_count(0)
    return page


def part(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def said(value: float | str | None, unit: str) -> str:
    """Return how the page says a value of a unit, in English."""
    if value is None or isinstance(value, str):
        return value or "\N{EN DASH}"
    if unit == "hours":
        hours, minutes = divmod(round(value * 60), 60)
        parts = [f"{hours}\N{NO-BREAK SPACE}h"] * bool(hours) + [f"{minutes}\N{NO-BREAK SPACE}min"] * bool(
            minutes or not hours
        )
        return " ".join(parts)
    number = f"{value:,.1f}".removesuffix(".0")
    return number + {"percent": "%", "minutes": " min"}.get(unit, "")


def rows(part: Locator) -> list[list[str]]:
    """Return the cells of the table of a chart, by rows."""
    table = part.get_by_role("table", include_hidden=True)
    cells: list[list[str]] = table.locator("tbody tr").evaluate_all(_CELLS)
    return cells


_CELLS = "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"


def is_chart(request: Request) -> bool:
    return ".svg?" in request.url and "companion" not in request.url


def person_with_a_signal(demo_server: Server, open_context: OpenContext) -> tuple[BrowserContext, Any]:
    for username in ("oliver", PERSON, "lukas", "grace"):
        context = open_context(base_url=demo_server.url)
        sign_in_by_cookie(context, username)
        for signal in get(context, "assistant/predictions")["signals"]:
            return context, signal
    raise AssertionError("no person of the demo has a signal")


def snoozed_until(context: BrowserContext, rule: str) -> Any:
    signals = get(context, "assistant/predictions")["signals"]
    return next(one["snoozed_until"] for one in signals if one["rule"] == rule)
