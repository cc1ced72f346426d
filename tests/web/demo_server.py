"""A server on the store of the demo, on a Thursday afternoon: for full screens that are the same on each day.

The store is filled once, in `.data/web/`, and again when what fills it has changed.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from demo import own_store
from demo.team import TEAM
from dev import try_lock
from tests.system.servers import PASSWORD, ROOT, Server
from tests.web.at_moment import started_at

MOMENT = datetime(2026, 4, 9, 13, 20, tzinfo=UTC)
PERSON = TEAM[0].username

_FOLDER = ROOT / ".data/web"
_SOURCES = ("demo", "shared", "work")


@contextmanager
def demo_running(folder: Path) -> Iterator[Server]:
    """Start a server on a copy of the store in a folder, and stop it at the end of the block."""
    database = folder / "demo.db"
    shutil.copy(demo_store(), database)
    with Server(database, module=started_at(MOMENT)) as server:
        yield server


def demo_store() -> Path:
    """Return the file of the filled store, which must not be changed; concurrent calls fill it once."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    store, stamp = _FOLDER / "demo.db", _FOLDER / "demo.txt"
    wanted = _version()
    with (_FOLDER / "demo.lock").open("ab") as lock:
        while not try_lock(lock):
            time.sleep(0.1)
        if not (store.exists() and stamp.exists() and stamp.read_text() == wanted):
            stamp.unlink(missing_ok=True)
            own_store.remove(store)
            _fill(store)
            stamp.write_text(wanted)
    return store


def _fill(store: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", *started_at(MOMENT, "demo")),
            *("--store", str(store), "--password", PASSWORD),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def _version() -> str:
    digest = hashlib.sha256(MOMENT.isoformat().encode())
    for file in sorted(path for name in _SOURCES for path in (ROOT / name).rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
