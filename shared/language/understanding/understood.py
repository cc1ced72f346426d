"""The result of understanding a message."""

import msgspec

from shared.language.times.time_phrase import TimePhrase
from shared.views.conversation import Intent


class Moment(msgspec.Struct, frozen=True):
    """A time phrase in the person's own words, and what it stands for."""

    words: str
    phrase: TimePhrase


class Slots(msgspec.Struct, frozen=True, kw_only=True):
    """The values that a message gives, as texts and numbers; None for others.

    `shared/services/conversation/hearing.py` turns them into the slots of a command.
    """

    title: str | None = None
    due: Moment | None = None
    """When a task is due, or the new time of `reschedule`."""

    at: Moment | None = None
    """When a reminder is sent, or sent again."""

    priority: str | None = None
    """high, medium or low."""

    tags: tuple[str, ...] = ()
    estimate: int | None = None
    """How many minutes a task takes."""

    range: str | None = None
    """today, upcoming, week, overdue, done or all."""

    minutes: int | None = None
    """The length of a session, a break, a rest or a snooze."""

    amount_ml: int | None = None
    kind: str | None = None
    """breakfast, lunch, dinner or snack."""

    rating: str | None = None
    """great, good, okay or tough."""

    period: str | None = None
    """today, yesterday, week, last_week, month or year."""

    code: str | None = None
    """The code that links a chat user with an account."""


class Understood(msgspec.Struct, frozen=True):
    """An intent with its slots, and the language whose phrases fitted."""

    intent: Intent
    slots: Slots
    language: str
