"""Weekly challenges: which events count for each, since when, and the points for completing one."""

import pytest
from msgspec.structs import replace

from shared.rules.rewards.challenges import CHALLENGES, find_challenge
from shared.views.challenge import ChallengeType
from shared.views.points import Rule
from tests.oracle.event_log import CHALLENGES as EXPECTED
from tests.oracle.simulated_user import SimulatedUser

SHUTDOWN, FOCUS, BREAK, TASK = EXPECTED


def _joined(*challenges: str) -> SimulatedUser:
    """Return a user who has just joined these challenges, on a Monday morning."""
    user = SimulatedUser()
    user.advance(days=-2)
    for challenge in challenges:
        user.join(challenge)
    return user


def _progress(user: SimulatedUser, challenge: str) -> int:
    found = user.lifetime.week.joined(challenge)
    assert found is not None
    return found.progress


def _complete_tasks(user: SimulatedUser, number: int) -> list[str]:
    ids = [user.create_task() for _ in range(number)]
    for task_id in ids:
        user.complete(task_id)
    return ids


def _challenge_points(user: SimulatedUser) -> list[int]:
    return [entry.delta for entry in user.entries if entry.rule is Rule.CHALLENGE_COMPLETED]


def test_challenges_are_those_of_the_contract() -> None:
    assert [(one.name, one.challenge_type, one.target_value, one.points) for one in CHALLENGES] == [
        ("Healthy Boundaries", ChallengeType.SHUTDOWN, 5, 75),
        ("Focus Sprint Master", ChallengeType.FOCUS, 10, 75),
        ("Break Champion", ChallengeType.BREAK, 5, 75),
        ("Task Finisher", ChallengeType.TASK, 15, 75),
    ]
    assert [one.id for one in CHALLENGES] == list(EXPECTED)
    assert all(one.description and one.duration_days == 7 for one in CHALLENGES)


def test_challenge_is_found_by_its_id_only() -> None:
    assert [find_challenge(one.id) for one in CHALLENGES] == list(CHALLENGES)
    assert find_challenge("Task Finisher") is None
    assert find_challenge("") is None


def test_every_challenge_type_has_a_challenge() -> None:
    assert {one.challenge_type for one in CHALLENGES} == set(ChallengeType)


@pytest.mark.parametrize(
    ("minute", "counts"),
    [(0, 1), (16 * 60 + 59, 1), (17 * 60, 0), (17 * 60 + 1, 0), (24 * 60 - 1, 0), (25 * 60, 0)],
)
def test_shutdown_counts_only_before_five(minute: int, counts: int) -> None:
    user = _joined(SHUTDOWN)
    user.work(3600)
    user.shut_down(minute)
    assert _progress(user, SHUTDOWN) == counts


@pytest.mark.parametrize(
    ("worked", "focused", "counts"),
    [(3599, 0, 0), (3600, 0, 1), (0, 3599, 0), (0, 3600, 1), (1800, 3599, 0), (0, 0, 0)],
)
def test_shutdown_counts_only_after_an_hour_of_work_or_focus(worked: int, focused: int, counts: int) -> None:
    user = _joined(SHUTDOWN)
    user.work(worked)
    user.focus(focused)  # at the same time
    user.take_break(7200)
    user.shut_down(900)
    assert _progress(user, SHUTDOWN) == counts


def test_day_with_two_early_shutdowns_counts_once() -> None:
    user = _joined(SHUTDOWN)
    user.work(3600)
    user.shut_down(900)
    user.shut_down(901)
    assert _progress(user, SHUTDOWN) == 1
    user.advance(days=1)
    user.work(3600)
    user.shut_down(900)
    assert _progress(user, SHUTDOWN) == 2


def test_early_shutdown_still_counts_after_a_late_one_on_the_same_day() -> None:
    user = _joined(SHUTDOWN)
    user.work(3600)
    user.shut_down(900)
    user.shut_down(1200)
    assert _progress(user, SHUTDOWN) == 1


def test_five_days_with_an_early_shutdown_complete_healthy_boundaries() -> None:
    user = _joined(SHUTDOWN)
    for _ in range(5):
        assert _challenge_points(user) == []
        user.work(3600)
        user.shut_down(16 * 60)
        user.advance(days=1)
    assert _challenge_points(user) == [75]
    assert user.entries[-1].id == "points:challenge_completed:2026-W12:healthy-boundaries"
    assert user.entries[-1].reason == "Challenge completed: Healthy Boundaries"


def test_ten_focus_sessions_complete_the_focus_sprint() -> None:
    user = _joined(FOCUS)
    for number in range(10):
        assert (_progress(user, FOCUS), _challenge_points(user)) == (number, [])
        user.focus(300)
    assert (_progress(user, FOCUS), _challenge_points(user)) == (10, [75])


@pytest.mark.parametrize(
    ("plan", "seconds", "counts"),
    [
        *((1, 0, 0), (1, 299, 0), (1, 300, 1), (6, 299, 0), (6, 300, 1)),
        *((25, 1199, 0), (25, 1200, 1), (25, 9000, 1), (240, 11_519, 0), (240, 11_520, 1)),
    ],
)
def test_focus_session_counts_from_five_minutes_and_80_percent_of_its_plan_on(
    plan: int, seconds: int, counts: int
) -> None:
    user = _joined(FOCUS)
    user.focus(seconds, goal=1, plan=plan)
    assert _progress(user, FOCUS) == counts
    assert (user.lifetime.focus_sessions, user.lifetime.focus_seconds) == (counts, counts * seconds)
    assert user.day(user.today).focus_seconds == seconds
    assert user.lifetime.points == (15 if seconds else 0)


def test_break_and_focus_session_count_only_for_their_own_challenge() -> None:
    user = _joined(FOCUS, BREAK)
    user.take_break(1500, "session")
    assert _progress(user, FOCUS) == 0
    user.focus(1500)
    assert _progress(user, BREAK) == 1


@pytest.mark.parametrize(("seconds", "counts"), [(299, 0), (300, 1), (301, 1)])
def test_break_counts_only_from_five_minutes_on(seconds: int, counts: int) -> None:
    user = _joined(BREAK)
    user.take_break(seconds, "session")
    assert _progress(user, BREAK) == counts


def test_break_outside_a_work_session_does_not_count() -> None:
    user = _joined(BREAK)
    user.take_break(1500, None)
    assert _progress(user, BREAK) == 0


def test_work_session_with_several_breaks_counts_once() -> None:
    user = _joined(BREAK)
    for session in ("one", "one", "other", "one", "other"):
        user.take_break(300, session)
    assert _progress(user, BREAK) == 2


def test_work_session_counts_with_its_first_break_of_five_minutes() -> None:
    user = _joined(BREAK)
    user.take_break(120, "session")
    user.take_break(600, "session")
    assert _progress(user, BREAK) == 1


def test_breaks_in_five_work_sessions_complete_the_break_champion() -> None:
    user = _joined(BREAK)
    for session in "abcde":
        assert _challenge_points(user) == []
        user.take_break(300, session)
    assert _challenge_points(user) == [75]


def test_fifteen_tasks_complete_the_task_finisher() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 14)
    assert _challenge_points(user) == []
    _complete_tasks(user, 1)
    assert _challenge_points(user) == [75]
    assert user.lifetime.points == user.lifetime.week.points == 15 * 5 + 75
    assert user.lifetime.challenges_done == 1


def test_progress_beyond_the_target_gives_no_more_points() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 31)
    assert _challenge_points(user) == [75]
    assert _progress(user, TASK) == 31


def test_events_before_joining_do_not_count() -> None:
    user = _joined()
    _complete_tasks(user, 10)
    user.focus(300)
    user.take_break(600, "session")
    user.shut_down(900)
    for challenge in EXPECTED:
        user.join(challenge)
        assert _progress(user, challenge) == 0


def test_challenge_that_was_not_joined_gives_no_points() -> None:
    user = _joined()
    _complete_tasks(user, 15)
    assert _challenge_points(user) == []
    assert user.lifetime.week.challenges == {}


def test_reopened_or_deleted_task_does_not_count() -> None:
    user = _joined(TASK)
    first, second, _ = _complete_tasks(user, 3)
    user.reopen(first)
    user.delete(second)
    assert _progress(user, TASK) == 1


def test_task_completed_reopened_and_completed_again_counts_once() -> None:
    user = _joined(TASK)
    (task_id,) = _complete_tasks(user, 1)
    user.reopen(task_id)
    user.complete(task_id)
    assert _progress(user, TASK) == 1


def test_task_done_again_on_another_day_of_the_week_counts_again() -> None:
    user = _joined(TASK)
    (task_id,) = _complete_tasks(user, 1)
    user.advance(days=1)
    user.reopen(task_id)
    assert _progress(user, TASK) == 1
    user.complete(task_id)
    assert _progress(user, TASK) == 2
    user.reopen(task_id)
    assert _progress(user, TASK) == 1
    user.advance(days=1)
    user.delete(task_id)
    assert _progress(user, TASK) == 1


def test_task_counted_today_by_an_earlier_version_is_uncounted_when_reopened() -> None:
    user = _joined(TASK)
    (task_id,) = _complete_tasks(user, 1)
    counted = user.lifetime.week.challenges[TASK]
    week = user.lifetime.week.with_challenge(TASK, replace(counted, marks=(task_id,)))
    user.lifetime = replace(user.lifetime, week=week)
    user.reopen(task_id)
    assert _progress(user, TASK) == 0


def test_reopening_a_task_completed_before_joining_changes_no_progress() -> None:
    user = _joined()
    (before,) = _complete_tasks(user, 1)
    user.join(TASK)  # at the same moment
    _complete_tasks(user, 1)
    user.reopen(before)
    assert _progress(user, TASK) == 1


def test_reopened_task_is_uncounted_although_the_clock_was_set_back_after_joining() -> None:
    user = _joined(TASK)
    user.advance(minutes=-2)
    (task_id,) = _complete_tasks(user, 1)
    assert _progress(user, TASK) == 1
    user.reopen(task_id)
    assert _progress(user, TASK) == 0


def test_points_are_taken_back_when_the_target_is_no_longer_reached() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 15)
    user.reopen(task_ids[3])
    assert _challenge_points(user) == [75, -75]
    assert user.entries[-1].reason == "Challenge no longer completed: Task Finisher"
    assert (user.lifetime.challenges_done, user.lifetime.points) == (0, 14 * 5)
    user.complete(task_ids[3])
    assert _challenge_points(user) == [75, -75, 75]
    assert [entry.id for entry in user.entries if entry.rule is Rule.CHALLENGE_COMPLETED] == [
        "points:challenge_completed:2026-W12:task-finisher",
        "points:challenge_completed:2026-W12:task-finisher:2",
        "points:challenge_completed:2026-W12:task-finisher:3",
    ]


def test_reopening_a_task_beyond_the_target_takes_no_points_back() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 16)
    user.reopen(task_ids[0])
    assert (_progress(user, TASK), _challenge_points(user)) == (15, [75])


def test_leaving_a_completed_challenge_keeps_its_points() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 15)
    points = user.lifetime.points
    user.leave(TASK)
    assert (user.lifetime.points, user.lifetime.challenges_done) == (points, 1)
    assert user.lifetime.week.joined(TASK) is None


def test_events_after_leaving_do_not_count() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 14)
    user.leave(TASK)
    _complete_tasks(user, 14)
    assert _challenge_points(user) == []


def test_rejoining_starts_again_from_zero() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 14)
    user.leave(TASK)
    user.join(TASK)
    assert _progress(user, TASK) == 0
    _complete_tasks(user, 2)
    user.reopen(task_ids[0])  # it counted before leaving
    assert _progress(user, TASK) == 2


def test_break_in_the_same_work_session_counts_again_after_rejoining() -> None:
    user = _joined(BREAK)
    user.take_break(600, "session")
    user.leave(BREAK)
    user.join(BREAK)
    user.take_break(600, "session")
    assert _progress(user, BREAK) == 1


def test_rejoining_a_completed_challenge_finds_it_completed() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 15)
    user.leave(TASK)
    user.join(TASK)
    found = user.lifetime.week.joined(TASK)
    assert found is not None
    assert (found.progress, found.completed) == (15, True)
    _complete_tasks(user, 15)
    assert _challenge_points(user) == [75]


def test_reopening_a_task_completed_between_leaving_and_rejoining_changes_no_progress() -> None:
    user = _joined(TASK)
    _complete_tasks(user, 15)
    user.leave(TASK)
    (task_id,) = _complete_tasks(user, 1)
    user.join(TASK)
    assert _progress(user, TASK) == 15
    user.reopen(task_id)
    assert (_progress(user, TASK), _challenge_points(user)) == (15, [75])


def test_reopening_tasks_after_leaving_takes_the_points_back() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 15)
    user.leave(TASK)
    for task_id in task_ids:
        user.reopen(task_id)
    assert (user.lifetime.points, user.lifetime.challenges_done) == (0, 0)
    user.join(TASK)
    assert _progress(user, TASK) == 0


def test_ledger_entries_of_a_challenge_completed_again_after_rejoining_have_new_ids() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 15)
    user.reopen(task_ids[0])
    user.leave(TASK)
    user.join(TASK)
    _complete_tasks(user, 15)
    assert _challenge_points(user) == [75, -75, 75]
    assert len({entry.id for entry in user.entries}) == len(user.entries)


def test_new_week_starts_without_challenges_and_the_old_week_keeps_its_points() -> None:
    user = _joined(TASK)
    task_ids = _complete_tasks(user, 15)
    user.advance(days=7)
    user.join(FOCUS)
    assert set(user.lifetime.week.challenges) == {FOCUS}
    assert (user.lifetime.week.points, user.lifetime.points) == (0, 150)
    user.reopen(task_ids[0])
    assert (user.lifetime.week.points, user.lifetime.points) == (0, 150)


def test_reopening_a_task_of_last_week_changes_no_progress_of_this_week() -> None:
    user = _joined(TASK)
    (before,) = _complete_tasks(user, 1)
    user.advance(days=7)
    user.join(TASK)
    _complete_tasks(user, 1)
    user.reopen(before)
    assert _progress(user, TASK) == 1


def test_same_challenge_gives_points_in_every_week() -> None:
    user = _joined()
    for _ in range(2):
        user.join(TASK)
        _complete_tasks(user, 15)
        user.advance(days=7)
    assert _challenge_points(user) == [75, 75]
    assert user.lifetime.challenges_done == 2


def test_progress_that_is_set_counts_like_progress_by_events() -> None:
    user = _joined(FOCUS)
    user.set_progress(FOCUS, 9)
    assert (_progress(user, FOCUS), _challenge_points(user)) == (9, [])
    user.focus(300)
    assert (_progress(user, FOCUS), _challenge_points(user)) == (10, [75])
    user.set_progress(FOCUS, 10)
    assert _challenge_points(user) == [75]
    user.set_progress(FOCUS, 9)
    assert (_challenge_points(user), user.lifetime.challenges_done) == ([75, -75], 0)


def test_setting_progress_of_a_user_who_has_not_joined_or_has_left_changes_nothing() -> None:
    user = _joined()
    user.set_progress(FOCUS, 10)
    assert user.lifetime.week.challenges == {}
    user.join(FOCUS)
    user.leave(FOCUS)
    left = user.lifetime
    user.set_progress(FOCUS, 10)
    assert user.lifetime == left


def test_setting_progress_changes_only_the_named_challenge() -> None:
    user = _joined(FOCUS, TASK)
    user.set_progress(FOCUS, 3)
    assert (_progress(user, FOCUS), _progress(user, TASK)) == (3, 0)


def test_reopening_a_task_after_progress_was_set_to_zero_stays_at_zero() -> None:
    user = _joined(TASK)
    (task_id,) = _complete_tasks(user, 1)
    user.set_progress(TASK, 0)
    user.reopen(task_id)
    assert _progress(user, TASK) == 0
    user.complete(task_id)
    assert _progress(user, TASK) == 1


def test_leaving_a_challenge_that_is_not_joined_changes_nothing() -> None:
    user = _joined(TASK)
    user.leave(TASK)
    left = user.lifetime
    user.leave(TASK)
    user.leave(FOCUS)
    assert user.lifetime == left
