"""The reserve for a full disk: when it is made and released, and what that means for ordinary writes."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.store.budget import RequestBudget
from shared.store.sqlite import reserve
from shared.store.sqlite.database import EmbeddedDBService
from shared.store.sqlite.reserve import Reserve

BYTES = 2 * 1024 * 1024


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "avanochi.db-reserve"


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Reserve]:
    monkeypatch.setattr(reserve, "RESERVE_BYTES", BYTES)
    return lambda: Reserve(lambda: tmp_path / "avanochi.db")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A disk whose free space the test sets."""
    disk = SimpleNamespace(free=2 * BYTES)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: disk)
    return disk


def test_reserve_is_a_private_file_of_its_size(make: Callable[[], Reserve], file: Path) -> None:
    assert make().is_kept()
    assert file.stat().st_size == BYTES
    assert file.stat().st_mode & 0o077 == 0
    assert len(set(file.read_bytes()[:1000])) > 100, "a file system could compress it"


def test_part_of_a_reserve_that_a_crash_left_is_completed(make: Callable[[], Reserve], file: Path) -> None:
    file.write_bytes(b"x" * 1000)
    assert make().is_kept()
    assert file.stat().st_size == BYTES


def test_released_reserve_leaves_no_room_until_twice_its_size_is_free(
    make: Callable[[], Reserve], file: Path, disk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = make(), make()
    assert first.is_kept()
    assert other.is_kept()
    assert first.release()
    assert not other.release(), "there is no second one"
    disk.free = 2 * BYTES - 1
    for each in (first, other, make()):  # the last one is that of a process that starts now
        assert not each.is_kept()
    assert not file.exists()
    disk.free = 2 * BYTES
    # Within a quota, the disk's free space says nothing: the process that saw the error waits.
    assert not first.is_kept()
    assert make().is_kept()
    assert first.is_kept()
    monkeypatch.setattr(reserve, "_RETRY_SECONDS", 0)
    first.release()
    assert first.is_kept()


def test_reserve_that_cannot_be_made_for_another_reason_refuses_nothing(
    make: Callable[[], Reserve], file: Path
) -> None:
    file.mkdir()
    found = make()
    assert found.is_kept()
    assert not found.release()


@pytest.mark.usefixtures("make")
def test_only_urgent_writes_are_done_without_room(tmp_path: Path, file: Path, disk: SimpleNamespace) -> None:
    path = tmp_path / "avanochi.db"
    store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(path)}))
    store.create({"id": "a", "user_id": "u"})
    file.unlink()  # as another process does that finds the disk full
    disk.free = 0
    for write in (
        lambda: store.upsert({"id": "b", "user_id": "u"}),
        lambda: store.delete("a", "u"),
        store.ping,
    ):
        with pytest.raises(DatabaseError, match="disk is full"):
            write()
    with RequestBudget(urgent=True), RequestBudget():
        store.delete("a", "u")
        store.create({"id": "b", "user_id": "u"})
    with pytest.raises(DatabaseError, match="disk is full"):
        store.delete("b", "u")
    disk.free = 2 * BYTES
    store.delete("b", "u")
    store.close()
