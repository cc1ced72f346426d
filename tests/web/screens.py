"""The screens of the page, and how to open one."""

from playwright.sync_api import BrowserContext, Page, expect

SCREENS = (
    *("home", "tasks", "focus", "insights", "challenges"),
    *("shutdown", "settings", "notifications", "history"),
)
"""The screens of a person who is signed in, by the name in their address."""

PAGE = "/api/app/"


def open_screen(context: BrowserContext, name: str = "home") -> Page:
    """Open a screen in a new page, and wait until it has loaded."""
    page = context.new_page()
    page.goto(f"{PAGE}#{name}")
    wait_until_shown(page)
    return page


def wait_until_shown(page: Page) -> None:
    """Wait until the page shows a screen, its requests are answered and what appears has appeared."""
    page.get_by_role("main").get_by_role("heading", level=1).first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.evaluate(END_OF_ANIMATIONS)


def open_home(page: Page) -> None:
    """Open Home and wait until the service worker keeps the page's files."""
    page.goto("/api/app/")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.evaluate(_WORKER_CONTROLS)


_WORKER_CONTROLS = """() => new Promise((resolve) => {
    const workers = navigator.serviceWorker;
    if (workers.controller) resolve();
    else workers.addEventListener("controllerchange", () => resolve());
})"""

END_OF_ANIMATIONS = """
() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished))
"""
"""Wait for the animations, but for endless ones such as breathing."""
