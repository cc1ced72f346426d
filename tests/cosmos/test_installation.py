"""Installing the Cosmos server, and test runs on a machine without Node."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cosmos.server import FOLDER, running_server
from tests.node import NodeError, install, missing_programs

ROOT = FOLDER.parents[1]
TESTS = """
import pytest

@pytest.mark.parametrize("store", ["embedded", pytest.param("cosmos", marks=pytest.mark.cosmos)])
def test_both(store): pass

def test_one(cosmos_uri): assert cosmos_uri

def test_none(): pass
"""

IN_WORKERS = ("-p", "xdist", "-n", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a package.json and nothing installed."""
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


@pytest.fixture
def replace_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return a function that puts a shell script in place of a program; no other program is found."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))

    def put(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        (programs / name).chmod(0o755)

    return put


@pytest.fixture
def npm(replace_program: Callable[[str, str], None]) -> None:
    """Replace npm by a script that takes 0.1 seconds and records its runs in the folder."""
    replace_program("npm", 'sleep 0.1; mkdir -p node_modules; echo "$@" >> runs')


def runs(folder: Path) -> list[str]:
    return (folder / "runs").read_text().splitlines()


@pytest.mark.usefixtures("npm")
def test_installed_packages_are_not_installed_again(folder: Path) -> None:
    install(folder)
    install(folder)
    assert len(runs(folder)) == 1


@pytest.mark.usefixtures("npm")
def test_npm_runs_no_package_scripts_and_writes_no_lock_file(folder: Path) -> None:
    install(folder)
    assert {"install", "--ignore-scripts", "--no-package-lock"} <= set(runs(folder)[0].split())


@pytest.mark.usefixtures("npm")
def test_versions_of_a_lock_file_are_installed(folder: Path) -> None:
    (folder / "package-lock.json").write_text("{}")
    install(folder)
    assert {"ci", "--ignore-scripts"} <= set(runs(folder)[0].split())


@pytest.mark.usefixtures("npm")
@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_changed_packages_are_installed_again(folder: Path, name: str) -> None:
    install(folder)
    (folder / name).write_text('{"private": true}')
    install(folder)
    assert len(runs(folder)) == 2


@pytest.mark.usefixtures("npm")
def test_concurrent_installs_run_npm_once(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(install, [folder] * 4))
    assert len(runs(folder)) == 1


def test_failure_of_npm_is_reported_and_retried_by_the_next_install(
    folder: Path, replace_program: Callable[[str, str], None]
) -> None:
    replace_program("npm", "mkdir node_modules; echo the network is down; exit 1")
    with pytest.raises(NodeError, match="the network is down"):
        install(folder)
    replace_program("npm", "echo now >> runs")
    install(folder)
    assert runs(folder) == ["now"]


@pytest.mark.parametrize(
    ("present", "sentence"),
    [
        ((), "node and npm cannot be found"),
        (("node",), "npm cannot be found"),
        (("npm",), "node cannot be found"),
        (("node", "npm"), ""),
    ],
)
def test_missing_programs_are_named(
    replace_program: Callable[[str, str], None], present: tuple[str, ...], sentence: str
) -> None:
    for name in present:
        replace_program(name, "")
    assert missing_programs() == sentence


@pytest.mark.usefixtures("npm")
def test_server_that_does_not_start_raises_an_error(
    folder: Path, replace_program: Callable[[str, str], None]
) -> None:
    replace_program("node", "exit 7")
    with pytest.raises(NodeError, match="status 7"), running_server(folder):
        pass


class Run:
    """A run of `TESTS` by pytest in its own process."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        (folder / "test_stores.py").write_text(TESTS)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.cosmos.plugin",
            "-p",
            "no:cacheprovider",
            "-q",
        ]
        done = subprocess.run(
            [*command, "-c", ROOT / "pyproject.toml", "--rootdir", folder, *options, folder],
            cwd=ROOT,
            env=os.environ
            | {"AVANOCHI_REQUIRE_NODE": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.passed = done.returncode == 0
        self.output = done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_summary_counts_the_tests_that_used_the_server(
    cosmos_uri: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    assert cosmos_uri, "installed"
    run = Run(tmp_path, *options, AVANOCHI_REQUIRE_NODE="1")
    assert run.passed, run.output
    assert "4 passed" in run.output
    assert "2 tests ran against the Cosmos server" in run.output
    assert "NOT RUN" not in run.output


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_run_without_node_reports_the_skipped_tests_in_capitals(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    run = Run(tmp_path, *options, PATH="")
    assert run.passed, run.output
    assert "2 passed, 2 skipped" in run.output
    assert "THE COSMOS HALF OF THE TESTS WAS NOT RUN: NODE AND NPM CANNOT BE FOUND" in run.output


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_run_without_node_fails_if_the_server_is_required(tmp_path: Path, options: tuple[str, ...]) -> None:
    run = Run(tmp_path, *options, PATH="", AVANOCHI_REQUIRE_NODE="1")
    assert not run.passed
    assert "NODE AND NPM CANNOT BE FOUND" in run.output
    assert "IT IS REQUIRED, SO THIS RUN HAS FAILED" in run.output


def test_run_of_other_tests_does_not_mention_the_server(tmp_path: Path) -> None:
    run = Run(tmp_path, "-k", "test_none", PATH="")
    assert run.passed, run.output
    assert "cosmos" not in run.output.lower()
