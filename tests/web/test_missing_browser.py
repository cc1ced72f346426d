"""Test runs on a machine without a browser: they say so, and fail where one is required."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

@pytest.fixture
def chromium(): pass

def test_page(chromium): pass

def test_other(): pass
"""
IN_WORKERS = ("-p", "xdist", "-n", "1")


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `TESTS` by pytest in its own process."""
    (folder / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.web.plugin", "-p", "no:cacheprovider", "-rs"]
    return subprocess.run(
        [*command, "-c", ROOT / "pyproject.toml", "--rootdir", folder, *options, folder],
        cwd=ROOT,
        env=os.environ
        | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "AVANOCHI_REQUIRE_BROWSER": ""}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_missing_browser_is_reported_loudly(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, *options, PATH="", AVANOCHI_CHROMIUM="")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert "THE PAGE WAS NOT TESTED: INSTALL CHROMIUM" in done.stdout


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_missing_browser_fails_the_run_that_requires_one(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, *options, PATH="", AVANOCHI_CHROMIUM="/missing", AVANOCHI_REQUIRE_BROWSER="1")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "AVANOCHI_CHROMIUM IS /MISSING, WHICH CANNOT BE STARTED" in done.stdout
    assert "A BROWSER IS REQUIRED" in done.stdout


def test_run_without_tests_of_the_page_fails_where_a_browser_is_required(tmp_path: Path) -> None:
    browser = {"AVANOCHI_CHROMIUM": sys.executable, "AVANOCHI_REQUIRE_BROWSER": "1"}
    assert run(tmp_path, "-k", "other", **browser).returncode == pytest.ExitCode.TESTS_FAILED
    complete = run(tmp_path, *IN_WORKERS, **browser)
    assert complete.returncode == 0, complete.stdout
    assert "1 tests ran in a browser" in complete.stdout
