"""The situation of a user at a moment: the input of the rules of recommendations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import duration
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals
from shared.rules.assistant.estimates import Estimates
from shared.rules.assistant.forecast.outlook import Outlook, outlook_of
from shared.rules.assistant.habits import DEFAULT_END, Habits
from shared.rules.assistant.history import History
from shared.rules.assistant.recommendations.task_order import OrderedTasks, order_of
from shared.rules.companion.meters import Meters
from shared.rules.companion.recent_activity import RecentActivity, recent_activity
from shared.views.focus_session import SessionType

EVENING = DEFAULT_END
"""The minute of the day at which work is over, without a habit."""

_MORNING = 5 * 60
_NIGHT = 22 * 60
_BEFORE_START = 120  # minutes before the usual start of work from which the day is planned
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Situation:
    """A user's history, tasks and day as of now.

    `open_tasks` are the most due ones, `completed` the newest completed ones. `lifetime` passes over the days
    on which the user does not work. Without `has_all_tasks` there may be more open tasks, so that numbers of
    them are not known.
    """

    history: History
    lifetime: LifetimeTotals
    open_tasks: Sequence[Task]
    completed: Sequence[Task]
    estimates: Estimates
    has_all_tasks: bool = True

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.history.now

    @property
    def today(self) -> date:
        """The user's local date."""
        return self.history.today

    @property
    def tomorrow(self) -> date:
        """The date after today."""
        return self.today + _DAY

    @cached_property
    def minute(self) -> int:
        """The local time, in minutes after the midnight of today."""
        return self.history.user.calendar.minute_on(self.now, self.today)

    @cached_property
    def end_of_day(self) -> datetime:
        """The last second of today."""
        return self.history.user.calendar.end_of(self.today)

    def soon(self, minutes: int) -> datetime:
        """Return the moment some minutes from now, in whole seconds, within today."""
        return min(self.end_of_day, (self.now + timedelta(minutes=minutes)).replace(microsecond=0))

    @cached_property
    def day(self) -> DailyTotals:
        """The totals of today."""
        no_events = DailyTotals(user_id=self.history.user.user_id, local_date=self.today)
        return self.history.recent.get(self.today, no_events)

    def is_work_day(self, day: date) -> bool:
        """Return whether the user works on a day."""
        return self.history.user.work_calendar.is_work_day(day, self.history.holidays)

    @cached_property
    def next_work_day(self) -> date:
        """The first work day after today."""
        return self.history.user.work_calendar.next_work_day(self.today, self.history.holidays)

    @cached_property
    def is_shut_down(self) -> bool:
        """Whether today was shut down, and no work has begun since."""
        activity = self.activity
        if not activity.shutdowns or activity.shutdowns[-1] < activity.day_begin:
            return False
        focus = self.history.focus
        return activity.awaits_work and (focus is None or focus.start_time < activity.shutdowns[-1])

    @cached_property
    def clock_out(self) -> datetime | None:
        """When the user wants to stop working today; None without a wish, or before the work of today."""
        clock = self.history.user.clock_out_time
        if clock is None:
            return None
        at, work = self.history.user.calendar.moment_of(self.today, clock), self.history.worked_today
        return None if work and at <= work[0].begin else at

    @cached_property
    def worked(self) -> timedelta:
        """The time worked today."""
        return duration(self.history.worked_today)

    @property
    def is_working(self) -> bool:
        """Whether a work session runs that is not paused."""
        return self.history.is_working

    @property
    def is_paused(self) -> bool:
        """Whether a break or a pause of work runs."""
        running, focus = self.history.running, self.history.focus
        return (running is not None and running.paused) or (
            focus is not None and focus.session_type is SessionType.BREAK
        )

    @property
    def is_focused(self) -> bool:
        """Whether a focus session runs."""
        focus = self.history.focus
        return focus is not None and focus.session_type is SessionType.FOCUS

    @cached_property
    def is_time_to_work(self) -> bool:
        """Whether work goes on, or usually begins soon and is not over yet, as usual or as the user wants."""
        if self.is_working:
            return True
        begin = _MORNING if self.habits.usual_start is None else self.habits.usual_start - _BEFORE_START
        end = EVENING if self.habits.usual_end is None else max(self.habits.usual_end, begin)
        if self.clock_out is not None:
            wanted = self.history.user.calendar.minute_on(self.clock_out, self.today)
            end = min(end, wanted) if begin < wanted else end
        return begin <= self.minute < end

    @cached_property
    def is_night(self) -> bool:
        """Whether it is late or early for the user, who does not work."""
        begin = _MORNING if self.habits.usual_start is None else self.habits.usual_start - _BEFORE_START
        return not self.is_working and not begin <= self.minute < max(_NIGHT, self.habits.usual_end or 0)

    @property
    def limit(self) -> timedelta:
        """The working time of a day beyond which work is overtime."""
        return timedelta(minutes=self.history.user.workday_limit_minutes)

    @cached_property
    def habits(self) -> Habits:
        """The habits of the days before today."""
        return Habits(self.history)

    @cached_property
    def is_in_best_hours(self) -> bool:
        """Whether it is one of the hours with most focus."""
        best = self.habits.best_hours
        return best is not None and best.first <= self.minute // 60 % 24 < best.end

    @cached_property
    def activity(self) -> RecentActivity:
        """Yesterday and today, as the companion sees them."""
        around = (self.today + number * _DAY for number in range(-2, 2))
        days = [self.history.recent[on] for on in around if on in self.history.recent]
        return recent_activity(self.history.user, days, self.history.running, self.now)

    @cached_property
    def meters(self) -> Meters:
        """The meters of the companion."""
        return Meters(self.activity)

    @cached_property
    def ordered(self) -> OrderedTasks:
        """The tasks that can be done today, the first to do first."""
        return order_of(self.history, self.today, self.open_tasks, self.estimates)

    @cached_property
    def outlook(self) -> Outlook:
        """The expected hours of today and of the coming week."""
        return outlook_of(self.history)

    @property
    def room(self) -> int:
        """The minutes until the limit of the day, or until work ends if that is known and earlier."""
        room = (self.limit - self.worked) // _MINUTE
        return room if self.minutes_left is None else min(room, self.minutes_left)

    @cached_property
    def minutes_left(self) -> int | None:
        """The minutes until work ends today: as the user wants, else as expected; None if unknown."""
        end = self.clock_out or self.outlook.expected_end
        return None if end is None or end <= self.now else int((end - self.now).total_seconds() // 60)
