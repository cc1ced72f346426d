"""Work sessions in a conversation."""

from dataclasses import dataclass

from shared.entities.conversation import Act
from shared.entities.interval import duration
from shared.entities.work_session import WorkSession
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.work_session_service import WorkSessionService
from shared.views.conversation import Intent


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkTalk:
    """Clocks in and out, and pauses work."""

    work: WorkSessionService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {
            Intent.CLOCK_IN: self.clock_in,
            Intent.CLOCK_OUT: self.clock_out,
            Intent.PAUSE_WORK: self.pause,
            Intent.RESUME_WORK: self.resume,
        }

    def clock_in(self, turn: Turn) -> Doing:
        """Start a work session; let the one that is paused go on, if there is one."""
        running = self.work.get_active_session(turn.user_id)
        if running is not None and running.paused:
            return self.resume(turn)
        return Doing(
            run=lambda: self.work.start_session(turn.user_id, at=turn.at),
            describe=lambda session: _did(turn, "clock_in", session, "focus", "recommend"),
            explain=turn.explain("clock_in-refused", "status", "clock-out"),
        )

    def clock_out(self, turn: Turn) -> Doing:
        """End the running work session."""
        return Doing(
            run=lambda: self.work.end_active_session(turn.user_id, at=turn.at),
            describe=lambda session: _did(turn, "clock_out", session, "shutdown"),
            explain=turn.explain("clock_out-refused", "clock-in", "status"),
        )

    def pause(self, turn: Turn) -> Doing:
        """Pause the running work session."""
        return Doing(
            run=lambda: self.work.pause_session(turn.user_id, at=turn.at),
            describe=lambda session: _did(turn, "pause_work", session, "resume"),
            explain=turn.explain("pause_work-refused", "status"),
        )

    def resume(self, turn: Turn) -> Doing:
        """Let the paused work session go on."""
        return Doing(
            run=lambda: self.work.resume_session(turn.user_id, at=turn.at),
            describe=lambda session: _did(turn, "resume_work", session, "focus"),
            explain=turn.explain("resume_work-refused", "status"),
        )


def _did(turn: Turn, event: str, session: WorkSession, *suggestions: str) -> Reply:
    """Return the reply to a change of a session, with the time and the length of the session so far."""
    moment = turn.at or turn.now
    text = turn.phrases.vary(
        event,
        time=turn.phrases.clock(moment, turn.user.calendar),
        worked=turn.phrases.common.duration(duration(session.intervals_until(moment))),
    )
    return Reply(text=text, did=(Act(event=event, id=session.id),), suggestions=("undo", *suggestions))
