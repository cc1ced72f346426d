"""Accessibility, as axe finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def check_accessibility(page: Page) -> None:
    """Assert that axe finds no violation, in the state that the page shows now."""
    violations = _AXE.run(page).response["violations"]
    lines = [
        f"{rule['id']}: {rule['help']}\n    at {' '.join(map(str, node['target']))}\n    {node['html'][:200]}"
        for rule in violations
        for node in rule["nodes"]
    ]
    assert not lines, f"{page.url} has {len(lines)} violations:\n" + "\n".join(lines)
