"""All subjects of a conversation."""

from dataclasses import dataclass
from functools import cached_property

from shared.entities.conversation import Command
from shared.services.conversation.advice_talk import AdviceTalk
from shared.services.conversation.answer_talk import AnswerTalk
from shared.services.conversation.focus_talk import FocusTalk
from shared.services.conversation.health_talk import HealthTalk
from shared.services.conversation.link_talk import LinkTalk
from shared.services.conversation.move_talk import MoveTalk
from shared.services.conversation.shutdown_talk import ShutdownTalk
from shared.services.conversation.small_talk import SmallTalk
from shared.services.conversation.task_talk import TaskTalk
from shared.services.conversation.turn import Handler, Handlers
from shared.services.conversation.undo_talk import UndoTalk
from shared.services.conversation.work_talk import WorkTalk


@dataclass(frozen=True, kw_only=True, eq=False)
class Talks:
    """What answers each intent."""

    tasks: TaskTalk
    moves: MoveTalk
    work: WorkTalk
    focus: FocusTalk
    health: HealthTalk
    shutdown: ShutdownTalk
    answers: AnswerTalk
    advice: AdviceTalk
    undo: UndoTalk
    links: LinkTalk
    small_talk: SmallTalk

    def handler_of(self, command: Command) -> Handler:
        """Return what answers a command; an intent that no subject has is not understood."""
        if command.declines:
            return self.small_talk.decline
        return self._handlers.get(command.intent, self.small_talk.none)

    @cached_property
    def _handlers(self) -> Handlers:
        subjects = (
            *(self.tasks, self.moves, self.work, self.focus, self.health, self.shutdown),
            *(self.answers, self.advice, self.undo, self.links, self.small_talk),
        )
        return {intent: handler for talk in subjects for intent, handler in talk.handlers.items()}
