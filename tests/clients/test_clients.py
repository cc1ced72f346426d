"""Clients generated from the running app's OpenAPI document: they compile, and they work."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.node import find_program, install, is_node_required, missing_programs
from tests.system.servers import ROOT, Server

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
MYPY_CACHE = ROOT / ".data/clients/mypy"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("clients") / "avanochi.db") as running:
        yield running


def run(*command: str | Path, **environment: str) -> str:
    """Run a program and return its output; fail with all it printed if it fails."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | environment,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def assert_completed(printed: str, due_date: str) -> None:
    shown: dict[str, Any] = json.loads(printed)
    assert shown["code"] == "unauthenticated"
    task = shown["task"]
    assert (task["title"], task["priority"], task["completed"]) == ("Write the report", "high", True)
    assert task["due_date"].replace("+00:00", "Z") == due_date  # the end of the day in the user's time zone


def test_typescript_client_compiles_and_completes_a_task(server: Server) -> None:
    if reason := missing_programs():
        (pytest.fail if is_node_required() else pytest.skip)(f"no TypeScript client: {reason}")
    install(FOLDER)
    node = find_program("node")
    # A folder beside package.json, so that Node and the compiler find the packages.
    with tempfile.TemporaryDirectory(prefix="generated-", dir=FOLDER) as folder:
        generated = Path(folder)
        document = generated / "openapi.json"
        with server.client() as client:
            document.write_bytes(client.get("openapi.json").content)
        run(node, MODULES / "openapi-typescript/bin/cli.js", document, "--output", generated / "schema.ts")
        (generated / "use_client.ts").write_bytes((FOLDER / "use_client.ts").read_bytes())
        options = ("--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext")
        run(node, MODULES / "typescript/bin/tsc", *options, generated / "use_client.ts")
        assert_completed(run(node, generated / "use_client.js", server.url), "2026-03-20T23:59:59Z")


def test_python_client_has_types_and_completes_a_task(server: Server, tmp_path: Path) -> None:
    python, program, package = sys.executable, FOLDER / "use_client.py", tmp_path / "avanochi_client"
    run(
        *(python, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"),
        *("--url", f"{server.url}/api/openapi.json", "--output-path", package),
        *("--config", FOLDER / "python_client.yml"),
    )
    printed = run(python, program, server.url, PYTHONPATH=str(tmp_path))
    assert_completed(printed, "2026-03-20T14:59:59Z")
    # Ignores errors in the generated code: the class `Status` has a variable `status` of two types.
    options = ("--config-file=", "--follow-imports=silent", "--cache-dir", MYPY_CACHE)
    run(python, "-m", "mypy", *options, program, MYPYPATH=str(tmp_path))


def test_lock_file_names_no_registry() -> None:
    packages = json.loads((FOLDER / "package-lock.json").read_bytes())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
