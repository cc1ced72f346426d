"""One attempt at an operation: what it has read, and what it writes in one commit."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.credential_manager import CredentialManager
from shared.entities.calendar import Calendar, week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.earned import Earned
from shared.entities.entity import Entity
from shared.entities.events import DayEvent, DomainEvent, TaskCreated, TaskDeleted
from shared.entities.foreign_change import ForeignChange
from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals, WeeklyTotals
from shared.entities.user import User
from shared.repos.keys import hash_user_id
from shared.repos.revision_repo import renew_revision
from shared.repos.stored_forms import stored_id, to_stored
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.clock_out import next_clock_out
from shared.rules.plans import PlanChanges, plan_changes
from shared.rules.rewards import rewards
from shared.rules.rewards.earned import earned_between
from shared.services.caller import current_caller
from shared.services.earned_notifications import earned_notifications
from shared.services.streaks import passed_days
from shared.services.usage import Growth
from shared.store.contract import Create, Delete, Operation, Replace, Upsert
from shared.views.companion import NeedKind

WeekChange = tuple[User, WeeklyTotals, WeeklyTotals]
"""The user whose week a commit changed, the week before, and the week after."""


@dataclass(eq=False)
class UnitOfWork:
    """One attempt at an operation: the totals it has read, and its writes.

    `now` is when it is executed, `at` when it was done: earlier if the client was offline then. What it
    counts for, and the ledger, go by `at`; quotas, notifications and reminders by `now`.
    """

    user_id: str
    now: datetime
    at: datetime = field(init=False)
    _users: UserRepository
    _lifetime_totals: LifetimeTotalsRepository
    _daily_totals: DailyTotalsRepository
    _credentials: CredentialManager
    _user: User | None = field(default=None, init=False)
    _read_lifetime: LifetimeTotals | None = field(default=None, init=False)
    _lifetime: LifetimeTotals | None = field(default=None, init=False)
    _read_days: dict[date, DailyTotals] = field(default_factory=dict, init=False)
    _days: dict[date, DailyTotals] = field(default_factory=dict, init=False)
    _plans: PlanChanges = field(default_factory=dict, init=False)
    _writes: list[Operation] = field(default_factory=list, init=False)
    _reminders: list[ScheduledReminder] = field(default_factory=list, init=False)
    _sent: list[tuple[User, Notification]] = field(default_factory=list, init=False)
    _earned: list[Notification] = field(default_factory=list, init=False)
    _growth: Growth = field(default_factory=Growth, init=False)

    def __post_init__(self) -> None:
        """Let the operation be done now."""
        self.at = self.now

    @property
    def user(self) -> User:
        """The user; `NotFoundError` when the account is gone."""
        if self._user is None:
            self._user = self._users.get_user(self.user_id)
        return self._user

    @property
    def has_read_user(self) -> bool:
        """Whether the user has been read."""
        return self._user is not None

    @property
    def calendar(self) -> Calendar:
        """The user's calendar; `NotFoundError` when the account is gone."""
        return self.user.calendar

    @property
    def today(self) -> date:
        """The user's local date when it was done."""
        return self.calendar.date_of(self.at)

    @property
    def is_late(self) -> bool:
        """Whether it was done before now."""
        return self.at < self.now

    @property
    def current_date(self) -> date:
        """The user's local date now."""
        return self.calendar.date_of(self.now)

    @property
    def week(self) -> WeeklyTotals:
        """The user's totals of the current week."""
        return self.require_account().at_week(week_of(self.today)).week

    @contextmanager
    def done_at(self, moment: datetime) -> Iterator[None]:
        """Set `at` to a moment within the context, if that is earlier."""
        at, self.at = self.at, min(self.at, moment)
        try:
            yield
        finally:
            self.at = at

    @property
    def counted_week(self) -> str:
        """The name of the week that it counts for; empty if that is over, for then it counts for none."""
        return "" if week_of(self.today) < week_of(self.current_date) else self.week.name

    def day(self, on: date) -> DailyTotals:
        """Return the totals of a day, with the events recorded so far."""
        if on not in self._read_days:
            self._read_days[on] = self._daily_totals.get_day(self.user_id, on)
        return self._days.get(on, self._read_days[on])

    def read_ahead(self, days: Collection[date]) -> None:
        """Read the user, the lifetime totals and the totals of days in one trip, before all else."""
        self._read_together(days, account=True)

    def read_days(self, days: Collection[date]) -> None:
        """Read the totals of several days in one trip, those that were not read yet."""
        missing = set(days) - self._read_days.keys()
        if len(missing) > 1:
            self._read_together(missing, account=False)

    def _read_together(self, days: Collection[date], *, account: bool) -> None:
        found = self._daily_totals.read_together(self.user_id, days, account=account)
        self._read_days |= {on: DailyTotals(user_id=self.user_id, local_date=on) for on in days}
        for entity in found:
            if isinstance(entity, DailyTotals):
                self._read_days[entity.local_date] = entity
            elif isinstance(entity, LifetimeTotals):
                self._read_lifetime = entity
            elif isinstance(entity, User) and entity.closed_at is None:
                self._user = entity

    def create(self, entity: Entity) -> None:
        """Write a new entity; `ValidationError` if it is too large."""
        document = to_stored(entity)
        self._growth.create(document)
        self._writes.append(Create(document))

    def notify(self, user: User, notification: Notification) -> None:
        """Write a new notification, which the user's chats get as well if they get its kind."""
        self.create(notification)
        self._sent.append((user, notification))

    def notifications(self) -> list[tuple[User, Notification]]:
        """Return the notifications of the commit with their users, after its `writes`."""
        return [*self._sent, *((self.user, notification) for notification in self._earned)]

    def replace(self, entity: Entity, before: Entity | None = None) -> None:
        """Replace the version that was read; `ValidationError` if it is too large.

        `before` is that version, if the size may differ much.
        """
        document = to_stored(entity)
        if before is not None:
            self._growth.replace(document, before)
        self._writes.append(Replace(document, entity.etag))

    def put(self, entity: Entity, before: Entity) -> None:
        """Replace an entity of which another document has a copy, `before`; that one guards the commit."""
        if entity.etag:
            self.replace(entity, before)  # it was read itself
            return
        document = to_stored(entity)
        self._growth.replace(document, before)
        self._writes.append(Upsert(document))

    def delete(self, entity: Entity) -> None:
        """Delete the version that was read, or an entity of which another document has a copy."""
        self._growth.delete(entity)
        self._writes.append(Delete(stored_id(entity), entity.etag or None))

    def record(self, event: DomainEvent, today: date | None = None) -> None:
        """Count an event in the lifetime and daily totals, and add its rewards.

        `today` is the local date of an act that is undone: its week goes on unless another one has begun.
        """
        lifetime = self.require_account()
        self._growth.record(event)
        if isinstance(event, TaskCreated | TaskDeleted):
            self._lifetime = rewards.count(lifetime, event)
            return
        changed = sorted(rewards.days_of(event))
        self.read_days(changed)
        days = {on: self.day(on) for on in changed}
        current = self.current_date
        passed = passed_days(lifetime, self.user, current)
        sent_in = week_of(current) if self.is_late else ""
        result = rewards.reward(lifetime, days, event, self.at, today or self.today, passed, sent_in)
        self._lifetime = result.lifetime
        self._days.update(result.days)
        for entry in result.entries:
            self.create(entry)
        if result.points and not isinstance(event, DayEvent):  # their points count for today
            self._days[self.today] = self.day(self.today).with_points(result.points)

    def change_plan(self, before: Task | None, after: Task | None, today: date | None = None) -> None:
        """Count a changed task in the plans of days; None is a task that does not exist.

        `today` is the local date of an act that is undone.
        """
        if not any(task is not None and task.planned_date is not None for task in (before, after)):
            return  # without reading the user
        for on, (planned, still_open) in plan_changes(before, after, today or self.today).items():
            others = self._plans.get(on, (0, 0))
            self._plans[on] = others[0] + planned, others[1] + still_open

    def add_reminder(self, user: User, kind: NeedKind) -> None:
        """Count a reminder of a need, sent now, in the totals of the user's day; no quota refuses it."""
        self.allow_beyond_quotas()
        on = user.calendar.date_of(self.now)
        self._days[on] = self.day(on).with_reminder(kind, self.now)

    def allow_beyond_quotas(self) -> None:
        """Let the commit exceed the quotas of the user, because it undoes something."""
        self._growth.removes = True

    def count_pause(self) -> None:
        """Count a pause as an event for the quotas, because going on after it is never refused."""
        self._growth.events += 1

    def undo(self) -> None:
        """Let the commit exceed the quotas, and notify of nothing: it takes back an act of the user."""
        self._growth.undoes = True

    @property
    def foreign_caller(self) -> str:
        """The hash of the caller's id if the caller is not the user, else empty."""
        caller = current_caller()
        return hash_user_id(caller) if caller not in {"", self.user_id} else ""

    @property
    def foreign_change(self) -> ForeignChange | None:
        """The change by this commit if the caller is not the user, else None."""
        caller = self.foreign_caller
        return ForeignChange(at=self.now, by=caller) if caller else None

    def schedule(self, reminder: ScheduledReminder) -> None:
        """Schedule a reminder; `ReminderHandlers` decides what to send when it is due."""
        self._reminders.append(reminder)

    def reschedule(self, reminder: ScheduledReminder) -> None:
        """Schedule a reminder beside an earlier one, which stays until it is due: counts as an event.

        Reminders expire and so count for no other quota.
        """
        self._growth.events += 1
        self.schedule(reminder)

    def scheduled_reminders(self) -> list[ScheduledReminder]:
        """Return the reminders to enqueue, with that of the week for its first event.

        An event of today that began yesterday, or was done yesterday, counts for yesterday's week as well.
        """
        if self._read_lifetime is None or self._lifetime is None or self._user is None:
            return self._reminders
        yesterday = self.current_date - timedelta(days=1)
        weeks = {self._lifetime.week.name, *(week_of(on) for on in self._days if on >= yesterday)}
        new = sorted(weeks - {self._read_lifetime.week.name})
        clock_out = next_clock_out(self._user, self.now) if new else None
        weeks_reminders = (
            ScheduledReminder.for_week(self.user_id, week, self.now, clock_out) for week in new
        )
        return [*self._reminders, *weeks_reminders]

    def require_account(self) -> LifetimeTotals:
        """Return the lifetime totals, and let the commit succeed only while the account exists.

        The totals are deleted with the account, and the commit is guarded by their version.
        `NotFoundError` when the account is gone already.
        """
        if self._lifetime is None:
            self._read_lifetime = self._read_lifetime or self._lifetime_totals.get_totals(self.user_id)
            self._lifetime = self._read_lifetime
        return self._lifetime

    def earned(self) -> Earned | None:
        """Return the rewards of the events recorded so far, None if there are none."""
        if self._read_lifetime is None or self._lifetime is None or self._lifetime is self._read_lifetime:
            return None
        return earned_between(self._read_lifetime, self._lifetime)

    def changed_week(self) -> WeekChange | None:
        """Return how the commit changes the user's week, None when it does not."""
        if self._read_lifetime is None or self._lifetime is None or self._user is None:
            return None
        before, after = self._read_lifetime.week, self._lifetime.week
        return None if after == before else (self._user, before, after)

    def writes(self) -> list[Operation]:
        """Return all writes of the commit, each guarded by the version that was read.

        `QuotaExceededError` if the commit exceeds a quota of the user.
        """
        has_changes = self._writes or self._days or self._reminders
        if not has_changes and self._lifetime is self._read_lifetime:
            return []  # nothing has changed, and there is nothing to guard
        self.read_days(self._plans)
        plans = {on: self.day(on).with_plan(*change) for on, change in self._plans.items() if any(change)}
        days = self._days | plans
        # Days of which only the plan changed: a user may plan and clear any number of them.
        emptied = [on for on, day in plans.items() if day.is_empty and on not in self._days]
        for on, day in days.items():
            self._growth.change_day(None if on in emptied else day, self._read_days[on])
        if self._growth:
            quotas = self._credentials.get_quotas()
            self._lifetime = self._growth.added_to(self.require_account(), self.now, quotas)
        totals: list[Entity] = [day for on, day in days.items() if on not in emptied]
        if self._lifetime is not None:
            totals.append(self._lifetime)
        guarded: list[Operation] = [
            Replace(to_stored(entity), entity.etag) if entity.etag else Create(to_stored(entity))
            for entity in totals
        ]
        deleted = [Delete(stored_id(days[on]), days[on].etag) for on in emptied]
        others = [renew_revision(self.user_id)] if self._lifetime is None else []
        return [*self._writes, *self._notifications(), *guarded, *deleted, *others]

    def _notifications(self) -> list[Operation]:
        """Return the writes of the notifications of what the commit earns; they replace earlier ones.

        These are at most 20, and read nothing, because recording an event reads the user. They expire and so
        count for no quota.
        """
        earned = self.earned()
        if earned is None or self._growth.undoes:
            return []
        week = self.require_account().week.name
        self._earned = earned_notifications(self.user, earned, week, self.now)
        return [Upsert(to_stored(notification)) for notification in self._earned]
