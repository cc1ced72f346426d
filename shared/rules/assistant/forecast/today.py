"""How today's work is expected to end, from what is worked so far and how own days went on from there."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from shared.rules.assistant.forecast.coming_week import coming_week
from shared.rules.assistant.forecast.constants import (
    LENGTH_SHARE,
    RECENT_HALF_LIFE_DAYS,
    SAME_WEEKDAY_WEIGHT,
)
from shared.rules.assistant.forecast.habit import WEEK, habit_of
from shared.rules.assistant.forecast.recent import recent_of

PAST_DAYS = 180
MIN_DAYS = 7
MIN_PACE = 0.25
"""At least a quarter of an hour of work in an hour, so that a day with a long pause has an end."""


class PastDay(msgspec.Struct, frozen=True):
    """A past day: hours of work, and its first and last minute of work after the midnight of its date."""

    hours: float = 0.0
    first_minute: int | None = None
    last_minute: int | None = None


class TodayForecast(msgspec.Struct, frozen=True, kw_only=True):
    """How today is expected to end."""

    worked_hours: float
    expected_hours: float
    """The hours of the whole day; never less than those worked so far."""
    expected_end_minute: int | None
    """The last minute of work, after the midnight of the date; None if no work is likely."""
    over_limit_chance: float
    """The chance of more hours than the limit."""


class _Course(msgspec.Struct, frozen=True):
    """A past working day as a course that today may take."""

    weight: float
    hours: float
    first: int
    last: int

    @property
    def pace(self) -> float:
        """The hours of work in an hour."""
        return max(MIN_PACE, min(1.0, self.hours * 60 / max(1, self.last - self.first)))


def forecast_today(  # noqa: PLR0913 - each has a default but four
    history: Sequence[PastDay],
    today: date,
    now_minute: int,
    worked: Sequence[tuple[int, int]],
    *,
    is_working: bool = False,
    is_from_yesterday: bool = False,
    limit_hours: float = 8.5,
    is_free: bool = False,
    excluded: Sequence[bool] = (),
) -> TodayForecast:
    """Return how today is expected to end.

    `history` has one entry a day, oldest first; the last one is yesterday. `excluded` marks, aligned with it,
    the days that are no baseline. `worked` has the intervals worked today until `now_minute`, in minutes
    after the midnight of the date; `is_working` says that the last one still runs, and
    `is_from_yesterday` that the first one began before the day did. On a day that is free (`is_free`), no
    work is expected before there is some. Below 7 days of history, nothing is expected beyond what is worked.
    """
    done = sum(end - start for start, end in worked) / 60
    kept = [not (at < len(excluded) and excluded[at]) for at in range(len(history))][::-1]
    newest_first = history[::-1]
    courses = _courses(newest_first, kept)
    last = max((end for _, end in worked), default=None)
    if sum(kept) < MIN_DAYS or not courses:
        return _ended(done, last, limit_hours)
    has_begun = last is not None and not (is_from_yesterday and _usually_begin_after(last, courses))
    if has_begun:
        return _during_work(courses, now_minute, worked, is_working, limit_hours)
    if is_free:
        return _ended(done, last, limit_hours)
    coming = _before_work(newest_first, kept, courses, today, now_minute, limit_hours - done)
    return TodayForecast(
        worked_hours=done,
        expected_hours=done + coming.expected_hours,
        expected_end_minute=last if coming.expected_end_minute is None else coming.expected_end_minute,
        over_limit_chance=1.0 if done > limit_hours else coming.over_limit_chance,
    )


def _usually_begin_after(minute: int, courses: Sequence[_Course]) -> bool:
    """Return whether most own days began after a minute, so that the work before it was that of the night."""
    later = sum(course.weight for course in courses if course.first > minute)
    return 2 * later > sum(course.weight for course in courses)


def _courses(newest_first: Sequence[PastDay], kept: Sequence[bool]) -> list[_Course]:
    return [
        _Course(
            0.5 ** (ago / RECENT_HALF_LIFE_DAYS) * (SAME_WEEKDAY_WEIGHT if (ago + 1) % WEEK == 0 else 1.0),
            day.hours,
            day.first_minute,
            day.last_minute,
        )
        for ago, (day, is_kept) in enumerate(zip(newest_first[:PAST_DAYS], kept, strict=False))
        if is_kept and day.hours > 0 and day.first_minute is not None and day.last_minute is not None
    ]


def _ended(done: float, last: int | None, limit_hours: float) -> TodayForecast:
    return TodayForecast(
        worked_hours=done,
        expected_hours=done,
        expected_end_minute=last,
        over_limit_chance=float(done > limit_hours),
    )


def _before_work(
    newest_first: Sequence[PastDay],
    kept: Sequence[bool],
    courses: Sequence[_Course],
    today: date,
    now: int,
    limit_hours: float,
) -> TodayForecast:
    """Expect the hours of the forecast if own days have started later than now, less if few have."""
    hours = [day.hours for day in newest_first]
    habit = habit_of(hours, kept, today - timedelta(days=1), limit_hours, limit_hours)
    week = coming_week(habit, recent_of(hours, kept, habit))
    later = [course for course in courses if course.first > now]
    weight = sum(course.weight for course in later)
    if not weight:
        return _ended(0.0, None, limit_hours)
    still = week.chances[0] * weight / sum(course.weight for course in courses)
    chance = still / (still + 1 - week.chances[0])
    end = sum(course.weight * course.last for course in later) / weight
    over = sum(course.weight for course in later if course.hours > limit_hours) / weight
    return TodayForecast(
        worked_hours=0.0,
        expected_hours=chance * week.lengths[0],
        expected_end_minute=round(end) if chance >= 1 / 2 else None,
        over_limit_chance=chance * over,
    )


def _during_work(
    courses: Sequence[_Course],
    now: int,
    worked: Sequence[tuple[int, int]],
    is_working: bool,  # noqa: FBT001 - a fact like the others
    limit_hours: float,
) -> TodayForecast:
    """Average what was left of own days at this time, same weekdays and recent ones counting more.

    What is left of a day is between two guesses: as long a day as that one, and as late an end.
    """
    done = sum(end - start for start, end in worked) / 60
    last = max(end for _, end in worked)
    going = [course for course in courses if course.last > now] if is_working else courses
    total = left = over = pace = 0.0
    for course in going:
        weight = course.weight
        hours = 0.0
        if course.last > now:
            as_long = max(0.0, course.hours - done)
            as_late = (course.last - now) / 60 * course.pace
            if not is_working:  # the rest of the day is at most such a day
                as_late = min(as_late, course.hours)
            hours = LENGTH_SHARE * as_long + (1 - LENGTH_SHARE) * as_late
        total += weight
        left += weight * hours
        pace += weight * course.pace
        over += weight * (done + hours > limit_hours)
    if not total or left <= 0:
        return _ended(done, last, limit_hours)
    return TodayForecast(
        worked_hours=done,
        expected_hours=done + left / total,
        expected_end_minute=now + round(left / pace * 60),
        over_limit_chance=over / total,
    )
