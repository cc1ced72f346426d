"""Opening, renaming and closing accounts: what concerns more than one partition."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.calendar import week_of
from shared.entities.scheduled_reminder import ScheduledReminder, morning_after
from shared.entities.sign_in import UsernameReservation, username_partition
from shared.entities.task import Task
from shared.entities.user import AccountIndexEntry, User, username_key
from shared.entities.work_session import WorkSession
from shared.errors import LOST_RACE, DocumentExistsError, FieldError, ValidationError
from shared.repos.partition_repo import PartitionRepository
from shared.repos.reminder_queue import ReminderQueue
from shared.repos.user_repo import AccountIndexRepository, UsernameRepository, UserRepository
from shared.services.leaderboard import Leaderboard
from shared.store.contract import Document

_HOUR = timedelta(hours=1)


class AccountService:
    """Accounts as a whole: a name, a line in the register, and a partition.

    No batch spans partitions, so each verb here goes in steps that leave, wherever it is cut off,
    something that is mended by the next one who meets it.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        partitions: PartitionRepository,
        users: UserRepository,
        usernames: UsernameRepository,
        accounts: AccountIndexRepository,
        reminder_queue: ReminderQueue,
        leaderboard: Leaderboard,
    ) -> None:
        self._reminder_queue = reminder_queue
        self._clock = clock
        self._partitions = partitions
        self._users = users
        self._usernames = usernames
        self._accounts = accounts
        self._leaderboard = leaderboard

    def find_by_username(self, username: str) -> User | None:
        """Return the user who bears a name, None when nobody does."""
        reservation = self._usernames.find_name(username)
        return self._bearer(reservation) if reservation else None

    def open_account(self, user: User) -> User:
        """Store a new user under a name that must be free; `ValidationError` when it is taken.

        Done again for the same user (a retry), it changes nothing.
        """
        reservation = self._reserve(user.username, user.user_id)
        # The register first: a line without a user is passed over, a user without a line would be lost.
        self._accounts.ensure(AccountIndexEntry(user.user_id, user.created_at))
        try:
            self._users.create_user(user)
        except DocumentExistsError:
            return self._users.get_user(user.user_id)
        if not self._confirm(reservation):
            self.close_account(user.user_id)
            raise _taken()
        return user

    def rename(self, user: User, renamed: User) -> User:
        """Store `renamed`, a changed copy of `user` under another name; `ValidationError` when taken."""
        same_key = username_key(user.username) == username_key(renamed.username)
        reservation = None if same_key else self._reserve(renamed.username, user.user_id)
        stored = self._users.update(renamed)
        if reservation is not None:
            if not self._confirm(reservation):
                self._users.update(replace(stored, username=user.username))
                raise _taken()
            self._release(user.username, user.user_id)
        return stored

    def close_account(self, user_id: str) -> bool:
        """Remove an account and every document of its user; done again, it finishes what is left.

        Tells whether there was anything to remove.
        """
        user = self._mark_closed(user_id)
        if user is None:
            return False
        self._leave_agendas(user)
        self._partitions.sweep(user_id, keep=User.ID)
        self._accounts.discard(user_id)
        for week in self._weeks_kept():
            self._leaderboard.remove(user_id, week)
        self._partitions.sweep(user_id)
        # The name last: as long as it is held, whoever asks for it finds what is left to be closed.
        self._release(user.username, user_id)
        partition = username_partition(user.username)
        self._partitions.sweep(partition, keep=partition)  # the name itself may be somebody else's by now
        return True

    def documents_among_others(self, user_id: str) -> Iterator[Document]:
        """Go through what others see of somebody: their places on leaderboards, and in challenges."""
        for week in self._weeks_kept():
            for copy in self._leaderboard.copies_of(user_id, week):
                yield copy.to_document()

    def _leave_agendas(self, user: User) -> None:
        """Strike what is noted about somebody; what was postponed proves idle when it is due."""
        now, user_id = self._clock.now(), user.user_id
        today = user.calendar.date_of(now)
        for day in (today, today - timedelta(days=7)):
            summary = ScheduledReminder.with_week(user_id, week_of(day), now)
            self._reminder_queue.discard(summary)
            morning = morning_after(summary.subject_id, user.calendar.zone)
            self._reminder_queue.discard(summary.postponed(morning, now))
        for document in self._partitions.documents(user_id):
            match document.get("type"):
                case WorkSession.TYPE:
                    session = WorkSession.from_document(document)
                    note = ScheduledReminder.with_session(user_id, session.id, session.start_time)
                    if session.end_time is None or now - session.end_time < _HOUR:
                        self._reminder_queue.discard(note.postponed(now, now))
                        self._reminder_queue.discard(
                            note.postponed(now + _HOUR, now)
                        )  # no look is further away
                case Task.TYPE:
                    task = Task.from_document(document)
                    if task.awaited_reminder is not None:
                        note = ScheduledReminder.with_task(user_id, task.id, task.awaited_reminder, now)
                        self._reminder_queue.discard(note)

    def _weeks_kept(self) -> list[str]:
        """Return the weeks of which leaderboards and participants are kept, in any zone."""
        today = self._clock.now().date()
        return sorted({week_of(today + timedelta(days=days)) for days in (-28, -21, -14, -7, -1, 0, 1)})

    def _mark_closed(self, user_id: str) -> User | None:
        while True:
            user = self._users.find(user_id, User.ID)
            if user is None or user.closed_at is not None:
                return user
            try:
                self._users.close_user(user.close(self._clock.now()))
            except LOST_RACE:
                continue

    def _reserve(self, username: str, owner_id: str) -> UsernameReservation:
        reservation = UsernameReservation(username, owner_id, self._clock.now())
        while True:
            try:
                held = self._usernames.find_name(username)
                if held is None:
                    return self._usernames.create(reservation)
                if held.owner_id != owner_id and not self._is_free(held, reservation.reserved_at):
                    raise _taken()
                return self._usernames.update(replace(reservation, etag=held.etag))
            except LOST_RACE:
                continue

    def _confirm(self, reservation: UsernameReservation) -> bool:
        """Tell whether a name is still its owner's, so that nobody else can be taking it over by now.

        Whoever registers so slowly that the name was given away meanwhile finds out here.
        """
        while True:
            try:
                self._usernames.update(reservation)
            except LOST_RACE:
                held = self._usernames.find_name(reservation.username)
                if held is None or held.owner_id != reservation.owner_id:
                    return False
                reservation = held
            else:
                return True

    def _is_free(self, held: UsernameReservation, now: datetime) -> bool:
        owner = self._users.find(held.owner_id, User.ID)
        if owner is not None and owner.closed_at is not None:
            self.close_account(held.owner_id)
            return True
        if owner is not None and self._usernames.is_held_by(held, owner):
            return False
        return now - held.reserved_at >= UsernameReservation.GRACE

    def _bearer(self, reservation: UsernameReservation) -> User | None:
        user = self._users.find(reservation.owner_id, User.ID)
        if user is not None and user.closed_at is not None:
            self.close_account(user.user_id)  # a deletion that was cut off
            return None
        return user if user and self._usernames.is_held_by(reservation, user) else None

    def _release(self, username: str, owner_id: str) -> None:
        """Give a name up, unless its owner bears it, again, or it is somebody else's by now."""
        # The reservation is read before the user: whoever takes the name back after that changes it.
        held = self._usernames.find_name(username)
        if held is None or held.owner_id != owner_id:
            return
        owner = self._users.find_user(owner_id)
        if owner is not None and self._usernames.is_held_by(held, owner):
            return
        with suppress(*LOST_RACE):
            self._usernames.delete(held)


def _taken() -> ValidationError:
    return ValidationError(
        "Username already exists",
        [FieldError("username", "Username already exists")],
        code="username_taken",
    )
