"""The files that are uploaded to Azure, the example settings, and the check command."""

import json
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
        *("web/index.html", "shared/tests.py", "shared/docs/a.html", "localhost.py", "benchmark.py"),
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
            "manifests/__main__.py",
            "open_page/link.py",
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
        "SLACK_SIGNING_SECRET",
        *("COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY", "AI_FOUNDRY_KEY", "SPEECH_KEY"),
    }
    assert not any(value for name, value in values.items() if "SECRET" in name or "KEY" in name)
    assert values["ALLOWED_ORIGINS"] == settings["Host"]["CORS"]


class CheckCommand:
    """`.ci/run` in a folder whose dev.py prints how it was called, with few programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = folder / "programs"
        self._programs.mkdir()
        for name in ("bash", "dirname", "env"):
            (self._programs / name).symlink_to(str(shutil.which(name)))
        (folder / ".ci").mkdir()
        shutil.copy(ROOT / ".ci/run", folder / ".ci")
        (folder / "dev.py").write_text(
            "import os, sys\n"
            "required = os.environ['AVANOCHI_REQUIRE_NODE'] + os.environ['AVANOCHI_REQUIRE_BROWSER']\n"
            "print(os.environ['CHOSEN'], required, os.getcwd(), *sys.argv)\n"
            "sys.exit(int(os.environ.get('WEB_CODE' if '--web' in sys.argv else 'TEST_CODE', 0)))\n"
        )

    def put(self, name: str, script: str) -> None:
        (self._programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (self._programs / name).chmod(0o755)

    def put_python(self, name: str) -> None:
        self.put(name, f'CHOSEN={name} exec "{sys.executable}" "$@"')

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / ".ci/run"],
            cwd="/",
            env={"PATH": str(self._programs), **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def check_command(tmp_path: Path) -> CheckCommand:
    return CheckCommand(tmp_path)


@pytest.mark.parametrize("good", ["python3", "python3.13"])
def test_check_command_runs_all_tests_with_the_first_suitable_python(
    check_command: CheckCommand, good: str
) -> None:
    for name in ("python3", "python3.14", "python3.13"):
        check_command.put(name, "exit 1")
    check_command.put_python(good)
    ran = check_command.run()
    called = f"{good} 11 {check_command.folder} dev.py test"
    assert ran.stdout.splitlines() == [called, f"{called} --web"], ran.stderr


@pytest.mark.parametrize("codes", [(0, 0), (0, 3), (3, 0)])
def test_check_command_fails_if_any_test_does(check_command: CheckCommand, codes: tuple[int, int]) -> None:
    check_command.put_python("python3")
    ran = check_command.run(TEST_CODE=str(codes[0]), WEB_CODE=str(codes[1]))
    assert ran.returncode == max(codes)
    options = [line.partition("dev.py test")[2] for line in ran.stdout.splitlines()]
    assert options == ["", " --web", " --web --last-failed"][: 3 if codes[1] else 2]


@pytest.mark.parametrize(
    ("user", "browser", "as_root"),
    [("0", None, ""), ("1000", None, "sudo "), ("0", "chromium", None), ("0", "google-chrome", None)],
)
def test_check_command_installs_a_missing_browser(
    check_command: CheckCommand, user: str, browser: str | None, as_root: str | None
) -> None:
    check_command.put_python("python3")
    check_command.put("id", f"echo {user}")
    check_command.put("apt-get", 'echo "${AS_ROOT}apt-get $1"')
    check_command.put("sudo", 'shift; AS_ROOT="sudo " exec "$@"')
    if browser:
        check_command.put(browser, "")
    printed = check_command.run().stdout.splitlines()
    expected = [] if as_root is None else [f"{as_root}apt-get update", f"{as_root}apt-get install"]
    assert printed[:-2] == expected
    assert len(printed) == len(expected) + 2


def test_check_command_tests_what_it_can_without_a_browser(check_command: CheckCommand) -> None:
    check_command.put_python("python3")
    check_command.put("id", "echo 1000")
    check_command.put("apt-get", "")
    ran = check_command.run()
    assert len(ran.stdout.splitlines()) == 2
    assert "Chromium could not be installed." in ran.stderr
