"""The files of a folder, as they are served: with their media type, and compressed where that helps."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from shared.errors import NotFoundError

_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_COMPRESSED_ALREADY = frozenset({".png"})

# Segments without a leading dot, so that no path leaves the folder and no hidden file is served.
_PATH = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*(/[a-z0-9_-]+(\.[a-z0-9_-]+)*)*\Z")
_REFUSED = re.compile(r"\s*q=0(\.0*)?\s*\Z", re.IGNORECASE)  # a weight of zero (RFC 9110, section 12.4.2)


class StaticFile(msgspec.Struct, frozen=True):
    """A file to serve; `compressed` is empty where compression does not make it smaller."""

    media_type: str
    digest: str
    content: bytes
    compressed: bytes

    def encoded_for(self, accept_encoding: str) -> tuple[bytes, dict[str, str]]:
        """Return the content in an encoding that the client accepts, with the headers that name it."""
        if not self.compressed:
            return self.content, {}
        if _accepts_gzip(accept_encoding):
            return self.compressed, {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return self.content, {"Vary": "Accept-Encoding"}


class StaticFiles:
    """The files in a folder and the folders below it; a file that changes is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, path: str) -> StaticFile:
        """Return a file by its path with forward slashes; `NotFoundError` if it is not served."""
        file = self._folder / path
        if not _PATH.match(path) or file.suffix not in _MEDIA_TYPES:
            raise NotFoundError("Unknown path")
        try:
            modified = file.stat().st_mtime_ns
            return _read(file, modified)
        except OSError as error:
            raise NotFoundError("Unknown path") from error

    def list_versions(self) -> dict[str, str]:
        """Return the path of each file with a digest of its content, in the order of the paths."""
        return {path: self.find(path).digest for path in sorted(self._paths())}

    def _paths(self) -> Iterator[str]:
        for file in self._folder.rglob("*"):
            path = file.relative_to(self._folder).as_posix()
            if file.suffix in _MEDIA_TYPES and _PATH.match(path) and file.is_file():
                yield path


@lru_cache(maxsize=512)  # more than there are, so that only old versions leave
def _read(file: Path, _modified: int) -> StaticFile:
    content = file.read_bytes()
    compressed = b"" if file.suffix in _COMPRESSED_ALREADY else gzip.compress(content, mtime=0)
    return StaticFile(
        media_type=_MEDIA_TYPES[file.suffix],
        digest=hashlib.sha256(content).hexdigest()[:16],
        content=content,
        compressed=compressed if len(compressed) < len(content) else b"",
    )


def _accepts_gzip(accept_encoding: str) -> bool:
    for each in accept_encoding.split(","):
        coding, _, weight = each.partition(";")
        if coding.strip().lower() == "gzip":
            return not _REFUSED.match(weight)
    return False
