"""The pytest plugin that leaves nothing to the embedded store alone.

Most API tests run on the embedded store only, those with the marker `both_stores` on Cosmos DB as well: with
their first parameters, or with all if the marker has `all_parameters=True`. A run of all tests fails unless
the latter use every operation of the store, every shape of query and every domain event that the API tests
use. With `--thorough` all API tests run on both stores.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import wraps
from typing import Any, get_args
from unittest.mock import patch

import pytest

from shared.database import CosmosDBService
from shared.entities.events import DomainEvent
from shared.services.unit_of_work import UnitOfWork
from shared.store.contract import DocumentStore, Operation
from shared.store.query import Query
from shared.store.sqlite.database import EmbeddedDBService

STORES = ("embedded", "cosmos")
_OPERATIONS = tuple(name for name in vars(DocumentStore) if not name.startswith("_"))


class Exercised:
    """The operations, events and query shapes that the API tests have used, by store."""

    def __init__(self) -> None:
        self.uses: dict[str, set[str]] = {store: set() for store in STORES}
        self.store: str | None = None  # the store of the running test; None outside the API tests

    def missing(self) -> list[str]:
        """Return what Cosmos DB has missed: operations, events, and shapes of query on the embedded store."""
        events = (f"event {kind.__name__}" for kind in get_args(DomainEvent))
        return sorted({*_OPERATIONS, *events, *self.uses["embedded"]} - self.uses["cosmos"])

    def add(self, *uses: str) -> None:
        """Record what the running test uses."""
        if self.store is not None:
            self.uses[self.store].update(uses)

    def recording(self) -> ExitStack:
        """Record the uses of this process until the stack is closed."""
        stack = ExitStack()
        for kind in (EmbeddedDBService, CosmosDBService):
            for name in _OPERATIONS:
                stack.enter_context(patch.object(kind, name, self._recorded(name, getattr(kind, name))))
        record = UnitOfWork.record

        def record_event(unit: UnitOfWork, event: DomainEvent, today: date | None = None) -> None:
            self.add(f"event {type(event).__name__}")
            record(unit, event, today)

        stack.enter_context(patch.object(UnitOfWork, "record", record_event))
        return stack

    def _recorded(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def recorded(store: DocumentStore, *arguments: Any, **options: Any) -> Any:
            if self.store is not None:
                self.add(name, *(f"{name} {use}" for argument in arguments for use in _uses(argument)))
            return operation(store, *arguments, **options)

        return recorded


def _uses(argument: object) -> Iterator[str]:
    if isinstance(argument, Query):
        yield shape_of(argument)
    elif isinstance(argument, list | tuple):
        yield from (type(one).__name__ for one in argument if isinstance(one, get_args(Operation)))


def shape_of(query: Query) -> str:
    """Return a query without its values: what decides which statement and which index it uses."""
    where = ", ".join(sorted(f"{type(one).__name__} {one.field}" for one in query.where))
    direction = "descending" if query.descending else "ascending"
    after = " after a position" if query.after else ""
    return f"{query.type or 'any type'} where {where or 'any'} by {query.order_by} {direction}{after}"


class _Plugin:
    """The hooks of one process; a worker sends its uses to the main process when it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self._exercised = Exercised()
        self._stack = self._exercised.recording()
        self._config = config

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        callspec = getattr(item, "callspec", None)
        self._exercised.store = callspec.params.get("storage") if callspec else None
        try:
            return (yield)
        finally:
            self._exercised.store = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        for store, uses in node.workeroutput.get("exercised", {}).items():
            self._exercised.uses[store].update(uses)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._stack.close()
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["exercised"] = {
                store: sorted(uses) for store, uses in self._exercised.uses.items()
            }
        elif self._missing():
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for use in self._missing():
            terminalreporter.write_line(f"no API test with the marker both_stores uses: {use}", red=True)

    def _missing(self) -> list[str]:
        """Return what is missing after a run of all tests with a Cosmos server."""
        selected = self._config.option.keyword or self._config.option.file_or_dir
        return [] if selected or not self._exercised.uses["cosmos"] else self._exercised.missing()


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("quick"):  # which runs nothing on Cosmos DB
        config.pluginmanager.register(_Plugin(config), "exercised")
