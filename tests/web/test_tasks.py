"""The lists of tasks: planned by dragging and by keys, again, and by the assistant, and searched."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.conftest import OpenContext
from tests.web.hands import Keyboard
from tests.web.held import held
from tests.web.people import call, sign_up
from tests.web.screens import open_screen
from tests.web.tasks import TEXT, TODAY, TOMORROW, create, expect_notice, plan_button, read, row

pytestmark = pytest.mark.web

SATURDAY, TUESDAY_BEFORE = "2026-04-11", "2026-04-07"
DESK = {"width": 1280, "height": 900}


def test_task_is_planned_by_keyboard_alone(context: BrowserContext) -> None:
    sign_up(context)
    plants, talk = create(context, "Water the plants"), create(context, "Draft the talk")
    page = open_screen(context, "tasks")
    keyboard = Keyboard(page)
    keyboard.press(plan_button(page, "Draft the talk"))
    keyboard.press(page.get_by_role("button", name="Tomorrow", exact=True))
    expect_notice(page, TEXT("tasks.planned-for", title="Draft the talk", date="tomorrow"))
    expect(row(page, "Draft the talk")).to_have_count(0)
    expect(row(page, "Water the plants").get_by_role("link")).to_be_focused()
    assert read(context, talk)["planned_date"] == TOMORROW
    keyboard.press(page.get_by_role("button", name=TEXT("undo"), exact=True))
    expect(row(page, "Draft the talk")).to_be_visible()
    assert read(context, talk)["planned_date"] is None
    assert read(context, plants)["planned_date"] is None


def test_second_choice_of_a_day_counts_while_the_first_is_not_answered(context: BrowserContext) -> None:
    sign_up(context)
    task = create(context, "Draft the talk")
    page = open_screen(context, "tasks")
    with held(page, "**/api/tasks/*"):
        for day in ("Tomorrow", TEXT("tasks.no-day")):
            plan_button(page, "Draft the talk").click()
            page.get_by_role("button", name=day, exact=True).click()
    expect_notice(page, TEXT("tasks.planned-none", title="Draft the talk"))
    assert read(context, task)["planned_date"] is None


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


def test_home_shows_the_tasks_of_today_first_and_folds_those_of_earlier_days(context: BrowserContext) -> None:
    sign_up(context)
    create(context, "Answer Luis", due_date=TUESDAY_BEFORE)
    create(context, "Sort the photos", planned_date=TUESDAY_BEFORE)
    create(context, "Draft the talk", planned_date=TODAY, due_date=TUESDAY_BEFORE)
    page = open_screen(context)
    expect(row(page, "Draft the talk")).to_be_visible()
    expect(row(page, "Answer Luis")).to_have_count(0)
    page.get_by_text(TEXT("today.earlier", count=2)).click()
    for title in ("Answer Luis", "Sort the photos"):
        expect(row(page, title)).to_be_visible()
    page.get_by_role("link", name=TEXT("today.replan")).click()
    expect(row(page, "Sort the photos")).to_be_visible()
    expect(row(page, "Draft the talk")).to_have_count(0)


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
