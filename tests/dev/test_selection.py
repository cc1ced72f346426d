"""The options `--quick`, `--thorough` and `--web`: which tests and how many cases they run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.selection import pytest_xdist_auto_num_workers

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

@pytest.mark.web
def test_of_the_page(): pass

@pytest.mark.parametrize("part", first_usually(range(3), "as the first"))
def test_parts(part): pass

@pytest.mark.parametrize("number", range(7))
def test_numbers(number): print("number:", number)
"""
IN_A_SERVER = "def test_in_a_server(): pass"
OF_THE_PAGE = """
import pytest

@pytest.mark.web
def test_every_screen(): pass

def test_first_day(): print("cases: 10"); print("generated: 20")

@pytest.mark.thorough("waits")
def test_every_case(): pass
"""

COLLECT = """
import json, sys
import pytest

class Collected:
    def pytest_collection_modifyitems(self, items):
        from tests.selection import thorough_without_smaller
        thorough = sum(item.get_closest_marker("thorough") is not None for item in items)
        print(json.dumps({"thorough": thorough, "without smaller": thorough_without_smaller(items)}))

options = ["--collect-only", "--thorough", "-qq", "-p", "no:cacheprovider"]
sys.exit(pytest.main([*options, *sys.argv[1:]], plugins=[Collected()]))
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run tests of every kind with these options."""
    files = {
        "units/test_kinds.py": TESTS,
        "system/test_server.py": IN_A_SERVER,
        "web/test_page.py": OF_THE_PAGE,
    }
    for path, text in files.items():
        (folder / "tests" / path).parent.mkdir(parents=True)
        (folder / "tests" / path).write_text(text)
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
        ((), "16 passed, 5 deselected", 10, 20),
        (("--quick",), "6 passed, 11 deselected", 1, 10),
        (("--thorough",), "19 passed, 2 deselected", 100, 50),
        (("--web",), "2 passed, 1 deselected", 10, 20),
    ],
    ids=["no option", "quick", "thorough", "web"],
)
def test_option_selects_tests_and_the_number_of_cases(
    tmp_path: Path, options: tuple[str, ...], summary: str, cases: int, generated: int
) -> None:
    done = run(tmp_path, *options)
    assert done.returncode == 0, done.stdout
    assert summary in done.stdout
    assert f"cases: {cases}\n" in done.stdout
    assert f"generated: {generated}\n" in done.stdout


def test_quick_runs_a_test_with_its_first_parameters_only(tmp_path: Path) -> None:
    done = run(tmp_path, "--quick")
    assert re.findall(r"^number: (\d)$", done.stdout, re.MULTILINE) == ["0"]


@pytest.mark.parametrize(
    ("option", "environment", "workers"),
    [
        ("thorough", {}, 3),
        ("quick", {}, 2),
        ("web", {}, 2),
        ("thorough", {"PYTEST_XDIST_AUTO_NUM_WORKERS": "2"}, 2),
    ],
)
def test_one_more_worker_than_cores_runs_tests_that_wait(
    monkeypatch: pytest.MonkeyPatch, option: str, environment: dict[str, str], workers: int
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    config = cast("pytest.Config", SimpleNamespace(getoption={option: True}.get))
    wrapper = pytest_xdist_auto_num_workers(config)
    next(wrapper)
    with pytest.raises(StopIteration) as ended:
        wrapper.send(2)  # the number of cores
    assert ended.value.value == workers


@pytest.mark.parametrize("other", ["--thorough", "--web"])
def test_quick_and_another_option_are_refused(tmp_path: Path, other: str) -> None:
    refused = run(tmp_path, "--quick", other)
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"use either --quick or {other}" in refused.stderr


def collect(*arguments: str | Path) -> dict[str, Any]:
    """Collect tests, and return the number of thorough ones and those without a smaller test."""
    collected = subprocess.run(
        [sys.executable, "-c", COLLECT, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTEST_ADDOPTS": "", "AVANOCHI_REQUIRE_NODE": "", "AVANOCHI_REQUIRE_BROWSER": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert collected.returncode == 0, collected.stdout + collected.stderr
    found: dict[str, Any] = json.loads(collected.stdout.partition("\n")[0])
    return found


def test_every_thorough_test_has_a_smaller_one_that_always_runs() -> None:
    thorough = re.compile(r"first_usually\(|mark\.thorough\(")
    files = [path for path in ROOT.glob("tests/*/**/test_*.py") if thorough.search(path.read_text())]
    files.remove(Path(__file__))
    found = collect(*files)
    assert found["thorough"] >= len(files)
    assert found["without smaller"] == []


THOROUGH = """
import pytest
from tests.selection import first_usually

thorough, parametrize = pytest.mark.thorough, pytest.mark.parametrize

def test_usual(): pass

@thorough("reason", smaller="test_usual")
def test_with_smaller(): pass

@parametrize("number", first_usually([1, 2], "reason"))
def test_with_smaller_parameter(number): pass

@thorough("reason")
def test_alone(): pass

@thorough("reason", smaller="test_removed")
def test_with_removed(): pass

@thorough("reason", smaller="test_alone")
def test_with_thorough(): pass

@thorough("reason")
@parametrize("number", first_usually([1, 2], "reason"))
def test_all_parameters(number): pass
"""


def test_thorough_tests_without_a_smaller_one_are_found(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(THOROUGH)
    (tmp_path / "test_other_file.py").write_text("def test_removed(): pass")
    found = collect("-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, "-p", "tests.selection", tmp_path)
    names = {node.partition("::")[2] for node in found["without smaller"]}
    assert names == {
        *("test_alone", "test_with_removed", "test_with_thorough"),
        *("test_all_parameters[1]", "test_all_parameters[2]"),
    }


def test_emulator_without_docker_is_refused_with_the_remedy() -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "emulator", "tests/store"],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": "", "DOCKER_HOST": "unix:///no-such-socket"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR, refused.stdout
    assert "The emulator needs Docker: install or start it" in refused.stderr
