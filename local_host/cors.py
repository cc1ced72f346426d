"""Cross-origin requests as the host's local server treats them (rule 21)."""

import re
from collections.abc import Iterable

from local_host.reply import Header, Reply

_ORIGIN = b"origin"
_REQUESTED_METHOD = b"access-control-request-method"
_ECHOED = {
    _REQUESTED_METHOD: b"access-control-allow-methods",
    b"access-control-request-headers": b"access-control-allow-headers",
}
_UNPRINTABLE = re.compile(rb"[^\x20-\x7e]")
_OWN = frozenset({b"access-control-allow-origin", b"access-control-allow-credentials"})


class Cors:
    """Decides for one list of origins; `*` lets every origin in."""

    def __init__(self, origins: tuple[str, ...], *, credentials: bool) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)
        self._any = "*" in origins
        self._credentials = credentials

    def _allowance(self, origin: bytes) -> list[Header]:
        if self._any:
            return [(b"access-control-allow-origin", b"*")]
        if origin not in self._origins:
            return []
        headers = [(b"access-control-allow-origin", origin)]
        if self._credentials:
            headers.append((b"access-control-allow-credentials", b"true"))
        if len(self._origins) > 1:
            headers.append((b"vary", b"Origin"))
        return headers

    def preflight(self, method: str, headers: Iterable[Header]) -> Reply | None:
        """Return the answer to a preflight, on whatever path, or None if the request is none."""
        if method.upper() != "OPTIONS":
            return None
        given = dict(headers)
        if _ORIGIN not in given or _REQUESTED_METHOD not in given:
            return None
        allowance = self._allowance(given[_ORIGIN])
        if allowance:
            allowance += (
                (echo, given[asked])
                for asked, echo in _ECHOED.items()
                if asked in given and not _UNPRINTABLE.search(given[asked])
            )
        return Reply(204, allowance)

    def applied(self, reply: Reply, headers: Iterable[Header]) -> Reply:
        """Add what the request's origin is allowed to a reply; the host's word replaces the function's."""
        origin = dict(headers).get(_ORIGIN)
        allowance = self._allowance(origin) if origin is not None else []
        if not allowance:
            return reply
        kept = [header for header in reply.headers if header[0] not in _OWN]
        return reply._replace(headers=kept + allowance)
