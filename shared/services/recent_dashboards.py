"""The cache of what dashboards were made of, so that the passing of time alone costs no reads."""

from datetime import datetime
from threading import Lock

from shared.services.dashboard_reader import DashboardReader, DashboardReads

MAX_DASHBOARDS = 64
"""How many are cached, the last read ones: of users with many tasks up to 1 MB each."""

_Versions = tuple[str, str]


class RecentDashboards:
    """What was read of users last, with the versions of their documents at that time.

    The versions are those that the store has now, so a change on any instance is seen at once.
    """

    def __init__(self, reader: DashboardReader) -> None:
        self._reader = reader
        self._found: dict[str, tuple[_Versions, DashboardReads]] = {}
        self._lock = Lock()

    def read(self, user_id: str, versions: _Versions, now: datetime) -> DashboardReads:
        """Return what the dashboard shows as of now; `versions` were read before."""
        found = self._found.get(user_id)
        if found is not None and found[0] == versions:
            reads = found[1]
            if reads.history.now <= now < reads.valid_until:
                return reads.as_of(now)
        reads = self._reader.read(user_id)
        with self._lock:
            self._found.pop(user_id, None)
            self._found[user_id] = versions, reads
            if len(self._found) > MAX_DASHBOARDS:
                del self._found[next(iter(self._found))]
        return reads
