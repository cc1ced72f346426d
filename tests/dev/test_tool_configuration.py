"""The configuration of editors, hooks and workflows: it parses, and its commands exist."""

import importlib.util
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import dev
from tests.dev.test_requirements import PLATFORMS

ROOT = Path(__file__).parents[2]
WORKFLOWS = [".github/workflows/ci.yml", ".github/workflows/nightly.yml"]
FILES = [
    *(".vscode/launch.json", ".vscode/tasks.json", ".vscode/settings.json", ".vscode/extensions.json"),
    *(".devcontainer/devcontainer.json", ".pre-commit-config.yaml", ".github/dependabot.yml", *WORKFLOWS),
]
SETUP_ACTIONS = {"actions/checkout", "actions/setup-python", "actions/setup-node"}
RUNNING_KEYS = {"run", "entry", "postCreateCommand"}


def load(file: str) -> Any:
    """Parse a JSON or YAML file."""
    text = (ROOT / file).read_text()
    return json.loads(text) if file.endswith(".json") else yaml.safe_load(text)


def commands(tree: Any) -> list[str]:
    """Return the shell commands in a parsed file."""
    if isinstance(tree, list):
        return [command for item in tree for command in commands(item)]
    if not isinstance(tree, dict):
        return []
    own = [text for key, text in tree.items() if key in RUNNING_KEYS]
    shell = [tree["command"]] if tree.get("type") == "shell" else []
    return own + shell + [command for item in tree.values() for command in commands(item)]


def exists(command: str) -> bool:
    """Return whether the repository has the program, and its usage the command and the option."""
    if re.fullmatch(r"python3 dev\.py [a-z]+( --[a-z]+)?", command):
        return f"  {command.removeprefix('python3 dev.py ')} " in dev.USAGE
    return os.access(ROOT / command, os.X_OK)


def jobs() -> list[tuple[str, dict[str, Any]]]:
    return [(file, job) for file in WORKFLOWS for job in load(file)["jobs"].values()]


def test_every_configuration_file_parses() -> None:
    assert [file for file in FILES if not isinstance(load(file), dict)] == []


@pytest.mark.parametrize("file", sorted({*FILES} - {".vscode/settings.json", ".vscode/extensions.json"}))
def test_commands_are_those_of_the_repository(file: str) -> None:
    found = commands(load(file))
    assert found or file in {".vscode/launch.json", ".github/dependabot.yml"}
    assert [command for command in found if not exists(command)] == []


@pytest.mark.parametrize("command", ["python3 dev.py tests", "python3 dev.py test --fast", "ci/run"])
def test_command_that_does_not_exist_is_detected(command: str) -> None:
    assert not exists(command)


def test_hook_runs_the_checks_with_the_locked_tools() -> None:
    (repository,) = load(".pre-commit-config.yaml")["repos"]
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["language"], hook["pass_filenames"]) == ("local", "system", False)
    assert hook["entry"] == "python3 dev.py check"


@pytest.mark.parametrize("file", WORKFLOWS)
def test_workflow_has_read_permissions_and_time_limits(file: str) -> None:
    workflow = load(file)
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job and job["timeout-minutes"] for job in workflow["jobs"].values())


def test_actions_are_pinned_to_commits() -> None:
    used = [step["uses"].split("@") for _, job in jobs() for step in job["steps"] if "uses" in step]
    assert {name for name, _ in used} == SETUP_ACTIONS
    assert [version for _, version in used if not re.fullmatch("[0-9a-f]{40}", version)] == []
    assert len({version for _, version in used}) == len(SETUP_ACTIONS)


def test_build_server_tests_every_locked_python() -> None:
    job = load(".github/workflows/ci.yml")["jobs"]["test"]
    assert {*job["strategy"]["matrix"]["python"]} == {platform["python_version"] for platform in PLATFORMS}
    assert commands(job) == [".ci/run"]


def test_nightly_tests_require_the_programs_that_the_build_server_does() -> None:
    variables = load(".github/workflows/nightly.yml")["env"]
    exported = re.findall(r"^export (\w+)=(.*)$", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert variables == dict(exported)


def test_debugger_starts_modules_and_tasks_that_exist() -> None:
    configurations = load(".vscode/launch.json")["configurations"]
    tasks = {task["label"] for task in load(".vscode/tasks.json")["tasks"]}
    started = [(entry["module"], *entry["args"]) for entry in configurations if "module" in entry]
    assert started == [(*dev.MODULES["start"], "--report", "function_app:report"), ("pytest", "${file}")]
    assert all(importlib.util.find_spec(module) for module, *_ in started)
    assert {entry["preLaunchTask"] for entry in configurations if "preLaunchTask" in entry} <= tasks


def test_debugger_attaches_where_the_functions_extension_listens() -> None:
    (attached,) = (
        entry for entry in load(".vscode/launch.json")["configurations"] if entry["request"] == "attach"
    )
    assert attached["connect"] == {"host": "localhost", "port": 9091}


def test_shared_is_typed_for_other_packages() -> None:
    assert (ROOT / "shared/py.typed").read_bytes() == b""
