"""Taking back what the last message did."""

from dataclasses import dataclass

from shared.services.conversation.move_talk import MoveTalk
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.undo_service import UndoService
from shared.views.conversation import Intent


@dataclass(frozen=True, kw_only=True, eq=False)
class UndoTalk:
    """Undoes the last act of a conversation."""

    undo: UndoService
    moves: MoveTalk

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.UNDO: self.take_back}

    def take_back(self, turn: Turn) -> Reply | Doing:
        """Undo the last act, if it can still be undone."""
        acts = turn.conversation.undoable(turn.now)
        if not acts:
            return turn.say("undo-nothing", "tasks", "status")
        (act,) = acts
        if act.moved is not None:
            return self.moves.take_back(turn, act, act.moved)
        text = turn.phrases.vary("undone", act=turn.phrases.say(f"act-{act.event}", title=act.title or ""))
        return Doing(
            run=lambda: self.undo.undo(turn.user_id, act.event, act.id),
            describe=lambda _: Reply(text=text, undoes=True, suggestions=("tasks", "status")),
            explain=lambda _: turn.say("undo-changed", "tasks"),
        )
