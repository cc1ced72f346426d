"""What the others see of somebody's week: copies of it, in the partitions that everybody reads."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.entities.user import User
from shared.entities.weekly_totals import WeeklyTotals
from shared.errors import DatabaseError, NotFoundError
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.challenges import CHALLENGES

_logger = logging.getLogger(__name__)


class Leaderboard:
    """The one place that writes on the leaderboard, and who takes part in a challenge.

    A copy lies in another partition than what it is taken from, so that no commit holds both. Should one
    fail, nothing else does, and it is put right when its owner next looks.

    Whoever has written a copy looks at the account again. An account that is closed is marked first, and its
    copies are removed then: one of the two comes last, and no copy outlives the account. The same look finds
    out that the name or the picture has changed meanwhile.
    """

    def __init__(
        self,
        *,
        users: UserRepository,
        progress: LifetimeTotalsRepository,
        entries: LeaderboardRepository,
        members: ChallengeMemberRepository,
    ) -> None:
        self._users = users
        self._progress = progress
        self._entries = entries
        self._members = members

    def publish_week(self, user: User, before: WeeklyTotals, after: WeeklyTotals) -> None:
        """Show what a deed has changed in somebody's week."""
        before = before.turned_to(after.name)
        with _best_effort():
            if after.points != before.points:
                self._show_standing(user, after)
            for challenge in CHALLENGES:
                if _participant(user, after, challenge.id) != _participant(user, before, challenge.id):
                    self._show_participant(user, after, challenge.id)

    def publish_profile(self, before: User, after: User) -> None:
        """Show how somebody is called and looks by now, in the last week in which they did anything."""
        if _face(after) != _face(before):
            with _best_effort(), suppress(NotFoundError):  # of an account that was closed meanwhile
                week = self._progress.get_of(after.user_id).week
                self.repair_entry(after, week)
                self.repair_members(after, week)

    def repair_entry(self, user: User, week: WeeklyTotals) -> None:
        """Put somebody's place on the leaderboard right, should it not have been told."""
        with _best_effort():
            shown = self._entries.find_of(week.name, user.user_id)
            if shown != leaderboard_entry_of(user, week) and (shown or week.points):
                self._show_standing(user, week)

    def repair_members(self, user: User, week: WeeklyTotals) -> None:
        """Put right in which challenges somebody takes part, should it not have been told."""
        with _best_effort():
            for challenge in CHALLENGES:
                shown = self._members.find_of(week.name, challenge.id, user.user_id)
                if shown != _participant(user, week, challenge.id):
                    self._show_participant(user, week, challenge.id)

    def copies_of(self, user_id: str, week: str) -> Iterator[LeaderboardEntry | ChallengeMember]:
        """Go through what the others see of somebody in a week."""
        entry = self._entries.find_of(week, user_id)
        if entry is not None:
            yield entry
        for challenge in CHALLENGES:
            member = self._members.find_of(week, challenge.id, user_id)
            if member is not None:
                yield member

    def remove(self, user_id: str, week: str) -> None:
        """Remove whatever the others see of somebody in a week."""
        self._entries.discard(week, user_id)
        for challenge in CHALLENGES:
            self._members.discard(week, challenge.id, user_id)

    def _show_standing(self, user: User, week: WeeklyTotals) -> None:
        def publish(seen: User) -> None:
            self._entries.publish(leaderboard_entry_of(seen, week))

        self._show(user, publish, lambda: self._entries.discard(week.name, user.user_id))

    def _show_participant(self, user: User, week: WeeklyTotals, challenge_id: str) -> None:
        def publish(seen: User) -> None:
            member = _participant(seen, week, challenge_id)
            if member is not None:
                self._members.publish(member)

        def discard() -> None:
            self._members.discard(week.name, challenge_id, user.user_id)

        if week.joined(challenge_id) is None:
            discard()
        else:
            self._show(user, publish, discard)

    def _show(self, user: User, publish: Callable[[User], None], discard: Callable[[], None]) -> None:
        shown: User | None = user
        while shown is not None:
            publish(shown)
            seen = self._users.find_user(user.user_id)
            if seen is not None and _face(seen) == _face(shown):
                return
            shown = seen
        discard()


def leaderboard_entry_of(user: User, week: WeeklyTotals) -> LeaderboardEntry:
    """Return what the leaderboard of a week has to show of somebody."""
    return LeaderboardEntry(
        week=week.name,
        member_id=user.user_id,
        name=user.shown_name,
        avatar_url=user.avatar_url,
        points=week.points,
    )


def _participant(user: User, week: WeeklyTotals, challenge_id: str) -> ChallengeMember | None:
    challenge_progress = week.joined(challenge_id)
    if challenge_progress is None:
        return None
    return ChallengeMember(
        week=week.name,
        challenge_id=challenge_id,
        member_id=user.user_id,
        avatar_url=user.avatar_url,
        joined_at=challenge_progress.joined_at,
    )


def _face(user: User) -> tuple[str, str | None]:
    return user.shown_name, user.avatar_url


@contextmanager
def _best_effort() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        _logger.warning("the others were not told: %s", error.message)
