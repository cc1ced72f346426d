"""The focus and the title, when what had them is no longer there or not shown."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.hands import Keyboard
from tests.web.people import sign_up
from tests.web.screens import PAGE, open_screen
from tests.web.tasks import TEXT, create, row

pytestmark = pytest.mark.web

_COUNT_SOUNDS = """
globalThis.sounds = 0;
globalThis.AudioContext = class extends AudioContext {
    constructor() {
        super();
        sounds += 1;
    }
};
"""


def test_focus_goes_on_beside_what_has_disappeared(context: BrowserContext) -> None:
    sign_up(context)
    for title in ("Water the plants", "Draft the talk"):
        create(context, title, planned_date="2026-04-09")
    page = open_screen(context)
    first, second = (
        page.get_by_role("checkbox", name=re.compile(f"^Complete “{title}”"))
        for title in page.get_by_role("main").locator(".task .title > :first-child").all_inner_texts()
    )
    keyboard = Keyboard(page)
    keyboard.press(first)
    expect(second).to_be_focused()
    keyboard.press(page.get_by_role("button", name=TEXT("work.clock-in")))
    expect(page.get_by_role("button", name=TEXT("work.pause"))).to_be_focused()
    keyboard.press(page.get_by_role("button", name=TEXT("work.clock-out")))
    expect(page.get_by_role("button", name=TEXT("work.clock-in"))).to_be_focused()


def test_focus_goes_to_the_next_task_from_one_that_is_deleted(context: BrowserContext) -> None:
    sign_up(context)
    for title in ("Sort the photos", "Draft the talk", "Water the plants"):
        create(context, title, due_date=f"2026-04-{9 + len(title)}")
    page = open_screen(context, "tasks/upcoming")
    keyboard = Keyboard(page)
    for title, following in (("Sort the photos", "Water the plants"), ("Water the plants", "Draft the talk")):
        keyboard.press(row(page, title).get_by_role("link"))
        keyboard.press(page.get_by_role("button", name=TEXT("tasks.delete"), exact=True))
        expect(row(page, title)).to_have_count(0)
        expect(row(page, following).get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.press(page.get_by_role("button", name=TEXT("tasks.delete"), exact=True))
    expect(page.get_by_role("heading", name=TEXT("tasks.list.upcoming.title"))).to_be_focused()


BEFORE_AND_AFTER = """
async () => {
    const { h, render } = await import("./core/dom.js");
    const form = h("form", null, h("input", { name: "line" }));
    const note = h("p", null, "note");
    const others = [[note, form, note], [form, note], [h("ul"), form], ["text", note, form], [form]];
    const parent = document.createElement("div");
    render(parent, form);
    const [first] = parent.children;
    return others.map((children) => {
        render(parent, children);
        const tags = [...parent.childNodes].map((each) => each.localName ?? each.data);
        return `${tags} ${parent.contains(first)}`;
    });
}
"""


def test_form_stays_when_what_precedes_it_comes_changes_or_goes(page: Page) -> None:
    page.goto("/api/app/")
    assert page.evaluate(BEFORE_AND_AFTER) == [
        "p,form,p true",
        "form,p true",
        "ul,form true",
        "text,p,form true",
        "form true",
    ]


def test_screen_after_the_focus_timer_has_its_own_title(context: BrowserContext) -> None:
    sign_up(context)
    page = open_screen(context)
    page.get_by_role("button", name=TEXT("focus.start", minutes=25)).click()
    page.get_by_role("link", name=TEXT("focus.open")).click()
    expect(page).to_have_title(re.compile(r"^24:\d\d · Avanochi$"))
    page.get_by_role("link", name=TEXT("nav.insights")).click()
    expect(page).to_have_title(f"{TEXT('nav.insights')} · Avanochi")
    page.go_back()
    expect(page).to_have_title(re.compile(r"^24:\d\d · Avanochi$"))


def test_end_of_a_focus_session_is_seen_and_heard_while_another_tab_is_shown(context: BrowserContext) -> None:
    sign_up(context)
    page = context.new_page()
    page.add_init_script(_COUNT_SOUNDS)
    page.clock.install()
    page.goto(f"{PAGE}#home")
    page.get_by_role("button", name=TEXT("focus.start", minutes=25)).click()
    page.get_by_role("link", name=TEXT("focus.open")).click()
    expect(page).to_have_title(re.compile(r"^24:\d\d"))
    page.get_by_role("switch", name=TEXT("focus.sound")).check()
    assert page.evaluate("sounds") == 1  # an example
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.clock.fast_forward("25:00")
    expect(page).to_have_title(re.compile(r"^\+0:\d\d"))
    assert page.evaluate("sounds") == 2
