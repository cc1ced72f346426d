"""Views of conversations."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict


class Intent(StrEnum):
    """What a message asks for."""

    ADD_TASK = "add_task"
    COMPLETE_TASK = "complete_task"
    REOPEN_TASK = "reopen_task"
    DELETE_TASK = "delete_task"
    RESCHEDULE = "reschedule"
    LIST_TASKS = "list_tasks"
    REMIND = "remind"
    SNOOZE = "snooze"
    CLOCK_IN = "clock_in"
    CLOCK_OUT = "clock_out"
    PAUSE_WORK = "pause_work"
    RESUME_WORK = "resume_work"
    START_FOCUS = "start_focus"
    START_BREAK = "start_break"
    STOP_FOCUS = "stop_focus"
    DRINK = "drink"
    MEAL = "meal"
    REST = "rest"
    STATUS = "status"
    SUMMARY = "summary"
    OUTLOOK = "outlook"
    RECOMMEND = "recommend"
    POINTS = "points"
    CHALLENGES = "challenges"
    SHUTDOWN = "shutdown"
    UNDO = "undo"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    LINK = "link"
    UNLINK = "unlink"
    NONE = "none"


class TaskRange(StrEnum):
    """Which tasks are listed; open ones, unless it says so."""

    ALL = "all"
    TODAY = "today"
    UPCOMING = "upcoming"  # after today
    OVERDUE = "overdue"
    WEEK = "week"
    DONE = "done"  # completed tasks


class ActView(TypedDict):
    """An act of a message."""

    event: str
    """The name of the act, such as `add_task`."""
    id: str
    """The id of the task, session, entry or reflection."""
    title: str | None
    """The title of the task; null for anything else."""


class OptionView(TypedDict):
    """Something to say next, for example as a button."""

    label: str
    """The words to show."""
    text: str
    """The text to send as the next message."""


class QuestionView(TypedDict):
    """A question of the companion, open for 10 minutes, until the next message."""

    text: str
    """The question without its options, which the reply may list by number."""
    options: list[OptionView]
    """The answers that fit; their numbers and other words answer it, too."""


class AnswerView(TypedDict):
    """The answer to a message."""

    reply: str
    """What the companion says: plain text, with line breaks in lists."""
    intent: Intent
    """What the message was understood to ask for; `none` if it was not understood, and changed nothing."""
    did: list[ActView]
    """What the message changed; empty if nothing, or if it undid something."""
    undo_until: datetime | None
    """Until when "undo" takes back the last act; null if nothing can be undone."""
    question: QuestionView | None
    """What the companion needs to know before it acts; null if nothing."""
    suggestions: list[OptionView]
    """Other things to say next, at most 3."""
    language: str
    """The language of the reply, which is the one in which the message was understood."""
