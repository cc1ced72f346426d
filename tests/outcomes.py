"""What became of the tests that need a program, counted in the main process for the summary of pytest.

A test says by a property of its item that it needs the program, because a worker process sends properties.
"""

from collections.abc import Iterator

import pytest


def count(terminal: pytest.TerminalReporter, needed: tuple[str, str], last_phase: str) -> int:
    """Count the tests with a property that were called or, for `setup`, those that were skipped."""
    reports = (
        report
        for category, reports in terminal.stats.items()
        if last_phase == "call" or category == "skipped"
        for report in reports
        if isinstance(report, pytest.TestReport)
    )
    return sum(report.when == last_phase and needed in properties(report) for report in reports)


def summaries(terminal: pytest.TerminalReporter) -> Iterator[str]:
    """Return the properties named `summary`, which tests record for the reader."""
    for reports in terminal.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport) and report.when == "call":
                yield from (str(value) for name, value in properties(report) if name == "summary")


def properties(report: pytest.TestReport) -> list[tuple[str, object]]:
    return [(name, value) for name, value in report.user_properties]  # a worker sends lists


def write_in_capitals(terminal: pytest.TerminalReporter, sentence: str) -> None:
    terminal.write_sep("!", sentence.upper(), red=True, bold=True)
