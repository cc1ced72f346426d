"""A first day with the page, from signing up to shutting down."""

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.system.servers import PASSWORD
from tests.web.hands import Hands
from tests.web.people import new_username
from tests.web.screens import PAGE
from tests.web.texts import Texts


class FirstDay:
    """A new person's day at the page, who finds what they use by what it says."""

    def __init__(self, page: Page, texts: Texts, hands: Hands) -> None:
        self._page = page
        self._text = texts
        self._hands = hands

    def sign_up(self) -> None:
        self._page.goto(PAGE)
        self._press("welcome.to-sign-up")
        self._write("welcome.name", new_username())
        self._write("welcome.password", PASSWORD)
        self._press("welcome.sign-up")

    def take_first_steps(self, companion: str) -> None:
        self._expect_title("onboarding.name.title")
        self._write("onboarding.name", companion)
        for step in ("place", "work", "goals"):
            self._press("onboarding.next")
            self._expect_title(f"onboarding.{step}.title")
        self._press("onboarding.finish")
        self._expect_notice("onboarding.done", name=companion)
        expect(self._page.get_by_role("region", name=companion)).to_be_visible()

    def clock_in(self) -> None:
        self._press("work.clock-in")
        self._expect_notice("work.clocked-in")

    def add_task(self, line: str, title: str, *readings: str) -> None:
        self._write("today.add", line)
        self._press("today.add.button")
        expect(self._task("today.complete", title)).to_be_visible()
        for reading in readings:
            put_back = self._text("today.put-back", what=reading)
            expect(self._page.get_by_role("button", name=put_back)).to_be_visible()

    def complete_task(self, title: str) -> None:
        self._hands.press(self._task("today.complete", title))
        self._expect_notice("today.completed", title=title)
        expect(self._task("today.complete", title)).to_have_count(0)

    def drink(self) -> None:
        self._press("care.water", amount=250)
        self._expect_notice("care.water.done", amount=250)
        drunk = self._text("care.progress", total=250, goal=r"[\d.,]+")
        expect(self._page.get_by_text(re.compile(f"^{drunk}$"))).to_be_visible()

    def have_lunch(self) -> None:
        self._press("care.meal.lunch")
        self._expect_notice("care.meal.lunch")

    def focus(self) -> None:
        """Start a focus session, pause it and resume it on its own screen, and complete it."""
        self._press("focus.start", minutes=25)
        self._expect_notice("focus.started")
        self._press("focus.open", role="link")
        expect(self._page.get_by_role("timer")).to_contain_text(re.compile(r"24:\d\d"))
        self._press("focus.pause")
        self._expect_notice("focus.paused")
        self._press("focus.resume")
        self._expect_notice("focus.resumed")
        self._press("focus.complete")
        self._expect_notice("focus.completed")
        self._press("nav.home", role="link")

    def clock_out(self) -> None:
        self._press("work.clock-out")
        self._expect_notice("work.clocked-out")
        expect(self._control("work.clock-in")).to_be_visible()

    def shut_down(self) -> None:
        self._press("work.shutdown", role="link")
        self._expect_title("shutdown.title")
        for step in ("done", "tomorrow", "let-go"):
            expect(self._page.get_by_role("heading", name=self._text(f"shutdown.{step}"))).to_be_visible()
            self._press("shutdown.next")
        self._press("shutdown.finish")
        expect(
            self._page.get_by_role("alert").get_by_text(self._text("shutdown.how.missing"))
        ).to_be_visible()
        self._hands.press(
            self._page.get_by_role("radio", name=self._text("shutdown.rating.good"), exact=True)
        )
        self._write("shutdown.note", "Walk home along the river.")
        self._press("shutdown.finish")
        self._expect_title("shutdown.good-night")

    def _control(self, key: str, role: Literal["button", "link"] = "button", **values: str | int) -> Locator:
        return self._page.get_by_role(role, name=self._text(key, **values), exact=True)

    def _press(self, key: str, role: Literal["button", "link"] = "button", **values: str | int) -> None:
        self._hands.press(self._control(key, role, **values))

    def _write(self, key: str, text: str) -> None:
        self._hands.write(self._page.get_by_label(self._text(key), exact=True), text)

    def _task(self, key: str, title: str) -> Locator:
        return self._page.get_by_role("checkbox", name=self._text(key, title=title), exact=True)

    def _expect_title(self, key: str) -> None:
        """Expect a screen or a step, with the focus on its title, from where a screen reader goes on."""
        title = self._page.get_by_role("heading", level=1, name=self._text(key), exact=True)
        expect(title).to_be_focused()

    def _expect_notice(self, key: str, **values: str | int) -> None:
        """Expect a message that a screen reader reads."""
        notices = self._page.get_by_role("status")
        expect(notices.filter(has_text=self._text(key, **values)).first).to_be_visible()
