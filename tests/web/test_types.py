"""The types of the page."""

import json
from pathlib import Path

import pytest

from tests.node import is_node_required, missing_programs
from tests.web.page_types import CONFIGURATION, generate_api_types, type_errors


@pytest.fixture(scope="module")
def api_types() -> None:
    if reason := missing_programs():
        (pytest.fail if is_node_required() else pytest.skip)(f"no types of the page: {reason}")
    generate_api_types()


@pytest.mark.usefixtures("api_types")
def test_page_has_no_type_error() -> None:
    assert type_errors() == ""


@pytest.mark.usefixtures("api_types")
def test_service_worker_has_no_type_error(tmp_path: Path) -> None:
    """It has other globals than the page."""
    worker = CONFIGURATION.with_name("service-worker.js")
    options = {"lib": ["es2023", "webworker", "webworker.iterable"]}
    own = {"extends": str(CONFIGURATION), "compilerOptions": options, "files": [str(worker)], "exclude": []}
    (tmp_path / "jsconfig.json").write_text(json.dumps(own))
    assert type_errors(tmp_path / "jsconfig.json") == ""


@pytest.mark.usefixtures("api_types")
def test_wrong_uses_of_an_answer_are_errors(tmp_path: Path) -> None:
    errors = {
        "task.title.trim()": "",
        "task.titel": "Property 'titel' does not exist",
        "task.title = 3": "Type 'number' is not assignable to type 'string'",
        "const untyped = (value) => value; untyped(1)": "implicitly has an 'any' type",
    }
    declared = '/** @type {import("api").components["schemas"]["Task"]} */\n'
    for number, script in enumerate(errors):
        module = f"{declared}const task = await (await fetch('')).json();\n{script};\nexport {{}};\n"
        (tmp_path / f"module{number}.js").write_text(module)
    (tmp_path / "jsconfig.json").write_text(json.dumps({"extends": str(CONFIGURATION), "include": ["*.js"]}))
    lines = type_errors(tmp_path / "jsconfig.json").splitlines()
    for number, error in enumerate(errors.values()):
        found = "".join(line for line in lines if f"module{number}.js" in line)
        assert error in found
        assert bool(error) == bool(found)
