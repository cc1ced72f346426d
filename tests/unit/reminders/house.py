"""A house in which the agenda is kept: its services, its people, its clock, and a store that breaks."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson

from shared.credential_manager import CredentialManager
from shared.entities.notification import Notification, QuietHours
from shared.entities.task import Task
from shared.errors import DatabaseError
from shared.services.reminder_service import ReminderService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore
from shared.views.focus_session import SessionType
from shared.views.notification import NotificationKind
from tests.conftest import MovableClock
from tests.unit.household import CHEAP
from tests.unit.racing_store import RacingStore

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)  # a Wednesday, of the week 2026-W12
WATER, LUNCH, REST, WIND_DOWN, TASK, FORGOTTEN, WEEKLY = (
    NotificationKind(kind)
    for kind in (
        "water",
        "lunch",
        "rest",
        "wind_down",
        "task_reminder",
        "session_forgotten",
        "weekly_summary",
    )
)
HEALTH = (WATER, LUNCH, REST, WIND_DOWN)


class Store(RacingStore):
    """The embedded store; before a note is written `before_note` happens, once."""

    before_note: Callable[[], object] | None = None

    def upsert(self, document: Document) -> Document:
        happen, self.before_note = self.before_note, None
        if happen and document["type"] == "appointment":
            happen()
        return super().upsert(document)


class Fuse:
    """A way to a store that breaks at operation `at`, before it is done or, `late`, with its answer.

    It never leads to the partitions that are `denied`.
    """

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self.done = self.at = self.refused = 0
        self.late = False
        self.denied: set[str] = set()

    def blow_at(self, number: int, *, late: bool = False) -> None:
        """Break at this operation, counted from now; at none if it is 0."""
        self.done, self.at, self.late = 0, number, late

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = getattr(self._store, name)

        def pass_on(*arguments: object) -> object:
            self.done += 1
            if any(one in self.denied for one in arguments if isinstance(one, str)):
                self.refused += 1
                raise DatabaseError("The partition does not answer")
            if self.done != self.at:
                return operation(*arguments)
            if self.late:
                with suppress(DatabaseError):
                    operation(*arguments)
            raise DatabaseError("The store does not answer")

        return pass_on


class House:
    """The services, the people in them, and the clock on the wall."""

    def __init__(self, credentials: CredentialManager, store: DocumentStore, clock: MovableClock) -> None:
        self.factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP)
        self.clock = clock
        self.tasks = self.factory.get_task_service()
        self.sessions = self.factory.get_work_session_service()
        self.health = self.factory.get_health_service()
        self.notifications = self.factory.get_notification_service()
        self.reminders: ReminderService = self.factory.get_reminder_service()
        self._database = credentials.get_embedded_database_path()

    def register(self, name: str = "Ada", **profile: Any) -> str:
        return self.factory.get_auth_service().register(name, "correct horse", profile).user_id

    def leave(self, user_id: str) -> None:
        self.factory.get_auth_service().close_account(user_id, "correct horse")

    def prefer(self, user_id: str, **preferences: Any) -> None:
        self.factory.get_user_service().update_user(user_id, {"preferences": preferences})

    def move_to(self, user_id: str, zone: str) -> None:
        self.factory.get_user_service().update_user(user_id, {"timezone": zone})

    def switch_off(self, user_id: str, kind: NotificationKind, *, on: bool = False) -> None:
        self.notifications.change_preferences(user_id, {kind: on}, {})

    def be_quiet(self, user_id: str, begin: time, end: time) -> None:
        self.notifications.change_preferences(user_id, {}, {"quiet_hours": QuietHours(begin, end)})

    def plan(self, user_id: str, reminder_time: datetime, title: str = "Write", **fields: Any) -> Task:
        fields = {"reminder_enabled": True, "reminder_time": reminder_time, **fields}
        return self.tasks.create_task(user_id, title, fields)

    def told(self, user_id: str, *kinds: NotificationKind) -> list[Notification]:
        """Return what somebody was told, the first thing first."""
        found = self.notifications.list_notifications(user_id, 500, None).entities
        return [one for one in reversed(found) if one.kind in (kinds or NotificationKind)]

    def moments(self, user_id: str, *kinds: NotificationKind) -> list[str]:
        """Return when somebody was told, as day of the month and time of the day, in UTC."""
        return [f"{one.created_at:%d %H:%M}" for one in self.told(user_id, *kinds)]

    def reminder_queue(self) -> list[Document]:
        """Return the appointments that are noted, in any hour."""
        with closing(sqlite3.connect(self._database)) as connection:
            rows = connection.execute("SELECT body FROM documents WHERE type = 'appointment'").fetchall()
        return [orjson.loads(body) for (body,) in rows]

    def run_at(self, moment: datetime) -> int:
        """Let the timer fire at a moment, and at none before it."""
        self.clock.set(moment)
        return self.reminders.deliver_due()

    def run_until(self, moment: datetime, every: timedelta = MINUTE) -> None:
        """Let the timer fire up to a moment: each minute unless told."""
        while self.clock.now() < moment:
            self.run_at(min(moment, self.clock.now() + every))


def work_a_little(house: House, user_id: str) -> None:
    """Work for an hour and a half, focus on a part of it, and get two things done, after a run."""
    house.reminders.deliver_due()
    focus = house.factory.get_focus_session_service()
    house.sessions.start_session(user_id)
    session = focus.start_session(user_id, 25, SessionType.FOCUS)
    house.clock.move(minutes=25)
    focus.complete_session(user_id, session.id)
    for _ in range(2):
        house.tasks.complete_task(user_id, house.tasks.create_task(user_id, "Write").id)
    house.clock.move(minutes=65)
    house.sessions.end_active_session(user_id)
