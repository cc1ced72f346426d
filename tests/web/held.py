"""Requests of a page that are not answered for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route


@contextmanager
def held(page: Page, pattern: str) -> Iterator[None]:
    """Hold the requests whose address matches a pattern until the end of the block."""
    routes: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if is_held:
            routes.append(route)
        else:
            route.continue_()

    page.route(pattern, hold)
    yield
    is_held = False
    for route in routes:
        route.continue_()
