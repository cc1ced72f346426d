"""What a plan says, in both languages."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given

from shared.entities.compact import encode_numbers
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval
from shared.entities.rhythm import RhythmDay
from shared.entities.work_session import WorkSession
from shared.language.plan import PlanTexts
from shared.language.speech import LANGUAGES, speech_in
from shared.rules.assistant.estimates import Estimates
from shared.views.plan import DayPlanView
from shared.views.task import Priority
from tests.unit.plan_scenes import NOW, Scene, open_task, scene_of, scenes

TODAY, HOUR, DAY = NOW.date(), timedelta(hours=1), timedelta(days=1)
HABIT = [
    RhythmDay(worked=8 * 3600, start=510, end=1050, focus=6 * 3600, focus_hours=encode_numbers((9, 60, 60)))
] * 5


def _view(scene: Scene, language: str = "en", limit: int | None = None) -> DayPlanView:
    return PlanTexts(speech_in(language), scene.plan(), scene.estimates, limit=limit).view()


def _reasons(view: DayPlanView) -> dict[str, str]:
    """Return why each task is planned or left out, by its title."""
    blocks = {block["title"] or block["kind"]: block["why"] for block in view["blocks"]}
    return {**blocks, **{one["title"]: one["why"] for one in view["left_out"]}}


def test_reasons_of_blocks_and_of_what_is_left_out_are_said_with_the_estimate() -> None:
    tasks = [
        open_task(0, due_date=NOW - DAY, estimate_minutes=10),
        open_task(1, due_date=NOW + 12 * HOUR, tags=("slow", "new")),
        open_task(2, due_date=NOW + 3 * DAY, estimate_minutes=1200),
        open_task(3, planned_date=TODAY, tags=("fast", "slow")),
        open_task(4, planned_date=TODAY - DAY, estimate_minutes=20),
        open_task(5, priority=Priority.HIGH),
        open_task(6, priority=Priority.LOW, estimate_minutes=120, spent_seconds=3600),
        open_task(7, start_date=NOW + DAY),
        open_task(8, planned_date=TODAY + DAY),
    ]
    due = _reasons(_view(scene_of(tasks, workday_limit_minutes=700)))
    assert due["Task 0"] == "Its due date has passed. It gets 15 min, the least that is planned."
    assert due["Task 1"] == "It is due on this day. About 1 h 15 min to go, by your tasks with “slow”."
    assert due["Task 7"] == "It starts later."
    assert due["Task 8"] == "You planned it for another day."
    assert due["break"] == "A break after at most 55 min of work."
    assert due["lunch"] == "Your time for lunch."
    ahead = _view(scene_of(tasks[2:3]))
    assert ahead["blocks"][0]["why"] == (
        "The days until its due date have no room for all that is due by then. By your estimate, 20 h to go."
    )
    assert _reasons(ahead)["Task 2"] == "Left for another day: 14 h 5 min."
    others = _reasons(_view(scene_of(tasks[3:7])))
    assert others == {
        "Task 3": "You planned it for this day. About 45 min to go, by your tasks with its tags.",
        "Task 4": "You planned it for an earlier day. By your estimate, 20 min to go.",
        "Task 5": "It has high priority. Counted as 30 min, without an estimate or similar tasks.",
        "Task 6": "It is next by priority and age. By your estimate, 1 h to go.",
        "break": "A break after at most 55 min of work.",
    }
    by_others = scene_of([open_task(0)], estimates=Estimates(by_tag={}, of_all=62.0))
    assert _reasons(_view(by_others))["Task 0"].endswith("About 1 h to go, by your other tasks.")
    spanish = _reasons(_view(scene_of(tasks[3:5]), "es"))
    assert spanish["Task 3"].startswith("La tienes prevista para este día. Tiempo restante según tus tareas")


def test_plan_says_what_it_is_made_from() -> None:
    totals = DailyTotals(user_id="ada", local_date=TODAY, worked=(Interval(NOW - HOUR, NOW - HOUR / 2),))
    tasks = [open_task(0, priority=Priority.LOW), open_task(1, priority=Priority.HIGH)]
    scene = scene_of(tasks, days=HABIT, totals=totals, workday_limit_minutes=480)
    view = _view(scene, limit=500)
    assert view["because"] == [
        "Your limit is 8 h of work a day; worked so far: 30 min.",
        "25% of the remaining time stays free: your share of work without focus, from 20 to 40%.",
        "You usually work from 08:30 to 17:30.",
        "Tasks of high priority go into the hours in which your focus is best.",
        "Only the 500 open tasks that are due first are considered.",
    ]
    assert view["capacity_minutes"] == 335
    assert [block["title"] for block in view["blocks"]] == ["Task 0", None, "Task 1"]
    assert view["blocks"][2]["why"].startswith("It has high priority. Your focus is best at this time.")
    assert view["text"] == "2 tasks: 1 h of work from 08:30 to 09:35."


def test_hours_are_explained_by_the_clock_out_time_and_the_session_that_runs() -> None:
    some = [open_task(0)]
    until_four = _view(scene_of(some, clock_out_time="16:00"))
    assert until_four["because"][2:] == [
        "The plan goes from 09:00 to 17:00 until your usual hours are known.",
        "You want to stop at 16:00.",
    ]
    assert "stop" not in " ".join(_view(scene_of(some, clock_out_time="18:00"))["because"])
    for now in (NOW, NOW + 10 * HOUR):  # before the usual hours, and after them
        session = WorkSession(id="s", user_id="ada", start_time=now - HOUR / 2)
        scene = scene_of(some, now=now, running=session, clock_out_time="16:00")
        view = _view(scene, "es")
        assert view["because"][-1] == "Tu jornada está en marcha, así que el plan empieza ahora."
        assert view["blocks"][0]["from"] == now


_OTHERS = "Your open tasks start later, or belong to other days."


def _empty_days() -> Iterator[tuple[Scene, str]]:
    some = [open_task(0, estimate_minutes=60)]
    shut = DailyTotals(user_id="ada", local_date=TODAY, shutdowns=1)
    full = DailyTotals(user_id="ada", local_date=TODAY, worked=(Interval(NOW - 8 * HOUR, NOW),))
    yield scene_of(some, assistant=False), "The assistant is switched off in your preferences."
    yield scene_of(some, day=date(2026, 3, 21)), "A day without work: nothing is planned."
    yield scene_of(some, totals=shut), "You have closed this day, so nothing more is planned."
    yield scene_of([]), "No open tasks: the day is yours."
    yield (
        scene_of(some, totals=full, workday_limit_minutes=480),
        ("The limit of this day leaves no time for more tasks."),
    )
    yield scene_of(some, now=NOW + 9 * HOUR), "Your usual hours of this day are over."
    yield scene_of(some, now=NOW + 8.7 * HOUR), "None of your open tasks fits into 15 min."
    yield scene_of([open_task(0, planned_date=TODAY + DAY)]), _OTHERS
    yield scene_of([open_task(0, start_date=NOW + 2 * HOUR)]), _OTHERS


@pytest.mark.parametrize(("scene", "sentence"), [*_empty_days()])
def test_empty_plan_says_why(scene: Scene, sentence: str) -> None:
    view = _view(scene)
    assert (view["blocks"], view["text"]) == ([], sentence)
    assert not any("session" in reason for reason in view["because"]), "no session runs"


@given(scenes())
def test_both_languages_say_the_same_plan(scene: Scene) -> None:
    views = [_view(scene, language, limit=500) for language in LANGUAGES]
    assert all(view["text"] and all(view["because"]) for view in views)
    assert all(one["why"] for view in views for one in (*view["blocks"], *view["left_out"]))
    english, spanish = (
        (
            view["version"],
            view["capacity_minutes"],
            [(one["from"], one["to"], one["kind"], one["task_id"]) for one in view["blocks"]],
            [one["task_id"] for one in view["left_out"]],
        )
        for view in views
    )
    assert english == spanish


def test_few_minutes_that_are_left_of_a_task_are_left_out_as_well() -> None:
    scene = scene_of([open_task(0, planned_date=TODAY, estimate_minutes=100)], workday_limit_minutes=130)
    assert _reasons(_view(scene))["Task 0"] == "Left for another day: 10 min."
