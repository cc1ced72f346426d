"""The rules of the plan of a day, against independent simulations."""

from collections.abc import Iterable, Sequence
from dataclasses import replace as changed
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval, duration
from shared.entities.task import Task
from shared.entities.work_session import WorkSession
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.plan import Block, DayPlan, select_tasks
from shared.rules.assistant.plan.rests import LUNCH_MINUTES, Rest
from shared.rules.assistant.plan.version import version_of
from shared.views.task import Priority
from tests.unit.plan_scenes import NOW, Scene, minutes_of, open_task, scene_of, scenes
from tests.unit.plan_simulation import naive_minutes

MINUTE = timedelta(minutes=1)
many = settings(max_examples=150)


def _tasks(plan: DayPlan) -> list[Block]:
    return [block for block in plan.blocks if block.candidate is not None]


def _minutes(block: Block) -> int:
    return (block.end - block.begin) // MINUTE


@many
@given(scenes() | scenes(urgent=True))
def test_blocks_are_in_order_within_the_usual_hours_and_never_before_now(scene: Scene) -> None:
    plan = scene.plan()
    for block in plan.blocks:
        assert (block.candidate is None) != (block.rest is None)
        assert block.begin < block.end
        start = block.candidate.task.start_date if block.candidate else None
        assert start is None or start <= block.begin
    for block, following in pairwise(plan.blocks):
        assert block.end <= following.begin
        if block.candidate and following.candidate and block.end == following.begin:
            is_same = block.candidate.task.id == following.candidate.task.id
            assert not is_same or _minutes(block) + _minutes(following) > 90
    if plan.blocks:
        begin, end = _hours(scene)
        assert begin <= plan.blocks[0].begin
        assert plan.blocks[-1].end <= end
        assert plan.blocks[-1].candidate is not None
    assert all(1 <= _minutes(block) <= 90 for block in _tasks(plan))


def _hours(scene: Scene) -> tuple[datetime, datetime]:
    """Return when the tasks of a day may begin and end."""
    history, day = scene.history, scene.day
    recent = [one for one in history.days[:-1] if one.worked]
    bounds = 9 * 60, 17 * 60
    if len(recent) >= 5:
        starts, ends = [one.start or 0 for one in recent], [one.end or 0 for one in recent]
        bounds = round(median(starts)), round(median(ends))
    begin, end = (scene.local(day, minute) for minute in bounds)
    clock_out = history.user.preferences.get("clock_out_time")
    if clock_out is not None:
        wanted = scene.local(day, int(clock_out[:2]) * 60 + int(clock_out[3:]))
        end = min(end, wanted) if begin < wanted else end
    if day != history.today:
        return begin, end
    if history.running is None:
        return max(begin, history.now), end
    over = scene.local(day, 24 * 60 + history.user.day_start.hour * 60)
    return history.now, end if history.now < end else over


@many
@given(scenes())
def test_plan_fills_no_more_than_the_limit_without_what_is_worked_and_a_fifth_to_two_fifths(
    scene: Scene,
) -> None:
    plan, history = scene.plan(), scene.history
    worked = duration(history.worked_today) / MINUTE if scene.day == history.today else 0
    left = max(0, history.user.workday_limit_minutes - worked)
    capacity = plan.frame.capacity
    assert 0.6 * left - 6 <= capacity.minutes <= 0.8 * left + 1
    recent = [one for one in history.days[:-1] if one.worked]
    if recent:
        unfocused = median(1 - min(one.focus, one.worked) / one.worked for one in recent)
        assert abs(capacity.minutes - left * (1 - min(0.4, max(0.2, unfocused)))) <= 5 + 0.005 * left + 1
    planned = sum(minutes_of(plan).values())
    assert planned <= min(capacity.minutes, plan.frame.room)


@many
@given(scenes() | scenes(urgent=True))
def test_no_due_date_is_missed_that_doing_the_first_due_first_would_keep(scene: Scene) -> None:
    plan = scene.plan()
    possible = _possible(scene, plan)
    ends = _ends(plan)
    by_minute = [minute for block in _tasks(plan) for minute in _each_minute(block)]
    for minutes in (by_minute, _naive_minutes(plan)):
        for task, end in _first_due_first(possible, scene, minutes):
            if task.due_date is not None and end <= task.due_date < _end_of_day(scene):
                assert task.id in ends, task
                assert minutes_of(plan)[task.id] == scene.size(task)
                assert ends[task.id] <= task.due_date


def _possible(scene: Scene, plan: DayPlan) -> list[Task]:
    """Return the tasks that can be done from the begin of the plan on, and are not for another day."""
    begin, today = plan.frame.hours.begin, scene.history.today
    return [
        task
        for task in scene.tasks
        if (task.start_date is None or task.start_date <= begin)
        and (
            task.planned_date is None
            or task.planned_date == scene.day
            or task.planned_date < today
            or (
                task.planned_date > scene.day
                and task.due_date is not None
                and task.due_date < _end_of_day(scene)
            )
        )
    ]


def _end_of_day(scene: Scene) -> datetime:
    return scene.local(scene.day, 24 * 60 + scene.history.user.day_start.hour * 60)


def _ends(plan: DayPlan) -> dict[str, datetime]:
    return {block.candidate.task.id: block.end for block in plan.blocks if block.candidate}


def _each_minute(block: Block) -> Iterable[datetime]:
    return (block.begin + number * MINUTE for number in range(_minutes(block)))


def _naive_minutes(plan: DayPlan) -> list[datetime]:
    """Return the minutes of work of a day that has each rest as late as it can, until the capacity ends."""
    frame = plan.frame
    minutes = [] if frame.closed else naive_minutes(frame.rests, frame.start)
    return [frame.moment_of(minute) for minute in minutes[: frame.capacity.minutes]]


def _first_due_first(
    tasks: Iterable[Task], scene: Scene, minutes: Sequence[datetime]
) -> list[tuple[Task, datetime]]:
    """Return the tasks with a due date that are done in some minutes of work, with their ends."""
    found, done = [], 0
    due = [task for task in tasks if task.due_date is not None]
    ranks = [Priority.HIGH, Priority.MEDIUM, Priority.LOW]
    due.sort(key=lambda task: (task.due_date, ranks.index(task.priority), task.created_at))
    for task in due:
        done += scene.size(task)
        if done <= len(minutes):
            found.append((task, minutes[done - 1] + MINUTE))
    return found


@many
@given(scenes() | scenes(urgent=True))
def test_breaks_are_after_at_most_so_much_work_and_lunch_is_in_its_time(scene: Scene) -> None:
    plan = scene.plan()
    user = scene.history.user
    run, blocks = plan.frame.start.run, plan.blocks
    for block, before in zip(blocks, [None, *blocks], strict=False):
        if block.candidate is None or (before and before.end < block.begin):
            run = 0
        if block.candidate is not None:
            run += _minutes(block)
        assert run <= user.rest_after_minutes
    lunches = [block for block in blocks if block.rest is Rest.LUNCH]
    assert len(lunches) <= 1
    for lunch in lunches:
        begin, end = (scene.local(scene.day, one.hour * 60 + one.minute) for one in user.lunch_window)
        end = end if begin < end else end + timedelta(days=1)
        assert _minutes(lunch) == min(LUNCH_MINUTES, (end - begin) // MINUTE)
        assert begin <= lunch.begin
        assert lunch.end <= end
    rests = [block for block in blocks if block.rest is Rest.BREAK]
    assert all(_minutes(block) <= user.break_minutes for block in rests)


@many
@given(scenes())
def test_every_open_task_is_planned_or_left_out_with_what_is_left_of_it(scene: Scene) -> None:
    plan = scene.plan()
    assert plan.frame.closed is None
    planned = minutes_of(plan)
    assert {one.task.id for one in plan.selected} == planned.keys()
    left = {one.task.id: one for one in plan.left_out}
    assert len(left) == len(plan.left_out)
    assert planned.keys() | left.keys() == {task.id for task in scene.tasks}
    for task in scene.tasks:
        rest = scene.size(task) - planned.get(task.id, 0)
        assert rest >= 0
        if task.id in planned:
            assert (left[task.id].minutes if task.id in left else 0) == rest
        else:
            assert left[task.id].minutes is None


@many
@given(scenes(), st.data())
def test_same_tasks_in_any_order_give_the_same_plan(scene: Scene, data: st.DataObject) -> None:
    plan, other = scene.plan(), scene.plan(data.draw(st.permutations(scene.tasks)))
    assert plan.blocks == other.blocks
    assert plan.selected == other.selected


@many
@given(scenes(), st.data())
def test_applied_plan_has_the_same_tasks_and_version(scene: Scene, data: st.DataObject) -> None:
    plan = scene.plan()
    planned = minutes_of(plan)
    applied = [
        replace(task, planned_date=scene.day, carried_over=3) if task.id in planned else task
        for task in scene.tasks
    ]
    after = scene.plan(applied)
    assert minutes_of(after).keys() == planned.keys()
    room = plan.frame.room
    version = version_of(scene.day, room, plan.selected)
    assert version_of(scene.day, room, after.selected) == version
    # Later, the plan may have other tasks, and the version is still that of these.
    later = _later(scene, timedelta(minutes=data.draw(st.integers(0, 90))))
    frame = Frame(history=later.history, on=later.day)
    begin = plan.frame.hours.begin
    has_begun = any(task.start_date and begin < task.start_date <= frame.hours.begin for task in scene.tasks)
    if later.history.today == scene.history.today and not has_begun:
        again = select_tasks(frame, applied, scene.estimates, room)
        assert version_of(scene.day, room, again) == version


def _later(scene: Scene, passed: timedelta) -> Scene:
    """Return a scene some time later."""
    return changed(scene, history=changed(scene.history, now=scene.history.now + passed))


def test_hours_end_as_usual_in_a_session_unless_they_are_over() -> None:
    def hours(clock: int) -> tuple[datetime, datetime]:
        now = NOW.replace(hour=clock)
        session = WorkSession(id="s", user_id="ada", start_time=now - 10 * MINUTE)
        book = open_task(0, estimate_minutes=2400)
        blocks = scene_of([book], now=now, running=session, workday_limit_minutes=265).plan().blocks
        return blocks[0].begin, blocks[-1].end

    assert hours(15) == (NOW.replace(hour=15), NOW.replace(hour=17))
    begin, end = hours(18)  # the limit leaves 255 minutes, of which 30 % stay free
    assert begin == NOW.replace(hour=18)
    assert NOW.replace(hour=20, minute=55) <= end <= NOW.replace(hour=21, minute=20)


def test_work_since_the_last_rest_counts_for_the_first_break() -> None:
    session = WorkSession(id="s", user_id="ada", start_time=NOW - 90 * MINUTE)

    def first_block(rested_before: int) -> Block:
        rest = Interval(NOW - (rested_before + 10) * MINUTE, NOW - rested_before * MINUTE)
        totals = DailyTotals(user_id="ada", local_date=NOW.date(), rested=(rest,))
        return scene_of([open_task(0, estimate_minutes=100)], running=session, totals=totals).plan().blocks[0]

    assert first_block(60).rest is Rest.BREAK
    assert _minutes(first_block(30)) == 25  # of 55
