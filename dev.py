#!/usr/bin/env python3
"""The entry point for developers: `python3 dev.py` lists the commands.

Needs only Python 3.11: it runs everything in a virtual environment in `.venv` beside this file, which it
creates or updates when the lock file, the Python or the folder have changed. An older Python must be able to
parse this file, so that it can print that it is too old.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.version_info < (3, 11):  # noqa: UP036 - the message is for older ones
    sys.exit(
        f"Avanochi needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
        "run dev.py with a newer one, such as `python3.11 dev.py`."
    )

USAGE = """\
Usage: python3 dev.py COMMAND

  start [--port N]      serve the app at http://127.0.0.1:7071 (0 picks a free port)
  start --quiet         the same without a line for each request
  start --store PATH    the same with another file of the embedded store
  start --open NAME     the same, and print a link that opens the page signed in as a user
  open NAME             print such a link for a server that runs; it is good once, for 5 minutes
  test [pytest args]    run every check, then the tests: about 6 minutes on two cores
  test --quick          the same without what takes long, starts programs or uses Cosmos DB: 1.5 minutes
  test --thorough       the same with all cases, and all API tests on both stores: 30 minutes
  test --coverage       the same as `test`, failing if too little of the product is tested: 10 minutes
  test --web            run all tests of the page in a browser, and no checks: 6 minutes
  check                 run the checks only: ruff, mypy, import-linter
  bench [args]          run the benchmarks
  demo [args]           fill a store with an example team, by default .data/demo.db
  manifests --host NAME write the manifests for Slack and Teams with the addresses of a host, in build
  screenshots [args]    take pictures of every screen of the page, in .data/screenshots
  lock [--upgrade]      renew requirements-lock.txt from requirements*.txt; --upgrade for newer versions

The first run creates a virtual environment in .venv, which takes about a minute. With Node (20 or newer)
the tests run against a Cosmos DB server as well, which npm installs on their first run. With Chromium
or Chrome they open the page.
"""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "avanochi-stamp.json"
LOCK_FILE = ROOT / "requirements-lock.txt"

MODULES = {
    "start": ("local_host",),
    "open": ("open_page",),
    "bench": ("benchmarks",),
    "demo": ("demo",),
    "manifests": ("manifests",),
    "screenshots": ("tests.web.screenshots",),
}

CHECKS = {
    "ruff check": ("-m", "ruff", "check"),
    "ruff format": ("-m", "ruff", "format", "--check"),
    "mypy": ("-m", "mypy", "--num-workers=auto", "."),
    "lint-imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
}

# Versions that are locked already stay unless the requirements or --upgrade demand others. The file names no
# package index, so that each developer's settings decide where packages come from.
LOCK = (
    *("pip", "compile", "requirements-dev.txt", f"--output-file={LOCK_FILE.name}", "--quiet"),
    *("--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command=python3 dev.py lock"),
)

# Variables that make Python or pip use packages outside .venv. Settings that say how to reach an index
# (PIP_INDEX_URL, PIP_CERT, PIP_PROXY, ...) stay.
REMOVED_VARIABLES = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PYTHONOPTIMIZE", "PYTHONINSPECT", "MYPYPATH"),
    *("VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"),
    *("PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_NO_DEPS", "PIP_DRY_RUN", "PIP_QUIET"),
)


def main(arguments: list[str]) -> int:
    """Run a command and return its exit code; the commands in `MODULES` do not return on POSIX."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command in ("help", "-h", "--help"):
        echo(USAGE, end="")
        return 0
    if command not in (*MODULES, "test", "check", "lock") or (command == "check" and rest):
        print(f"dev.py does not know `{' '.join(arguments)}`.\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for name in REMOVED_VARIABLES:
        os.environ.pop(name, None)
    os.environ.update(PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    os.chdir(ROOT)
    prepare()
    if command == "start":
        rest = start_options(rest)
    if command in MODULES:
        return replace_process(*MODULES[command], *rest)
    if command == "lock":
        return run("uv", *LOCK, *rest)
    return check() if command == "check" else test(rest)


def start_options(arguments: list[str]) -> list[str]:
    """Return the arguments of `local_host`, and pass on the others by the environment."""
    parser = argparse.ArgumentParser(prog="python3 dev.py start", add_help=False, allow_abbrev=False)
    parser.add_argument("--store", metavar="PATH")
    parser.add_argument("--open", metavar="NAME")
    own, others = parser.parse_known_args(arguments)
    if own.store is not None:
        os.environ.update(EMBEDDED_DB_PATH=own.store, COSMOS_DB_URI="")
    if own.open is None:
        return ["--report", "function_app:report", *others]
    os.environ["OPEN_PAGE_AS"] = own.open
    return ["--report", "open_page.start:report", *others]


def prepare() -> None:
    """Create or update `.venv`, or exit with instructions.

    Only one dev.py at a time does so, and the stamp is written last: a `.venv` without a stamp, or with that
    of another folder or Python, is created again; one for another lock file is updated.
    """
    if is_ready():
        return
    if VENV.resolve() != VENV:
        sys.exit(
            f".venv is a link to {VENV.resolve()}, and updating it would change that folder: "
            "remove the link, and run dev.py again."
        )
    with exclusive_lock() as lock:
        if is_ready():  # another dev.py has created it in the meantime
            return
        outdated = read_stamp() | {"requirements": ""} != expected_stamp() | {"requirements": ""}
        STAMP.unlink(missing_ok=True)
        if outdated or not PYTHON.exists():
            create_venv()
        install(lock)
        STAMP.write_text(json.dumps(expected_stamp(), indent=1), encoding="ascii")


def is_ready() -> bool:
    """Return whether `.venv` is complete and matches this folder, Python and lock file."""
    return PYTHON.exists() and read_stamp() == expected_stamp()


def expected_stamp() -> dict[str, str]:
    """Return the stamp of a current `.venv`: everything that it depends on."""
    return {
        "venv": str(VENV),
        "python": f"{sys.base_prefix} {sys.version}",
        "requirements": hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest(),
    }


def read_stamp() -> dict[str, str]:
    """Return the stamp of `.venv`; an empty one if it is incomplete."""
    try:
        stamp = json.loads(STAMP.read_bytes())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def create_venv() -> None:
    """Create an empty `.venv`, replacing an existing one."""
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(
            f"This Python cannot create virtual environments: install {package}, on Debian and Ubuntu "
            f"with `sudo apt install {package}`, and run dev.py again."
        )
    import venv  # noqa: PLC0415 - a separate package on Debian

    echo(f"Creating .venv with Python {sys.version.split()[0]} ...")
    try:
        venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        output = (getattr(error, "output", None) or b"").decode(errors="replace")
        sys.exit(
            f"{output}Could not create .venv ({error}): close the programs that use it, delete the folder, "
            "and run dev.py again."
        )


def install(lock: IO[bytes]) -> None:
    """Install the lock file and print each package; pip's errors go to stderr."""
    echo(f"Installing {LOCK_FILE.name} (about a minute the first time):")
    pip = subprocess.Popen(  # noqa: S603 - fixed arguments
        [PYTHON, "-m", "pip", "install", "--progress-bar=off", "--require-hashes", "-r", LOCK_FILE.name],
        stdout=subprocess.PIPE,
        # If dev.py is killed, pip continues and holds the lock until it has finished.
        pass_fds=() if sys.platform == "win32" else (lock.fileno(),),
    )
    with terminated_at_exit(pip):
        for line in pip.stdout or ():
            package = re.match(rb"Collecting ([\w.-]+)", line)
            if package:
                echo(package[1].decode(), end=" ")
            elif line.startswith(b"Installing collected"):
                echo("\nUnpacking ...")
    if pip.returncode:
        sys.exit(
            "\nInstalling the requirements failed, see the output of pip above: check the network "
            f"and {LOCK_FILE.name}, then run dev.py again."
        )
    echo("Done: .venv is ready.\n")


@contextlib.contextmanager
def exclusive_lock() -> Iterator[IO[bytes]]:
    """Wait for the lock of this folder; the lock of a killed dev.py is released.

    The locked file is dev.py itself, which always exists.
    """
    with Path(__file__).open("rb+") as lock:
        waiting = False
        while not try_lock(lock):
            if not waiting:
                echo("Another dev.py is preparing .venv: waiting for it ...")
            waiting = True
            time.sleep(0.1)
        yield lock


def try_lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed; return false if another process has locked it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists only on Windows

            file.seek(1 << 30)  # other processes cannot read a locked byte: use one beyond the end
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists only on POSIX

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def check() -> int:
    """Run the checks in parallel and print their output in order; return 1 if any of them failed."""
    with contextlib.ExitStack() as stack:
        running = {}
        for name, command in CHECKS.items():
            running[name] = subprocess.Popen(  # noqa: S603 - fixed arguments
                [PYTHON, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            stack.enter_context(terminated_at_exit(running[name]))
        for name, process in running.items():
            echo(f"=== {name}")
            sys.stdout.buffer.write(process.communicate()[0])
            echo()
    failed = [name for name, process in running.items() if process.returncode]
    if failed:
        echo(f"FAILED: {', '.join(failed)}\n")
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """Run the checks, then the tests on all cores; return non-zero if any failed.

    With `--web`, only run the tests of the page.
    With `--coverage`, also measure how much of the product they run; fail below the bounds.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker and each server would compile all files
    failed = 0 if "--web" in arguments else check()
    echo("=== pytest")
    # The last tests are the longest: a worker that has finished takes over tests of the others.
    options = ["-n", "auto", "--dist", "worksteal", *arguments]
    if "--coverage" not in arguments:
        return run("pytest", *options) or failed
    options.remove("--coverage")
    failed = run("pytest", *options, "--cov", "--cov-report=json:.data/coverage.json") or failed
    echo("=== coverage")
    return run("tests.coverage_bounds") or failed


def replace_process(module: str, *arguments: str) -> int:
    """Run a module in place of this process; on Windows, where that is not possible, as a child."""
    if sys.platform != "win32":
        os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])  # noqa: S606 - the caller's own arguments
    return run(module, *arguments)


def run(module: str, *arguments: str) -> int:
    """Run a module as a child process and return its exit code."""
    process = subprocess.Popen([PYTHON, "-m", module, *arguments])  # noqa: S603 - the caller's own arguments
    with terminated_at_exit(process):
        process.wait()
    return process.returncode


@contextlib.contextmanager
def terminated_at_exit(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Wait for the process at the end of the block; terminate it after Ctrl-C or SIGTERM."""
    try:
        yield
        process.wait()
    except KeyboardInterrupt:  # the process has received it, too: let it end by itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        raise
    finally:
        process.terminate()
        process.wait()


def echo(text: str = "", end: str = "\n") -> None:
    """Print and flush, so that the text precedes the output of other processes."""
    print(text, end=end, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
