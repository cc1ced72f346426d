"""A full disk: deletions and sign-ins still work, until there is room for everything again."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.selection import first_usually
from tests.system.servers import PASSWORD, Person, Server, register

MAX_LOG_BYTES = 64 * 1024  # of a few commits: a sign-in writes some 8 pages of 4 KB
MEGABYTE = 1024 * 1024
FULL = "The store's disk is full"

# A disk of its own for a process and its children; the process ends when its input is closed.
_MOUNT = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
_SCRIPT = 'mount -t tmpfs -o size=40m tmpfs "$0" && echo mounted && read -r _'


def _can_mount() -> bool:
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        return False
    command = (*_MOUNT, "mount -t tmpfs tmpfs /mnt")
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Disk(NamedTuple):
    """A small disk, and how to start a process that sees it."""

    path: Path
    seen: Path  # the same folder, as seen from this process
    within: tuple[str, ...]

    @property
    def reserve(self) -> Path:
        return self.seen / "avanochi.db-reserve"

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        with (self.seen / "other").open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        assert shutil.disk_usage(self.seen).free == 0

    def free(self) -> None:
        """Delete what `fill` wrote."""
        (self.seen / "other").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = (*_MOUNT, _SCRIPT, str(folder))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"mounted\n"
        within = ("nsenter", f"--target={holder.pid}", "--user", "--mount", "--preserve-credentials")
        yield Disk(folder, Path(f"/proc/{holder.pid}/root{folder}"), (*within, f"--wd={Path.cwd()}"))
        holder.stdin.close()


@pytest.mark.skipif(not _can_mount(), reason="this system lets no process mount a disk of its own")
@pytest.mark.parametrize(
    "before_the_start", first_usually([False, True], "as on a disk that is full after the start")
)
def test_full_disk_refuses_all_but_deletions_and_sign_ins(
    disk: Disk, tmp_path: Path, *, before_the_start: bool
) -> None:
    start = partial(
        Server,
        disk.path / "avanochi.db",
        settings={"JWT_SECRET": "a secret that is valid during the tests"},
        within=disk.within,
        module="tests.system.always_probing",
        log_beside=tmp_path / "log",
    )
    with start() as server, server.client() as client:
        ada = register(client, "Ada")
        register(client, "Bob")
        tasks = [ada.create_task() for _ in range(6)]
        assert disk.reserve.stat().st_size == 8 * MEGABYTE
        assert server.stop() == 0
    if before_the_start:
        disk.fill()
    with start() as server, server.client() as client:
        ada, bob = Person(client, "Ada"), Person(client, "Bob")
        if not before_the_start:
            tasks.append(ada.create_task())
            disk.fill()
        created = _create_until_refused(ada)
        assert not disk.reserve.exists()
        assert "only deletions and sign-ins are written" in server.log
        _assert_full(client)
        _assert_signs_in_and_deletes(ada, bob, tasks[:2])
        _assert_signs_in_and_deletes(ada, None, tasks[2:3])
        log = disk.seen / "avanochi.db-wal"
        assert log.stat().st_size < MAX_LOG_BYTES, "the reserve would not last"

        # A crash, and a second process beside the next one: both find the disk full.
        server.kill()
    with start() as server, start() as other, server.client() as client, other.client() as also:
        for each in (client, also):
            _assert_full(each)
        _assert_signs_in_and_deletes(Person(also, "Ada"), None, tasks[3:5])
        assert not disk.reserve.exists()

        disk.free()
        ada = Person(client, "Ada")
        assert ada.call("POST", "tasks", json={"title": "With room again"}).status_code == 201
        assert client.get("status").json()["status"] == "ok"
        assert disk.reserve.stat().st_size == 8 * MEGABYTE
        assert ada.stats()["total_tasks"] == len(tasks) + created - 5 + 1
        assert client.post("auth/login", json={"username": "Bob", "password": PASSWORD}).status_code == 401


def _create_until_refused(person: Person) -> int:
    """Create tasks until the disk is full; return how many were created."""
    for created in range(3000):
        response = person.call("POST", "tasks", json={"title": "Next", "description": "x" * 4000})
        if response.status_code != 201:
            assert (response.status_code, response.json()["error"]) == (503, FULL)
            return created
    raise AssertionError("the disk is never full")


def _assert_full(client: httpx.Client) -> None:
    """Check that the store refuses to grow, at once and without writing."""
    body = {"username": "Carol", "password": PASSWORD}
    for _ in range(3):
        response = client.post("auth/register", json=body)
        assert (response.status_code, response.json()["error"]) == (503, FULL)
    status = client.get("status")
    assert (status.status_code, status.json()["reason"]) == (503, FULL)


def _assert_signs_in_and_deletes(person: Person, closed: Person | None, tasks: list[dict[str, str]]) -> None:
    started = time.monotonic()
    for _ in range(5):
        assert Person(person.client, person.username).stats()["total_tasks"] >= len(tasks)
    for task in tasks:
        assert person.call("DELETE", f"tasks/{task['id']}").status_code == 204
        assert person.call("POST", "tasks", json={"title": "Refused"}).status_code == 503
    if closed is not None:
        response = closed.call("DELETE", "users/profile", json={"password": PASSWORD})
        assert response.status_code == 204
    assert time.monotonic() - started < 30
