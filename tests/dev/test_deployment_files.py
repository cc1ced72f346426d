"""The files that are uploaded to Azure, the example settings, and the check command."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def is_uploaded(path: str) -> bool:
    """Read .funcignore as Azure Functions Core Tools do, which differs from git.

    Source: Azure/azure-functions-core-tools, `GitIgnoreParser.cs`.
    """
    lines = map(str.strip, (ROOT / ".funcignore").read_text().splitlines())
    patterns = [re.escape(line.removeprefix("/")) for line in lines if line and not line.startswith("#")]
    expressions = [pattern.replace(r"\*\*", "(.+)").replace(r"\*", "([^/]+)") for pattern in patterns]
    return re.match(rf"({'|'.join(expressions)})\b", path) is None


@pytest.mark.parametrize(
    "path",
    [
        *("function_app.py", "host.json", "requirements.txt", "work/__init__.py", "health/__init__.py"),
        *("assistant/templates/a.txt", "interaction/__init__.py", "shared/services/service_factory.py"),
        *("shared/tests.py", "shared/docs/a.html", "localhost.py", "benchmark.py"),
    ],
)
def test_files_of_the_app_are_uploaded(path: str) -> None:
    assert is_uploaded(path)


@pytest.mark.parametrize(
    "path",
    [
        *("local.settings.json", "local.settings.json.example", ".env", ".env.local", ".data/jwt_secret"),
        *(".git/config", ".gitignore", ".venv/bin/python", ".ci/run", "dev.py", "local_host/__main__.py"),
        *(
            "tests/dev/test_dev.py",
            "benchmarks/__main__.py",
            "demo/team.py",
            "templates/main.bicep",
            "README.md",
        ),
        *("CHANGELOG.md", "pyproject.toml", "requirements-dev.txt", "shared/__pycache__/a.pyc"),
        *("CONTRIBUTING.md", "SECURITY.md", "LICENSE", "docs/README.md", ".editorconfig"),
        *("requirements-lock.txt", ".pre-commit-config.yaml", ".vscode/launch.json", ".gitattributes"),
        *(".github/workflows/ci.yml", ".devcontainer/devcontainer.json"),
    ],
)
def test_secrets_and_developer_tools_are_not_uploaded(path: str) -> None:
    assert not is_uploaded(path)


def test_example_settings_are_valid_and_contain_no_secret() -> None:
    settings = json.loads((ROOT / "local.settings.json.example").read_bytes())
    values = settings["Values"]
    assert settings["IsEncrypted"] is False
    assert all(isinstance(value, str) for value in values.values())
    assert values["FUNCTIONS_WORKER_RUNTIME"] == "python"
    assert {name for name in values if "SECRET" in name or "KEY" in name} == {
        *("JWT_SECRET", "JWT_SECRET_PREVIOUS", "ADMIN_CLAIM_SECRET"),
        *("COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY", "AI_FOUNDRY_KEY"),
    }
    assert not any(value for name, value in values.items() if "SECRET" in name or "KEY" in name)
    assert values["ALLOWED_ORIGINS"] == settings["Host"]["CORS"]


@pytest.mark.parametrize("good", ["python3", "python3.13"])
def test_check_command_uses_the_first_suitable_python(tmp_path: Path, good: str) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci")
    (tmp_path / "dev.py").write_text(
        "import os, sys\n"
        "print(os.environ['CHOSEN'], os.environ['AVANOCHI_REQUIRE_NODE'], os.getcwd(), *sys.argv)\n"
    )
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("python3", "python3.14", "python3.13"):
        works = f'CHOSEN={name} exec "{sys.executable}" "$@"' if name == good else "exit 1"
        (programs / name).write_text(f"#!/bin/sh\n{works}\n")
        (programs / name).chmod(0o755)
    ran = subprocess.run(
        [tmp_path / ".ci/run"],
        cwd="/",
        env={"PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.stdout.split() == [good, "1", str(tmp_path), "dev.py", "test"], ran.stderr
