"""Installs and starts the Cosmos DB server of the tests, a Node program."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import try_lock

FOLDER = Path(__file__).parent


class CosmosServerError(Exception):
    """The server cannot be installed or started; the message gives the reason."""


def missing_programs() -> str:
    """Return which required programs are missing, as a sentence, or an empty string."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    return f"{' and '.join(missing)} cannot be found" if missing else ""


@contextmanager
def running_server(folder: Path = FOLDER) -> Iterator[str]:
    """Start an empty server, installing it if necessary; yield its URI, which accepts any key."""
    install(folder)
    command = [_find("node"), "server.js"]
    # The server exits when its stdin is closed: at the end of this block or of this process, even if killed.
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise CosmosServerError(f"the Cosmos server ended at once, with status {process.wait()}")
        yield json.loads(line)["url"]


def install(folder: Path = FOLDER) -> None:
    """Install the packages of package.json with npm, once; concurrent calls wait."""
    stamp, wanted = folder / "node_modules" / "installed.json", (folder / "package.json").read_bytes()
    if _content(stamp) == wanted:
        return
    with (folder / "package.json").open("rb+") as lock:
        while not try_lock(lock):
            time.sleep(0.1)
        if _content(stamp) == wanted:
            return
        npm = subprocess.run(
            [
                *(_find("npm"), "install", "--ignore-scripts", "--no-package-lock"),
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
            raise CosmosServerError(f"npm cannot install the Cosmos server of the tests:\n{npm.stdout}")
        stamp.write_bytes(wanted)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise CosmosServerError(missing_programs())
    return found
