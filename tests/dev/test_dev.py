"""dev.py as a program, in small clones that need no network."""

import ast
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CREATED = "Creating .venv"
INSTALLED = "Installing requirements-lock.txt"

REPORT = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "path": sys.path, "prefix": sys.prefix}))
"""

REPORT_ENVIRONMENT = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "environment": {**os.environ}}))
"""

SLEEPER = """
import os, time
print(os.getpid(), flush=True)
time.sleep(60)
"""


class Clone:
    """A folder with dev.py, an empty lock file, and a local_host that prints how it was started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        (folder / "local_host").mkdir(parents=True)
        (folder / "local_host/__main__.py").write_text(REPORT)
        (folder / "requirements-lock.txt").touch()
        shutil.copy(ROOT / "dev.py", folder)

    def launch(self, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, self.folder / "dev.py", *arguments],
            cwd=cwd or self.folder,
            env=os.environ | {"PIP_NO_INDEX": "1"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        process = self.launch(*arguments, cwd=cwd, **environment)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    @contextlib.contextmanager
    def replaced_program(self, path: str, source: str) -> Iterator[None]:
        """Replace the program at `path` during the block."""
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        before = file.read_text() if file.exists() else None
        file.write_text(source)
        try:
            yield
        finally:
            file.unlink() if before is None else file.write_text(before)
            # Tests replace programs faster than the time stamps of bytecode can show.
            shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)

    @contextlib.contextmanager
    def replaced_tools(self, exit_codes: dict[str, int]) -> Iterator[None]:
        """Replace the checks and pytest by programs that print how they were called."""
        with contextlib.ExitStack() as stack:
            for name, exit_code in exit_codes.items():
                if name == "importlinter":
                    source = f"def lint_imports_command(): print({name!r}); raise SystemExit({exit_code})\n"
                    stack.enter_context(self.replaced_program(f"{name}/cli.py", source))
                else:
                    source = f"import sys\nprint({name!r}, *sys.argv[1:])\nsys.exit({exit_code})\n"
                    stack.enter_context(self.replaced_program(f"{name}/__main__.py", source))
            yield

    def require(self, name: str) -> None:
        """Lock a package from a wheel beside dev.py."""
        wheel = self.folder / f"{name}-1.0-py3-none-any.whl"
        about = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", "")
            archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{about}/RECORD", "")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "requirements-lock.txt").write_text(f"./{wheel.name} --hash=sha256:{digest}\n")

    def has_installed(self, name: str) -> bool:
        return any(self.venv.glob(f"lib/*/site-packages/{name}.py"))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Return a fresh clone, in a folder with a space and non-ASCII letters."""
    return Clone(tmp_path / "my clöne")


@pytest.fixture(scope="module")
def prepared_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clone, list[str]]:
    """Return a clone in which two runs began at the same time, and their output."""
    clone = Clone(tmp_path_factory.mktemp("prepared") / "my clöne")
    with (clone.folder / "dev.py").open("rb+") as third:
        fcntl.flock(third, fcntl.LOCK_EX)
        waiting = [clone.launch("start"), clone.launch("start")]
        assert all("waiting" in next(process.stdout or iter([""])) for process in waiting)
        assert not clone.venv.exists()
    outputs = [process.communicate(timeout=60) for process in waiting]
    assert [process.returncode for process in waiting] == [0, 0], outputs
    return clone, [output for output, _ in outputs]


@pytest.fixture
def prepared(prepared_twice: tuple[Clone, list[str]]) -> Clone:
    """Return a clone with a complete `.venv`, which tests must leave complete."""
    return prepared_twice[0]


def test_no_command_lists_the_commands_and_creates_nothing(clone: Clone) -> None:
    shown = clone.run()
    assert shown.returncode == 0
    assert [line.split()[0] for line in shown.stdout.splitlines() if line.startswith("  ")] == [
        *("start", "start", "start", "start"),
        "open",
        *("test", "test", "test", "test", "test"),
        "check",
        "bench",
        "demo",
        "manifests",
        "screenshots",
        "lock",
    ]
    assert not clone.venv.exists()


@pytest.mark.parametrize("arguments", [("strat",), ("check", "--fast")])
def test_unknown_command_is_refused_with_the_list_of_commands(
    clone: Clone, arguments: tuple[str, ...]
) -> None:
    refused = clone.run(*arguments)
    assert refused.returncode == 2
    assert " ".join(arguments) in refused.stderr
    assert "Usage:" in refused.stderr
    assert not clone.venv.exists()


def test_older_python_is_refused_with_one_sentence() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 1); runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    refused = subprocess.run(
        [sys.executable, "-c", pretend, ROOT / "dev.py"], capture_output=True, encoding="utf-8", check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("Avanochi needs Python 3.11 or newer")
    assert refused.stderr.count("\n") == 1


def test_older_python_can_parse_the_program() -> None:
    assert ast.parse((ROOT / "dev.py").read_bytes(), feature_version=(3, 7)).body


def test_python_without_ensurepip_is_refused_with_the_package_to_install(clone: Clone) -> None:
    bare = (
        "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['dev.py', 'start']; "
        "runpy.run_path(sys.orig_argv[-1], run_name='__main__')"
    )
    refused = subprocess.run(
        [sys.executable, "-c", bare, clone.folder / "dev.py"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert refused.returncode == 1
    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in refused.stderr


def test_start_runs_the_local_host_of_its_folder_with_the_arguments(prepared: Clone, tmp_path: Path) -> None:
    report = json.loads(prepared.run("start", "--port", "0", cwd=tmp_path).stdout)
    assert report["arguments"] == ["--report", "function_app:report", "--port", "0"]
    assert report["folder"] == str(prepared.folder)
    assert report["prefix"] == str(prepared.venv)


def test_start_passes_on_the_store_and_the_user_of_a_link(prepared: Clone) -> None:
    with prepared.replaced_program("local_host/__main__.py", REPORT_ENVIRONMENT):
        options = ("--quiet", "--store", "a b.db", "--open", "Ada L", "--port=0")
        report = json.loads(prepared.run("start", *options, COSMOS_DB_URI="https://a.example").stdout)
    assert report["arguments"] == ["--report", "open_page.start:report", "--quiet", "--port=0"]
    settings = {"EMBEDDED_DB_PATH": "a b.db", "COSMOS_DB_URI": "", "OPEN_PAGE_AS": "Ada L"}
    assert report["environment"].items() >= settings.items()


def test_open_runs_with_the_arguments(prepared: Clone) -> None:
    with prepared.replaced_program("open_page/__main__.py", REPORT):
        report = json.loads(prepared.run("open", "ada", "--port", "80").stdout)
    assert report["arguments"] == ["ada", "--port", "80"]


def test_demo_runs_with_the_arguments(prepared: Clone) -> None:
    with prepared.replaced_program("demo/__main__.py", REPORT):
        report = json.loads(prepared.run("demo", "--seed", "7").stdout)
    assert report["arguments"] == ["--seed", "7"]
    assert report["folder"] == str(prepared.folder)


def test_current_venv_is_used_at_once(prepared: Clone) -> None:
    began = time.monotonic()
    again = prepared.run("start")
    assert time.monotonic() - began < 2
    assert json.loads(again.stdout), "only the local host has printed"


def test_user_settings_do_not_change_where_packages_come_from(prepared: Clone, tmp_path: Path) -> None:
    foreign = str(tmp_path)
    report = json.loads(
        prepared.run("start", PYTHONPATH=foreign, PYTHONSAFEPATH="1", VIRTUAL_ENV=foreign).stdout
    )
    assert foreign not in report["path"]
    assert report["prefix"] == str(prepared.venv)


def test_user_settings_do_not_change_where_packages_are_installed(prepared: Clone, tmp_path: Path) -> None:
    prepared.require("modest")
    elsewhere = tmp_path / "elsewhere"
    made = prepared.run("start", PIP_TARGET=str(elsewhere), PIP_USER="1", PIP_DRY_RUN="1")
    assert made.returncode == 0, made.stderr
    assert not elsewhere.exists()
    assert prepared.has_installed("modest")


def test_changed_lock_file_is_installed_into_the_same_venv(prepared: Clone) -> None:
    prepared.require("tiny")
    updated = prepared.run("start")
    assert updated.returncode == 0, updated.stderr
    assert INSTALLED in updated.stdout
    assert CREATED not in updated.stdout
    assert prepared.has_installed("tiny")


def test_failed_install_is_explained_and_repaired_by_the_next_run(prepared: Clone) -> None:
    lock = prepared.folder / "requirements-lock.txt"
    lock.write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n")
    failed = prepared.run("start")
    assert failed.returncode == 1
    assert "No matching distribution found for no-such-package==1" in failed.stderr
    assert "run dev.py again" in failed.stderr
    shutil.rmtree(prepared.venv / "lib")  # as after an interrupted run
    lock.write_text("")
    repaired = prepared.run("start")
    assert repaired.returncode == 0, repaired.stderr
    assert CREATED in repaired.stdout


def test_package_without_the_locked_hash_is_not_installed(prepared: Clone) -> None:
    prepared.require("forged")
    lock, stamp = prepared.folder / "requirements-lock.txt", prepared.venv / "avanochi-stamp.json"
    before = stamp.read_bytes()
    lock.write_text(re.sub("sha256:.*", f"sha256:{'0' * 64}", lock.read_text()))
    refused = prepared.run("start")
    lock.write_text("")
    stamp.write_bytes(before)  # nothing was installed, so that other tests can use it as it is
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not prepared.has_installed("forged")


def test_lock_writes_the_lock_file_with_uv(prepared: Clone) -> None:
    with prepared.replaced_program("uv/__main__.py", REPORT):
        arguments = json.loads(prepared.run("lock", "--upgrade").stdout)["arguments"]
    assert arguments[:4] == ["pip", "compile", "requirements-dev.txt", "--output-file=requirements-lock.txt"]
    assert {"--universal", "--python-version=3.11", "--generate-hashes", "--upgrade"} <= set(arguments)


@pytest.mark.thorough(
    "creates it twice", smaller="test_failed_install_is_explained_and_repaired_by_the_next_run"
)
def test_venv_without_its_python_is_created_again(prepared: Clone) -> None:
    for python in (prepared.venv / "bin").glob("python*"):
        python.unlink()
    assert CREATED in prepared.run("start").stdout
    assert CREATED not in prepared.run("start").stdout


def test_venv_copied_with_its_folder_is_created_again(prepared: Clone, clone: Clone) -> None:
    shutil.copytree(prepared.venv, clone.venv, symlinks=True)
    process = clone.launch("start")
    assert CREATED in next(process.stdout or iter([""]))
    process.terminate()  # other tests show that it can be created
    process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGTERM


@pytest.mark.parametrize("target_exists", [True, False], ids=["to another folder", "to nothing"])
def test_outdated_venv_that_is_a_link_is_refused_and_its_target_unchanged(
    clone: Clone, tmp_path: Path, *, target_exists: bool
) -> None:
    others = tmp_path / "another clone" / ".venv"
    if target_exists:
        (others / "bin").mkdir(parents=True)
        (others / "bin" / "python").symlink_to(sys.executable)
        (others / "avanochi-stamp.json").write_text("{}")
    clone.venv.symlink_to(others)
    refused = clone.run("start")
    assert refused.returncode == 1
    assert refused.stderr == (
        f".venv is a link to {others}, and updating it would change that folder: "
        "remove the link, and run dev.py again.\n"
    )
    left = {path.name for path in others.rglob("*")}
    assert left == ({"bin", "python", "avanochi-stamp.json"} if target_exists else set())


def test_current_venv_can_be_a_link(prepared: Clone, tmp_path: Path) -> None:
    elsewhere = prepared.venv.rename(tmp_path / "larger disk")
    prepared.venv.symlink_to(elsewhere)
    try:
        assert json.loads(prepared.run("start").stdout)["prefix"] == str(prepared.venv)
    finally:
        prepared.venv.unlink()
        elsewhere.rename(prepared.venv)


def test_concurrent_runs_create_the_venv_once(prepared_twice: tuple[Clone, list[str]]) -> None:
    _, outputs = prepared_twice
    assert sorted(CREATED in output for output in outputs) == [False, True]
    assert all('"arguments": [' in output for output in outputs)


def test_checks_and_tests_run_after_a_failed_check(prepared: Clone) -> None:
    with prepared.replaced_tools({"ruff": 0, "mypy": 1, "importlinter": 0, "pytest": 0}):
        tested = prepared.run("test", "-k", "some")
    assert tested.returncode == 1
    assert [line for line in tested.stdout.splitlines() if line] == [
        *("=== ruff check", "ruff check"),
        *("=== ruff format", "ruff format --check"),
        *("=== mypy", "mypy --num-workers=auto ."),
        *("=== lint-imports", "importlinter"),
        "FAILED: mypy",
        *("=== pytest", "pytest -n auto --dist worksteal -k some"),
    ]


def test_tests_keep_their_bytecode_whatever_the_user_settings(prepared: Clone) -> None:
    report = "import sys; print('dont_write_bytecode =', sys.dont_write_bytecode)"
    with (
        prepared.replaced_tools({"ruff": 0, "mypy": 0, "importlinter": 0}),
        prepared.replaced_program("pytest/__main__.py", report),
    ):
        tested = prepared.run("test", PYTHONDONTWRITEBYTECODE="1")
    assert "dont_write_bytecode = False" in tested.stdout.splitlines()


@pytest.mark.parametrize("option", ["--quick", "--thorough"])
def test_extent_of_the_tests_is_passed_to_pytest_after_all_checks(prepared: Clone, option: str) -> None:
    with prepared.replaced_tools({"ruff": 0, "mypy": 0, "importlinter": 0, "pytest": 0}):
        tested = prepared.run("test", option, "-x")
    assert tested.returncode == 0
    assert [line for line in tested.stdout.splitlines() if line.startswith("===")] == [
        *("=== ruff check", "=== ruff format", "=== mypy", "=== lint-imports", "=== pytest")
    ]
    assert f"pytest -n auto --dist worksteal {option} -x" in tested.stdout.splitlines()


def test_tests_of_the_page_run_without_checks(prepared: Clone) -> None:
    with prepared.replaced_tools({"ruff": 1, "mypy": 1, "importlinter": 1, "pytest": 0}):
        tested = prepared.run("test", "--web", "-x")
    assert tested.returncode == 0
    assert tested.stdout.splitlines() == ["=== pytest", "pytest -n auto --dist worksteal --web -x"]


@pytest.mark.parametrize(("test_code", "bounds_code"), [(0, 0), (0, 1), (1, 0)])
def test_coverage_is_measured_by_pytest_and_then_compared_with_the_bounds(
    prepared: Clone, test_code: int, bounds_code: int
) -> None:
    compare = f"print('compared'); raise SystemExit({bounds_code})"
    with (
        prepared.replaced_tools({"ruff": 0, "mypy": 0, "importlinter": 0, "pytest": test_code}),
        prepared.replaced_program("tests/coverage_bounds.py", compare),
    ):
        tested = prepared.run("test", "--coverage", "-x")
    assert tested.returncode == max(test_code, bounds_code)
    assert [line for line in tested.stdout.splitlines() if line][-4:] == [
        *("=== pytest", "pytest -n auto --dist worksteal -x --cov --cov-report=json:.data/coverage.json"),
        *("=== coverage", "compared"),
    ]


@pytest.mark.parametrize(("check_code", "test_code", "expected"), [(0, 0, 0), (0, 3, 3), (1, 3, 3)])
def test_exit_code_of_failed_checks_and_tests(
    prepared: Clone, check_code: int, test_code: int, expected: int
) -> None:
    with prepared.replaced_tools({"ruff": check_code, "mypy": 0, "importlinter": 0, "pytest": test_code}):
        assert prepared.run("test").returncode == expected


def test_signal_reaches_the_local_host_itself(prepared: Clone) -> None:
    """Otherwise a second process could be left behind."""
    with prepared.replaced_program("local_host/__main__.py", SLEEPER):
        process = prepared.launch("start")
        assert int(next(process.stdout or iter([""]))) == process.pid
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == -signal.SIGTERM


def test_terminated_tests_leave_no_process_behind(prepared: Clone) -> None:
    with (
        prepared.replaced_tools({"ruff": 0, "mypy": 0, "importlinter": 0}),
        prepared.replaced_program("pytest/__main__.py", SLEEPER),
    ):
        process = prepared.launch("test")
        child = next(int(line) for line in process.stdout or () if line.strip().isdecimal())
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
