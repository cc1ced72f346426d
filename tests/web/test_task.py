"""A task with all its fields: edited in two places at once, with hostile texts, and as one of a series."""

from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.hands import Pointer
from tests.web.people import call, sign_in_by_cookie, sign_up
from tests.web.problems import UNREACHED, Problems
from tests.web.screens import open_screen
from tests.web.tasks import TEXT, TODAY, TOMORROW, create, expect_notice, field, plan_button, read, row, save

pytestmark = pytest.mark.web

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 640}


def test_edit_meets_a_change_of_the_same_task_elsewhere(
    open_context: OpenContext, problems: list[Problems]
) -> None:
    desk, phone = open_context(viewport=DESK), open_context(viewport=PHONE)
    name = sign_up(desk)
    sign_in_by_cookie(phone, name)
    task = create(desk, "Draft the talk", description="Ten minutes.")
    first, second = open_screen(desk, f"tasks/{task}"), open_screen(phone, f"tasks/{task}")
    field(first, "title").fill("Draft the keynote")
    field(second, "description").fill("Twenty minutes.")
    save(second)
    expect_notice(second, TEXT("tasks.saved"))

    problems[0].allow("status of 412")
    save(first)
    changed = first.get_by_role("alert").filter(has_text=TEXT("tasks.conflict.title"))
    expect(changed).to_contain_text("Ten minutes. → Twenty minutes.")
    expect(field(first, "title")).to_have_value("Draft the keynote")
    first.get_by_role("button", name=TEXT("tasks.conflict.mine")).click()
    expect_notice(first, TEXT("tasks.saved"))
    saved = read(desk, task)
    assert (saved["title"], saved["description"]) == ("Draft the keynote", "Twenty minutes.")

    field(second, "title").fill("Something else")
    problems[1].allow("status of 412")
    save(second)
    second.get_by_role("button", name=TEXT("tasks.conflict.theirs")).click()
    expect(field(second, "title")).to_have_value("Draft the keynote")
    assert read(desk, task)["title"] == "Draft the keynote"


def test_edits_wait_while_the_day_changes_and_the_task_is_left(context: BrowserContext) -> None:
    sign_up(context)
    task = create(context, "Draft the talk")
    page = open_screen(context, f"tasks/{task}")
    field(page, "description").fill("Begin with a story.")
    page.get_by_label(TEXT("tasks.steps.add"), exact=True).fill("Find the story")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Find the story")).to_be_visible()
    expect(field(page, "description")).to_have_value("Begin with a story.")
    page.get_by_role("link", name=TEXT("tasks.back")).click()
    expect(row(page, "Draft the talk").get_by_role("link")).to_be_focused()
    page.go_back()
    expect(field(page, "description")).to_have_value("Begin with a story.")
    save(page)
    expect_notice(page, TEXT("tasks.saved"))
    saved = read(context, task)
    assert saved["description"] == "Begin with a story."
    assert [step["title"] for step in saved["subtasks"]] == ["Find the story"]


def test_edits_saved_without_the_server_are_sent_when_it_is_back(
    context: BrowserContext, problems: list[Problems]
) -> None:
    sign_up(context)
    task = create(context, "Draft the talk")
    page = open_screen(context, f"tasks/{task}")
    problems[0].allow(UNREACHED)
    context.set_offline(True)
    field(page, "description").fill("Begin with a story.")
    save(page)
    details = page.get_by_role("form", name=TEXT("tasks.details"))
    expect(details).to_contain_text(TEXT("waiting.kept"))
    with page.expect_response(lambda response: response.request.method == "PUT"):
        context.set_offline(False)
    expect(details).not_to_contain_text(TEXT("waiting.kept"))
    expect(field(page, "description")).to_have_value("Begin with a story.")
    assert read(context, task)["description"] == "Begin with a story."


HOSTILE = [
    "<img src=x onerror=\"document.title='harmed'\">",
    "\u202e\u05e9\u05d9\u05e8 <script>document.title='harmed'</script>",
    "🦔" * 95,
    "javascript:document.title='harmed'",
    "a" * 190,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "bidi", "emoji", "address", "long"])
def test_hostile_text_in_every_field_is_shown_as_text(open_context: OpenContext, text: str) -> None:
    context = open_context(viewport={"width": 320, "height": 640})
    sign_up(context)
    task = create(context, "Draft the talk")
    page = open_screen(context, f"tasks/{task}")
    for name, value in (("title", text), ("description", text * 5), ("tags", text[:50].replace(",", ""))):
        field(page, name).fill(value)
    save(page)
    expect_notice(page, TEXT("tasks.saved"))
    page.get_by_label(TEXT("tasks.steps.add"), exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name=text, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=2, name=text, exact=True)).to_be_visible()
    press = Pointer().press
    press(page.get_by_role("button", name=TEXT("tasks.complete"), exact=True))
    expect(page.get_by_role("status").get_by_text(text).first).to_be_visible()
    press(page.get_by_role("button", name=TEXT("tasks.reopen"), exact=True))
    press(page.get_by_role("link", name=TEXT("tasks.back")))
    expect(row(page, text)).to_be_visible()
    press(plan_button(page, text))
    page.get_by_label(TEXT("tasks.search")).fill(text)
    expect(row(page, text)).to_be_visible()
    assert read(context, task)["title"] == text
    assert page.title() == "Tasks · Avanochi"
    assert page.locator("img[src=x], tasks-screen script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_completed_task_of_a_series_shows_the_next_one(context: BrowserContext) -> None:
    sign_up(context)
    task = create(context, "Stretch", due_date=TODAY)
    page = open_screen(context, f"tasks/{task}")
    page.get_by_label(TEXT("tasks.field.recurrence")).select_option("daily")
    save(page)
    expect_notice(page, TEXT("tasks.saved"))
    assert read(context, task)["recurrence"] == "FREQ=DAILY"
    page.get_by_role("button", name=TEXT("tasks.complete"), exact=True).click()
    page.get_by_role("link", name=TEXT("tasks.next-on", date="tomorrow")).click()
    expect(field(page, "due")).to_have_value(TOMORROW)
    expect(page.get_by_role("button", name=TEXT("tasks.complete"), exact=True)).to_be_visible()
    page.get_by_role("link", name=TEXT("tasks.list.upcoming"), exact=True).click()
    expect(row(page, "Stretch")).to_have_count(1)


def test_rule_that_is_no_plain_choice_is_kept(context: BrowserContext) -> None:
    sign_up(context)
    rule = "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12"
    task = create(context, "Send the invoice", recurrence=rule, due_date=TOMORROW)
    page = open_screen(context, f"tasks/{task}")
    repeats = page.get_by_label(TEXT("tasks.field.recurrence"))
    expect(page.get_by_text(rule)).to_be_visible()
    repeats.select_option("daily")
    repeats.select_option("other")
    field(page, "title").fill("Send the invoices")
    save(page)
    expect_notice(page, TEXT("tasks.saved"))
    assert read(context, task)["recurrence"] == rule


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_task_with_errors_conflicts_and_menus_has_no_violation(
    open_context: OpenContext, problems: list[Problems], theme: Literal["light", "dark"]
) -> None:
    context = open_context(color_scheme=theme, viewport=PHONE)
    sign_up(context)
    task = create(context, "Draft the talk", subtasks=[{"title": "Find a story"}], recurrence="FREQ=WEEKLY")
    page = open_screen(context, f"tasks/{task}")
    field(page, "estimate").fill("9999")
    save(page)
    expect(field(page, "estimate")).to_be_focused()
    expect(field(page, "estimate")).to_have_accessible_description(TEXT("tasks.error.estimate"))
    check_accessibility(page)
    call(context, "PUT", f"tasks/{task}", {"priority": "high"})
    problems[0].allow("status of 412")
    field(page, "estimate").fill("20")
    save(page)
    expect(page.get_by_text(TEXT("tasks.conflict.title"))).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name=TEXT("tasks.back")).click()
    plan_button(page, "Draft the talk").click()
    page.get_by_text(TEXT("tasks.filters"), exact=True).click()
    check_accessibility(page)
    page.get_by_role("link", name=TEXT("tasks.plan")).click()
    expect(page.get_by_role("button", name=TEXT("tasks.plan.use"))).to_be_visible()
    check_accessibility(page)
