"""The bounds of `dev.py test --coverage`."""

import json
from pathlib import Path

import pytest

from tests.coverage_bounds import main


@pytest.mark.parametrize(
    ("covered_lines", "covered_branches", "exit_code"),
    [(95, 45, 0), (94, 50, 1), (100, 44, 1)],
    ids=["both at their bounds", "too few lines", "too few branches"],
)
def test_run_fails_below_either_bound_and_prints_both_percentages_and_the_worst_files(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    covered_lines: int,
    covered_branches: int,
    exit_code: int,
) -> None:
    summary = {
        "covered_lines": covered_lines,
        "num_statements": 100,
        "missing_lines": 100 - covered_lines,
        "covered_branches": covered_branches,
        "num_branches": 50,
        "missing_branches": 50 - covered_branches,
    }
    complete = {"summary": summary | {"missing_lines": 0, "missing_branches": 0}}
    worst = {"summary": summary, "missing_lines": [3, 4], "missing_branches": [[7, 9]]}
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"totals": summary, "files": {"a.py": complete, "b.py": worst}}))

    assert main(str(report)) == exit_code
    lines, branches, *files = capsys.readouterr().out.splitlines()
    assert lines.startswith(f"lines: {covered_lines}.00 %, ")
    assert branches.startswith(f"branches: {2 * covered_branches}.00 %, ")
    assert files == ["  b.py: lines 3, 4; branches 7 to 9"]


def test_run_without_branches_is_covered_completely(tmp_path: Path) -> None:
    counts = ("covered_lines", "num_statements", "covered_branches", "num_branches")
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"totals": dict.fromkeys(counts, 0), "files": {}}))
    assert main(str(report)) == 0
