"""A user: identity, profile and preferences."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Self

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import Calendar, DateEntered, change_calendar, find_zone, offset_at
from shared.entities.checks import (
    MAX_NAME_LENGTH,
    check_avatar,
    check_email,
    check_field,
    check_text,
    check_time_zone,
)
from shared.entities.entity import Changes, Entity
from shared.entities.names import check_nickname, check_username, username_key
from shared.entities.notification import NotificationPreferences
from shared.entities.preferences import (
    LunchWindow,
    check_preferences,
    check_size,
    parse_lunch_window,
    read_clock_out_time,
    read_country,
    read_whole_number,
    read_work_days,
)
from shared.entities.second_factor import SecondFactor
from shared.entities.work_calendar import DaysOff, HolidaysOf, WorkCalendar
from shared.entities.work_session import WorkdaySettings
from shared.errors import ValidationError
from shared.views.companion import CompanionNameView
from shared.views.user import Role, UserView

MAX_LENGTHS = {"username": MAX_NAME_LENGTH, "full_name": MAX_NAME_LENGTH, "email": 254, "avatar_url": 500}
"""Characters, by field."""

MAX_DAYS_OFF = 100
"""How many days off a user can have planned, past ones included."""

_CHECKS: dict[str, Callable[[Any], Any]] = {
    "email": check_email,
    "avatar_url": check_avatar,
    "timezone": check_time_zone,
}
_LUNCH_WINDOW = (time(12), time(14, 30))


class UserChanges(Changes, frozen=True, kw_only=True):
    """Changes to a user's profile."""

    username: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    full_name: str | UnsetType | None = UNSET
    avatar_url: str | UnsetType | None = UNSET
    timezone: str | UnsetType = UNSET
    day_start: time | UnsetType = UNSET
    preferences: dict[str, Any] | UnsetType = UNSET

    def check(self) -> Self:
        """Return the changes as a request body has them; `ValidationError` for the first invalid value."""
        for field, limit in MAX_LENGTHS.items():
            check_text(field, getattr(self, field), limit)
        if self.username is not UNSET and not self.username.strip():
            raise ValidationError.for_field("username", sentence="User name cannot be empty")
        for field, check in _CHECKS.items():
            value = getattr(self, field)
            if value is not UNSET and value is not None:
                check_field(field, check, value)
        if self.preferences is not UNSET:
            return replace(self, preferences=check_field("preferences", check_preferences, self.preferences))
        return self

    def check_names(self, user: "User | None" = None) -> Self:
        """Return the changes with names as they are stored; `ValidationError` for a name that is not valid.

        A name that the user has already stays: it may be from before today's rules.
        """
        username, full_name = self.username, self.full_name
        if username is not UNSET and (user is None or username != user.username):
            username = check_field("username", check_username, username)
        if full_name and (user is None or full_name != user.full_name):
            full_name = check_field("full_name", check_nickname, full_name)
        return replace(self, username=username, full_name=full_name)


class User(Entity, frozen=True, kw_only=True):
    """A user. `password_hash` is None until a password is set; `closed_at` is set once deletion has begun.

    `bridged_days` are the dates that changes of the time zone, or of the start of the day, skipped: streaks
    pass over them. `date_entered` is the date that the last such change entered.

    `role_name` is the key of the listed name by which the role was claimed; None if an administrator gave it.
    `utc_offset_minutes` is the offset of the time zone at the last change of the profile.
    """

    user_id: str
    username: str
    created_at: datetime
    password_hash: str | None = None
    email: str | None = None
    full_name: str | None = None
    avatar_url: str | None = None
    timezone: str = "UTC"
    day_start: time = time(0)
    preferences: dict[str, Any] = msgspec.field(default_factory=dict)
    onboarding_completed: bool = False
    companion_name: str = "Avanochi"
    notifications: NotificationPreferences = msgspec.field(default_factory=NotificationPreferences)
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    role: Role | None = None
    role_name: str | None = None
    utc_offset_minutes: int = 0
    bridged_days: ActiveDays = msgspec.field(default_factory=ActiveDays)
    date_entered: DateEntered | None = None
    days_off: tuple[DaysOff, ...] = ()
    second_factor: SecondFactor | None = None

    def __repr__(self) -> str:
        """Hide secrets and personal data."""
        return f"User({self.user_id!r})"

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in needs a code beside the password."""
        return self.second_factor is not None and self.second_factor.is_enabled

    @property
    def factors(self) -> tuple[str | None, datetime | None]:
        """What signing in needs: the hash of the password, and since when a code, None without one."""
        return self.password_hash, self.second_factor.enabled_at if self.second_factor else None

    @property
    def calendar(self) -> Calendar:
        """The user's calendar; in a time zone that this machine does not know, with the last known offset."""
        zone = find_zone(self.timezone) or timezone(timedelta(minutes=self.utc_offset_minutes))
        return Calendar(zone, self.day_start)

    @property
    def work_calendar(self) -> WorkCalendar:
        """The user's calendar with the days on which the user does not work."""
        work_days, country = read_work_days(self.preferences), read_country(self.preferences)
        return WorkCalendar(self.calendar, self.days_off, work_days, country)

    def passed_days(self, today: date, *active: ActiveDays, holidays: HolidaysOf) -> ActiveDays:
        """Return the days over which streaks of these active days pass, by the settings of now.

        They are the bridged days and those on which the user does not work.
        """
        free = self.work_calendar.passed_days(today, *active, bridged=self.bridged_days, holidays=holidays)
        return self.bridged_days | free

    @property
    def display_name(self) -> str:
        """The name that other users see: never an address, of which the part before the `@` is shown."""
        return self.full_name or self.username.lstrip("@ ").partition("@")[0].rstrip() or self.username

    @property
    def is_on_leaderboard(self) -> bool:
        """Whether other users see the user's points."""
        return self.preferences.get("leaderboard") in (None, True)

    @property
    def wants_assistant(self) -> bool:
        """Whether the assistant may analyse the user's days."""
        return self.preferences.get("assistant") in (None, True)

    @property
    def wants_ai_phrasing(self) -> bool:
        """Whether a language model may rephrase the assistant's texts."""
        return self.wants_assistant and self.preferences.get("ai_phrasing") is True

    @property
    def focus_goal_minutes(self) -> int:
        """The focus time the user aims for in a day."""
        return read_whole_number(self.preferences, "focus_goal_minutes", 480)

    @property
    def workday_limit_minutes(self) -> int:
        """The working time of a day beyond which work is overtime."""
        return read_whole_number(self.preferences, "workday_limit_minutes", 510)

    @property
    def long_day_minutes(self) -> int:
        """The working time beyond which a day is long: the limit where the user has set one, else 9 hours."""
        return read_whole_number(self.preferences, "workday_limit_minutes", 9 * 60)

    @property
    def workday_settings(self) -> WorkdaySettings:
        """The settings by which work sessions are counted."""
        day_start = self.day_start.hour * 60 + self.day_start.minute
        return WorkdaySettings(self.timezone, day_start, self.workday_limit_minutes)

    @property
    def focus_minutes(self) -> int:
        """The length of focus sessions that the user prefers."""
        return read_whole_number(self.preferences, "focus_minutes", 25)

    @property
    def rest_after_minutes(self) -> int:
        """The working time after which a rest is due."""
        return read_whole_number(self.preferences, "rest_after_minutes", 55)

    @property
    def break_minutes(self) -> int:
        """The length of a break."""
        return read_whole_number(self.preferences, "break_minutes", 5)

    @property
    def hydration_goal_ml(self) -> int:
        """The amount the user aims to drink in a day.

        Source of the default: EFSA, Scientific Opinion on Dietary Reference Values for water (2010), 2.0
        litres a day for women, of all that is drunk and eaten.
        """
        return read_whole_number(self.preferences, "hydration_goal_ml", 2000)

    @property
    def lunch_window(self) -> LunchWindow:
        """The local times between which the user has lunch; the end may be on the next date."""
        return parse_lunch_window(self.preferences.get("lunch_window")) or _LUNCH_WINDOW

    @property
    def clock_out_time(self) -> time | None:
        """The local time at which the user wants to stop working; None if there is none."""
        return read_clock_out_time(self.preferences)

    def edit(self, now: datetime, changes: UserChanges, role: Role | UnsetType | None = UNSET) -> Self:
        """Return the user with these changes; `self` if they change nothing."""
        edited = replace(self, **changes.check().check_names(self).changed_fields())
        if role is not UNSET:
            edited = edited.change_role(role)
        if edited == self:
            return self
        bridged = edited._bridge_dates(self.calendar, now)  # noqa: SLF001
        return replace(bridged, updated_at=now).with_offset(now)

    def with_offset(self, now: datetime) -> Self:
        """Return the user with the present UTC offset of the time zone, if this machine knows it."""
        zone = find_zone(self.timezone)
        return self if zone is None else replace(self, utc_offset_minutes=offset_at(now, zone))

    def _bridge_dates(self, before: Calendar, now: datetime) -> Self:
        """Return the user, whose calendar was another one until now, with the dates that this skips."""
        if self.calendar == before:
            return self
        bridged, entered = change_calendar(before, self.calendar, now, self.date_entered, self.bridged_days)
        return replace(self, bridged_days=bridged, date_entered=entered)

    def complete_onboarding(self, now: datetime, changes: UserChanges) -> Self:
        """Return the user with onboarding completed and the changes made; preferences are merged.

        Null or empty values leave things as they are. `ValidationError` when the merged preferences are
        larger than `MAX_PREFERENCES`.
        """
        sent = check_field("preferences", check_preferences, changes.preferences or {})
        merged = check_field("preferences", check_size, {**self.preferences, **sent})
        edited = self.edit(now, replace(changes, preferences=UNSET, avatar_url=changes.avatar_url or UNSET))
        edited = replace(edited, preferences=merged, onboarding_completed=True)
        return self if edited == self else replace(edited, updated_at=now)

    def with_days_off(self, days_off: DaysOff) -> Self:
        """Return the user with more days off, sorted by date; `ValidationError` if there are too many."""
        if len(self.days_off) >= MAX_DAYS_OFF:
            raise ValidationError(
                f"At most {MAX_DAYS_OFF} days off can be planned: delete some that are over"
            )
        return replace(self, days_off=tuple(sorted((*self.days_off, days_off), key=_by_date)))

    def without_days_off(self, days_off_id: str) -> Self:
        """Return the user without these days off; `self` if there are none with this id."""
        kept = tuple(days for days in self.days_off if days.id != days_off_id)
        return self if len(kept) == len(self.days_off) else replace(self, days_off=kept)

    def with_password(self, password_hash: str) -> Self:
        """Return the user with another password; `updated_at` stays, since the profile has not changed."""
        return replace(self, password_hash=password_hash)

    def claim_role(self) -> Self:
        """Return the user as an administrator by their present name; `self` for an administrator."""
        if self.role is not None:
            return self
        return replace(self, role=Role.ADMINISTRATOR, role_name=username_key(self.username))

    def change_role(self, role: Role | None) -> Self:
        """Return the user with a role given by an administrator, or without one; `self` if it is the same."""
        return self if role == self.role else replace(self, role=role, role_name=None)

    def close(self, now: datetime) -> Self:
        """Return the user marked as closed and without a password, so that sign-in is impossible."""
        return replace(self, closed_at=now, password_hash=None)

    def to_dict(self) -> UserView:
        """Return the view."""
        return {
            "id": self.user_id,
            "name": self.username,
            "username": self.username,
            "email": self.email,
            "full_name": self.full_name,
            "avatar_url": self.avatar_url,
            "timezone": self.timezone,
            "day_start": self.day_start.strftime("%H:%M"),
            "preferences": self.preferences,
            "onboarding_completed": self.onboarding_completed,
            "role": self.role,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }


def _by_date(days_off: DaysOff) -> tuple[date, str]:
    return days_off.begin, days_off.id


class AccountIndexEntry(Entity, frozen=True, kw_only=True):
    """An entry of the index of all accounts, by which administrators list users; its id is the user's."""

    id: str
    created_at: datetime


class CompanionName(Entity, frozen=True, kw_only=True):
    """The name of a user's companion; a field of the user, stored by itself only in idempotency records."""

    user_id: str
    name: str

    def to_dict(self) -> CompanionNameView:
        """Return the view."""
        return {"name": self.name}
