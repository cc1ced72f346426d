"""The pytest plugin of the tests that need a browser: on a machine without one, the summary says so.

They are the tests that use the fixture `chromium`. With AVANOCHI_REQUIRE_BROWSER=1 a run in which one of them
was skipped, or none ran, fails.
"""

import pytest

from tests.outcomes import count, write_in_capitals
from tests.web.chromium import is_browser_required, missing_browser

_NEEDS_BROWSER = ("needs", "browser")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "chromium" in getattr(item, "fixturenames", ()):
        item.user_properties.append(_NEEDS_BROWSER)  # sent with the report to the main process
        if missing_browser():
            pytest.skip(f"no browser: {missing_browser()}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if terminal and not is_worker and is_browser_required() and _is_incomplete(terminal):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ran := count(terminalreporter, _NEEDS_BROWSER, "call"):
        terminalreporter.write_line(f"{ran} tests ran in a browser")
    is_failed = is_browser_required() and _is_incomplete(terminalreporter)
    if is_failed or count(terminalreporter, _NEEDS_BROWSER, "setup"):
        remedy = missing_browser()
        write_in_capitals(terminalreporter, "the page was not tested" + (f": {remedy}" if remedy else ""))
    if is_failed:
        write_in_capitals(terminalreporter, "a browser is required, so this run has failed")


def _is_incomplete(terminal: pytest.TerminalReporter) -> bool:
    """Return whether no test ran in a browser, or one was skipped."""
    ran, skipped = (count(terminal, _NEEDS_BROWSER, phase) for phase in ("call", "setup"))
    return not ran or skipped > 0
