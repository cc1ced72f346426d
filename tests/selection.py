"""The pytest plugin of the options `--quick`, `--thorough` and `--web`, which select how much is tested.

Without an option, everything runs but tests with the markers `thorough` and `web`, and each Hypothesis test
generates at most 20 cases. `--quick` also leaves out tests that start servers or programs, use Cosmos DB, or
have the marker `slow`, runs each test with its first parameters only, and generates at most 10 cases.
`--web` runs all tests of the page, and no others.
"""

import os
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import is_hypothesis_test, settings

_STARTING_PROGRAMS = ("clients", "cosmos", "dev", "local_host", "system", "web")
"""Folders whose tests start servers or other programs."""

_PAGE = "web"
"""The folder of the tests of the page."""

_MAX_CASES = 20
"""How many cases a Hypothesis test generates without `--thorough`."""

_MAX_QUICK_CASES = 10
"""How many cases a Hypothesis test generates with `--quick`."""


class NumberOfCases(Protocol):
    """Chooses how many cases a test generates."""

    def __call__(self, usual: int, *, quick: int | None = None, thorough: int | None = None) -> int:
        """Return the number for the option of this run, by default the usual number."""


def first_usually(values: Iterable[Any], reason: str) -> list[Any]:
    """Return parameters of which only the first runs without `--thorough`."""
    first, *others = values
    return [first, *(pytest.param(value, marks=pytest.mark.thorough(reason)) for value in others)]


def thorough_without_smaller(items: Iterable[pytest.Item]) -> list[str]:
    """Return the ids of `thorough` tests without a smaller test that always runs.

    That is another parameter of the same function, or the test of the same file that the marker names:
    `thorough(reason, smaller="test_name")`.
    """
    functions = [item for item in items if isinstance(item, pytest.Function)]
    always = {(one.path, one.originalname) for one in functions if not one.get_closest_marker("thorough")}
    return [
        one.nodeid
        for one in functions
        for marker in one.iter_markers("thorough")
        if (one.path, marker.kwargs.get("smaller", one.originalname)) not in always
    ]


@pytest.fixture(scope="session")
def number_of_cases(pytestconfig: pytest.Config) -> NumberOfCases:
    def choose(usual: int, *, quick: int | None = None, thorough: int | None = None) -> int:
        chosen = quick if pytestconfig.getoption("quick") else None
        chosen = thorough if pytestconfig.getoption("thorough") else chosen
        return usual if chosen is None else chosen

    return choose


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="run no tests that start servers or programs, or take long"
    )
    parser.addoption(
        "--thorough", action="store_true", help="run all cases, and all API tests on both stores"
    )
    parser.addoption("--web", action="store_true", help="run all tests of the page, and no others")


def pytest_configure(config: pytest.Config) -> None:
    for other in ("thorough", "web"):
        if config.getoption("quick") and config.getoption(other):
            raise pytest.UsageError(f"use either --quick or --{other}")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Start one more worker than there are cores, because tests also wait.

    Those of `--quick` do not, and those of `--web` keep more cores busy with a server and a browser.
    """
    workers = yield
    is_chosen = "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ
    return workers if is_chosen or config.getoption("quick") or config.getoption("web") else workers + 1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    tests = config.rootpath / "tests"
    if collection_path.parent != tests or not collection_path.is_dir():
        return None
    is_left_out = (
        collection_path.name != _PAGE
        if config.getoption("web")
        else config.getoption("quick") and collection_path.name in _STARTING_PROGRAMS
    )
    return True if is_left_out else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests with a marker that the option leaves out."""
    markers = {"thorough", "web"}
    if config.getoption("quick"):
        markers |= {"slow", "cosmos"}
    markers -= {name for name in ("thorough", "web") if config.getoption(name)}
    selected: list[pytest.Item] = []
    deselected: list[pytest.Item] = []
    for item in items:
        (deselected if any(map(item.get_closest_marker, markers)) else selected).append(item)
    if config.getoption("quick"):
        selected, others = _with_first_parameters(selected)
        deselected += others
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = selected
    if config.getoption("thorough"):
        return
    max_cases = _MAX_QUICK_CASES if config.getoption("quick") else _MAX_CASES
    for item in items:
        _generate_at_most(max_cases, getattr(item, "function", None))


def _with_first_parameters(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the first test of each function, and the others."""
    first: dict[tuple[object, object], pytest.Item] = {}
    for item in items:
        first.setdefault((item.parent, getattr(item, "originalname", item.name)), item)
    chosen = set(first.values())
    return [*first.values()], [item for item in items if item not in chosen]


def _generate_at_most(max_cases: int, test: Any) -> None:
    if is_hypothesis_test(test):
        # Hypothesis has no public way to change the settings of a test.
        usual: settings = test._hypothesis_internal_use_settings  # noqa: SLF001
        cases = min(usual.max_examples, max_cases)
        test._hypothesis_internal_use_settings = settings(usual, max_examples=cases)  # noqa: SLF001
