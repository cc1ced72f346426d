"""Running focus sessions and breaks after an act was undone, as if it had never been.

Each function takes the state and the work sessions since the act, and returns the state. Pauses and
resumptions of work since then are applied again, as they would have affected the focus session.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from shared.entities.focus_session import FocusSession
from shared.entities.pauses import Pause, Pauses
from shared.entities.running_focus import RunningFocus
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError
from shared.views.focus_session import SessionStatus, SessionType

_FollowWork = Callable[[RunningFocus, str, datetime], RunningFocus]
_Change = tuple[datetime, Callable[[RunningFocus], RunningFocus]]
"""When something has changed the state, and how."""


def undo_start(
    state: RunningFocus, works: Sequence[WorkSession], sessions: Sequence[FocusSession] = ()
) -> RunningFocus:
    """Remove the running session; the focus that a break has paused goes on as if there had been none.

    `sessions` are those since that focus was last paused.
    """
    focus, taken = state.interrupted, state.session
    if taken is None or taken.resumes is None:
        return replace(state, session=None, interrupted=None, ends_by=None)
    if focus is None:
        raise ConflictError("The focus session that the break has paused has ended since")
    before = _before_break(focus, taken, works, sessions)
    since = _changes_by_work(works, taken.start_time, state.ends_by)
    return _after(replace(state, session=before, interrupted=None), since)


def undo_pause(state: RunningFocus, works: Sequence[WorkSession]) -> RunningFocus:
    """Let the running session go on as if it had not been paused."""
    session = state.session
    if session is None:
        return state
    began = session.pauses[-1].begin
    running = _linked(session.without_act(began), session.pauses[:-1], began, works)
    return _after(replace(state, session=running), _changes_by_work(works, began, state.ends_by))


def undo_resume(
    state: RunningFocus, works: Sequence[WorkSession], sessions: Sequence[FocusSession]
) -> RunningFocus:
    """Pause the running session again as if it had not been resumed; `sessions` are those since its pause."""
    session = state.session
    if session is None or session.pauses[-1].end is None:
        return state
    ended = session.pauses[-1].end
    pauses = (*session.pauses[:-1], Pause(session.pauses[-1].begin))
    paused = _linked(session.without_act(ended), pauses, ended, works, sessions)
    return _after(replace(state, session=paused), _changes_by_work(works, ended, state.ends_by))


def undo_pause_of_work(
    state: RunningFocus, work: WorkSession, sessions: Iterable[FocusSession]
) -> RunningFocus:
    """Let the focus go on that was paused with the work session, which is still paused in `work`.

    A break that has begun since pauses it from its own start. `sessions` are those since the pause:
    `ConflictError` if focus that was paused, or a break in it, has ended since.
    """
    session, focus = state.session, state.interrupted
    begin = work.pauses[-1].begin
    _require_no_bound(state, sessions, begin)
    _require_running(one for one in sessions if one.paused_with == work.id and _ends_from(one, begin))
    if session is not None and session.paused_with == work.id:
        _require_no_ended_break(session, sessions, begin)
        return replace(state, session=_linked(session, session.pauses[:-1], begin, ()))
    if session is None or focus is None or focus.paused_with != work.id:
        return state
    _require_no_ended_break(focus, sessions, begin)
    pauses = focus.pauses
    if pauses[-1].begin == begin and begin <= session.start_time:
        pauses = (*pauses[:-1], Pause(session.start_time))
    return replace(state, interrupted=_linked(focus, pauses, begin, ()))


def undo_resume_of_work(
    state: RunningFocus, work: WorkSession, sessions: Iterable[FocusSession]
) -> RunningFocus:
    """Pause the focus again that went on with the work session, which goes on in `work`.

    `sessions` are those since: `ConflictError` if that focus, or a break in it, has ended or begun since, or
    if it was paused.
    """
    session, focus, end = state.session, state.interrupted, work.pauses[-1].end
    if end is None:
        return state
    _require_no_bound(state, sessions, end)
    _require_running(one for one in sessions if _went_on_with(one, work) and _ends_from(one, end))
    if focus is not None and focus.resumed_with == work.id:
        return replace(state, interrupted=replace(focus, paused_with=work.id, resumed_with=None))
    if focus is not None and _went_on_with(focus, work):
        raise ConflictError("A break has begun since")
    if session is None or session.session_type is SessionType.BREAK:
        return state
    _require_no_ended_break(session, [one for one in sessions if one.start_time <= end], end)
    if not _went_on_with(session, work):
        return state
    if session.pauses[-1].end != end:
        raise ConflictError("The focus session was paused since")
    pauses = (*session.pauses[:-1], Pause(session.pauses[-1].begin))
    return replace(state, session=_paused_with(session, pauses, work.id))


def undo_end(
    state: RunningFocus,
    ended: FocusSession,
    works: Sequence[WorkSession],
    sessions: Iterable[FocusSession],
) -> RunningFocus:
    """Let a session that has ended run on, as if it had not.

    `sessions` are those since its start, or since the focus session that a break had paused was paused:
    `ConflictError` if another one has begun since the end, or if that focus session has changed since.
    """
    end, recorded_at = ended.end_time, ended.end_recorded_at
    if end is None or recorded_at is None:
        return state
    others = [one for one in sessions if one.id != ended.id]
    later = [one for one in others if one.start_time >= end and one.resumes != ended.id]
    if any(one.recorded_at(one.start_time) >= recorded_at for one in later):
        raise ConflictError("Another session has begun since")
    bounds = [one.start_time for one in later]
    if ended.session_type is SessionType.FOCUS:
        changes = (at for at, _ in _changes_by_work(works, end))
        bounds += [at for at in changes if _recorded_at(at, works) < recorded_at]
    state = replace(state, ends_by=min(filter(None, [state.ends_by, *bounds]), default=None))
    if ended.session_type is SessionType.BREAK:
        return _break_runs_on(state, ended, works, others)
    return _focus_runs_on(state, ended, _changes_by_work(works, end, state.ends_by), others)


def _focus_runs_on(
    state: RunningFocus, ended: FocusSession, since: Iterable[_Change], others: Iterable[FocusSession]
) -> RunningFocus:
    """Return the state with a focus session that has not ended; the break that it ended in may have."""
    session, running, end = ended.undo_end(), state.session, ended.end_time
    if running is not None:
        if running.resumes != ended.id or state.interrupted is not None:
            raise ConflictError("Another session has begun since")
        return _after(replace(state, interrupted=session), since)
    during = next((one for one in others if one.resumes == ended.id and _ends_from(one, end)), None)
    if during is None or during.end_time is None:
        return _after(replace(state, session=session), since)
    break_ended = during.end_time, partial(RunningFocus.with_ended, ended=during)
    before = replace(state, session=during.undo_end(), interrupted=session)
    return replace(_after(before, [*since, break_ended]), ended=())


def _break_runs_on(
    state: RunningFocus, ended: FocusSession, works: Sequence[WorkSession], others: Sequence[FocusSession]
) -> RunningFocus:
    """Return the state with a break that has not ended; the focus that it had paused is paused again."""
    focus, taken, end = state.session, ended.undo_end(), ended.end_time
    if ended.resumes is None or end is None:
        if focus is not None:
            raise ConflictError("Another session has begun since")
        return replace(state, session=taken)
    if focus is None:
        paused = next((one for one in others if one.id == ended.resumes), None)
        if paused is not None and paused.end_time is not None and paused.end_time > end:
            raise ConflictError("The focus session that the break has paused has ended since")
        return replace(state, session=taken)
    if ended.resumes != focus.id or state.interrupted is not None:
        raise ConflictError("Another session has begun since")
    last = focus.pauses[-1]
    if last.begin >= end and last.begin > ended.start_time:
        raise ConflictError("The focus session was paused since")
    if last.end is not None and last.end != end:
        raise ConflictError("The focus session was resumed since")
    paused_work = next((one.id for one in works if one.is_paused_at(ended.start_time)), None)
    before = replace(state, session=_before_break(focus, ended, works, others))
    during = before.started(taken, ended.start_time, paused_work)
    return _after(during, _changes_by_work(works, ended.start_time, state.ends_by))


def _before_break(
    focus: FocusSession,
    taken: FocusSession,
    works: Sequence[WorkSession],
    sessions: Sequence[FocusSession],
) -> FocusSession:
    """Return a focus session that has not changed since a break began, as it was then."""
    begin = taken.start_time
    pauses = tuple(pause for pause in focus.pauses if pause.begin < begin)
    if len(pauses) == len(focus.pauses):  # it was paused already
        pauses = (*pauses[:-1], Pause(pauses[-1].begin))
    return _linked(focus, pauses, begin, works, sessions)


def _linked(
    session: FocusSession,
    pauses: Pauses,
    at: datetime,
    works: Sequence[WorkSession],
    sessions: Sequence[FocusSession] = (),
) -> FocusSession:
    """Return a session with the pauses that it had at a moment, paused or resumed with work if that was so.

    Then both began or ended at the same time, or the work was paused during a break in the session: those
    are among `sessions`.
    """
    last = pauses[-1] if pauses else None
    if last is None:
        return replace(session, pauses=(), status=SessionStatus.ACTIVE, paused_with=None, resumed_with=None)
    of_work = [(work.id, pause) for work in works for pause in work.pauses]
    if last.end is None:
        breaks = [one for one in sessions if one.resumes == session.id]
        lasting = (
            name
            for name, one in of_work
            if (one.end is None or one.end >= at)
            and (one.begin == last.begin or (one.begin <= at and any(b.ran_at(one.begin) for b in breaks)))
        )
        return _paused_with(session, pauses, next(lasting, None))
    resumed_with = next((name for name, one in of_work if one.end == last.end), None)
    return replace(
        session, pauses=pauses, status=SessionStatus.ACTIVE, paused_with=None, resumed_with=resumed_with
    )


def _paused_with(session: FocusSession, pauses: Pauses, work_session_id: str | None) -> FocusSession:
    return replace(
        session,
        pauses=pauses,
        status=SessionStatus.PAUSED,
        paused_with=work_session_id,
        resumed_with=None,
    )


def _changes_by_work(
    works: Iterable[WorkSession], since: datetime, before: datetime | None = None
) -> list[_Change]:
    """Return how pauses and resumptions of work from a moment on, until another one, change the state."""
    return [
        (at, partial(_follow, change, work.id, at))
        for work in works
        for at, change in _pauses_and_resumptions(work)
        if at >= since and (before is None or at < before)
    ]


def _follow(follow: _FollowWork, work_session_id: str, at: datetime, state: RunningFocus) -> RunningFocus:
    return follow(state, work_session_id, at)


def _pauses_and_resumptions(work: WorkSession) -> Iterator[tuple[datetime, _FollowWork]]:
    for pause in work.pauses_before_end:
        yield pause.begin, RunningFocus.paused_with
        if pause.end is not None:
            yield pause.end, RunningFocus.resumed_with


def _after(state: RunningFocus, changes: Iterable[_Change]) -> RunningFocus:
    """Return the state after changes, in the order of time."""
    for _, change in sorted(changes, key=lambda one: one[0]):
        state = change(state)
    return state


def _recorded_at(moment: datetime, works: Iterable[WorkSession]) -> datetime:
    """Return when a pause or resumption of work at a moment was recorded."""
    return max((work.recorded_at(moment) for work in works), default=moment)


def _ends_from(session: FocusSession, moment: datetime | None) -> bool:
    """Return whether a session has ended at a moment or later."""
    return session.end_time is not None and moment is not None and session.end_time >= moment


def _went_on_with(session: FocusSession, work: WorkSession) -> bool:
    """Return whether a focus session was resumed when the work session was."""
    if session.session_type is SessionType.BREAK:
        return False
    end = work.pauses[-1].end
    return session.resumed_with == work.id or any(pause.end == end for pause in session.pauses)


def _require_running(ended: Iterable[FocusSession]) -> None:
    if any(ended):
        raise ConflictError("The focus session that was paused or resumed with it has ended since")


def _require_no_bound(state: RunningFocus, sessions: Iterable[FocusSession], at: datetime) -> None:
    """Raise `ConflictError` if a focus session that was sent later had to end before this moment."""
    ended = (one for one in sessions if one.end_time == at and one.recorded_at(at) > at)
    if state.ends_by == at or any(ended):
        raise ConflictError("A focus session before it was sent since")


def _require_no_ended_break(focus: FocusSession, sessions: Iterable[FocusSession], since: datetime) -> None:
    """Raise `ConflictError` if a break in a focus session has ended from a moment on."""
    if any(one.resumes == focus.id and _ends_from(one, since) for one in sessions):
        raise ConflictError("A break in the focus session has ended since")
