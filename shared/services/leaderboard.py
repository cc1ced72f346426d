"""Leaderboard entries and challenge members: copies of users' weeks that other users can read."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from shared.credential_manager import CredentialManager
from shared.entities.challenge import ChallengeMember, LeaderboardEntry
from shared.entities.checks import is_public_avatar
from shared.entities.totals import WeeklyTotals
from shared.entities.user import User
from shared.errors import DatabaseError, NotFoundError
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.challenges import CHALLENGES

_logger = logging.getLogger(__name__)

_MAX_ATTEMPTS = 10  # to copy a profile that keeps changing; a later request repairs the copy


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaderboard:
    """The only writer of leaderboard entries and challenge members.

    A copy is in another partition than its source, so no commit covers both. A failure to write a copy fails
    nothing else; the copy is repaired when its user next lists challenges or leaders.

    The account is read again after a copy is written. Because an account that is closed is first marked, and
    its copies are removed afterwards, no copy outlives it. The same read finds a name or an avatar that has
    changed in the meantime.

    Others see neither an avatar from a host that is not in `AVATAR_HOSTS` nor the points of a user who does
    not want it.
    """

    credentials: CredentialManager
    users: UserRepository
    lifetime_totals: LifetimeTotalsRepository
    entries: LeaderboardRepository
    members: ChallengeMemberRepository

    def publish_week(self, user: User, before: WeeklyTotals, after: WeeklyTotals) -> None:
        """Publish the changes of a user's week."""
        with _best_effort():
            if before.name > after.name:  # an instance whose clock was ahead published it
                self.remove(user.user_id, before.name)
            if before.name != after.name:
                before = WeeklyTotals(after.name)
            if after.points != before.points and user.is_on_leaderboard:
                self._publish_entry(user, after)
            for challenge in CHALLENGES:
                if self._member_of(user, after, challenge.id) != self._member_of(user, before, challenge.id):
                    self._publish_member(user, after, challenge.id)

    def publish_profile(self, before: User, after: User) -> None:
        """Publish a changed name or avatar, in the last week in which the user was active."""
        if _profile(after) != _profile(before):
            with _best_effort(), suppress(NotFoundError):  # the account was closed
                week = self.lifetime_totals.get_totals(after.user_id).week
                self.repair_entry(after, week)
                self.repair_members(after, week)

    def repair_entry(self, user: User, week: WeeklyTotals) -> None:
        """Publish a user's entry if it is out of date."""
        with _best_effort():
            published = self.entries.find_entry(week.name, user.user_id)
            wanted = self.entry_of(user, week) if user.is_on_leaderboard else None
            if published != wanted and (published or week.points):
                self._publish_entry(user, week)

    def repair_members(self, user: User, week: WeeklyTotals) -> bool:
        """Publish a user's memberships in challenges if they are out of date; return whether any was."""
        repaired = False
        with _best_effort():
            ids = [challenge.id for challenge in CHALLENGES]
            found = self.members.list_memberships(week.name, ids, user.user_id)
            published = {member.challenge_id: member for member in found}
            for challenge_id in ids:
                if published.get(challenge_id) != self._member_of(user, week, challenge_id):
                    repaired = True
                    self._publish_member(user, week, challenge_id)
        return repaired

    def list_weeks(self, user_id: str) -> set[str]:
        """Return the weeks of which a user has totals; none when the account is gone."""
        try:
            totals = self.lifetime_totals.get_totals(user_id)
        except NotFoundError:
            return set()
        return {week.name for week in (totals.week, *totals.other_weeks) if week.name}

    def list_copies(self, user_id: str, week: str) -> Iterator[LeaderboardEntry | ChallengeMember]:
        """Yield the leaderboard entry and the challenge memberships of a user in a week."""
        entry = self.entries.find_entry(week, user_id)
        if entry is not None:
            yield entry
        for challenge in CHALLENGES:
            member = self.members.find_member(week, challenge.id, user_id)
            if member is not None:
                yield member

    def remove(self, user_id: str, week: str) -> None:
        """Delete everything published about a user in a week."""
        self.entries.remove_entry(week, user_id)
        for challenge in CHALLENGES:
            self.members.remove_member(week, challenge.id, user_id)

    def entry_of(self, user: User, week: WeeklyTotals) -> LeaderboardEntry:
        """Return a user's entry on the leaderboard of a week."""
        return LeaderboardEntry(
            week=week.name,
            member_id=user.user_id,
            name=user.display_name,
            avatar_url=self.public_avatar(user.avatar_url),
            points=week.points,
        )

    def public_avatar(self, url: str | None) -> str | None:
        """Return an avatar if other users see it, else None."""
        hosts = self.credentials.get_avatar_hosts()
        return url if url is not None and is_public_avatar(url, hosts) else None

    def _member_of(self, user: User, week: WeeklyTotals, challenge_id: str) -> ChallengeMember | None:
        challenge_progress = week.joined(challenge_id)
        if challenge_progress is None:
            return None
        return ChallengeMember(
            week=week.name,
            challenge_id=challenge_id,
            member_id=user.user_id,
            avatar_url=self.public_avatar(user.avatar_url),
            joined_at=challenge_progress.joined_at,
        )

    def _publish_entry(self, user: User, week: WeeklyTotals) -> None:
        def publish(latest: User) -> None:
            if latest.is_on_leaderboard:
                self.entries.put(self.entry_of(latest, week))
            else:
                remove()

        def remove() -> None:
            self.entries.remove_entry(week.name, user.user_id)

        self._publish(user, publish, remove)

    def _publish_member(self, user: User, week: WeeklyTotals, challenge_id: str) -> None:
        def publish(latest: User) -> None:
            member = self._member_of(latest, week, challenge_id)
            if member is not None:
                self.members.put(member)

        def remove() -> None:
            self.members.remove_member(week.name, challenge_id, user.user_id)

        if week.joined(challenge_id) is None:
            remove()
        else:
            self._publish(user, publish, remove)

    def _publish(self, user: User, publish: Callable[[User], None], remove: Callable[[], None]) -> None:
        published = user
        for _ in range(_MAX_ATTEMPTS):
            publish(published)
            latest = self.users.find_user(user.user_id)
            if latest is None:
                remove()
                return
            if _profile(latest) == _profile(published):
                return
            published = latest


def _profile(user: User) -> tuple[str, str | None, bool]:
    return user.display_name, user.avatar_url, user.is_on_leaderboard


@contextmanager
def _best_effort() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        _logger.warning("the leaderboard was not updated: %s", error.message)
