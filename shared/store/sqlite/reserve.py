"""Disk space for the writes that must still work when the disk is full."""

import errno
import logging
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

RESERVE_BYTES = 8 * 1024 * 1024

_BLOCK_BYTES = 1024 * 1024
_RETRY_SECONDS = 10.0
_NO_SPACE = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

_logger = logging.getLogger(__name__)


class Reserve:
    """A file beside the store's, deleted when the disk is full, and made again when there is room.

    While it is missing, the space that it had is only for urgent writes. Processes that share a store, and
    one that starts after a crash, agree by the file alone.
    """

    def __init__(self, find_path: Callable[[], Path]) -> None:
        self._find_path = find_path
        self._next_attempt = 0.0
        self._is_full = False

    def is_kept(self) -> bool:
        """Return whether there is room for ordinary writes; make the file if it is missing.

        Where it cannot be made for another reason than a full disk, all writes are tried.
        """
        path = self._path()
        if _size_of(path) >= RESERVE_BYTES:
            self._is_full = False
        elif not _is_room_beside(path):
            self._is_full = True
        elif time.monotonic() >= self._next_attempt:
            # As much again must be free: else the next write would delete the file again. A quota is not seen
            # before it is exceeded.
            self._is_full = not _make(path, 2 * RESERVE_BYTES if self._is_full else RESERVE_BYTES)
            if _size_of(path) < RESERVE_BYTES:
                self._next_attempt = time.monotonic() + _RETRY_SECONDS
        return not self._is_full

    def release(self) -> bool:
        """Delete the file; return whether there was one."""
        path = self._path()
        try:
            os.unlink(path)  # noqa: PTH108 - a string, as elsewhere in this class
        except OSError:
            return False
        self._is_full = True
        self._next_attempt = time.monotonic() + _RETRY_SECONDS
        _logger.error("%s: deleted, because the disk is full; only deletions and sign-ins are written", path)
        return True

    def _path(self) -> str:
        return f"{self._find_path()}-reserve"


def _size_of(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - part of every write, and twice as fast as Path.stat
    except OSError:
        return -1


def _is_room_beside(path: str) -> bool:
    with suppress(OSError):  # the folder is created later
        return shutil.disk_usage(Path(path).parent).free >= 2 * RESERVE_BYTES
    return True


def _make(path: str, needed: int) -> bool:
    """Return whether `needed` bytes could be written, or could not for another reason than a full disk."""
    file = Path(path)
    try:
        file.touch(mode=0o600)
        with file.open("r+b") as opened:
            # Random, so that no file system compresses it. Another process may write the same file now.
            block = os.urandom(min(_BLOCK_BYTES, needed))
            for _ in range(needed // _BLOCK_BYTES):
                opened.write(block)
            opened.truncate(RESERVE_BYTES)
    except OSError as error:
        with suppress(OSError):
            file.unlink()
        return error.errno not in _NO_SPACE
    return True
