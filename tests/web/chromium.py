"""Chromium, for the tests of the page and its pictures: where it is, and how it starts."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

_PROGRAMS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")

FLAGS = (
    "--no-sandbox",  # which root cannot have
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def is_browser_required() -> bool:
    """Return whether tests of the page must fail without a browser, instead of being skipped."""
    return os.environ.get("AVANOCHI_REQUIRE_BROWSER") == "1"


def find_chromium() -> str | None:
    """Return the path of Chromium or Chrome: that of `AVANOCHI_CHROMIUM`, or the first on the `PATH`."""
    chosen = os.environ.get("AVANOCHI_CHROMIUM")
    names = (chosen,) if chosen else _PROGRAMS
    return next((path for path in map(shutil.which, names) if path), None)


def missing_browser() -> str:
    """Return what to do about the missing browser, as a sentence, or an empty string."""
    if find_chromium():
        return ""
    if chosen := os.environ.get("AVANOCHI_CHROMIUM"):
        return f"AVANOCHI_CHROMIUM is {chosen}, which cannot be started"
    return "install chromium, or set AVANOCHI_CHROMIUM to the path of one"


@contextmanager
def playwright_running() -> Iterator[Playwright]:
    """Run Playwright until the end of the block; this thread can run no event loop meanwhile."""
    # Otherwise the requests of a service worker are not reported.
    os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"
    with on_all_cores(), sync_playwright() as playwright:
        yield playwright


@contextmanager
def chromium_running(*flags: str) -> Iterator[Browser]:
    """Start Chromium, and stop it at the end of the block."""
    with playwright_running() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def on_all_cores() -> Iterator[None]:
    """Let this process, and those that it starts in the block, use every core.

    The workers of the tests stay on one, and a browser has several processes.
    """
    if sys.platform != "linux":
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
