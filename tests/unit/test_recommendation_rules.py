"""Each rule of recommendations is silent just below its smallest evidence, and speaks at it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shared.entities.task import Task
from shared.language.recommendations import describe_recommendation
from shared.language.speech import LANGUAGES, speech_in
from shared.rules.assistant.recommendations.recommendations import recommend
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.assistant.recommendations.table import RULES
from shared.views.focus_session import SessionType
from shared.views.recommendations import RecommendationKind as Kind
from shared.views.task import Priority
from tests.unit.situations import (
    DAY,
    USUAL,
    WEDNESDAY,
    PastDay,
    clock,
    completed,
    situation,
    task,
    work_days,
)

ROOT = Path(__file__).parents[2]
YESTERDAY, TOMORROW = WEDNESDAY - DAY, WEDNESDAY + DAY
FOCUSED = PastDay(focus={11: 50})
DAILY: dict[str, Any] = {"recurrence": "FREQ=DAILY", "planned_date": YESTERDAY}
LONG_DAY = PastDay(work=(("08:00", "12:30"), ("13:00", "19:00")))


class Threshold(NamedTuple):
    """A situation just below the smallest evidence of a rule, and one at it."""

    below: Situation
    at: Situation


def _overdue(count: int, now: str = "16:50", **fields: Any) -> Situation:
    """Return a situation with tasks of yesterday, by default too late to do them today."""
    return situation(now, tasks=[task(f"Task {n}", planned_date=YESTERDAY, **fields) for n in range(count)])


def _estimated(count: int, spent: int) -> Situation:
    return situation(tasks=[task()], completed=completed(count, estimate=100, spent=spent))


def _focused(days: int) -> Situation:
    return situation("09:00", tasks=[task("One"), task("Two")], before=work_days(FOCUSED, days))


def _planned(count: int, planned: int = 0) -> Situation:
    open_tasks = [task(f"Task {n}") for n in range(count)]
    return situation(
        "18:00",
        today=PastDay(work=(("09:00", "17:00"),), shutdown="17:30"),
        tasks=[*open_tasks, *(task(f"Planned {n}", planned_date=TOMORROW) for n in range(planned))],
    )


def _long_days(count: int) -> Situation:
    return situation(before=work_days(LONG_DAY, count))


THREE_TASKS = [task(f"Task {n}") for n in range(3)]
THRESHOLDS: dict[Kind, list[Threshold]] = {
    Kind.NEXT_TASK: [
        Threshold(situation(), situation(tasks=[task()])),
        Threshold(
            situation("10:46", since="10:00", tasks=[task()], workday_limit_minutes=60),
            situation("10:45", since="10:00", tasks=[task()], workday_limit_minutes=60),
        ),
        Threshold(
            situation("14:46", tasks=[task()], clock_out_time="15:00"),
            situation("14:45", tasks=[task()], clock_out_time="15:00"),
        ),
        Threshold(  # a wish of the early morning is that of the day before
            situation("15:00", tasks=[task()], clock_out_time="15:00"),
            situation("15:00", tasks=[task()], clock_out_time="02:00"),
        ),
    ],
    Kind.START_FOCUS: [
        Threshold(
            situation("10:00", since="09:30", today=PastDay(focus={8: 50 - 14}), focus_goal_minutes=50),
            situation("10:00", since="09:30", today=PastDay(focus={8: 50 - 15}), focus_goal_minutes=50),
        ),
        Threshold(  # without a goal of their own, users focus as long as on other days
            situation("14:00", since="13:30", today=PastDay(focus={8: 36}), before=work_days(FOCUSED, 5)),
            situation("14:00", since="13:30", today=PastDay(focus={8: 36}), before=work_days(FOCUSED, 4)),
        ),
        Threshold(
            situation("16:31", since="16:00", clock_out_time="17:00"),
            situation("16:30", since="16:00", clock_out_time="17:00"),
        ),
    ],
    Kind.TAKE_BREAK: [
        Threshold(situation("09:54", since="09:00"), situation("09:55", since="09:00")),
        Threshold(
            situation("09:19", since="09:00", rest_after_minutes=15),
            situation("09:20", since="09:00", rest_after_minutes=15),
        ),
        Threshold(  # a focus session of 25 minutes that ends within 10 is not interrupted
            situation("10:05", since="09:00", running=(SessionType.FOCUS, "09:50")),
            situation("10:04", since="09:00", running=(SessionType.FOCUS, "09:50")),
        ),
    ],
    Kind.DRINK: [
        Threshold(situation("11:04", since="09:00"), situation("11:05", since="09:00")),
        Threshold(
            situation("13:00", since="09:00", today=PastDay(drinks=["12:16"])),
            situation("13:00", since="09:00", today=PastDay(drinks=["12:15"])),
        ),
    ],
    Kind.LUNCH: [
        Threshold(situation("12:59", since="12:00"), situation("13:00", since="12:00")),
        Threshold(situation("11:59", since="09:00"), situation("12:00", since="09:00")),
    ],
    Kind.REPLAN_OVERDUE: [Threshold(_overdue(1), _overdue(2))],
    Kind.SPLIT_TASK: [
        Threshold(
            situation(tasks=[task(age=13)]),
            situation(tasks=[task(age=14)]),
        ),
        Threshold(
            situation(tasks=[task(age=20, estimate_minutes=29)]),
            situation(tasks=[task(age=20, estimate_minutes=30)]),
        ),
    ],
    Kind.ESTIMATE_BETTER: [
        Threshold(_estimated(7, 130), _estimated(8, 130)),
        Threshold(_estimated(8, 129), _estimated(8, 130)),
        Threshold(_estimated(8, 71), _estimated(8, 70)),
    ],
    Kind.PROTECT_BEST_HOURS: [Threshold(_focused(4), _focused(5))],
    Kind.LIGHTER_DAY: [Threshold(_long_days(18), _long_days(19))],
    Kind.STOP_FOR_TODAY: [
        Threshold(situation("17:29", since="09:00"), situation("17:30", since="09:00")),
        Threshold(
            situation("13:59", since="09:00", workday_limit_minutes=300),
            situation("14:00", since="09:00", workday_limit_minutes=300),
        ),
    ],
    Kind.SHUTDOWN: [
        Threshold(
            situation("17:00", today=PastDay(work=(("16:00", "16:59"),))),
            situation("17:00", today=PastDay(work=(("16:00", "17:00"),))),
        ),
        Threshold(
            situation("16:29", today=PastDay(work=(("09:00", "16:00"),))),
            situation("16:30", today=PastDay(work=(("09:00", "16:00"),))),
        ),
        Threshold(  # at work, nearly the whole day must be worked
            situation("17:00", since="10:13"),
            situation("17:00", since="10:12"),
        ),
        Threshold(  # a wish of the early morning is that of the day before
            situation("15:00", today=PastDay(work=(("09:00", "12:00"),)), clock_out_time="02:00"),
            situation("15:00", today=PastDay(work=(("09:00", "12:00"),)), clock_out_time="15:00"),
        ),
    ],
    Kind.PLAN_TOMORROW: [
        Threshold(_planned(2), _planned(3)),
        Threshold(_planned(3, 3), _planned(3, 2)),
        Threshold(  # a day that is shut down is over at any time
            situation("15:30", today=PastDay(work=(("08:00", "15:00"),)), tasks=THREE_TASKS),
            situation(
                "15:30", today=PastDay(work=(("08:00", "15:00"),), shutdown="15:30"), tasks=THREE_TASKS
            ),
        ),
    ],
    Kind.JOIN_CHALLENGE: [
        Threshold(
            situation(before=work_days(PastDay(tasks=5), 9)),
            situation(before=work_days(PastDay(tasks=5), 10)),
        ),
        Threshold(
            situation(before=work_days(PastDay(tasks=4), 20)),
            situation(before=work_days(PastDay(tasks=5), 20)),
        ),
    ],
    Kind.CELEBRATE: [
        Threshold(
            situation(streak=4, today=PastDay(tasks=1)),
            situation(streak=5, today=PastDay(tasks=1)),
        ),
        Threshold(
            situation("15:00", before=work_days(PastDay(tasks=3), 9), today=PastDay(tasks=4)),
            situation("15:00", before=work_days(PastDay(tasks=3), 10), today=PastDay(tasks=4)),
        ),
        Threshold(
            situation("15:00", before=work_days(FOCUSED, 20), today=PastDay(focus={9: 50})),
            situation("15:00", before=work_days(FOCUSED, 20), today=PastDay(focus={9: 51})),
        ),
    ],
}


@pytest.mark.parametrize(
    ("kind", "threshold"), [(kind, one) for kind, found in THRESHOLDS.items() for one in found]
)
def test_rule_is_silent_just_below_its_smallest_evidence_and_speaks_at_it(
    kind: Kind, threshold: Threshold
) -> None:
    assert RULES[kind](threshold.below) is None
    candidate = RULES[kind](threshold.at)
    assert candidate is not None
    assert 0 < candidate.urgency <= 1
    assert 0 < candidate.strength <= 1
    assert candidate.valid_until > threshold.at.now
    assert kind in {one.kind for one in recommend(threshold.at)}


_STREAK = PastDay(tasks=1)
SILENT: list[tuple[Kind, Situation]] = [
    (Kind.DRINK, situation("12:00", since="09:00", today=PastDay(drinks=["08:00"]), hydration_goal_ml=250)),
    (Kind.LUNCH, situation("13:00", since="09:00", today=PastDay(lunch="11:00"))),
    (Kind.TAKE_BREAK, situation("11:00", since="09:00", running=(SessionType.BREAK, "10:59"))),
    (
        Kind.REPLAN_OVERDUE,
        situation(tasks=[task("Next", due_date=clock("23:59", YESTERDAY)), task("Standup", **DAILY)]),
    ),
    (Kind.CELEBRATE, situation(streak=5, earlier_streak=6, today=_STREAK)),
    (Kind.CELEBRATE, situation(streak=6, today=_STREAK)),
    (
        Kind.CELEBRATE,
        situation(
            "21:00",
            before=work_days(FOCUSED, 20),
            today=PastDay(work=(("09:00", "18:00"),), focus=dict.fromkeys(range(9, 12), 50)),
        ),
    ),
    (Kind.JOIN_CHALLENGE, situation(before=work_days(PastDay(tasks=9), 20), joined=["task-finisher"])),
    (Kind.SPLIT_TASK, situation(tasks=[task(age=20, **DAILY)])),
    (  # a shutdown of less than an hour counts for no challenge
        Kind.JOIN_CHALLENGE,
        situation(on=WEDNESDAY - 2 * DAY, before=work_days(PastDay(tasks=1, shutdown="16:30"), 20)),
    ),
    (Kind.REPLAN_OVERDUE, _overdue(5, "10:00")),  # the day has room for all of them
    (Kind.REPLAN_OVERDUE, _overdue(3, due_date=clock("23:59", WEDNESDAY))),
    (Kind.REPLAN_OVERDUE, _overdue(3, due_date=clock("12:00", TOMORROW))),
    (Kind.PROTECT_BEST_HOURS, situation("09:00", tasks=[task()], before=work_days(FOCUSED, 9))),
    (
        Kind.PROTECT_BEST_HOURS,
        situation(
            "09:00",
            tasks=[task(str(n), due_date=clock("11:30", WEDNESDAY)) for n in range(2)],
            before=work_days(FOCUSED, 9),
        ),
    ),
    (Kind.NEXT_TASK, situation("17:00", tasks=[task()])),
    (Kind.NEXT_TASK, situation("15:00", tasks=[task()], clock_out_time="15:00")),
    (Kind.PROTECT_BEST_HOURS, situation("12:00", tasks=[task()], before=work_days(FOCUSED, 9))),
    (Kind.SHUTDOWN, situation("18:00", today=PastDay(work=(("09:00", "17:00"),), shutdown="17:00"))),
    (Kind.PLAN_TOMORROW, situation("15:00", tasks=[task(str(number)) for number in range(5)])),
]


@pytest.mark.parametrize(("kind", "silent"), SILENT)
def test_rule_is_silent_where_there_is_nothing_to_do(kind: Kind, silent: Situation) -> None:
    assert RULES[kind](silent) is None


def _due(in_days: int, minutes: int) -> Task:
    due = clock("12:00", WEDNESDAY + in_days * DAY)
    return task("Report", due_date=due, estimate_minutes=minutes)


MONDAY = WEDNESDAY - 2 * DAY
CLOSED_EARLY = PastDay(work=(("09:00", "16:00"),), shutdown="16:30")
IN_BEST_HOURS = situation("11:10", since="11:00", tasks=[task()], before=work_days(FOCUSED, 9))
REASONS: list[tuple[Kind, Situation, str]] = [
    (Kind.NEXT_TASK, situation(tasks=[_due(-1, 60)]), "overdue"),
    (Kind.NEXT_TASK, situation(tasks=[_due(0, 60)]), "due-today"),
    (Kind.NEXT_TASK, situation(tasks=[_due(1, 900)]), "due-soon"),
    (Kind.NEXT_TASK, situation(tasks=[task(planned_date=WEDNESDAY)]), "planned"),
    (Kind.NEXT_TASK, situation(tasks=[task(planned_date=YESTERDAY)]), "planned-earlier"),
    (Kind.NEXT_TASK, situation(tasks=[task(priority=Priority.HIGH)]), "priority"),
    (Kind.NEXT_TASK, situation(tasks=[task()]), "others"),
    (Kind.NEXT_TASK, replace(situation(tasks=[task()]), has_all_tasks=False), "first"),
    (Kind.NEXT_TASK, situation(tasks=[_due(0, 60)], clock_out_time="11:00"), "fits"),
    (Kind.NEXT_TASK, situation(tasks=[_due(0, 61)], clock_out_time="11:00"), "left"),
    (
        Kind.NEXT_TASK,
        situation(tasks=[_due(0, 60)], clock_out_time="11:00", workday_limit_minutes=59),
        "left",
    ),
    (Kind.NEXT_TASK, IN_BEST_HOURS, "best-hours-now"),
    (Kind.START_FOCUS, IN_BEST_HOURS, "best-hours-now"),
    (Kind.START_FOCUS, IN_BEST_HOURS, "focus-usual"),
    (Kind.START_FOCUS, situation(since="09:30"), "focus-first"),
    (Kind.START_FOCUS, situation(since="09:30", today=PastDay(focus={8: 25})), "focus-so-far"),
    (Kind.START_FOCUS, situation(since="09:30", focus_goal_minutes=60), "focus-missing"),
    (Kind.DRINK, situation("13:00", since="09:00"), "not-drunk"),
    (Kind.DRINK, situation("13:00", since="09:00", today=PastDay(drinks=["09:00"])), "drunk-ago"),
    (Kind.SPLIT_TASK, situation(tasks=[task(age=20, carried_over=1)]), "carried-over"),
    (Kind.ESTIMATE_BETTER, _estimated(8, 140), "takes-longer"),
    (Kind.ESTIMATE_BETTER, _estimated(8, 60), "takes-less"),
    *(
        (Kind.JOIN_CHALLENGE, situation(on=MONDAY, before=work_days(day, 20, MONDAY)), f"challenge-{name}")
        for name, day in {
            "shutdown": CLOSED_EARLY,
            "task": PastDay(tasks=4),
            "focus": PastDay(tasks=1, focus={9: 25, 10: 25, 11: 25}),
            "break": PastDay(work=(("09:00", "11:00"),), breaks=1),
        }.items()
    ),
]


@pytest.mark.parametrize(("kind", "explained", "reason"), REASONS)
def test_recommendation_says_why(kind: Kind, explained: Situation, reason: str) -> None:
    candidate = RULES[kind](explained)
    assert candidate is not None
    assert reason in candidate.reasons


def test_important_task_is_for_the_best_hours_and_the_first_one_for_now() -> None:
    important = task("Important", priority=Priority.HIGH)
    some = [task("First", due_date=clock("23:59", WEDNESDAY)), task("Other", age=9), important]
    found = situation("09:00", tasks=some, before=work_days(FOCUSED, 9))
    recommended = {one.kind: one.candidate.evidence["task"].value for one in recommend(found)[:2]}
    assert recommended == {Kind.NEXT_TASK: "First", Kind.PROTECT_BEST_HOURS: "Important"}


def test_focus_on_the_next_task_ends_by_the_limit_of_the_day() -> None:
    candidate = RULES[Kind.NEXT_TASK](
        situation("10:37", since="10:00", tasks=[task()], workday_limit_minutes=60)
    )
    assert candidate is not None
    assert candidate.action is not None
    assert candidate.action.body is not None
    assert candidate.action.body["duration_minutes"] == 20


def test_task_for_now_and_lunch_come_before_a_new_day_for_another_one() -> None:
    overdue_tasks = [task(f"Task {n}", planned_date=YESTERDAY, estimate_minutes=90) for n in range(20)]
    for text, kind in (("09:30", Kind.NEXT_TASK), ("12:30", Kind.LUNCH)):
        kinds = [one.kind for one in recommend(situation(text, since="09:00", tasks=overdue_tasks))]
        assert kinds.index(kind) < kinds.index(Kind.REPLAN_OVERDUE)


def test_expected_hours_are_said_to_the_quarter() -> None:
    candidate = RULES[Kind.LIGHTER_DAY](_long_days(25))
    assert candidate is not None
    hours = candidate.evidence["hours"].value
    assert isinstance(hours, float)
    assert hours % 0.25 == 0


def test_task_that_is_planned_for_the_best_hours_is_for_them() -> None:
    ages = {"One": 3, "Two": 2, "Three": 1}
    some = [task(title, age=age, estimate_minutes=50) for title, age in ages.items()]
    candidate = RULES[Kind.PROTECT_BEST_HOURS](situation("08:30", tasks=some, before=work_days(FOCUSED, 9)))
    assert candidate is not None
    assert candidate.evidence["task"].value == "Three"  # planned from 10:50 on


@pytest.mark.parametrize(
    ("since", "usual", "planned"), [("09:00", 15, 15), ("09:00", 5, 5), ("08:00", 5, 10)]
)
def test_break_is_as_long_as_usual_and_longer_after_long_work(since: str, usual: int, planned: int) -> None:
    candidate = RULES[Kind.TAKE_BREAK](situation("10:00", since=since, break_minutes=usual))
    assert candidate is not None
    assert candidate.action is not None
    assert candidate.action.body == {"duration_minutes": planned, "session_type": "break"}


def test_next_task_is_another_recommendation_after_time_was_spent_on_it() -> None:
    subjects = set()
    for minutes in (0, 25):
        candidate = RULES[Kind.NEXT_TASK](situation(tasks=[task(spent_seconds=60 * minutes)]))
        assert candidate is not None
        subjects.add(candidate.subject)
    assert len(subjects) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_day_a_week_ahead_or_later_is_said_with_its_date(language: str) -> None:
    holiday = [WEDNESDAY + ahead * DAY for ahead in range(1, 9)]
    texts = {"en": ("Thursday", "27 March"), "es": ("jueves", "27 de marzo")}[language]
    for days_off, text in zip(([], holiday), texts, strict=True):
        found = situation("16:50", tasks=_overdue(2).open_tasks, days_off=days_off)
        (view,) = [
            describe_recommendation(speech_in(language), one)
            for one in recommend(found)
            if one.kind is Kind.REPLAN_OVERDUE
        ]
        assert view["evidence"]["day"]["text"] == text
        assert text in view["text"]


def test_numbers_of_tasks_are_not_said_if_there_may_be_more() -> None:
    more = [task(str(number), planned_date=YESTERDAY) for number in range(5)]
    evening = PastDay(work=(("09:00", "17:00"),), shutdown="17:30")
    for kind, found in {
        Kind.NEXT_TASK: situation(tasks=[task()]),
        Kind.REPLAN_OVERDUE: situation("16:50", tasks=more),
        Kind.PLAN_TOMORROW: situation("18:00", tasks=more, today=evening),
    }.items():
        candidate = RULES[kind](replace(found, has_all_tasks=False))
        assert RULES[kind](found) is not None
        assert candidate is None or "tasks" not in candidate.evidence
        assert (candidate is None) == (kind is Kind.PLAN_TOMORROW)


def test_at_night_nothing_of_the_day_is_recommended_unless_there_is_work() -> None:
    of_the_day: dict[str, Any] = {
        "tasks": [task(age=20), task("Old", planned_date=YESTERDAY)],
        "before": work_days(USUAL, 9),
    }
    for text in ("04:00", "06:59", "22:00", "23:30"):
        assert {one.kind for one in recommend(situation(text, **of_the_day))} <= {Kind.JOIN_CHALLENGE}, text
    for text in ("07:00", "16:59"):
        assert Kind.NEXT_TASK in {one.kind for one in recommend(situation(text, **of_the_day))}, text
    assert Kind.NEXT_TASK not in {one.kind for one in recommend(situation("17:00", **of_the_day))}, (
        "work is over"
    )
    at_work = recommend(situation("23:30", since="23:00", **of_the_day))
    assert Kind.NEXT_TASK in {one.kind for one in at_work}


def test_nothing_is_recommended_that_has_ended() -> None:
    for text, count in (("23:59:58.900000", 1), ("23:59:59.100000", 0)):
        found = recommend(situation(text, since="23:00", tasks=[task()], focus_goal_minutes=5))
        assert len(found) == count, text
        assert all(one.candidate.valid_until > clock(text, WEDNESDAY) for one in found)


def test_shutdown_says_that_open_tasks_of_today_move_to_another_day() -> None:
    worked = PastDay(work=(("09:00", "17:00"),))
    texts = []
    for day in (WEDNESDAY, YESTERDAY):
        found = recommend(situation("17:00", today=worked, tasks=[task(planned_date=day)]))
        (one,) = [one for one in found if one.kind is Kind.SHUTDOWN]
        texts.append(describe_recommendation(speech_in("en"), one)["text"])
    assert ["move to Thursday" in text for text in texts] == [True, False]


def test_every_kind_has_a_rule_and_a_threshold() -> None:
    assert [*RULES] == [*Kind] == [*THRESHOLDS]


def test_documentation_has_a_row_for_every_kind() -> None:
    page = (ROOT / "docs" / "assistant.md").read_text("utf-8").partition("## Recommendations")[2]
    rows = re.findall(r"^\| `(\w+)` \|", page.partition("\n## ")[0], re.MULTILINE)
    assert rows == [*Kind]
