"""Running focus sessions and breaks after an act was undone, as if it had never been.

Each function takes the state and the running work session, and returns the state.
"""

from datetime import datetime

from msgspec.structs import replace

from shared.entities.focus_session import FocusSession
from shared.entities.pauses import Pause, Pauses
from shared.entities.running_focus import RunningFocus
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError
from shared.views.focus_session import SessionStatus, SessionType


def undo_start(state: RunningFocus, work: WorkSession | None) -> RunningFocus:
    """Remove the running session; the focus that a break has paused goes on as if there had been none.

    It has paused with the work session since then, and goes on with it.
    """
    focus, taken = state.interrupted, state.session
    if focus is None or taken is None:
        return replace(state, session=None, interrupted=None)
    if focus.pauses[-1].begin < taken.start_time:
        return replace(state, session=_resumed_since(focus, work), interrupted=None)
    since = () if work is None else _pauses_since(work, taken.start_time)
    with_work = work.id if work is not None and since and since[-1].end is None else None
    session = _with_pauses(focus, (*focus.pauses[:-1], *since), with_work)
    return replace(state, session=session, interrupted=None)


def undo_pause(state: RunningFocus) -> RunningFocus:
    """Let the running session go on as if it had not been paused."""
    session = state.session
    return state if session is None else replace(state, session=_with_pauses(session, session.pauses[:-1]))


def undo_resume(state: RunningFocus, work: WorkSession | None) -> RunningFocus:
    """Pause the running session again as if it had not been resumed."""
    session = state.session
    if session is None:
        return state
    begin = session.pauses[-1].begin
    is_with_work = work is not None and work.paused and work.pauses[-1].begin == begin
    with_work = work.id if work is not None and is_with_work else None
    return replace(state, session=_with_pauses(session, (*session.pauses[:-1], Pause(begin)), with_work))


def undo_pause_of_work(state: RunningFocus, work: WorkSession) -> RunningFocus:
    """Let the focus go on that was paused with the work session, which is still paused in `work`.

    A break that has begun since pauses it from its own start.
    """
    session, focus = state.session, state.interrupted
    begin = work.pauses[-1].begin
    if session is not None and session.paused_with == work.id:
        return replace(state, session=_with_pauses(session, session.pauses[:-1]))
    if session is None or focus is None or focus.paused_with != work.id:
        return state
    pauses = focus.pauses
    if pauses[-1].begin == begin and begin <= session.start_time:
        pauses = (*pauses[:-1], Pause(session.start_time))
    return replace(state, interrupted=_with_pauses(focus, pauses))


def undo_resume_of_work(state: RunningFocus, work: WorkSession) -> RunningFocus:
    """Pause the focus again that went on with the work session, which goes on in `work`."""
    session, focus = state.session, state.interrupted
    end = work.pauses[-1].end
    if session is not None and session.resumed_with == work.id and session.pauses:
        if session.pauses[-1].end != end:
            return state  # it has been paused since
        pauses = (*session.pauses[:-1], Pause(session.pauses[-1].begin))
        return replace(state, session=_with_pauses(session, pauses, work.id))
    if focus is not None and focus.resumed_with == work.id:
        return replace(state, interrupted=_with_pauses(focus, focus.pauses, work.id))
    return state


def undo_end(state: RunningFocus, ended: FocusSession, work: WorkSession | None) -> RunningFocus:
    """Let a session that has ended run on; `ConflictError` if another one has begun or changed since.

    The focus that a break had paused is paused again, and focus has paused with the work session since.
    """
    running, session = state.session, ended.undo_end()
    if session.session_type is SessionType.FOCUS:
        session = _paused_since(session, ended, work)
    if running is None:
        return replace(state, session=session)
    if running.resumes == ended.id and state.interrupted is None:  # focus, during its break
        return replace(state, interrupted=session)
    if ended.resumes != running.id:
        raise ConflictError("Another session has begun since")
    interrupted = _interrupted_again(running, ended)
    if interrupted is None:
        raise ConflictError("The focus session was paused since")
    return replace(state, session=session, interrupted=interrupted)


def _interrupted_again(focus: FocusSession, taken: FocusSession) -> FocusSession | None:
    """Return a focus session as during a break that has ended; None if it was paused since."""
    last = focus.pauses[-1]
    if last.end is not None and last.end == taken.end_time:
        pauses = (*focus.pauses[:-1], Pause(last.begin))
        return replace(focus, pauses=pauses, status=SessionStatus.PAUSED)
    return focus if last.end is None and last.begin <= taken.start_time else None


def _paused_since(session: FocusSession, ended: FocusSession, work: WorkSession | None) -> FocusSession:
    """Return a focus session that runs on, with the pauses of work since its end."""
    if work is None or ended.end_time is None or (session.paused and session.paused_with != work.id):
        return session
    end = ended.end_time
    since = tuple(pause for pause in work.pauses if pause.end is None or pause.end > end)
    if session.paused:
        first, *others = since or (Pause(end, end),)
        pauses = (*session.pauses[:-1], Pause(session.pauses[-1].begin, first.end), *others)
    else:
        pauses = (*session.pauses, *(pause for pause in since if pause.begin >= end))
    is_paused = bool(pauses) and pauses[-1].end is None
    return _with_pauses(session, pauses, work.id if is_paused else None)


def _resumed_since(focus: FocusSession, work: WorkSession | None) -> FocusSession:
    """Return a focus session that was paused before a break, and resumed with work if that was since."""
    if work is None or focus.resumed_with != work.id or focus.paused_with is not None:
        return focus
    end = work.pauses[-1].end if work.pauses else None
    return focus if end is None else focus.resume(end)


def _pauses_since(work: WorkSession, moment: datetime) -> Pauses:
    return tuple(pause for pause in work.pauses if pause.begin >= moment)


def _with_pauses(session: FocusSession, pauses: Pauses, with_work: str | None = None) -> FocusSession:
    is_paused = bool(pauses) and pauses[-1].end is None
    return replace(
        session,
        pauses=pauses,
        status=SessionStatus.PAUSED if is_paused else SessionStatus.ACTIVE,
        paused_with=with_work,
        resumed_with=None,
    )
