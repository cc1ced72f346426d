"""Where lies what others see of somebody's week."""

from contextlib import suppress

from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.entities.page import PageRequest
from shared.errors import DocumentNotFoundError
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare, Equals


class LeaderboardRepository(BaseRepository[LeaderboardEntry]):
    """The leaderboards, each week a partition."""

    entity = LeaderboardEntry

    def find_of(self, week: str, member_id: str) -> LeaderboardEntry | None:
        """Return somebody's standing, None when they have none in that week."""
        return self.find(LeaderboardEntry.partition_of(week), member_id)

    def publish(self, entry: LeaderboardEntry) -> None:
        """Set somebody's standing, whatever it was."""
        self._store.upsert(entry.to_document())

    def list_top(self, week: str, limit: int) -> list[LeaderboardEntry]:
        """Return the standings with most points, the highest first."""
        where = (Compare("points", ">", 0),)
        return self.query(
            LeaderboardEntry.partition_of(week), PageRequest(order_by="points", limit=limit), where
        ).entities

    def count_above(self, week: str, points: int) -> int:
        """Return how many have more points."""
        return self.count(LeaderboardEntry.partition_of(week), (Compare("points", ">", points),))

    def discard(self, week: str, member_id: str) -> None:
        """Remove somebody's standing, if there is one."""
        with suppress(DocumentNotFoundError):
            self._store.delete(member_id, LeaderboardEntry.partition_of(week))


class ChallengeMemberRepository(BaseRepository[ChallengeMember]):
    """Who has joined which challenge, each week a partition."""

    entity = ChallengeMember

    def publish(self, member: ChallengeMember) -> None:
        """Note that somebody has joined; once is enough."""
        self._store.upsert(member.to_document())

    def find_of(self, week: str, challenge_id: str, member_id: str) -> ChallengeMember | None:
        """Return somebody's participation as the others see it, None when there is none."""
        return self.find(ChallengeMember.partition_of(week), f"{challenge_id}:{member_id}")

    def discard(self, week: str, challenge_id: str, member_id: str) -> None:
        """Note that somebody has not joined, or not any more."""
        with suppress(DocumentNotFoundError):
            self._store.delete(f"{challenge_id}:{member_id}", ChallengeMember.partition_of(week))

    def count_of(self, week: str, challenge_id: str) -> int:
        """Return how many have joined a challenge."""
        return self.count(ChallengeMember.partition_of(week), (Equals("challenge_id", challenge_id),))

    def list_avatars(self, week: str, challenge_id: str, limit: int) -> list[str]:
        """Return the pictures of those who joined last and have one."""
        where = (Equals("challenge_id", challenge_id), Equals("has_avatar", value=True))
        page_request = PageRequest(order_by="joined_at", limit=limit)
        found = self.query(ChallengeMember.partition_of(week), page_request, where).entities
        return [one.avatar_url for one in found if one.avatar_url]
