#!/usr/bin/env python3
"""The one entry point for people: `python3 dev.py` lists the commands.

Needs nothing but Python 3.11: it keeps a virtual environment in `.venv` beside this file, remade or
updated whenever it does not fit the requirements files, the Python or the folder, and runs everything
there. An older Python must still be able to parse this file, so that it can say what is missing.
"""

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

if sys.version_info < (3, 11):  # noqa: UP036 - it is the older ones that must be told
    sys.exit(
        f"Avanochi needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
        "run dev.py with a newer one, such as `python3.11 dev.py`."
    )

USAGE = """\
Usage: python3 dev.py COMMAND

  start [--port N]      serve the app at http://127.0.0.1:7071 (0 picks a free port)
  test [pytest args]    run every check, then the tests
  check                 run the checks only: ruff, mypy, import-linter
  bench [args]          run the benchmarks
  demo [args]           fill a store with a team to look at, and say how: .data/demo.db unless told

The first run prepares a virtual environment in .venv, which takes about a minute. With Node (20 or newer)
the tests run against a Cosmos DB server as well, which npm installs on their first run.
"""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "avanochi-stamp.json"

MODULES = {"start": "local_host", "bench": "benchmarks", "demo": "demo"}

CHECKS = {
    "ruff check": ("-m", "ruff", "check"),
    "ruff format": ("-m", "ruff", "format", "--check"),
    "mypy": ("-m", "mypy", "."),
    "lint-imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
}

# Whatever makes Python or pip look for packages, or put them, elsewhere than in .venv. Settings that
# say how to reach an index (PIP_INDEX_URL, PIP_CERT, PIP_PROXY, ...) stay.
FOREIGN = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PYTHONOPTIMIZE", "PYTHONINSPECT", "MYPYPATH"),
    *("VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"),
    *("PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_NO_DEPS", "PIP_DRY_RUN", "PIP_QUIET"),
)


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; those of `MODULES` do not return on POSIX."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command in ("help", "-h", "--help"):
        say(USAGE, end="")
        return 0
    if command not in ("start", "test", "check", "bench", "demo") or (command == "check" and rest):
        print(f"dev.py does not know `{' '.join(arguments)}`.\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    os.chdir(ROOT)
    prepare()
    if command in MODULES:
        return become(MODULES[command], *rest)
    return check() if command == "check" else test(rest)


def prepare() -> None:
    """Make `.venv` fit to use, or exit with a sentence on what to do.

    Only one dev.py at a time works on it, and the stamp is written last: a `.venv` without it, or with
    that of another folder or another Python, is remade; one made from other requirements is updated.
    """
    if is_ready():
        return
    if VENV.resolve() != VENV:
        sys.exit(
            f".venv is a link to {VENV.resolve()}, and to make or update it would change what is there: "
            "remove the link, and run dev.py again."
        )
    with sole_run() as lock:
        if is_ready():  # another dev.py has made it meanwhile
            return
        remade = read_stamp() | {"requirements": ""} != wanted_stamp() | {"requirements": ""}
        STAMP.unlink(missing_ok=True)
        if remade or not PYTHON.exists():
            make_venv()
        install(lock)
        STAMP.write_text(json.dumps(wanted_stamp(), indent=1), encoding="ascii")


def is_ready() -> bool:
    """Tell whether `.venv` is whole, belongs to this folder and Python, and meets the requirements."""
    return PYTHON.exists() and read_stamp() == wanted_stamp()


def wanted_stamp() -> dict[str, str]:
    """Return all that `.venv` depends on."""
    requirements = hashlib.sha256()
    for path in sorted(ROOT.glob("requirements*.txt")):
        requirements.update(f"{path.name}\n".encode() + path.read_bytes())
    return {
        "venv": str(VENV),
        "python": f"{sys.base_prefix} {sys.version}",
        "requirements": requirements.hexdigest(),
    }


def read_stamp() -> dict[str, str]:
    """Return what `.venv` was made for; nothing if it was never finished."""
    try:
        stamp = json.loads(STAMP.read_bytes())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_venv() -> None:
    """Make an empty `.venv`, in place of what may be there."""
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(
            f"This Python cannot make virtual environments: install {package}, on Debian and Ubuntu "
            f"with `sudo apt install {package}`, and run dev.py again."
        )
    import venv  # noqa: PLC0415 - Debian may have left it out

    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    try:
        venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        output = (getattr(error, "output", None) or b"").decode(errors="replace")
        sys.exit(
            f"{output}Could not make .venv ({error}): close the programs that use it, delete the folder, "
            "and run dev.py again."
        )


def install(lock: IO[bytes]) -> None:
    """Install requirements-dev.txt, naming each package as pip finds it; pip's errors go to stderr."""
    say("Installing requirements-dev.txt (about a minute the first time):")
    pip = subprocess.Popen(  # noqa: S603 - fixed arguments
        [PYTHON, "-m", "pip", "install", "--progress-bar=off", "-r", "requirements-dev.txt"],
        stdout=subprocess.PIPE,
        # Should dev.py be killed, pip goes on, and holds the lock until it is done.
        pass_fds=() if sys.platform == "win32" else (lock.fileno(),),
    )
    with ending(pip):
        for line in pip.stdout or ():
            package = re.match(rb"Collecting ([\w.-]+)", line)
            if package:
                say(package[1].decode(), end=" ")
            elif line.startswith(b"Installing collected"):
                say("\nUnpacking them ...")
    if pip.returncode:
        sys.exit(
            "\nInstalling the requirements failed, for the reason that pip gives above: check the network "
            "and requirements*.txt, then run dev.py again."
        )
    say("Done: .venv is ready.\n")


@contextlib.contextmanager
def sole_run() -> Iterator[IO[bytes]]:
    """Wait until no other dev.py of this folder is in here; a killed one is not in here any more.

    The lock is on dev.py itself: it is always there, and no file is left behind.
    """
    with Path(__file__).open("rb+") as lock:
        waiting = False
        while not try_lock(lock):
            if not waiting:
                say("Another dev.py is preparing .venv: waiting for it ...")
            waiting = True
            time.sleep(0.1)
        yield lock


def try_lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed; false when somebody else has locked it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there on Windows

            file.seek(1 << 30)  # a locked byte cannot be read by others: take one beyond the end
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - only there on POSIX

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def check() -> int:
    """Run the checks side by side, print them one after the other; 1 if any of them found a fault."""
    with contextlib.ExitStack() as stack:
        running = {}
        for name, command in CHECKS.items():
            running[name] = subprocess.Popen(  # noqa: S603 - fixed arguments
                [PYTHON, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            stack.enter_context(ending(running[name]))
        for name, process in running.items():
            say(f"=== {name}")
            sys.stdout.buffer.write(process.communicate()[0])
            say()
    failed = [name for name, process in running.items() if process.returncode]
    if failed:
        say(f"FAILED: {', '.join(failed)}\n")
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """Run the checks, then the tests whatever the checks say, on all cores; non-zero if any failed."""
    found = check()
    say("=== pytest")
    # The last tests are the longest ones: whoever has none left takes some of the others'.
    return run("pytest", "-n", "auto", "--dist", "worksteal", *arguments) or found


def become(module: str, *arguments: str) -> int:
    """Run a module in place of this process; on Windows, which cannot, as its child."""
    if sys.platform != "win32":
        os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])  # noqa: S606 - the caller's own arguments
    return run(module, *arguments)


def run(module: str, *arguments: str) -> int:
    """Run a module as a child process and return its exit code."""
    process = subprocess.Popen([PYTHON, "-m", module, *arguments])  # noqa: S603 - the caller's own arguments
    with ending(process):
        process.wait()
    return process.returncode


@contextlib.contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """See the process end with the block: by itself, or, after Ctrl-C or SIGTERM, made to."""
    try:
        yield
        process.wait()
    except KeyboardInterrupt:  # the terminal has told the process as well: let it have its say
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        raise
    finally:
        process.terminate()
        process.wait()


def say(text: str = "", end: str = "\n") -> None:
    """Print at once, so that it stands before what another process prints next."""
    print(text, end=end, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
