"""The pytest plugin of the Cosmos server: fixtures, and lines in the summary.

Every test that uses the server has the marker `cosmos`, from its parameter or because it uses `cosmos_uri`.
On a machine without Node these tests are skipped, and the summary says so in capitals. With
AVANOCHI_REQUIRE_NODE=1 a run in which none of them ran fails, unless it is one of the page. A run of the
tests on Azure's emulator needs Docker.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.store.query import Query
from tests.cosmos.account import KEY, CosmosAccount
from tests.cosmos.emulator import docker_error
from tests.cosmos.server import running_server
from tests.node import is_node_required, missing_programs
from tests.outcomes import count, summaries, write_in_capitals

_USES_COSMOS = ("store", "cosmos")


@pytest.fixture(scope="session")
def cosmos_uri() -> Iterator[str]:
    """Return the URI of a Cosmos server that accepts any key; each worker process has its own."""
    with running_server() as uri:
        yield uri


@pytest.fixture(scope="session")
def cosmos_account(cosmos_uri: str) -> Iterator[CosmosAccount]:
    """Return the server's account, to inspect it and to stop its clock."""
    with closing(CosmosAccount(cosmos_uri)) as account:
        yield account


@pytest.fixture(scope="session")
def cosmos(cosmos_uri: str) -> Iterator[CosmosDBService]:
    """Return a store on the server, shared because connecting takes longer than most tests."""
    environment = {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": KEY,
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    with closing(CosmosDBService(CredentialManager(environment))) as store:
        store.count(Query(None), "connect")  # not `ping`, which must succeed within 2 seconds
        yield store


def pytest_configure(config: pytest.Config) -> None:
    if config.option.markexpr == "emulator" and (error := docker_error()):
        raise pytest.UsageError(
            f"The emulator needs Docker: install or start it, until `docker info` shows a server. ({error})"
        )


def pytest_itemcollected(item: pytest.Item) -> None:
    if "cosmos_uri" in getattr(item, "fixturenames", ()):
        item.add_marker("cosmos")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("cosmos"):
        item.user_properties.append(_USES_COSMOS)  # sent with the report to the main process
        if reason := missing_programs():
            pytest.skip(f"no Cosmos server: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or hasattr(session.config, "workerinput"):
        return
    if _is_required(session.config) and not count(terminal, _USES_COSMOS, "call"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran, skipped = (count(terminalreporter, _USES_COSMOS, phase) for phase in ("call", "setup"))
    is_required = _is_required(terminalreporter.config)
    if ran:
        terminalreporter.write_line(f"{ran} tests ran against the Cosmos server")
    for line in summaries(terminalreporter):
        terminalreporter.write_line(line)
    if skipped or (is_required and not ran):
        reason = f": {missing_programs()}" if skipped else ""
        write_in_capitals(terminalreporter, f"the Cosmos half of the tests was not run{reason}")
        if is_required:
            write_in_capitals(terminalreporter, "it is required, so this run has failed")


def _is_required(config: pytest.Config) -> bool:
    return is_node_required() and not config.getoption("web", default=False)
