"""The first screen."""

from playwright.sync_api import Page


def test_page_opens_without_a_problem(page: Page) -> None:
    page.goto("/api/app/")
    page.wait_for_load_state("networkidle")
