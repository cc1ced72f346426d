"""The page about costs has what the benchmark measures, and its sums are right."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "costs.md").read_text("utf-8")
METHODS = ("DELETE ", "GET ", "PATCH ", "POST ", "PUT ")


def _rows() -> list[list[str]]:
    """Return the cells of the rows of all tables."""
    lines = (line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| ---"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _measured() -> dict[str, tuple[str, float]]:
    """Return the operations and the request units of each request, as the benchmark prints them."""
    command = [sys.executable, "-m", "benchmarks", "--only", "operations"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    rows = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()]
    return {cells[0]: (cells[1], float(cells[2])) for cells in rows if cells[0].startswith(METHODS)}


def test_costs_of_requests_are_those_that_the_benchmark_measures() -> None:
    stated = {cells[0]: (cells[1], float(cells[2])) for cells in _rows() if cells[0].startswith(METHODS)}
    assert len(stated) > 30
    measured = _measured()
    assert stated == {name: measured[name] for name in stated}


def test_costs_of_a_day_are_sums_of_the_rows() -> None:
    rows = [cells for cells in _rows() if len(cells) == 5 and cells[0] not in {"request", ""}]
    for request, _, units, times, of_a_day in rows:
        if units:
            assert abs(float(units) * float(times) - float(of_a_day)) <= 0.5, request
    total = sum(int(cells[-1]) for cells in rows)
    assert f"| **{total:,}** |" in PAGE
    assert (
        f"with {total:,} RU a day need {total / 1000:.1f} million RU a day and {total * 30 / 1000:.0f}"
        in PAGE
    )
