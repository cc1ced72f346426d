"""`python -m tests.web.screenshots`: take a picture of each screen, for people to look at.

Each screen is pictured at three widths, in both themes and languages, with the data of a person of the demo.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Error

from tests.system.servers import PASSWORD, ROOT, Server
from tests.web.chromium import chromium_running, missing_browser
from tests.web.demo_server import PERSON, demo_running
from tests.web.people import register, set_language, sign_in_by_cookie
from tests.web.screens import SCREENS, open_screen

HEIGHTS = {320: 640, 768: 1024, 1440: 900}
LOCALES = {"en": "en-GB", "es": "es-ES"}
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
WITHOUT_PERSON = ("sign-in", "onboarding")


class Look(NamedTuple):
    """How a screen is shown."""

    width: int
    theme: Literal["light", "dark"]
    language: str

    def name_of(self, screen: str) -> str:
        return f"{screen}-{self.width}-{self.theme}-{self.language}.png"


def main() -> int:
    """Take the pictures; return 1 if a screen could not be shown."""
    options = _options()
    if missing_browser():
        sys.stderr.write(f"There is no browser: {missing_browser()}.\n")
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    looks = [Look(*each) for each in product(options.widths, options.themes, options.languages)]
    with (
        tempfile.TemporaryDirectory() as folder,
        _server(options, Path(folder)) as server,
        chromium_running() as browser,
    ):
        for look, screen in product(looks, options.screens):
            failed += not _picture(browser, server.url, screen, look, options)
    print(f"{len(looks) * len(options.screens) - failed} pictures are in {options.out}.")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 dev.py screenshots",
        description="Take pictures of the page's screens, at three widths, in both themes and languages.",
    )
    all_screens = [*WITHOUT_PERSON, *SCREENS]
    parser.add_argument("screens", nargs="*", metavar="SCREEN", help=f"only these: {', '.join(all_screens)}")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / ".data/screenshots",
        metavar="DIR",
        help="the folder of the pictures (default: .data/screenshots)",
    )
    parser.add_argument(
        "--store", type=Path, metavar="PATH", help="show this store instead of the demo's, as --person"
    )
    parser.add_argument(
        "--person", default=PERSON, metavar="NAME", help="whose screens (default: %(default)s)"
    )
    parser.add_argument("--password", default=PASSWORD, metavar="TEXT", help="the password in --store")
    parser.add_argument("--width", type=int, choices=HEIGHTS, help="only at this width")
    parser.add_argument("--theme", choices=THEMES, help="only in this theme")
    parser.add_argument("--language", choices=LOCALES, help="only in this language")
    options = parser.parse_args()
    options.screens = options.screens or all_screens
    if unknown := set(options.screens) - {*all_screens}:
        parser.error(f"unknown screen: {', '.join(unknown)}")
    options.widths = [options.width] if options.width else [*HEIGHTS]
    options.themes = [options.theme] if options.theme else [*THEMES]
    options.languages = [options.language] if options.language else [*LOCALES]
    return options


@contextmanager
def _server(options: argparse.Namespace, folder: Path) -> Iterator[Server]:
    started = (
        Server(options.store, module="local_host", log_beside=folder / "log")
        if options.store
        else demo_running(folder)
    )
    with started as server:
        yield server


def _picture(browser: Browser, url: str, screen: str, look: Look, options: argparse.Namespace) -> bool:
    """Take one picture; print the reason, and return false, if the screen is not shown."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        color_scheme=look.theme,
        locale=LOCALES[look.language],
        timezone_id="Europe/Madrid",
    )
    context.set_default_timeout(10_000)
    try:
        if screen == "onboarding":
            register(context)
        elif screen != "sign-in":
            sign_in_by_cookie(context, options.person, options.password)
        if screen != "sign-in":
            set_language(context, look.language)
        page = open_screen(context, screen if screen in SCREENS else "home")
        # Not a picture of the full page, in which a bar at the bottom of the window would be in its middle.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": look.width, "height": max(height, HEIGHTS[look.width])})
        page.screenshot(path=options.out / look.name_of(screen), animations="disabled")
    except (AssertionError, Error) as error:
        sys.stderr.write(f"{look.name_of(screen)}: {error}\n")
        return False
    finally:
        context.close()
    return True


if __name__ == "__main__":
    sys.exit(main())
