"""Leaderboard entries and challenge members, one partition per ISO week."""

from collections.abc import Sequence

from shared.entities.challenge import ChallengeMember, LeaderboardEntry
from shared.entities.page import PageRequest
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import challenge_member_id, challenge_partition, leaderboard_partition
from shared.store.query import Compare, Equals, OneOf


class LeaderboardRepository(BaseRepository[LeaderboardEntry]):
    """Leaderboard entries, by week."""

    entity = LeaderboardEntry

    def find_entry(self, week: str, member_id: str) -> LeaderboardEntry | None:
        """Return a user's entry, None when the user has none in that week."""
        return self.find(leaderboard_partition(week), member_id)

    def list_top(self, week: str, limit: int) -> list[LeaderboardEntry]:
        """Return the entries with the most points, the highest first."""
        where = (Compare("points", ">", 0),)
        page_request = PageRequest(order_by="points", limit=limit)
        return self.query(leaderboard_partition(week), page_request, where).entities

    def count_above(self, week: str, points: int) -> int:
        """Return the number of entries with more points."""
        return self.count(leaderboard_partition(week), (Compare("points", ">", points),))

    def remove_entry(self, week: str, member_id: str) -> None:
        """Delete a user's entry, if there is one."""
        self.discard(leaderboard_partition(week), member_id)


class ChallengeMemberRepository(BaseRepository[ChallengeMember]):
    """Members of challenges, by week."""

    entity = ChallengeMember

    def find_member(self, week: str, challenge_id: str, member_id: str) -> ChallengeMember | None:
        """Return a user's membership in a challenge, None when the user is not a member."""
        return self.find(challenge_partition(week), challenge_member_id(challenge_id, member_id))

    def list_memberships(
        self, week: str, challenge_ids: Sequence[str], member_id: str
    ) -> list[ChallengeMember]:
        """Return the memberships of a user in these challenges, in one query."""
        ids = tuple(challenge_member_id(challenge_id, member_id) for challenge_id in challenge_ids)
        page_request = PageRequest(order_by="id", limit=len(ids))
        return self.query(challenge_partition(week), page_request, (OneOf("id", ids),)).entities

    def remove_member(self, week: str, challenge_id: str, member_id: str) -> None:
        """Delete a user's membership in a challenge, if there is one."""
        self.discard(challenge_partition(week), challenge_member_id(challenge_id, member_id))

    def count_members(self, week: str, challenge_id: str) -> int:
        """Return the number of members of a challenge."""
        return self.count(challenge_partition(week), (Equals("challenge_id", challenge_id),))

    def list_avatars(self, week: str, challenge_id: str, limit: int) -> list[str]:
        """Return the avatars of the members who joined last and have one."""
        where = (Equals("challenge_id", challenge_id), Equals("has_avatar", value=True))
        page_request = PageRequest(order_by="joined_at", limit=limit)
        members = self.query(challenge_partition(week), page_request, where).entities
        return [member.avatar_url for member in members if member.avatar_url]
