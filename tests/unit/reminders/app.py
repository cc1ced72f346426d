"""The services, users and clock for tests of reminders, and stores that interrupt or fail."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson

from shared.credential_manager import CredentialManager
from shared.entities.notification import Notification, NotificationChanges, QuietHours
from shared.entities.task import Task, TaskChanges
from shared.entities.user import UserChanges
from shared.errors import DatabaseError
from shared.services.reminder_service import ReminderService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Create, Document, DocumentStore, Operation
from shared.views.focus_session import SessionType
from shared.views.notification import NotificationKind
from tests.conftest import CHEAP_HASHER, MovableClock
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
EARNED = (NotificationKind.ACHIEVEMENT, NotificationKind.LEVEL, NotificationKind.CHALLENGE)
SENT_BY_TIMERS = tuple(kind for kind in NotificationKind if kind not in EARNED)


class Store(RacingStore):
    """The embedded store; calls `before_reminder_write` once, before a reminder is written.

    `notifications` counts the notifications that were written.
    """

    before_reminder_write: Callable[[], object] | None = None
    notifications = 0

    def upsert(self, document: Document) -> Document:
        interrupt, self.before_reminder_write = self.before_reminder_write, None
        if interrupt and document["type"] == "appointment":
            interrupt()
        return super().upsert(document)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        super().batch(user_id, operations)
        self.notifications += any(
            isinstance(one, Create) and one.document["type"] == "notification" for one in operations
        )


class UnreliableStore:
    """A store of which one operation fails, either before it is done or, if `late`, after it.

    Operations on `denied_partitions` always fail.
    """

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self.operations = self.denied_operations = 0
        self.denied_partitions: set[str] = set()
        self._fails_at = 0
        self._late = False

    def fail_at(self, number: int, *, late: bool = False) -> None:
        """Fail at this operation, counted from now."""
        self.operations, self._fails_at, self._late = 0, number, late

    def reset(self) -> None:
        """Let all operations succeed, and count them from now."""
        self.fail_at(0)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = getattr(self._store, name)

        def forward(*arguments: object) -> object:
            self.operations += 1
            if any(argument in self.denied_partitions for argument in arguments if isinstance(argument, str)):
                self.denied_operations += 1
                raise DatabaseError("The partition does not answer")
            if self.operations != self._fails_at:
                return operation(*arguments)
            if self._late:
                with suppress(DatabaseError):
                    operation(*arguments)
            raise DatabaseError("The store does not answer")

        return forward


class App:
    """One instance of the app: its services, and the clock that tests move."""

    def __init__(self, credentials: CredentialManager, store: DocumentStore, clock: MovableClock) -> None:
        self.factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
        self.clock = clock
        self.tasks = self.factory.get_task_service()
        self.sessions = self.factory.get_work_session_service()
        self.health = self.factory.get_health_service()
        self.notifications = self.factory.get_notification_service()
        self.reminders: ReminderService = self.factory.get_reminder_service()
        self._database = credentials.get_embedded_database_path()

    def register(self, name: str = "Ada", **profile: Any) -> str:
        return self.factory.get_auth_service().register(name, "correct horse", UserChanges(**profile)).user_id

    def delete_account(self, user_id: str) -> None:
        self.factory.get_auth_service().close_account(user_id, "correct horse")

    def set_preferences(self, user_id: str, **preferences: Any) -> None:
        self.factory.get_user_service().update_user(user_id, UserChanges(preferences=preferences))

    def set_zone(self, user_id: str, zone: str) -> None:
        self.factory.get_user_service().update_user(user_id, UserChanges(timezone=zone))

    def disable(self, user_id: str, kind: NotificationKind) -> None:
        self.notifications.change_preferences(user_id, NotificationChanges(kinds={kind: False}))

    def enable(self, user_id: str, kind: NotificationKind) -> None:
        self.notifications.change_preferences(user_id, NotificationChanges(kinds={kind: True}))

    def set_quiet_hours(self, user_id: str, begin: time, end: time) -> None:
        self.notifications.change_preferences(
            user_id, NotificationChanges(quiet_hours=QuietHours(begin, end))
        )

    def add_task(self, user_id: str, reminder_time: datetime, title: str = "Write", **fields: Any) -> Task:
        fields = {"reminder_enabled": True, "reminder_time": reminder_time, **fields}
        return self.tasks.create_task(user_id, title, TaskChanges(**fields)).value

    def notifications_of(self, user_id: str, *kinds: NotificationKind) -> list[Notification]:
        """Return the notifications of a user, oldest first; by default all that timers send."""
        found = self.notifications.list_notifications(user_id, 500)
        return [one for one in reversed(found.entities) if one.kind in (kinds or SENT_BY_TIMERS)]

    def times_of(self, user_id: str, *kinds: NotificationKind) -> list[str]:
        """Return the times of the notifications of a user, as day of the month and time in UTC."""
        return [f"{one.created_at:%d %H:%M}" for one in self.notifications_of(user_id, *kinds)]

    def reminder_queue(self) -> list[Document]:
        """Return all stored reminders."""
        with closing(sqlite3.connect(self._database)) as connection:
            rows = connection.execute("SELECT body FROM documents WHERE type = 'appointment'").fetchall()
        return [orjson.loads(body) for (body,) in rows]

    def run_at(self, moment: datetime) -> int:
        """Run the timer at a moment, but not before it."""
        self.clock.set(moment)
        return self.reminders.deliver_due()

    def run_until(self, moment: datetime, every: timedelta = MINUTE) -> None:
        """Run the timer at regular intervals up to a moment."""
        while self.clock.now() < moment:
            self.run_at(min(moment, self.clock.now() + every))


def work_briefly(app: App, user_id: str) -> None:
    """Run the timer, then work for 90 minutes with a focus session of 25 minutes and complete two tasks."""
    app.reminders.deliver_due()
    focus = app.factory.get_focus_session_service()
    app.sessions.start_session(user_id)
    session = focus.start_session(user_id, 25, SessionType.FOCUS).value
    app.clock.move(minutes=25)
    focus.complete_session(user_id, session.id)
    for _ in range(2):
        app.tasks.complete_task(user_id, app.tasks.create_task(user_id, "Write").value.id)
    app.clock.move(minutes=65)
    app.sessions.end_active_session(user_id)
