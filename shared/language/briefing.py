"""The briefing of the day in words: what is ahead in the morning, what is due now, and how the day went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.entities.task import Task
from shared.entities.user import User
from shared.language.conversation import Phrases
from shared.language.speech import Speech, briefings_in, capitalize
from shared.views.voice import BriefingPart

MAX_WEIGHT = 560
"""How much may be said, in letters: about 40 seconds; see `weight_of`."""

MAX_TITLE_WEIGHT = 60

_NAMED_TASKS = 3
_NAMED_REMINDERS = 2
_NAMED_NEEDS = 2
_QUARTER = 4  # of an hour, to which expected hours are rounded
_MINUTE = timedelta(minutes=1)
_SHORT = re.compile(r"[A-Za-zÀ-ɏ\s.,;:'\u2019«»“”!?¡¿()-]")
_LONG_WEIGHT = 8


@dataclass(frozen=True, kw_only=True)
class BriefingFacts:
    """What a briefing is about, as of a moment.

    `open_tasks` are those for today, the most due first, and `has_more` is whether there are more of them.
    `reminders` are titles of tasks of which the user was reminded today, and `needs` are the companion's
    reminders that are due. Expected hours are None where too little is known.
    """

    user: User
    now: datetime
    today: date
    open_tasks: Sequence[Task]
    has_more: bool
    reminders: Sequence[str]
    needs: Sequence[str]
    message: str
    completed: int
    worked: timedelta
    focused: timedelta
    expected_today: float | None
    expected_tomorrow: float | None
    is_free_today: bool
    is_free_tomorrow: bool
    is_closed: bool


def part_of_day(hour: int) -> BriefingPart:
    """Return the part of the day that fits an hour of the clock."""
    if 4 <= hour < 12:  # noqa: PLR2004 - from the early morning to noon
        return BriefingPart.MORNING
    return BriefingPart.NOW if 12 <= hour < 17 else BriefingPart.EVENING  # noqa: PLR2004 - the afternoon


def describe_day(part: BriefingPart, facts: BriefingFacts, language: str) -> str:
    """Return a briefing, one line for each subject; the last lines are left out where it becomes too long."""
    briefing = _Briefing(facts, language)
    lines: list[str] = []
    for line in briefing.lines(part):
        if weight_of(" ".join((*lines, line))) > MAX_WEIGHT:
            break
        lines.append(line)
    return "\n".join(lines)


def weight_of(text: str) -> int:
    """Return how long a text is when it is said, in letters: digits and signs are read out as words."""
    return sum(1 if _SHORT.match(one) else _LONG_WEIGHT for one in text if one.isprintable())


class _Briefing:
    def __init__(self, facts: BriefingFacts, language: str) -> None:
        self._facts = facts
        self._texts: Speech = briefings_in(language)
        self._phrases = Phrases(language, facts.user.user_id, facts.today.toordinal())

    def lines(self, part: BriefingPart) -> Iterator[str]:
        """Yield the lines of a part of the day, the most important first."""
        local = self._facts.now.astimezone(self._facts.user.calendar.zone)
        person, clock = _short(self._facts.user.display_name), f"{local.hour}:{local:%M}"
        yield self._vary(part, person=person, time=clock, hour=local.hour)
        match part:
            case BriefingPart.MORNING:
                yield from self._reminders()
                yield from self._tasks()
                yield from self._expected("today", self._facts.expected_today, self._facts.is_free_today)
                yield self._facts.message
            case BriefingPart.NOW:
                yield from self._reminders()
                yield from self._facts.needs[:_NAMED_NEEDS]
                yield from self._next_task()
                if self._facts.worked >= _MINUTE:
                    yield self._say("worked-so-far", length=self._length(self._facts.worked))
                yield self._facts.message
            case BriefingPart.EVENING:
                yield self._day()
                yield from self._left()
                yield from self._expected(
                    "tomorrow", self._facts.expected_tomorrow, self._facts.is_free_tomorrow
                )
                yield self._say("closed") if self._facts.is_closed else self._vary("closing")

    def _reminders(self) -> Iterator[str]:
        for title in self._facts.reminders[:_NAMED_REMINDERS]:
            yield self._say("task-reminder", title=_short(title))

    def _tasks(self) -> Iterator[str]:
        tasks, count = self._facts.open_tasks, len(self._facts.open_tasks)
        yield self._say("tasks-more" if self._facts.has_more else "tasks", count=count)
        due = [task for task in tasks if task.due_date is not None][:_NAMED_TASKS]
        yield from map(self._due, due)
        if tasks and not due:
            yield self._say("task-first", title=_short(tasks[0].title))

    def _next_task(self) -> Iterator[str]:
        tasks = self._facts.open_tasks
        if not tasks:
            return
        task = tasks[0]
        yield self._due(task) if task.due_date else self._say("task-next", title=_short(task.title))

    def _due(self, task: Task) -> str:
        facts, due = self._facts, task.due_date
        if due is None:
            raise ValueError("the task has no due date")
        when = self._phrases.due(due, facts.user.calendar, facts.today)
        key = "task-was-due" if due < facts.now else "task-due"
        return self._say(key, title=_short(task.title), due=when)

    def _expected(self, day: str, hours: float | None, is_free: bool) -> Iterator[str]:  # noqa: FBT001 - of two days
        if is_free:
            yield self._say(f"free-{day}")
        elif hours is not None and round(hours * _QUARTER):
            length = self._length(timedelta(hours=round(hours * _QUARTER) / _QUARTER))
            yield self._say(f"expected-{day}", length=length)

    def _day(self) -> str:
        """Return what was done today, in a line."""
        facts = self._facts
        said = []
        if facts.completed:
            said.append(self._say("done", count=facts.completed))
        if facts.worked >= _MINUTE:
            said.append(self._say("worked", length=self._length(facts.worked)))
        if facts.focused >= _MINUTE:
            key = "focused" if facts.worked >= facts.focused else "focused-alone"
            said.append(capitalize(self._say(key, length=self._length(facts.focused))))
        return " ".join(said) or self._say("quiet")

    def _left(self) -> Iterator[str]:
        count = len(self._facts.open_tasks)
        if count:
            yield self._say("open-more" if self._facts.has_more else "open", count=count)

    def _length(self, length: timedelta) -> str:
        hours, minutes = divmod(length // _MINUTE, 60)
        in_hours, in_minutes = (
            self._say("length-hours", hours=hours),
            self._say("length-minutes", minutes=minutes),
        )
        if hours and minutes:
            return self._say("length-both", hours=in_hours, minutes=in_minutes)
        return in_hours if hours else in_minutes

    def _say(self, key: str, **values: str | float) -> str:
        return self._texts.say(key, **values)

    def _vary(self, key: str, **values: str | float) -> str:
        return self._texts.choose(key, self._facts.user.user_id, self._facts.today.toordinal(), **values)


def _short(title: str) -> str:
    """Return a title that takes few seconds to say."""
    if weight_of(title) <= MAX_TITLE_WEIGHT:
        return title
    kept, weight = "", 0
    for one in title:
        weight += weight_of(one)
        if weight > MAX_TITLE_WEIGHT:
            break
        kept += one
    words = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return f"{words.rstrip()}…"
