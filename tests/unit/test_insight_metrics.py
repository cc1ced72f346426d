"""Each metric of generated days and tasks is that of the oracle."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.assistant_state import AssistantState
from shared.entities.compact import encode_numbers
from shared.entities.rhythm import RhythmDay
from shared.entities.task import Subtask, Task
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.language.speech import speech_in
from shared.repos.stored_forms import to_stored
from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.insights import Period
from shared.rules.assistant.metrics.tasks import tags_of
from shared.services.insight_service import insights_view
from shared.views.insights import DayPart
from tests.oracle.metrics import Day, Recount, assert_insights_equal
from tests.selection import NumberOfCases

NOW = datetime(2026, 3, 25, 20, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LIMIT = 510

# Few values of each kind, so that they meet: as long as the limit, or a second more; ties of hours and parts.
_seconds = st.sampled_from((0, 0, 1, 3600, 28_800, LIMIT * 60, LIMIT * 60 + 1, 43_200))
_counts = st.integers(0, 4)
_hours = st.dictionaries(st.integers(0, 23), st.sampled_from((60, 1200, 1259, 3600)), max_size=5)


@st.composite
def days(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a day: the fields of the oracle's, but for its date."""
    worked = draw(_seconds)
    start = draw(st.sampled_from((0, 535, 540, 545, 1430))) if worked else None
    sessions, breaks, tasks, planned = (draw(_counts) for _ in range(4))
    return {
        "totals": {
            "focus_seconds": 1500 * sessions + draw(st.integers(0, 59)) * bool(sessions),
            "focus_sessions": sessions,
            "focus_hours": draw(_hours),
            "breaks": breaks,
            "break_seconds": 301 * breaks,
            "completed_tasks": tasks,
        },
        "worked": worked,
        "rest": draw(st.sampled_from((0, 0, 299, 3000))),
        "planned": planned,
        "still_open": draw(st.integers(0, planned)),
        "entries": sessions + breaks + tasks + draw(st.sampled_from((0, 1, 14))),
        "is_off": (is_off := draw(st.booleans()) and draw(st.booleans())),
        "is_free": is_off,
        "start": start,
        "end": None if start is None else start + draw(st.sampled_from((480, 481, 700))),
        "waits": draw(st.lists(st.integers(0, 59).map(lambda number: number * MINUTE), max_size=5)),
        "kept": draw(st.lists(st.booleans(), max_size=3)),
    }


_tasks: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    age=st.integers(0, 8),
    hour=st.sampled_from((3, 4, 5, 11, 12, 17, 18, 22, 23)),
    is_open=st.sampled_from((False, False, False, True)),
    tags=st.sampled_from(([], ["a"], ["b", "a", "b"])),
    spent=st.sampled_from((0, 1, 1500, 1530, 7000)),
    estimate=st.none() | st.sampled_from((25, 26)),
    steps=st.lists(st.booleans(), max_size=3),
)


def task_of(number: int, fields: dict[str, Any]) -> Task:
    done = TODAY - fields["age"] * DAY
    completed: dict[str, Any] = {
        "completed_at": NOW,
        "completed_on": done,
        "completed_hour": 24 + fields["hour"],
    }
    return Task(
        id=f"{number:03}",
        user_id="ada",
        title="Write",
        created_at=NOW,
        updated_at=NOW,
        tags=tuple(fields["tags"]),
        spent_seconds=fields["spent"],
        estimate_minutes=fields["estimate"],
        subtasks=tuple(Subtask(str(step), "Step", is_done) for step, is_done in enumerate(fields["steps"])),
        **({} if fields["is_open"] else completed),
    )


def rhythm_day_of(day: Day) -> RhythmDay:
    """Return the same day as the product has it."""
    minutes = {hour: amount // 60 for hour, amount in day.totals["focus_hours"].items()}
    span = [*range(min(minutes), max(minutes) + 1)] if minutes else []
    waits = sorted(wait // MINUTE for wait in day.waits)
    reminders = [len(day.kept), sum(day.kept), *waits] if day.kept or waits else []
    return RhythmDay(
        worked=day.worked,
        start=day.start,
        end=day.end,
        focus=day.totals["focus_seconds"],
        focus_sessions=day.totals["focus_sessions"],
        breaks=day.totals["breaks"],
        break_time=day.totals["break_seconds"],
        rest=day.rest,
        tasks=day.totals["completed_tasks"],
        planned=day.planned,
        carried_over=0 if day.is_off or day.on == TODAY else day.still_open,
        interactions=day.entries,
        reminders=encode_numbers(reminders),
        focus_hours=encode_numbers([*span[:1], *(minutes.get(hour, 0) for hour in span)]),
    )


class GeneratedRecount(Recount):
    """A recount of days that were generated."""

    def __init__(self, found: list[Day], tasks: list[Task], user: User) -> None:
        self.user, self.today, self.limit = to_stored(user), TODAY, LIMIT
        self.found = {day.on: day for day in found}
        self.tasks, self.is_cut_off = [to_stored(task) for task in tasks], False
        self.stored: dict[date, Any] = {}

    @property
    def first(self) -> date:
        return min((day.on for day in self.found.values() if not is_empty(day)), default=TODAY)

    def day(self, on: date) -> Day:
        return self.found[on]


def is_empty(day: Day) -> bool:
    return rhythm_day_of(day) == RhythmDay()


@pytest.mark.parametrize("weeks", [1, 2])
def test_metrics_of_generated_days_are_those_of_the_oracle(
    weeks: int, number_of_cases: NumberOfCases
) -> None:
    @settings(max_examples=number_of_cases(30, quick=10, thorough=2000))
    @given(st.lists(days(), min_size=1, max_size=30), st.lists(_tasks, max_size=9))
    def compare(drawn: list[dict[str, Any]], fields: list[dict[str, Any]]) -> None:
        dates = [TODAY - age * DAY for age in range(len(drawn) - 1, -1, -1)]
        found = [Day(on=on, **one) for on, one in zip(dates, drawn, strict=True)]
        while len(found) > 1 and is_empty(found[0]):
            found.pop(0)  # a history begins with a day that is not empty
        aged = [{**one, "age": one["age"] % len(found)} for one in fields]  # none is from before all days
        tasks = [task_of(number, one) for number, one in enumerate(aged)]
        off = [
            DaysOff(id=str(day.on), user_id="ada", begin=day.on, end=day.on) for day in found if day.is_off
        ]
        user = User(user_id="ada", username="ada", created_at=NOW, days_off=tuple(off))
        history = History(
            user=user,
            now=NOW,
            days=[*map(rhythm_day_of, found)],
            recent={},
            running=None,
            state=AssistantState(user_id="ada"),
            lifetime=LifetimeTotals(user_id="ada"),
            holidays=lambda _country, _year: (),
        )
        period = Period(history=history, weeks=weeks, tasks=tasks, is_cut_off=False)
        shown = insights_view(period, speech_in("en"))
        assert_insights_equal(shown, GeneratedRecount(found, tasks, user), weeks)

    compare()


@pytest.mark.parametrize(
    ("hours", "best"),
    [
        *(([hour] * 3, DayPart.NIGHT) for hour in (23, 0, 4)),
        *(([hour] * 3, DayPart.MORNING) for hour in (5, 11)),
        *(([hour] * 3, DayPart.AFTERNOON) for hour in (12, 17)),
        *(([hour] * 3, DayPart.EVENING) for hour in (18, 22)),
        ([9, 9], None),
        ([9, 9, 15, 15], None),
        ([9, 9, 15, 20], DayPart.MORNING),
    ],
    ids=str,
)
def test_best_part_of_the_day_has_most_tasks_of_three_or_more(hours: list[int], best: DayPart | None) -> None:
    fields = {"age": 0, "is_open": False, "tags": ["a"], "spent": 0, "estimate": None, "steps": []}
    tasks = [task_of(number, {**fields, "hour": hour}) for number, hour in enumerate(hours)]
    assert [tag.best_part for tag in tags_of(tasks)] == [best]
