"""Greetings, thanks, help, and what was not understood."""

from dataclasses import dataclass

from shared.language.answers import Agreement, read_answer
from shared.services.conversation.turn import Handlers, Reply, Turn
from shared.views.conversation import Intent


@dataclass(frozen=True, kw_only=True, eq=False)
class SmallTalk:
    """Answers that need nothing but words."""

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {
            Intent.HELP: self.help,
            Intent.GREETING: self.greet,
            Intent.THANKS: self.accept_thanks,
            Intent.NONE: self.none,
        }

    def help(self, turn: Turn) -> Reply:
        """Say what can be said."""
        return turn.say("help", "add", "tasks", "recommend")

    def greet(self, turn: Turn) -> Reply:
        """Greet the user."""
        return turn.say("greeting", "tasks", "recommend", person=turn.user.display_name)

    def accept_thanks(self, turn: Turn) -> Reply:
        """Answer a thank-you."""
        return turn.say("thanks", "recommend", "tasks")

    def none(self, turn: Turn) -> Reply:
        """Say that nothing was understood, or was asked if it is an answer, and that nothing has changed."""
        was_asked = turn.conversation.open_question(turn.at or turn.now) is not None
        if not was_asked and isinstance(read_answer(turn.text, turn.phrases.language, ()), Agreement):
            return turn.say("nothing-asked", "tasks", "recommend", "help")
        return turn.say("not-understood", "tasks", "add", "help")

    def decline(self, turn: Turn) -> Reply:
        """Say that nothing was done, as the user wants."""
        return turn.say("declined", "tasks", "recommend")
