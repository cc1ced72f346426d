"""The result of a rule, before it is ranked and put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.entities.task import Task
from shared.rules.assistant.narratives.facts import Fact, Facts, Form
from shared.views.focus_session import SessionType

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Action:
    """A request that carries out a recommendation; `label` is the last part of the key of its text.

    Values in the body that begin with `$` are keys of texts in the user's language.
    """

    method: str
    path: str
    body: Mapping[str, object] | None = None
    label: str = "action"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A recommendation of one kind.

    `subject` distinguishes it from others of its kind on the same day. `urgency` is how much worse it is to
    do it later, `strength` how well the evidence supports it; both are from 0 to 1. `reasons` are the last
    parts of the keys of the reasons, `variant` that of the text if the kind has several.
    """

    subject: str
    urgency: float
    strength: float
    evidence: Facts
    reasons: tuple[str, ...]
    valid_until: datetime
    action: Action | None = None
    variant: str = ""


def change(task: Task, **fields: object) -> Action:
    """Return the action that changes fields of a task."""
    return Action(method="PUT", path=f"/api/tasks/{task.id}", body=fields)


def start_session(planned_minutes: int, session_type: SessionType, **fields: object) -> Action:
    """Return the action that starts a focus session or a break."""
    return Action(
        method="POST",
        path="/api/focus-sessions/start",
        body={"duration_minutes": planned_minutes, "session_type": session_type.value, **fields},
    )


def share(amount: float, whole: float) -> float:
    """Return an amount as a share of a whole, from 0 to 1."""
    return max(0.0, min(1.0, amount / whole))


def length(time: timedelta) -> Fact:
    """Return a length of time."""
    return Fact(round(time.total_seconds() // 60 / 60, 2), Form.DURATION)


def minutes(count: float) -> Fact:
    """Return minutes as a length of time."""
    return length(timedelta(minutes=count))


def number(count: float) -> Fact:
    """Return a number."""
    return Fact(count, Form.NUMBER)


def percent(value: int) -> Fact:
    """Return a percentage."""
    return Fact(value, Form.PERCENT)


def clock(minute: int) -> Fact:
    """Return a local time, of minutes after midnight."""
    return Fact(minute % (24 * 60), Form.CLOCK)


def coming_day(day: date, today: date) -> Fact:
    """Return a date after today: said as a weekday within a week, so that it is no other day."""
    return Fact(day, Form.WEEKDAY if day - today < _WEEK else Form.DATE)


def name(text: str) -> Fact:
    """Return the name of something."""
    return Fact(text, Form.NAME)
