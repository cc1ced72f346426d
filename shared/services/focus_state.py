"""Reads and writes the running focus session and break, for the services that change them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.running_focus import RunningFocus
from shared.entities.work_session import WorkSession
from shared.errors import OutOfOrderError
from shared.repos.deleted_repo import DeletedTaskRepository
from shared.repos.focus_session_repo import ActiveFocusSessionRepository, FocusSessionRepository
from shared.repos.task_repo import TaskRepository
from shared.rules.rewards.challenges import is_proper_break
from shared.services.unit_of_work import UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusState:
    """The running focus session and break of a user, at the cost of one read: their pointer has copies.

    A commit that changes a running session also writes the pointer, whose version guards both.
    """

    sessions: FocusSessionRepository
    active: ActiveFocusSessionRepository
    tasks: TaskRepository
    deleted: DeletedTaskRepository

    def find(self, user_id: str) -> tuple[ActiveFocusSession | None, RunningFocus]:
        """Return the pointer, None when no session is running, and the sessions that it has copies of."""
        pointer = self.active.find_active(user_id)
        return pointer, self.state_of(pointer)

    def state_of(self, pointer: ActiveFocusSession | None) -> RunningFocus:
        """Return the sessions that a pointer has copies of; one that an earlier version lacks is read."""
        if pointer is None:
            return RunningFocus()
        session = pointer.session or self.sessions.find(pointer.user_id, pointer.session_id)
        if session is None or not session.running:  # it ended between the two reads
            return RunningFocus()
        return RunningFocus(session=session, interrupted=pointer.interrupted, ends_by=pointer.ends_by)

    def follow_work(
        self, unit: UnitOfWork, follow: Callable[[RunningFocus], RunningFocus]
    ) -> list[FocusSession]:
        """Change the running focus after a pause or resumption of work, and return all its sessions.

        A session that began later stays as it is, as does one that must have ended before. `OutOfOrderError`
        if focus at that moment was changed, or ended, after it.
        """
        pointer, before = self.find(unit.user_id)
        settled = before.settled(unit.at)
        if settled.ends_by is not None and settled.ends_by <= unit.at:
            return []
        if unit.is_late:
            self._require_in_order(unit, settled)
            if settled.session is not None and settled.session.start_time > unit.at:
                return []
        after = follow(settled)
        self.write(unit, pointer, before, after)
        return after.sessions

    def link_work(self, unit: UnitOfWork, work_session_id: str, until: datetime | None) -> None:
        """Let the running session count for a work session that began then, if it began before `until`."""
        pointer, before = self.find(unit.user_id)
        self.write(unit, pointer, before, before.with_work(work_session_id, unit.at, until))

    def unlink_work(self, unit: UnitOfWork, work_session_id: str) -> None:
        """Let the running session not count for a work session that has ended then, before it began."""
        pointer, before = self.find(unit.user_id)
        self.write(unit, pointer, before, before.without_work(work_session_id, unit.at))

    def list_breaks(self, unit: UnitOfWork, session: WorkSession) -> list[datetime]:
        """Return the ends of the completed breaks that began during a session and count for challenges."""
        return [
            one.end_time
            for one in self.sessions.list_last_around(unit.user_id, session.start_time, unit.now)
            if one.session_type is SessionType.BREAK
            and one.status is SessionStatus.COMPLETED
            and one.end_time is not None
            and session.ran_at(one.start_time)
            and is_proper_break(one.seconds)
        ]

    def _require_in_order(self, unit: UnitOfWork, state: RunningFocus) -> None:
        known = self.sessions.list_around(unit.user_id, unit.at, unit.now)
        ended = (one for one in known if not one.running and one.session_type is SessionType.FOCUS)
        if state.changed_after(unit.at) or any(one.ran_at(unit.at) for one in ended):
            raise OutOfOrderError("A focus session of that time was changed or ended after it")

    def write(
        self, unit: UnitOfWork, pointer: ActiveFocusSession | None, before: RunningFocus, after: RunningFocus
    ) -> None:
        """Write the sessions that have changed, and the pointer; the time of those that ended is spent."""
        if after == before:
            return
        unit.require_account()
        after = _signed(unit, before, after)
        if after.ended and all(before.find(session.id) for session in after.sessions):
            unit.allow_beyond_quotas()  # ending a session is never refused, starting another one may be
        after = replace(after, ended=tuple(self._spend(unit, session) for session in after.ended))
        _write_sessions(unit, before, after.sessions)
        if after.session is not None:
            active = ActiveFocusSession(
                user_id=unit.user_id,
                session_id=after.session.id,
                session=after.session,
                interrupted=after.interrupted,
                ends_by=after.ends_by,
            )
            if pointer is None:
                unit.create(active)
            else:
                unit.replace(replace(active, etag=pointer.etag))
        elif pointer is not None:
            unit.delete(pointer)

    def _spend(self, unit: UnitOfWork, session: FocusSession) -> FocusSession:
        """Add the time of a session to its task, or to the copy of one that was deleted a short time ago."""
        if session.task_id is None or not session.seconds:
            return session
        task = self.tasks.find(unit.user_id, session.task_id)
        if task is not None:
            unit.replace(task.spend(session.seconds, unit.now), before=task)
            return replace(session, task_updated_at=task.updated_at)
        copy = self.deleted.find_task(unit.user_id, session.task_id)
        if copy is None:
            return session
        unit.replace(replace(copy, task=copy.task.spend(session.seconds, unit.now)))
        return replace(session, task_updated_at=copy.task.updated_at)

    def unspend(self, unit: UnitOfWork, session: FocusSession) -> None:
        """Take the time of a session that has ended back from its task, or from the copy of it."""
        spent_at, updated_at = session.end_recorded_at, session.task_updated_at
        if session.task_id is None or spent_at is None or updated_at is None:
            return
        task = self.tasks.find(unit.user_id, session.task_id)
        if task is not None:
            unit.replace(task.unspend(session.seconds, spent_at, updated_at), before=task)
            return
        copy = self.deleted.find_task(unit.user_id, session.task_id)
        if copy is not None:
            unspent = copy.task.unspend(session.seconds, spent_at, updated_at)
            unit.replace(replace(copy, task=unspent))


def _write_sessions(unit: UnitOfWork, before: RunningFocus, after: list[FocusSession]) -> None:
    """Write the sessions that have changed, and delete those that no longer exist."""
    for session in after:
        known = before.find(session.id) or before.find_ended(session.id)
        if known is None:
            unit.create(session)
        elif session != known:
            unit.put(session, before=known)
    kept = {session.id for session in after}
    for undone in (before.session, before.interrupted):
        if undone is not None and undone.id not in kept:
            unit.delete(undone)


def _signed(unit: UnitOfWork, before: RunningFocus, after: RunningFocus) -> RunningFocus:
    """Return the state after a change, marked in the sessions that an administrator has changed."""
    foreign = unit.foreign_change
    if foreign is None:
        return after

    def sign(session: FocusSession | None) -> FocusSession | None:
        if session is None or session == before.find(session.id):
            return session
        return replace(session, foreign=foreign)

    ended = tuple(filter(None, map(sign, after.ended)))
    session, interrupted = sign(after.session), sign(after.interrupted)
    return replace(after, session=session, interrupted=interrupted, ended=ended)
