"""Node, for the tests that need it: whether it is there, and the packages that it runs."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from dev import try_lock

_LOCK_FILE = "package-lock.json"


class NodeError(Exception):
    """A program of Node cannot be found, installed or started; the message gives the reason."""


def is_node_required() -> bool:
    """Return whether tests that need Node must fail without it, instead of being skipped."""
    return os.environ.get("AVANOCHI_REQUIRE_NODE") == "1"


def missing_programs() -> str:
    """Return which required programs are missing, as a sentence, or an empty string."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    return f"{' and '.join(missing)} cannot be found" if missing else ""


def find_program(name: str) -> str:
    """Return the path of `node` or `npm`; `NodeError` if it is missing."""
    found = shutil.which(name)
    if found is None:
        raise NodeError(missing_programs())
    return found


def install(folder: Path) -> None:
    """Install the packages of package.json with npm, once; concurrent calls wait.

    The versions are those of package-lock.json, if the folder has one.
    """
    stamp, wanted = folder / "node_modules" / "installed.json", _declared(folder)
    if _content(stamp) == wanted:
        return
    with (folder / "package.json").open("rb+") as lock:
        while not try_lock(lock):
            time.sleep(0.1)
        if _content(stamp) == wanted:
            return
        command = ("ci",) if (folder / _LOCK_FILE).exists() else ("install", "--no-package-lock")
        npm = subprocess.run(
            [
                *(find_program("npm"), *command, "--ignore-scripts"),
                *("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if npm.returncode:
            raise NodeError(f"npm cannot install the packages of {folder}:\n{npm.stdout}")
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_bytes(wanted)


def _declared(folder: Path) -> bytes:
    return b"".join(_content(folder / name) or b"" for name in ("package.json", _LOCK_FILE))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
