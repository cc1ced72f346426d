"""Two ways to use a page: with a pointer, and with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

_MOST_TABS = 150
_IS_FOCUSED = "element => element.getRootNode().activeElement === element"
_IS_IN_FOCUSED_GROUP = """
element => {
    const other = element.getRootNode().activeElement;
    return element.type === "radio" && other.type === "radio" && other.name === element.name;
}
"""


class Hands(Protocol):
    """What a person does to the controls of a page."""

    def press(self, control: Locator) -> None:
        """Use a button, a link, a checkbox or a radio button."""

    def write(self, field: Locator, text: str) -> None:
        """Replace the text of a field."""


class Pointer:
    """A pointer for everything but text, and what is pressed in the middle of the window."""

    def press(self, control: Locator) -> None:
        control.evaluate("element => element.scrollIntoView({block: 'center'})")
        control.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)


class Keyboard:
    """The keyboard alone: the Tab key reaches a control, and an arrow key the next radio button of a group.

    Enter or Space uses it.
    """

    def __init__(self, page: Page) -> None:
        self._keys = page.keyboard

    def press(self, control: Locator) -> None:
        self._reach(control)
        uses_space = control.evaluate("element => element.matches('input, [role=checkbox]')")
        self._keys.press("Space" if uses_space else "Enter")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self._keys.press("ControlOrMeta+a")
        self._keys.type(text)

    def _reach(self, control: Locator) -> None:
        expect(control).to_be_enabled()
        for _ in range(_MOST_TABS):
            if control.evaluate(_IS_FOCUSED):
                expect(control).to_be_in_viewport()
                return
            self._keys.press("ArrowDown" if control.evaluate(_IS_IN_FOCUSED_GROUP) else "Tab")
        raise AssertionError(f"the Tab key does not reach {control}")
