"""The tasks: planned by dragging and by keys, edited in two places at once, and with hostile texts."""

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.hands import Keyboard, Pointer
from tests.web.people import call, complete_onboarding, register, sign_in_by_cookie
from tests.web.problems import Problems
from tests.web.screens import open_screen
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
TODAY, TOMORROW, SATURDAY, TUESDAY_BEFORE = "2026-04-09", "2026-04-10", "2026-04-11", "2026-04-07"
DESK = {"width": 1280, "height": 900}


def test_task_is_planned_by_keyboard_alone(context: BrowserContext) -> None:
    sign_up(context)
    plants, talk = create(context, "Water the plants"), create(context, "Draft the talk")
    page = open_screen(context, "tasks")
    keyboard = Keyboard(page)
    keyboard.press(plan_button(page, "Draft the talk"))
    keyboard.press(page.get_by_role("button", name="tomorrow", exact=True))
    expect_notice(page, TEXT("tasks.planned-for", title="Draft the talk", date="tomorrow"))
    expect(row(page, "Draft the talk")).to_have_count(0)
    expect(row(page, "Water the plants").get_by_role("link")).to_be_focused()
    assert read(context, talk)["planned_date"] == TOMORROW
    keyboard.press(page.get_by_role("button", name=TEXT("undo"), exact=True))
    expect(row(page, "Draft the talk")).to_be_visible()
    assert read(context, talk)["planned_date"] is None
    assert read(context, plants)["planned_date"] is None


@pytest.mark.parametrize("device", ["mouse", "finger"])
def test_task_is_planned_by_dragging_it_to_a_day(open_context: OpenContext, device: str) -> None:
    context = open_context(viewport=DESK, has_touch=device == "finger")
    sign_up(context)
    task = create(context, "Draft the talk")
    page = open_screen(context, "tasks")
    days = page.get_by_role("navigation", name=TEXT("tasks.days"))
    saturday = days.get_by_role("link", name=re.compile("^Saturday"))
    if device == "mouse":
        drag(page, row(page, "Draft the talk"), saturday)
    else:
        drag_by_finger(context, page, plan_button(page, "Draft the talk"), saturday)
    expect_notice(page, TEXT("tasks.planned-for", title="Draft the talk", date="Saturday"))
    assert read(context, task)["planned_date"] == SATURDAY
    saturday.click()
    expect(row(page, "Draft the talk")).to_be_visible()
    none = days.get_by_role("link", name=TEXT("tasks.no-day"))
    drag(page, row(page, "Draft the talk"), none)
    expect_notice(page, TEXT("tasks.planned-none", title="Draft the talk"))
    assert read(context, task)["planned_date"] is None


def test_edit_meets_a_change_of_the_same_task_elsewhere(
    open_context: OpenContext, problems: list[Problems]
) -> None:
    desk, phone = open_context(viewport=DESK), open_context(viewport={"width": 360, "height": 640})
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


HOSTILE = [
    "<img src=x onerror=\"document.title='harmed'\">",
    "\u202eהפוך <script>document.title='harmed'</script>",
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


def test_overdue_tasks_are_planned_again_in_one_go_and_back(context: BrowserContext) -> None:
    sign_up(context)
    tasks = [
        create(context, "Sort the photos", planned_date=TUESDAY_BEFORE),
        create(context, "Answer Luis", due_date=TUESDAY_BEFORE),
    ]
    page = open_screen(context, "tasks/overdue")
    page.get_by_role("button", name=TEXT("tasks.replan.for", date="tomorrow"), exact=True).click()
    expect(page.get_by_text(TEXT("tasks.empty.overdue"))).to_be_visible()
    assert [read(context, task)["planned_date"] for task in tasks] == [TOMORROW, TOMORROW]
    page.get_by_role("button", name=TEXT("undo"), exact=True).click()
    expect(row(page, "Answer Luis")).to_be_visible()
    assert [read(context, task)["planned_date"] for task in tasks] == [TUESDAY_BEFORE, None]


def test_plan_of_the_day_is_shown_with_its_reasons_and_used(context: BrowserContext) -> None:
    sign_up(context)
    task = create(context, "Draft the talk", due_date=TODAY, estimate_minutes=90)
    create(context, "Write a book", estimate_minutes=2400)
    page = open_screen(context, "tasks")
    page.get_by_role("link", name=TEXT("tasks.plan")).click()
    plan = page.get_by_role("region", name=TEXT("tasks.plan"))
    expect(plan.get_by_role("heading", name=TEXT("tasks.plan"))).to_be_focused()
    blocks = plan.get_by_role("list").first
    expect(blocks).to_contain_text("It is due on this day.")
    expect(blocks).to_contain_text(TEXT("tasks.plan.break"))
    expect(plan.get_by_text("1 task does not fit")).to_be_visible()
    plan.get_by_role("button", name=TEXT("tasks.plan.use")).click()
    expect_notice(page, TEXT("tasks.plan.used", count=2, date="today"))
    expect(row(page, "Draft the talk")).to_be_visible()
    assert read(context, task)["planned_date"] == TODAY


def test_plan_is_explained_while_the_assistant_is_off(context: BrowserContext) -> None:
    sign_up(context)
    call(context, "PATCH", "users/profile", {"preferences": {"assistant": False}})
    page = open_screen(context, "tasks/plan")
    expect(page.get_by_text(TEXT("tasks.plan.off"))).to_be_visible()


def test_lists_grow_by_pages_and_narrow_by_search_and_filters(context: BrowserContext) -> None:
    sign_up(context)
    for number in range(60):
        create(context, f"Letter {number}", priority="high" if number == 7 else "low", tags=["post"])
    page = open_screen(context, "tasks/all")
    rows = page.get_by_role("checkbox", name=re.compile("Letter"))
    expect(rows).to_have_count(50)
    page.get_by_role("button", name=TEXT("tasks.more")).click()
    expect(rows).to_have_count(60)
    expect(row(page, "Letter 9").get_by_role("link")).to_be_focused()
    page.get_by_label(TEXT("tasks.search")).fill("letter 5")
    expect(rows).to_have_count(11)
    page.get_by_label(TEXT("tasks.search")).fill("")
    page.get_by_text(TEXT("tasks.filters"), exact=True).click()
    page.get_by_label(TEXT("tasks.filter.priority"), exact=True).select_option("high")
    expect(rows).to_have_count(1)
    page.get_by_label(TEXT("tasks.filter.tags"), exact=True).fill("other")
    page.get_by_role("button", name=TEXT("tasks.clear-filters")).click()
    expect(rows).to_have_count(50)
    page.get_by_label(TEXT("tasks.filter.sort"), exact=True).select_option("-priority")
    expect(rows.first).to_have_accessible_name(re.compile("Letter 7"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_task_with_errors_conflicts_and_menus_has_no_violation(
    open_context: OpenContext, problems: list[Problems], theme: Literal["light", "dark"]
) -> None:
    context = open_context(color_scheme=theme, viewport={"width": 360, "height": 640})
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


def sign_up(context: BrowserContext) -> str:
    name = register(context)
    complete_onboarding(context)
    return name


def create(context: BrowserContext, title: str, **fields: object) -> str:
    return str(call(context, "POST", "tasks", {"title": title, **fields}).json()["id"])


def read(context: BrowserContext, task: str) -> dict[str, Any]:
    found: dict[str, Any] = call(context, "GET", f"tasks/{task}").json()
    return found


def row(page: Page, title: str) -> Locator:
    complete = page.get_by_role("checkbox", name=TEXT("today.complete", title=title), exact=True)
    return page.get_by_role("main").get_by_role("listitem").filter(has=complete)


def plan_button(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=TEXT("tasks.plan-for.label", title=title), exact=True)


def field(page: Page, name: str) -> Locator:
    details = page.get_by_role("form", name=TEXT("tasks.details"))
    return details.get_by_label(TEXT(f"tasks.field.{name}"), exact=True)


def save(page: Page) -> None:
    page.get_by_role("button", name=TEXT("save"), exact=True).click()


def expect_notice(page: Page, text: str) -> None:
    expect(page.get_by_role("status").get_by_text(text).first).to_be_visible()


def drag(page: Page, task: Locator, day: Locator) -> None:
    start, end = middle(task), middle(day)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 20, start[1] - 20, steps=3)
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def drag_by_finger(context: BrowserContext, page: Page, task: Locator, day: Locator) -> None:
    touch = context.new_cdp_session(page)
    (x, y), end = middle(task), middle(day)
    for kind, point in (("Start", (x, y)), ("Move", (x - 20, y - 20)), ("Move", end), ("End", None)):
        points = [{"x": point[0], "y": point[1]}] if point else []
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})


def middle(locator: Locator) -> tuple[float, float]:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
