"""How the Cosmos server gets onto a machine, and what a run of tests says where it cannot."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cosmos.server import FOLDER, CosmosServerError, install, lacking, running_server

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
    """A folder with a package.json, in which nothing is installed."""
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Have a shell script in place of a program; what else there is cannot be found."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))

    def put(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        (programs / name).chmod(0o755)

    return put


@pytest.fixture
def npm(stand_in: Callable[[str, str], None]) -> None:
    """An npm that notes each of its runs in the folder, and takes a moment."""
    stand_in("npm", 'sleep 0.1; mkdir -p node_modules; echo "$@" >> runs')


def runs(folder: Path) -> list[str]:
    return (folder / "runs").read_text().splitlines()


@pytest.mark.usefixtures("npm")
def test_what_is_installed_is_not_installed_again(folder: Path) -> None:
    install(folder)
    install(folder)
    assert len(runs(folder)) == 1


@pytest.mark.usefixtures("npm")
def test_npm_runs_no_scripts_of_packages_and_writes_no_lock_file(folder: Path) -> None:
    install(folder)
    assert {"install", "--ignore-scripts", "--no-package-lock"} <= set(runs(folder)[0].split())


@pytest.mark.usefixtures("npm")
def test_another_package_json_is_installed_anew(folder: Path) -> None:
    install(folder)
    (folder / "package.json").write_text('{"private": true}')
    install(folder)
    assert len(runs(folder)) == 2


@pytest.mark.usefixtures("npm")
def test_of_several_who_install_at_once_one_does_and_the_others_wait(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(install, [folder] * 4))
    assert len(runs(folder)) == 1


def test_an_npm_that_fails_is_quoted_and_tried_again(
    folder: Path, stand_in: Callable[[str, str], None]
) -> None:
    stand_in("npm", "mkdir node_modules; echo the network is down; exit 1")
    with pytest.raises(CosmosServerError, match="the network is down"):
        install(folder)
    stand_in("npm", "echo now >> runs")
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
def test_what_is_missing_is_named(
    stand_in: Callable[[str, str], None], present: tuple[str, ...], sentence: str
) -> None:
    for name in present:
        stand_in(name, "")
    assert lacking() == sentence


@pytest.mark.usefixtures("npm")
def test_a_server_that_does_not_start_is_an_error(folder: Path, stand_in: Callable[[str, str], None]) -> None:
    stand_in("node", "exit 7")
    with pytest.raises(CosmosServerError, match="status 7"), running_server(folder):
        pass


class Run:
    """Tests of both kinds, run by pytest in a process of its own."""

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
            | {"AVANOCHI_REQUIRE_COSMOS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.passed = done.returncode == 0
        self.output = done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_the_summary_counts_the_tests_that_ran_against_the_server(
    cosmos_uri: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    assert cosmos_uri, "installed"
    run = Run(tmp_path, *options, AVANOCHI_REQUIRE_COSMOS="1")
    assert run.passed, run.output
    assert "4 passed" in run.output
    assert "2 tests ran against the Cosmos server" in run.output
    assert "NOT RUN" not in run.output


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_a_run_without_node_says_loudly_what_it_left_out(tmp_path: Path, options: tuple[str, ...]) -> None:
    run = Run(tmp_path, *options, PATH="")
    assert run.passed, run.output
    assert "2 passed, 2 skipped" in run.output
    assert "THE COSMOS HALF OF THE TESTS WAS NOT RUN: NODE AND NPM CANNOT BE FOUND" in run.output


@pytest.mark.parametrize("options", [(), IN_WORKERS])
def test_a_run_without_node_fails_where_the_server_is_required(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    run = Run(tmp_path, *options, PATH="", AVANOCHI_REQUIRE_COSMOS="1")
    assert not run.passed
    assert "NODE AND NPM CANNOT BE FOUND" in run.output
    assert "IT IS REQUIRED, SO THIS RUN HAS FAILED" in run.output


def test_a_run_of_other_tests_says_nothing_of_the_server(tmp_path: Path) -> None:
    run = Run(tmp_path, "-k", "test_none", PATH="")
    assert run.passed, run.output
    assert "cosmos" not in run.output.lower()
