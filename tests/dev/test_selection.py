"""The options `--quick` and `--thorough`: which tests they run, and how many cases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TESTS = """
import pytest
from hypothesis import given, settings, strategies as st
from tests.selection import first_usually

generated = []

@settings(max_examples=50, database=None, deadline=None)
@given(st.integers())
def test_generated_numbers(number): generated.append(number)

def test_number_of_generated_cases(): print("generated:", len(generated))

def test_always(number_of_cases): print("cases:", number_of_cases(10, quick=1, thorough=100))

def test_usual_number(number_of_cases): assert number_of_cases(10) == 10

@pytest.mark.slow("waits")
def test_slow(): pass

@pytest.mark.cosmos
def test_on_cosmos(): pass

@pytest.mark.parametrize("part", first_usually(range(3), "as the first"))
def test_parts(part): pass
"""
IN_A_SERVER = "def test_in_a_server(): pass"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run tests of every kind with these options."""
    (folder / "tests/system").mkdir(parents=True)
    (folder / "tests/test_kinds.py").write_text(TESTS)
    (folder / "tests/system/test_server.py").write_text(IN_A_SERVER)
    command = [sys.executable, "-m", "pytest", "-p", "tests.selection", "-p", "no:cacheprovider", "-rP"]
    return subprocess.run(
        [*command, "-c", ROOT / "pyproject.toml", "--rootdir", folder, *options, folder],
        cwd=ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("options", "summary", "cases", "generated"),
    [
        ((), "8 passed, 2 deselected", 10, 50),
        (("--quick",), "5 passed, 4 deselected", 1, 25),
        (("--thorough",), "10 passed in", 100, 50),
    ],
    ids=["no option", "quick", "thorough"],
)
def test_option_selects_tests_and_the_number_of_cases(
    tmp_path: Path, options: tuple[str, ...], summary: str, cases: int, generated: int
) -> None:
    done = run(tmp_path, *options)
    assert done.returncode == 0, done.stdout
    assert summary in done.stdout
    assert f"cases: {cases}\n" in done.stdout
    assert f"generated: {generated}\n" in done.stdout


def test_both_options_together_are_refused(tmp_path: Path) -> None:
    refused = run(tmp_path, "--quick", "--thorough")
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "use either --quick or --thorough" in refused.stderr
