"""The bounds of `dev.py test --coverage`: prints the coverage of lines and branches, and the worst files."""

import json
import sys
from pathlib import Path
from textwrap import shorten
from typing import Any

BOUNDS = {"lines": 95.0, "branches": 90.0}
"""The lowest percentages with which the command succeeds, each for itself."""

_WORST_FILES = 10
_MAX_LENGTH = 100  # of the list of lines and branches of a file


def main(report: str = ".data/coverage.json") -> int:
    """Print the percentages in a JSON report of coverage.py; return 1 if one is below its bound."""
    measured = json.loads(Path(report).read_bytes())
    found = _percentages(measured["totals"])
    for kind, bound in BOUNDS.items():
        comparison = "at least" if found[kind] >= bound else "BELOW THE BOUND OF"
        print(f"{kind}: {found[kind]:.2f} %, {comparison} {bound:g} %")  # noqa: T201 - to the terminal
    summaries = {file: about["summary"] for file, about in measured["files"].items()}
    for file in sorted(summaries, key=lambda one: _missing(summaries[one]), reverse=True)[:_WORST_FILES]:
        if _missing(summaries[file]):
            print(f"  {file}: {_described(measured['files'][file])}")  # noqa: T201 - likewise
    return int(any(found[kind] < bound for kind, bound in BOUNDS.items()))


def _percentages(summary: dict[str, Any]) -> dict[str, float]:
    counts = {
        "lines": (summary["covered_lines"], summary["num_statements"]),
        "branches": (summary["covered_branches"], summary["num_branches"]),
    }
    return {kind: 100 * covered / total if total else 100.0 for kind, (covered, total) in counts.items()}


def _missing(summary: dict[str, Any]) -> int:
    missing: int = summary["missing_lines"] + summary["missing_branches"]
    return missing


def _described(about: dict[str, Any]) -> str:
    lines = ", ".join(map(str, about["missing_lines"]))
    branches = ", ".join(f"{start} to {end}" for start, end in about["missing_branches"])
    missing = (f"{kind} {numbers}" for kind, numbers in (("lines", lines), ("branches", branches)) if numbers)
    return shorten("; ".join(missing), _MAX_LENGTH, placeholder=" ...")


if __name__ == "__main__":
    sys.exit(main())
