"""The cache of active sign-ins."""

from shared.services.recent_reads import RecentReads


class ActiveSignIns(RecentReads[bool]):
    """The sign-ins that this instance found active, by user and family."""

    def is_known(self, user_id: str, family: str) -> bool:
        """Return whether a sign-in was found active a moment ago."""
        return self.find(user_id, family) is True
