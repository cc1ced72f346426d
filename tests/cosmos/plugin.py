"""What pytest knows of the Cosmos server: how a test gets it, and what the summary says of it.

Every test that uses the server has the marker `cosmos`, by its parameter or because it asks for `cosmos_uri`.
On a machine without Node these tests are skipped, and the summary says so in capitals. With
AVANOCHI_REQUIRE_COSMOS=1 a run in which none of them ran has failed.
"""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from tests.cosmos.account import KEY, CosmosAccount
from tests.cosmos.server import lacking, running_server

_USES_COSMOS = ("store", "cosmos")


@pytest.fixture(scope="session")
def cosmos_uri() -> Iterator[str]:
    """Return the URI of a Cosmos server that takes any key; each process of a run has its own."""
    with running_server() as uri:
        yield uri


@pytest.fixture(scope="session")
def cosmos_account(cosmos_uri: str) -> Iterator[CosmosAccount]:
    """Return the same server's account, to look into it and to stop its clock."""
    with closing(CosmosAccount(cosmos_uri)) as account:
        yield account


@pytest.fixture(scope="session")
def cosmos(cosmos_uri: str) -> Iterator[CosmosDBService]:
    """Return a store on the server: to connect takes longer than most tests do."""
    environment = {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": KEY,
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    with closing(CosmosDBService(CredentialManager(environment))) as store:
        store.ping()
        yield store


def pytest_itemcollected(item: pytest.Item) -> None:
    if "cosmos_uri" in getattr(item, "fixturenames", ()):
        item.add_marker("cosmos")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("cosmos"):
        item.user_properties.append(_USES_COSMOS)  # travels with the reports to the process that counts
        if reason := lacking():
            pytest.skip(f"no Cosmos server: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if terminal and not is_worker and _is_required() and not _count(terminal, "call"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran, left_out = _count(terminalreporter, "call"), _count(terminalreporter, "setup")
    if ran:
        terminalreporter.write_line(f"{ran} tests ran against the Cosmos server")
    for line in _summaries(terminalreporter):
        terminalreporter.write_line(line)
    if left_out or (_is_required() and not ran):
        why = f": {lacking()}" if left_out else ""
        _shout(terminalreporter, f"the Cosmos half of the tests was not run{why}")
        if _is_required():
            _shout(terminalreporter, "it is required, so this run has failed")


def _count(terminal: pytest.TerminalReporter, last_phase: str) -> int:
    """Count the tests for Cosmos that came as far as being called, or, at `setup`, were skipped there."""
    reports = (
        report
        for category, reports in terminal.stats.items()
        if last_phase == "call" or category == "skipped"
        for report in reports
        if isinstance(report, pytest.TestReport)
    )
    return sum(report.when == last_phase and _USES_COSMOS in _properties(report) for report in reports)


def _summaries(terminal: pytest.TerminalReporter) -> list[str]:
    """Return what tests have to say to people: their properties named `summary`."""
    reports = (report for found in terminal.stats.values() for report in found)
    return [
        str(value)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in _properties(report)
        if name == "summary"
    ]


def _properties(report: pytest.TestReport) -> list[tuple[str, object]]:
    return [(name, value) for name, value in report.user_properties]  # lists, when they come from a worker


def _is_required() -> bool:
    return os.environ.get("AVANOCHI_REQUIRE_COSMOS") == "1"


def _shout(terminal: pytest.TerminalReporter, sentence: str) -> None:
    terminal.write_sep("!", sentence.upper(), red=True, bold=True)
