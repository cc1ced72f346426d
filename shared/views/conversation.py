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
    """What a message did."""

    event: str
    """The name of the act, such as `add_task`."""
    id: str
    """The id of the task, session, entry or reflection."""
    title: str | None
    """The title of the task; null for anything else."""


class OptionView(TypedDict):
    """Something to say next: what it is called, and the text to send."""

    label: str
    text: str


class QuestionView(TypedDict):
    """A question of the companion, which waits 10 minutes for an answer."""

    text: str
    options: list[OptionView]


class AnswerView(TypedDict):
    """The answer to a message."""

    reply: str
    intent: Intent
    """What was understood; `none` if nothing was, and nothing has changed."""
    did: list[ActView]
    undo_until: datetime | None
    """Until when "undo" takes it back; null if there is nothing to take back."""
    question: QuestionView | None
    suggestions: list[OptionView]
    """At most 3."""
    language: str
    """The language of the reply: that of the message, as it was understood."""
