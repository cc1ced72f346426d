"""Focus sessions and breaks in a conversation."""

from dataclasses import dataclass
from datetime import timedelta

from shared.entities.conversation import Act
from shared.entities.focus_session import FocusSession
from shared.entities.interval import duration
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.focus_session_service import FocusSessionService
from shared.views.conversation import Intent
from shared.views.focus_session import SessionType

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusTalk:
    """Starts and ends focus sessions and breaks."""

    focus: FocusSessionService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {
            Intent.START_FOCUS: self.start_focus,
            Intent.START_BREAK: self.start_break,
            Intent.STOP_FOCUS: self.stop,
        }

    def start_focus(self, turn: Turn) -> Doing:
        """Start a focus session, of the usual length unless one was said."""
        return self._start(turn, turn.slots.minutes or turn.user.focus_minutes, SessionType.FOCUS)

    def start_break(self, turn: Turn) -> Doing:
        """Start a break, of the usual length unless one was said."""
        return self._start(turn, turn.slots.minutes or turn.user.break_minutes, SessionType.BREAK)

    def stop(self, turn: Turn) -> Reply | Doing:
        """End the session that runs: it is completed if its planned time is over, else stopped."""
        session = self.focus.get_current_session(turn.user_id)
        if session is None:
            return turn.say("stop_focus-refused", "focus", "status")
        kind, focused = session.session_type, duration(session.intervals_until(turn.at or turn.now))
        values = {"minutes": focused // _MINUTE}
        if focused < session.planned_minutes * _MINUTE:
            return Doing(
                run=lambda: self.focus.stop_session(turn.user_id, session.id, at=turn.at),
                describe=lambda ended: _did(turn, "stop_focus", f"stopped-{kind}", ended, **values),
            )
        return Doing(
            run=lambda: self.focus.complete_session(turn.user_id, session.id, at=turn.at),
            describe=lambda ended: _did(turn, f"complete_{kind}", f"completed-{kind}", ended, **values),
        )

    def _start(self, turn: Turn, minutes: int, kind: SessionType) -> Doing:
        event = f"start_{kind}"
        return Doing(
            run=lambda: self.focus.start_session(
                turn.user_id, minutes, kind, task_id=turn.slots.task_id, at=turn.at
            ),
            describe=lambda session: _did(turn, event, event, session, minutes=minutes),
            explain=turn.explain(f"{event}-refused", "stop", "status"),
        )


def _did(turn: Turn, event: str, key: str, session: FocusSession, *, minutes: int) -> Reply:
    return Reply(
        text=turn.phrases.vary(key, minutes=minutes),
        did=(Act(event=event, id=session.id),),
        suggestions=("undo", "status"),
    )
