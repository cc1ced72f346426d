"""Opening, renaming and closing accounts, which span several partitions."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.calendar import week_of
from shared.entities.names import earlier_username_key, list_reserved_names, username_key
from shared.entities.scheduled_reminder import ScheduledReminder, morning_after
from shared.entities.sign_in import UsernameReservation
from shared.entities.task import Task
from shared.entities.user import AccountIndexEntry, User
from shared.entities.work_session import WorkSession
from shared.errors import ClaimRefusedError, DocumentExistsError, LostRaceError, ValidationError
from shared.repos.audit_repo import AuditedAdministratorRepository
from shared.repos.conflicts import retry_on_conflict
from shared.repos.link_repo import LinkedChatUserRepository, LinkRepository
from shared.repos.partition_repo import PartitionRepository
from shared.repos.reminder_queue import CheckpointRepository, ReminderPositionRepository, ReminderQueue
from shared.repos.stored_forms import to_stored
from shared.repos.user_repo import AccountIndexRepository, UsernameRepository, UserRepository
from shared.services.administrators import Administrators, NameRight
from shared.services.base_service import BaseService
from shared.services.deliveries.deliveries import Deliveries
from shared.services.leaderboard import Leaderboard
from shared.store.contract import Document

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class AccountService(BaseService):
    """Accounts as a whole: a username with the names that it looks like, an entry in the index, a partition.

    No batch spans partitions, so each method writes in several steps. If it is interrupted, the next
    operation on the account completes it.
    """

    entity_type = "User"

    clock: Clock
    partitions: PartitionRepository
    users: UserRepository
    usernames: UsernameRepository
    account_index: AccountIndexRepository
    administrators: Administrators
    audited_administrators: AuditedAdministratorRepository
    reminders: ReminderQueue
    positions: ReminderPositionRepository
    checkpoints: CheckpointRepository
    links: LinkRepository
    chat_users: LinkedChatUserRepository
    deliveries: Deliveries
    leaderboard: Leaderboard

    def open_account(self, user: User, right: NameRight = NameRight.UNLISTED) -> User:
        """Store a new user; a repeated call for the same user changes nothing.

        `ValidationError` if the username is taken, `ClaimRefusedError` without a right to it.
        """
        reservations = self._reserve_all(list_reserved_names(user.username), user.user_id, right)
        # The index first: an entry without a user is skipped, a user without an entry would be lost.
        self.account_index.ensure(AccountIndexEntry(id=user.user_id, created_at=user.created_at))
        try:
            self.users.create_user(user)
        except DocumentExistsError:
            return self.users.get_user(user.user_id)
        if not all(map(self._confirm, reservations)):
            self.close_account(user.user_id)
            raise _taken()
        return user

    def rename(self, user: User, renamed: User, right: NameRight = NameRight.UNLISTED) -> User:
        """Store `renamed`, a copy of `user` with another username.

        `ValidationError` if that is taken, `ClaimRefusedError` without a right to it, `LostRaceError` if it
        was lost meanwhile: the user is then as before, and another call may succeed.
        """
        before, after = (
            {earlier_username_key(name): name for name in list_reserved_names(account.username)}
            for account in (user, renamed)
        )
        added = [name for key, name in after.items() if key not in before]
        reservations = self._reserve_all(added, user.user_id, right)
        stored = self.users.update_user(renamed)
        if not all(map(self._confirm, reservations)):
            self.users.update_user(replace(user, etag=stored.etag))
            raise LostRaceError("The reservation of the username was lost")
        for key, name in before.items():
            if key not in after:
                self._release(name, user.user_id)
        return stored

    def close_account(self, user_id: str) -> bool:
        """Delete an account and every document of its user; return whether the account existed.

        A repeated call completes an interrupted deletion.
        """
        weeks = self._published_weeks(user_id)  # first: marking the account deletes the totals
        user = retry_on_conflict(lambda: self._mark_closed(user_id))
        if user is None:
            return False
        self._remove_reminders(user_id)
        self._remove_earlier_reminders(user)
        self._free_chat_users(user_id)
        self.deliveries.remove_all(user_id)
        self.partitions.delete_all_but_user(user_id)
        self.account_index.remove_account(user_id)
        self.audited_administrators.remove(user_id)
        for week in weeks:
            self.leaderboard.remove(user_id, week)
        self.partitions.delete_all(user_id)
        # The username last: while it is reserved, an attempt to take it completes the deletion.
        for name in list_reserved_names(user.username):
            self._release(name, user_id)
        return True

    def resume_closing(self, username: str) -> None:
        """Complete the deletion of the account with a username, if it was interrupted."""
        user = self.users.find_by_name(username)
        if user is not None and user.closed_at is not None:
            self.close_account(user.user_id)

    def renew_reservation(self, user: User) -> None:
        """Move the reservation of a user's name from the key of an earlier version to the present key.

        Where another account has the present key, both stay as they are. Costs nothing for a name whose keys
        are equal, and one read for another one.
        """
        earlier = self.usernames.find_earlier(user.username)
        if earlier is None or earlier.owner_id != user.user_id or not username_key(user.username):
            return
        existing = self.usernames.find_reservation(user.username)
        if existing is None:
            try:
                existing = self.usernames.create(replace(earlier, username=user.username, etag=""))
            except DocumentExistsError:
                return
            self._release(user.username, user.user_id)  # if the account was renamed or closed meanwhile
        if existing.owner_id == user.user_id:
            with suppress(LostRaceError):
                self.usernames.delete_earlier(earlier)

    def list_published_documents(self, user_id: str) -> Iterator[Document]:
        """Yield the documents about a user that others can read: leaderboard entries and memberships."""
        for week in self._published_weeks(user_id):
            for copy in self.leaderboard.list_copies(user_id, week):
                yield to_stored(copy)

    def _remove_reminders(self, user_id: str) -> None:
        """Delete the user's scheduled reminders and their positions; handled ones do not exist any more."""
        first_hour = self.checkpoints.find_hour(self.clock.now())

        def remove_some() -> bool:
            positions = self.positions.list_some(user_id)
            for position in positions:
                if first_hour is None or position.hour >= first_hour:
                    self.reminders.remove_at(position)
            self.positions.delete_some(user_id, positions)
            return bool(positions)

        while retry_on_conflict(remove_some):  # a position may expire in the meantime
            pass

    def _free_chat_users(self, user_id: str) -> None:
        """Delete what names the account in the workspaces of its chats."""
        for link in self.links.list_links(user_id):
            linked = self.chat_users.find_user(link.chat_user)
            if linked is not None and linked.member_id == user_id:
                self.chat_users.discard_version(linked)

    def _remove_earlier_reminders(self, user: User) -> None:
        """Delete scheduled reminders of version 0.2 and before, which have no position.

        Rescheduled ones are removed when they are due.
        """
        now, user_id = self.clock.now(), user.user_id
        today = user.calendar.date_of(now)
        for day in (today, today - timedelta(days=7)):
            summary = ScheduledReminder.for_week(user_id, week_of(day), now)
            self.reminders.remove(summary)
            morning = morning_after(summary.subject_id, user.calendar.zone)
            self.reminders.remove(summary.postponed(morning, now))
        for entity in self.partitions.list_entities(user_id, WorkSession, Task):
            match entity:
                case WorkSession() if entity.end_time is None or now - entity.end_time < _HOUR:
                    reminder = ScheduledReminder.for_session(user_id, entity.id, entity.start_time)
                    self.reminders.remove(reminder.postponed(now, now))
                    self.reminders.remove(reminder.postponed(now + _HOUR, now))  # never due later
                case Task() if entity.pending_reminder is not None:
                    reminder = ScheduledReminder.for_task(user_id, entity.id, entity.pending_reminder, now)
                    self.reminders.remove(reminder)

    def _published_weeks(self, user_id: str) -> list[str]:
        """Return the weeks in which something about a user may be published.

        They are those that are kept, in any time zone, and the user's own: far ahead if a clock was.
        """
        today = self.clock.now().date()
        weeks = {week_of(today + timedelta(days=days)) for days in (-28, -21, -14, -7, -1, 0, 1)}
        return sorted(weeks | self.leaderboard.list_weeks(user_id))

    def _mark_closed(self, user_id: str) -> User | None:
        user = self.users.find_account(user_id)
        if user is not None and user.closed_at is None:
            user = user.close(self.clock.now())
            self.users.close_user(user)
        return user

    def _reserve_all(self, names: list[str], owner_id: str, right: NameRight) -> list[UsernameReservation]:
        reserved: list[UsernameReservation] = []
        try:
            for name in names:
                reserved.append(self._reserve(name, owner_id, right))  # noqa: PERF401 - those before a refusal
        except (ValidationError, ClaimRefusedError):
            for reservation in reserved:
                self._release(reservation.username, owner_id)
            raise
        return reserved

    def _reserve(self, username: str, owner_id: str, right: NameRight) -> UsernameReservation:
        is_listed = self.administrators.is_listed(username)
        if is_listed and right is NameRight.UNLISTED:
            raise ClaimRefusedError
        reservation = UsernameReservation(username=username, owner_id=owner_id, reserved_at=self.clock.now())

        def attempt() -> UsernameReservation:
            existing = self.usernames.find_reservation(username)
            for found in (existing, self.usernames.find_earlier(username)):
                if found is None:
                    continue
                if found.owner_id != owner_id and not self._is_free(found, reservation.reserved_at):
                    raise _taken()
                if is_listed and right is NameRight.UNUSED and self._was_used(found, owner_id):
                    raise ClaimRefusedError
            if existing is None:
                return self.usernames.create(reservation)
            return self.usernames.update(replace(reservation, etag=existing.etag))

        return retry_on_conflict(attempt)

    def _confirm(self, reservation: UsernameReservation) -> bool:
        """Return whether a username still belongs to its owner: a slow registration may have lost it."""

        def attempt() -> bool:
            existing = self.usernames.find_reservation(reservation.username)
            if existing is None or existing.owner_id != reservation.owner_id:
                return False
            self.usernames.update(existing)
            return True

        try:
            self.usernames.update(reservation)
        except LostRaceError:
            return retry_on_conflict(attempt)
        return True

    def _was_used(self, reservation: UsernameReservation, owner_id: str) -> bool:
        """Return whether another account has had a username, unlike after an interrupted registration."""
        if reservation.owner_id == owner_id:
            return False
        return reservation.is_released or self.users.find_account(reservation.owner_id) is not None

    def _is_free(self, reservation: UsernameReservation, now: datetime) -> bool:
        if reservation.is_released:
            return True
        owner = self.users.find_account(reservation.owner_id)
        if owner is not None and owner.closed_at is not None:
            self.close_account(reservation.owner_id)
            return True
        if owner is not None and self.usernames.is_needed_by(reservation, owner):
            return False
        return now - reservation.reserved_at >= UsernameReservation.GRACE

    def _release(self, username: str, owner_id: str) -> None:
        """Free a username, unless its owner has taken it back or it has a new owner.

        A name that is listed for administrators stays reserved, without an owner.
        """
        self._release_earlier(username, owner_id)
        # Read before the user: if the owner takes the name back afterwards, the version changes.
        reservation = self.usernames.find_reservation(username)
        if reservation is None or reservation.owner_id != owner_id:
            return
        owner = self.users.find_user(owner_id)
        if owner is not None and self.usernames.is_needed_by(reservation, owner):
            return
        with suppress(LostRaceError):
            if self.administrators.is_listed(username):
                self.usernames.update(reservation.release())
            else:
                self.usernames.delete(reservation)

    def _release_earlier(self, username: str, owner_id: str) -> None:
        """Delete the reservation of a username under the key of an earlier version."""
        reservation = self.usernames.find_earlier(username)
        if reservation is None or reservation.owner_id != owner_id:
            return
        owner = self.users.find_user(owner_id)
        if owner is None or not self.usernames.is_needed_earlier_by(reservation, owner):
            with suppress(LostRaceError):
                self.usernames.delete_earlier(reservation)


def _taken() -> ValidationError:
    return ValidationError.for_field("username", sentence="Username already exists", code="username_taken")
