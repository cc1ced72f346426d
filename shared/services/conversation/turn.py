"""One turn of a conversation: what was said, and what answers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from shared.entities.conversation import Act, Choice, Command, Conversation, Question, Slots
from shared.entities.user import User
from shared.errors import AvanochiError
from shared.language.conversation import Phrases
from shared.views.conversation import Intent

_MISFITS = {"active_session_exists", "conflict", "not_found"}
"""The codes of errors which say that an act does not fit what is running now."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A message: the user, the command that was understood, and the conversation before it.

    `text` are its words, and `at` is when it was said, if that was before now.
    """

    user: User
    text: str
    now: datetime
    at: datetime | None
    command: Command
    conversation: Conversation
    phrases: Phrases

    @property
    def user_id(self) -> str:
        """The id of the user."""
        return self.user.user_id

    @property
    def slots(self) -> Slots:
        """The details of the command."""
        return self.command.slots

    @property
    def today(self) -> date:
        """The user's local date when it was said."""
        return self.user.calendar.date_of(self.at or self.now)

    def say(self, key: str, *suggestions: str, **values: str | float) -> "Reply":
        """Return a reply: a variant of a text, and the names of suggestions (texts `suggest-<name>`)."""
        return Reply(text=self.phrases.vary(key, **values), suggestions=suggestions)

    def ask(self, key: str, choices: Sequence[Choice], **values: str | float) -> "Reply":
        """Return a reply that is a question."""
        return self._ask(self.phrases.vary(key, **values), choices)

    def ask_when(self, key: str, choices: Sequence[Choice], **values: str | float) -> "Reply":
        """Return a reply that asks when; a time in words answers it as well as a choice."""
        return self._ask(self.phrases.vary(key, **values), choices, asks_when=True)

    def confirm(self, key: str, yes: Command, no: Command | None = None, **values: str | float) -> "Reply":
        """Return a reply that asks whether to do something; "no" changes nothing without a command for it."""
        choices = (
            Choice(label=self.phrases.say("answer-yes"), command=yes),
            Choice(label=self.phrases.say("answer-no"), command=no),
        )
        return self._ask(self.phrases.vary(key, **values), choices, is_confirmation=True)

    def explain(self, key: str, *suggestions: str) -> "Explain":
        """Return the reply to the errors which say that an act does not fit what is running now."""
        return lambda error: self.say(key, *suggestions) if error.code in _MISFITS else None

    def with_slots(self, **changes: Any) -> Command:  # noqa: ANN401 - the values of any of the slots
        """Return the command with other details."""
        return Command(intent=self.command.intent, slots=replace(self.slots, **changes))

    def _ask(
        self, text: str, choices: Sequence[Choice], *, is_confirmation: bool = False, asks_when: bool = False
    ) -> "Reply":
        question = Question(
            text=text,
            choices=tuple(choices),
            asked_at=self.now,
            is_confirmation=is_confirmation,
            asks_when=asks_when,
        )
        return Reply(text=text, question=question)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the companion says, what it did, and the names of what could be said next."""

    text: str
    did: tuple[Act, ...] = ()
    question: Question | None = None
    suggestions: tuple[str, ...] = ()
    undoes: bool = False
    """Whether the last acts were undone."""


Explain = Callable[[AvanochiError], Reply | None]
"""Returns the reply for an error; None if it has none of its own."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """An act of another service: `run` commits it, and `describe` returns the reply for its result.

    The reply is stored in the same commit. `explain` has the replies for errors.
    """

    run: Callable[[], object]
    describe: Callable[[Any], Reply]
    explain: Explain = lambda _: None


Handler = Callable[[Turn], Reply | Doing]
"""Answers a turn."""

Handlers = Mapping[Intent, Handler]
