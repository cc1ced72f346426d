"""Conversations with the companion."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

from shared.entities.completion import UNDO_TIME
from shared.entities.entity import Entity, entity_tag, to_json
from shared.entities.task import Task
from shared.errors import ConflictError
from shared.views.conversation import ActView, AnswerView, Intent, OptionView, QuestionView, TaskRange
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating
from shared.views.task import Priority

QUESTION_LIFETIME = timedelta(minutes=10)
"""How long a question can be answered."""

MAX_CLOCK_DIFFERENCE = timedelta(minutes=1)
"""How much earlier than the question its answer may be by the clock of the client."""


class Slots(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The details of a command: what a message said, and what the answers to questions added.

    `day` and `minute`, of that day, are when, in local time, and `rule` is a recurrence. `task_id` names the
    task that a title means, `is_confirmed` is whether the user was asked and agreed, `is_doubtful` whether
    the user is asked first, and `recommendation` is the id of the one that the command carries out.
    `days_ahead` is the day for a button, counted from that on which it is pressed.
    """

    title: str | None = None
    task_id: str | None = None
    day: date | None = None
    minute: int | None = None
    rule: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    estimate_minutes: int | None = None
    minutes: int | None = None
    amount_ml: int | None = None
    meal: MealKind | None = None
    rating: ProductivityRating | None = None
    period: str | None = None
    range: TaskRange | None = None
    carry_over: bool | None = None
    recommendation: str | None = None
    days_ahead: int | None = None
    is_confirmed: bool = False
    is_doubtful: bool = False


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a message asks for; `declines` is whether it answers a question with no."""

    intent: Intent
    slots: Slots = Slots()
    declines: bool = False


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer to a question: its label, and the command that it gives; None leaves all as it is."""

    label: str
    command: Command | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question that waits for one of its choices; `text` is as it was asked.

    The choices of a confirmation are yes and no. If it asks when, a time is an answer, too.
    """

    text: str
    choices: tuple[Choice, ...]
    asked_at: datetime
    is_confirmation: bool = False
    asks_when: bool = False

    def is_open(self, at: datetime) -> bool:
        """Return whether a message of a moment may answer the question: it was asked, and not long ago."""
        return self.asked_at - MAX_CLOCK_DIFFERENCE <= at < self.asked_at + QUESTION_LIFETIME

    def to_dict(self) -> QuestionView:
        """Return the view; the label of a choice is what to send for it."""
        options: list[OptionView] = [{"label": choice.label, "text": choice.label} for choice in self.choices]
        return {"text": self.text, "options": options}


class Moved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a task had before it was moved, and its version after that."""

    version: str
    updated_at: datetime
    due_date: datetime | None = None
    planned_date: date | None = None
    carried_over: int = 0
    settled_plan: date | None = None
    recurrence_start: date | None = None
    reminder_enabled: bool = False
    reminder_time: datetime | None = None

    @classmethod
    def between(cls, before: Task, after: Task) -> Self:
        """Return what a task had before a change that has moved it."""
        fields = {name: getattr(before, name) for name in cls.__struct_fields__ if name != "version"}
        return cls(version=_version(after), **fields)

    def put_back(self, task: Task) -> Task:
        """Return the task as it was; `ConflictError` if it has changed since it was moved."""
        if _version(task) != self.version:
            raise ConflictError("The task has changed since it was moved")
        return replace(
            task, **{name: getattr(self, name) for name in self.__struct_fields__ if name != "version"}
        )


def _version(task: Task) -> str:
    return entity_tag(to_json(task.to_dict()))


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a message did: the name of the act, and the id and title of its subject.

    `moved` restores a task that was moved. Any other act is one that `UndoService` can undo.
    """

    event: str
    id: str
    title: str | None = None
    moved: Moved | None = None

    def to_dict(self) -> ActView:
        """Return the view."""
        return {"event": self.event, "id": self.id, "title": self.title}


class Conversation(Entity, frozen=True, kw_only=True):
    """What is kept of a user's conversation in a channel: the open question, and what can be undone.

    `acts` are those of the last message that did something, in order, `turn` grows by one with each message,
    and `language` is that of the last one; empty before any. It expires a little later than its acts can be
    undone.
    """

    LIFETIME: ClassVar[timedelta] = UNDO_TIME + timedelta(minutes=5)

    user_id: str
    channel: str
    turn: int = 0
    language: str = ""
    question: Question | None = None
    acts: tuple[Act, ...] = ()
    acted_at: datetime | None = None

    @classmethod
    def begin(cls, user_id: str, channel: str, now: datetime) -> Self:
        """Return a new conversation.

        Its turns are counted from the time, so that one that begins when the last one has expired is likely
        to have other replies.
        """
        return cls(user_id=user_id, channel=channel, turn=int(now.timestamp() / cls.LIFETIME.total_seconds()))

    def open_question(self, now: datetime) -> Question | None:
        """Return the question that can be answered."""
        return self.question if self.question is not None and self.question.is_open(now) else None

    def undoable(self, now: datetime) -> tuple[Act, ...]:
        """Return the acts that can still be undone."""
        return self.acts if self.undo_until(now) is not None else ()

    def answered(
        self,
        language: str,
        question: Question | None,
        did: tuple[Act, ...],
        now: datetime,
        *,
        undone: bool,
    ) -> Self:
        """Return the conversation after a message that was answered in a language.

        What it `did` can be undone; if it has undone the acts before, nothing can.
        """
        after = replace(self, turn=self.turn + 1, language=language, question=question)
        if did:
            return replace(after, acts=did, acted_at=now)
        return replace(after, acts=(), acted_at=None) if undone else after

    def undo_until(self, now: datetime) -> datetime | None:
        """Return until when the acts can be undone; None if there are none."""
        if not self.acts or self.acted_at is None or now >= self.acted_at + UNDO_TIME:
            return None
        return self.acted_at + UNDO_TIME


class AnsweredMessage(Entity, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to a message; stored only in idempotency records.

    `asked_at` is when its question was asked, if it has one. Of a spoken message, `heard` is what was heard,
    and `confidence` how certain that is (0 to 1).
    """

    user_id: str
    view: AnswerView
    heard: str | None = None
    confidence: float | None = None
    asked_at: datetime | None = None

    def to_dict(self) -> AnswerView:
        """Return the view."""
        return self.view
