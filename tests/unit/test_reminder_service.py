"""Keeping the agenda: what is due is told, once, and nobody else is looked at."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, time, timedelta
from itertools import count, pairwise
from threading import Barrier
from typing import Any, cast

import orjson
import pytest

from shared.credential_manager import CredentialManager
from shared.document_store import Document, DocumentStore
from shared.embedded_database import EmbeddedDBService
from shared.entities.appointment import Appointment
from shared.entities.entity import IfMatch
from shared.entities.focus_session import SessionType
from shared.entities.health import MealKind
from shared.entities.notification import Notification, NotificationKind, QuietHours
from shared.entities.task import Task
from shared.errors import DatabaseError, NotFoundError, PreconditionFailedError
from shared.repos.agenda_repo import AgendaRepository, BookmarkRepository
from shared.services.reminder_service import ReminderService
from shared.services.service_factory import ServiceFactory
from tests.conftest import MovableClock
from tests.unit.household import CHEAP
from tests.unit.racing_store import RacingStore
from tests.unit.recount import documents_of, of_type

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

    def agenda(self) -> list[Document]:
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


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[Store]:
    with closing(Store(credentials, clock)) as store:
        yield store


@pytest.fixture
def house(credentials: CredentialManager, store: Store, clock: MovableClock) -> House:
    return House(credentials, store, clock)


@pytest.fixture
def elsewhere(credentials: CredentialManager, clock: MovableClock) -> Iterator[House]:
    """Another instance over the same documents."""
    with closing(EmbeddedDBService(credentials, clock)) as store:
        yield House(credentials, store, clock)


@pytest.fixture
def fuse(store: Store) -> Fuse:
    return Fuse(store)


@pytest.fixture
def fragile(credentials: CredentialManager, fuse: Fuse, clock: MovableClock) -> House:
    """An instance whose way to the store breaks when it is told to."""
    return House(credentials, cast("DocumentStore", fuse), clock)


@pytest.fixture
def ada(house: House) -> str:
    return house.register()


# Tasks


def test_a_task_is_recalled_at_its_time_once_and_not_before(house: House, ada: str) -> None:
    task = house.plan(ada, START + 30 * MINUTE, due_date=START + DAY)
    house.run_until(START + 29 * MINUTE)
    house.run_at(START + timedelta(minutes=29, seconds=59))
    assert house.told(ada) == []
    house.run_at(START + 30 * MINUTE)
    (told,) = house.told(ada)
    assert told == Notification(
        id=f"task_reminder:{task.id}:2026-03-18T10:00:00.000000Z",
        user_id=ada,
        kind=TASK,
        title="A task you wanted to remember",
        body="You asked me to remind you: “Write”.",
        created_at=START + 30 * MINUTE,
        data={"task_id": task.id, "due_date": "2026-03-19T09:30:00.000000Z"},
    )
    house.run_until(START + 90 * MINUTE)
    assert house.told(ada) == [told]
    assert house.agenda() == []


def test_a_task_is_recalled_by_the_name_it_has_by_then_in_its_owners_language(house: House, ada: str) -> None:
    task = house.plan(ada, START + HOUR)
    house.prefer(ada, language="es")
    house.tasks.update_task(ada, task.id, {"title": "Escribir «el informe»"})
    house.run_at(START + HOUR)
    (told,) = house.told(ada)
    assert told.title == "Una tarea que querías recordar"
    assert told.body == "Me pediste que te lo recordara: «Escribir «el informe»»."


def _complete(house: House, user_id: str, task: Task) -> None:
    house.tasks.complete_task(user_id, task.id)


def _delete(house: House, user_id: str, task: Task) -> None:
    house.tasks.delete_task(user_id, task.id)


def _want_no_reminder(house: House, user_id: str, task: Task) -> None:
    house.tasks.update_task(user_id, task.id, {"reminder_enabled": False})


def _forget_the_time(house: House, user_id: str, task: Task) -> None:
    house.tasks.update_task(user_id, task.id, {"reminder_time": None})


def _switch_off(house: House, user_id: str, _: Task) -> None:
    house.switch_off(user_id, TASK)


def _leave(house: House, user_id: str, _: Task | None = None) -> None:
    house.factory.get_auth_service().close_account(user_id, "correct horse")


@pytest.mark.parametrize(
    "change", [_complete, _delete, _want_no_reminder, _forget_the_time, _switch_off, _leave]
)
def test_nobody_is_reminded_of_what_they_do_not_await_any_more(
    house: House, store: Store, ada: str, change: Callable[[House, str, Task], None]
) -> None:
    bob = house.register("Bob")
    task = house.plan(ada, START + HOUR)
    house.plan(bob, START + HOUR)
    change(house, ada, task)
    house.run_at(START + HOUR)
    assert of_type(documents_of(store, ada), "notification") == []
    assert len(house.told(bob)) == 1
    assert [one for one in house.agenda() if one["subject"] == "task"] == []


@pytest.mark.parametrize("minutes", [5, 45, 70, -20])
def test_a_reminder_that_is_put_off_or_forward_is_given_at_the_new_time_only(
    house: House, ada: str, minutes: int
) -> None:
    first = START + 60 * MINUTE
    task = house.plan(ada, first)
    house.tasks.update_task(ada, task.id, {"reminder_time": first + minutes * MINUTE})
    house.run_until(first + 2 * HOUR)
    assert [one.created_at for one in house.told(ada)] == [first + minutes * MINUTE]
    assert house.agenda() == []


def test_a_reminder_that_is_set_anew_is_given_anew_and_the_same_one_is_not(house: House, ada: str) -> None:
    task = house.plan(ada, START + 10 * MINUTE)
    house.run_until(START + 15 * MINUTE)
    for times, expected in ((20, 2), (10, 2), (25, 3), (20, 3)):
        house.tasks.update_task(ada, task.id, {"reminder_time": START + times * MINUTE})
        house.run_until(house.clock.now() + 11 * MINUTE)
        assert len(house.told(ada)) == expected


def test_a_task_that_is_reopened_before_its_time_is_recalled(house: House, ada: str) -> None:
    task = house.plan(ada, START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 10 * MINUTE)
    house.tasks.reopen_task(ada, task.id)
    house.run_until(START + 2 * HOUR)
    assert house.moments(ada) == ["18 10:30"]


def test_a_task_that_is_reopened_after_its_time_is_recalled_at_once_unless_it_was_before(
    house: House, ada: str
) -> None:
    task = house.plan(ada, START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 2 * HOUR)
    assert house.told(ada) == []
    house.tasks.reopen_task(ada, task.id)
    house.run_until(START + 2 * HOUR + MINUTE)
    assert house.moments(ada) == ["18 11:31"]
    for _ in range(2):
        house.tasks.complete_task(ada, task.id)
        house.tasks.reopen_task(ada, task.id)
        house.run_until(house.clock.now() + MINUTE)
    assert len(house.told(ada)) == 1


@pytest.mark.parametrize(
    ("ago", "told"),
    [(MINUTE, 1), (5 * HOUR, 1), (DAY - MINUTE, 1), (DAY + MINUTE, 0), (30 * DAY, 0), (700_000 * DAY, 0)],
)
def test_a_reminder_set_in_the_past_is_given_at_once_if_it_is_not_older_than_a_day(
    house: House, ada: str, ago: timedelta, told: int
) -> None:
    house.run_at(START)
    house.plan(ada, START - ago)
    house.run_at(START + timedelta(seconds=20))
    assert len(house.told(ada)) == told
    assert house.agenda() == []


def test_a_reminder_for_the_end_of_the_calendar_is_noted(house: House, ada: str) -> None:
    house.plan(ada, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert house.run_at(START + HOUR) == 0
    assert [one["user_id"] for one in house.agenda()] == ["reminders:9999-12-31T23"]


def test_in_quiet_hours_a_task_is_recalled_when_they_end(house: House, ada: str) -> None:
    house.move_to(ada, "Europe/Madrid")
    house.be_quiet(ada, time(22), time(7, 15))
    late = datetime(2026, 3, 18, 22, 30, tzinfo=UTC)  # 23:30 in Madrid
    house.plan(ada, late)
    house.plan(ada, late - 2 * HOUR, "Before they begin")
    house.run_until(late)
    assert house.run_at(late + MINUTE) == 0, "until then it is not looked at"
    house.run_until(late + 8 * HOUR)
    assert house.moments(ada) == ["18 20:30", "19 06:15"]
    assert house.agenda() == []


def test_in_quiet_hours_that_a_turned_clock_repeats_a_task_is_recalled_when_they_are_over(
    house: House, ada: str
) -> None:
    house.move_to(ada, "Europe/Madrid")
    house.be_quiet(ada, time(22), time(2, 30))
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10, which was at 00:10 UTC as well
    house.clock.set(second - HOUR)
    house.plan(ada, second)
    house.run_until(second + HOUR)
    assert house.moments(ada) == ["25 01:30"]


def _told_after(house: House, zone: str, hours: tuple[time, time], due: datetime) -> str:
    """Return when somebody is told of a task that is due in these quiet hours."""
    ada = house.register(f"Ada of {due:%j %H:%M}")
    house.move_to(ada, zone)
    house.be_quiet(ada, *hours)
    house.clock.set(due - MINUTE)
    house.plan(ada, due)
    house.run_until(due)
    (note,) = house.agenda()
    assert datetime.fromisoformat(note["due"]) > due
    while not house.told(ada):
        house.run_until(house.clock.now() + MINUTE)
        assert house.clock.now() < due + 5 * HOUR
    return house.moments(ada)[0]


def test_quiet_hours_that_end_while_the_clock_is_turned_are_over_when_the_wall_says_so(house: House) -> None:
    night, short = (time(22), time(2, 30)), (time(1), time(2, 30))
    # On March 29 it is three o'clock in Berlin at 01:00 UTC, after 01:59.
    gap, fold = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert _told_after(house, "Europe/Berlin", night, gap + 30 * MINUTE) == "29 01:00"
    assert _told_after(house, "Europe/Berlin", night, gap + DAY - 3 * HOUR) == "30 00:30"
    # On October 25 it is two o'clock twice, at 00:00 and at 01:00 UTC.
    assert _told_after(house, "Europe/Berlin", short, fold + 5 * MINUTE) == "25 00:30"
    assert _told_after(house, "Europe/Berlin", short, fold + 70 * MINUTE) == "25 01:30"
    # On November 1 it is one o'clock twice in Havana, at 04:00 and at 05:00 UTC: Sunday begins twice.
    fold = datetime(2026, 11, 1, tzinfo=UTC)
    assert _told_after(house, "America/Havana", (time(23), time(0, 30)), fold + 5 * HOUR) == "01 05:30"


def test_a_task_that_is_done_in_quiet_hours_is_not_recalled_after_them(house: House, ada: str) -> None:
    house.be_quiet(ada, time(9), time(12))
    task = house.plan(ada, START + MINUTE)
    house.run_until(START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 3 * HOUR)
    assert house.told(ada) == []


# Several at once


def test_two_timers_at_once_tell_once(house: House, elsewhere: House, ada: str) -> None:
    people = [ada, *(house.register(f"Bob {number}") for number in range(2))]
    for person in people:
        house.sessions.start_session(person)
    for step in range(1, 5):
        moment = START + step * 15 * MINUTE
        for number, person in enumerate(people * 4):
            house.plan(person, moment, f"{number}")
        house.clock.set(moment)
        together = Barrier(2)

        def run(one: House, together: Barrier = together) -> None:
            together.wait()
            one.reminders.deliver_due()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (house, elsewhere)))
        for person in people:
            assert len(house.told(person, TASK)) == 4 * step
    for person in people:
        assert house.moments(person, REST) == ["18 10:30"]
    assert [one["subject"] for one in house.agenda()] == ["work_session"] * 3


def test_a_timer_that_was_overtaken_by_another_one_tells_nothing_twice(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    house.plan(ada, START + MINUTE)
    house.sessions.start_session(ada)
    house.clock.move(minutes=56)
    store.rivals.append(elsewhere.reminders.deliver_due)
    house.reminders.deliver_due()
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 1, REST: 1}
    house.run_until(START + 100 * MINUTE)
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 1, REST: 1}


# What somebody at work needs


def test_a_day_of_work_is_reminded_of_each_need_when_it_is_due_once_an_hour(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    companion, known = house.factory.get_companion_service(), 0
    while house.clock.now() < START + timedelta(hours=9, minutes=50):
        house.run_at(house.clock.now() + MINUTE)
        told = house.told(ada)
        if told[known:]:
            due = {str(one["kind"]): one for one in companion.list_reminders(ada)}
            for one in told[known:]:
                assert one.body == due[one.kind]["message"]
                assert one.title
            known = len(told)
    moments = {kind: house.moments(ada, kind) for kind in HEALTH}
    assert {kind: found[0] for kind, found in moments.items()} == {
        REST: "18 10:25",
        WATER: "18 11:35",
        LUNCH: "18 12:00",
        WIND_DOWN: "18 18:00",
    }
    for kind in HEALTH:
        for one, following in pairwise(house.told(ada, kind)):
            assert following.created_at - one.created_at == HOUR
    assert moments[LUNCH] == ["18 12:00", "18 13:00", "18 14:00"]
    assert len(moments[REST]) == 9
    assert house.told(ada, TASK, FORGOTTEN, WEEKLY) == []


def test_the_end_of_the_session_is_the_end_of_its_reminders(house: House, ada: str) -> None:
    session = house.sessions.start_session(ada)
    house.run_until(START + 50 * MINUTE)
    house.sessions.end_session(ada, session.id)
    house.run_until(START + 3 * HOUR)
    assert house.told(ada) == []
    assert [one["subject"] for one in house.agenda()] == ["week"]


def test_the_agenda_of_one_at_work_holds_one_note_at_any_time(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    for _ in range(300):
        house.run_at(house.clock.now() + MINUTE)
        assert len(house.agenda()) == 1


def test_who_drinks_and_rests_in_time_is_left_alone(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.health.eat(ada, MealKind.LUNCH)
    for _ in range(9):
        house.run_until(house.clock.now() + 50 * MINUTE)
        house.health.drink(ada, 300)
        house.health.rest(ada, 5)
    assert house.told(ada) == []


@pytest.mark.parametrize("kind", [WATER, LUNCH, REST])
def test_a_kind_that_is_switched_off_is_not_told_until_it_is_switched_on(
    house: House, ada: str, kind: NotificationKind
) -> None:
    house.switch_off(ada, kind)
    house.sessions.start_session(ada)
    house.run_until(START + 200 * MINUTE)
    assert {one.kind for one in house.told(ada)} == {WATER, LUNCH, REST} - {kind}
    house.switch_off(ada, kind, on=True)
    house.run_until(START + 260 * MINUTE)  # it is looked at once an hour at least
    assert len(house.told(ada, kind)) == 1


def test_in_quiet_hours_nothing_is_said_and_what_is_due_is_said_when_they_end(house: House, ada: str) -> None:
    house.be_quiet(ada, time(10), time(12, 40))
    house.sessions.start_session(ada)
    house.run_until(datetime(2026, 3, 18, 12, 39, tzinfo=UTC))
    assert house.told(ada) == []
    house.run_until(datetime(2026, 3, 18, 12, 40, tzinfo=UTC))
    assert sorted(one.kind for one in house.told(ada)) == [LUNCH, REST, WATER]


def test_who_clocks_in_again_is_not_told_the_same_again_within_the_hour(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + 130 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35"]
    for _ in range(4):
        house.sessions.end_active_session(ada)
        house.run_until(house.clock.now() + 2 * MINUTE)
        house.sessions.start_session(ada)
        house.run_until(house.clock.now() + 8 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35"]
    house.run_until(START + 190 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35", "18 12:35"]


def test_a_session_that_has_taken_the_place_of_another_has_one_chain_of_reminders(
    house: House, ada: str
) -> None:
    for _ in range(5):
        house.sessions.start_session(ada)
        house.run_until(house.clock.now() + 3 * MINUTE)
        house.sessions.end_active_session(ada)
    house.sessions.start_session(ada)
    house.run_until(house.clock.now() + 62 * MINUTE)
    assert [one["subject"] for one in house.agenda()].count("work_session") == 1


def test_only_who_has_an_appointment_is_looked_at(fragile: House, fuse: Fuse) -> None:
    working = fragile.register("Ada")
    fragile.sessions.start_session(working)
    needed = {}
    for hours, others in ((1, 1), (2, 20)):
        for number in range(others):
            fragile.plan(fragile.register(f"Bob {others} {number}"), START + 300 * DAY)
        fragile.run_until(START + (hours * 60 - 10) * MINUTE)
        fuse.blow_at(0)
        looked = 0
        for _ in range(10):
            looked += fragile.run_at(fragile.clock.now() + timedelta(seconds=1))
        assert looked == 0
        needed[others] = fuse.done
    assert needed == {1: 20, 20: 20}  # the bookmark and the agenda of the hour


# A session that was forgotten


def test_a_session_that_runs_for_ten_hours_is_called_forgotten_once_and_then_there_is_silence(
    house: House, ada: str
) -> None:
    session = house.sessions.start_session(ada)
    house.run_until(START + 10 * HOUR - MINUTE, every=3 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    house.run_until(START + 10 * HOUR)
    (told,) = house.told(ada, FORGOTTEN)
    assert told.id == f"session_forgotten:{session.id}"
    assert told.data == {"session_id": session.id, "start_time": "2026-03-18T09:30:00.000000Z"}
    assert "10 h" in told.body
    everything = house.told(ada)
    house.run_until(START + 14 * HOUR, every=5 * MINUTE)
    house.run_at(START + 30 * HOUR)
    assert house.told(ada) == everything
    assert house.agenda() == []


def test_a_session_that_was_forgotten_while_the_host_was_down_is_told_once(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + 2 * MINUTE)
    house.run_at(START + 15 * HOUR)
    assert [one.kind for one in house.told(ada)] == [FORGOTTEN]
    house.run_until(START + 16 * HOUR)
    assert [one.kind for one in house.told(ada)] == [FORGOTTEN]
    assert house.agenda() == []


@pytest.mark.parametrize("days", [3, 59])
def test_a_session_that_still_runs_after_days_without_a_run_is_told_once(
    house: House, ada: str, days: int
) -> None:
    house.run_at(START)
    house.sessions.start_session(ada)
    house.run_until(START + 2 * MINUTE)
    back = START + days * DAY
    house.run_at(back)
    (told,) = house.told(ada)
    assert (told.kind, told.created_at) == (FORGOTTEN, back)
    house.run_until(back + HOUR)
    assert house.told(ada) == [told]
    assert house.agenda() == []


def test_in_quiet_hours_a_forgotten_session_is_told_when_they_end(house: House, ada: str) -> None:
    house.be_quiet(ada, time(19), time(7))
    house.sessions.start_session(ada)
    house.run_until(START + 12 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    house.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert house.moments(ada, FORGOTTEN) == ["19 07:00"]
    assert house.agenda() == []


def test_a_session_that_has_ended_in_quiet_hours_was_not_forgotten(house: House, ada: str) -> None:
    house.be_quiet(ada, time(19), time(7))
    house.sessions.start_session(ada)
    house.run_until(START + 12 * HOUR, every=5 * MINUTE)
    house.sessions.end_active_session(ada)
    house.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []


def test_who_does_not_want_to_hear_of_forgotten_sessions_does_not(house: House, ada: str) -> None:
    house.switch_off(ada, FORGOTTEN)
    house.sessions.start_session(ada)
    house.run_until(START + 11 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    assert house.agenda() == []


# The week


def _work_a_little(house: House, user_id: str) -> None:
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


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Pacific/Kiritimati", "2026-03-22T18:00:00+00:00"),
        ("Europe/Madrid", "2026-03-23T07:00:00+00:00"),
        ("Pacific/Pago_Pago", "2026-03-23T19:00:00+00:00"),
    ],
)
def test_a_week_is_told_at_eight_on_monday_morning_of_its_owners_zone_once(
    house: House, ada: str, zone: str, monday: str
) -> None:
    morning = datetime.fromisoformat(monday)
    house.move_to(ada, zone)
    _work_a_little(house, ada)
    house.run_at(morning - MINUTE)
    assert house.told(ada) == []
    house.run_until(morning)
    (told,) = house.told(ada)
    assert (told.id, told.created_at) == ("weekly_summary:2026-W12", morning)
    assert told.data == {"week": "2026-W12", "worked_minutes": 90, "focus_minutes": 25, "tasks_completed": 2}
    for part in ("1 h 30 min of work", "25 min of focus", "2 finished tasks", "a fresh streak"):
        assert part in told.body
    house.run_until(morning + 2 * HOUR)
    house.run_at(morning + 7 * DAY)
    assert house.told(ada) == [told]
    assert house.agenda() == []


def test_each_week_in_which_something_was_done_is_told_by_itself(house: House, ada: str) -> None:
    mondays = [datetime(2026, 3, 23, 8, tzinfo=UTC) + number * 7 * DAY for number in range(4)]
    for monday, does in zip(mondays, (True, True, False, True), strict=True):
        if does:
            _work_a_little(house, ada)
        house.run_at(monday - HOUR)
        house.run_until(monday + MINUTE)
        house.clock.set(monday + DAY)
    assert [one.data["week"] for one in house.told(ada)] == ["2026-W12", "2026-W13", "2026-W15"]
    assert {one.data["tasks_completed"] for one in house.told(ada)} == {2}


def test_only_the_days_of_the_week_are_summed_up(house: House, ada: str) -> None:
    for day in (15, 16, 22, 23):  # the Sunday before, the first and the last day, the Monday after
        house.clock.set(datetime(2026, 3, day, 6, tzinfo=UTC))
        _work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    (told,) = (one for one in house.told(ada, WEEKLY) if one.data["week"] == "2026-W12")
    assert told.data == {"week": "2026-W12", "worked_minutes": 180, "focus_minutes": 50, "tasks_completed": 4}
    assert "a streak of 2 days" in told.body


def test_a_week_in_which_nothing_was_left_done_is_not_told(house: House, ada: str) -> None:
    task = house.tasks.create_task(ada, "Write")
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    house.tasks.complete_task(ada, task.id)
    house.tasks.reopen_task(ada, task.id)
    house.run_at(datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert house.told(ada) == []
    assert house.agenda() == []


@pytest.mark.parametrize(
    ("to", "morning"),
    [
        ("Pacific/Pago_Pago", "23 19:00"),
        ("America/Santiago", "23 11:00"),
        ("Atlantic/Canary", "23 08:00"),
        ("Pacific/Auckland", "22 19:00"),
        ("Pacific/Kiritimati", "22 18:00"),
    ],
)
def test_who_has_moved_meanwhile_is_told_in_the_morning_where_they_are(
    house: House, ada: str, to: str, morning: str
) -> None:
    house.move_to(ada, "Europe/Madrid")
    _work_a_little(house, ada)
    house.move_to(ada, to)
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 23, 20, tzinfo=UTC), every=10 * MINUTE)
    assert house.moments(ada) == [morning]
    assert house.agenda() == []


@pytest.mark.parametrize("hour", [0, 4, 10, 23])
def test_a_week_is_told_on_monday_morning_whenever_the_day_starts(house: House, hour: int) -> None:
    ada = house.register(day_start=time(hour))
    _work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 24, 9, tzinfo=UTC), every=20 * MINUTE)
    assert house.moments(ada) == ["23 08:00"]
    assert house.agenda() == []


def test_who_has_moved_from_the_far_west_to_the_far_east_is_told_on_monday_morning(
    house: House, ada: str
) -> None:
    house.move_to(ada, "America/Los_Angeles")
    _work_a_little(house, ada)
    house.run_at(START + 2 * DAY)
    house.move_to(ada, "Pacific/Auckland")
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 24, tzinfo=UTC), every=30 * MINUTE)
    assert house.moments(ada) == ["22 19:00"]


@pytest.mark.parametrize("also", [False, True])
def test_a_night_at_work_before_monday_counts_for_the_week_that_it_began_in(
    house: House,
    ada: str,
    also: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    sunday = datetime(2026, 3, 22, 22, tzinfo=UTC)
    house.run_at(sunday)
    house.sessions.start_session(ada)
    house.clock.set(sunday + 3 * HOUR)
    if also:  # by then it is Monday's week
        house.tasks.complete_task(ada, house.tasks.create_task(ada, "Write").id)
    house.clock.set(sunday + 4 * HOUR)
    house.sessions.end_active_session(ada)
    for week in range(2):
        monday = datetime(2026, 3, 23, 8, tzinfo=UTC) + week * 7 * DAY
        house.run_at(monday - MINUTE)
        house.run_until(monday + 2 * MINUTE)
    told = [(one.data["week"], one.data["worked_minutes"]) for one in house.told(ada, WEEKLY)]
    assert told == [("2026-W12", 120), ("2026-W13", 120)]
    assert house.agenda() == []


def test_what_is_undone_of_an_older_week_does_not_have_that_week_looked_at(house: House, ada: str) -> None:
    task = house.tasks.create_task(ada, "Write")
    house.tasks.complete_task(ada, task.id)
    house.clock.set(START + 20 * DAY)
    house.tasks.reopen_task(ada, task.id)
    assert {one["subject_id"] for one in house.agenda()} == {"2026-W12", "2026-W15"}


@pytest.mark.parametrize("days", [1, 4, 5])
def test_who_leaves_before_monday_morning_leaves_no_note(house: House, ada: str, days: int) -> None:
    house.move_to(ada, "America/Los_Angeles")
    _work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 18, 11, tzinfo=UTC) + days * DAY)
    assert [one["subject"] for one in house.agenda()] == ["week"]
    _leave(house, ada)
    assert house.agenda() == []


def test_in_quiet_hours_a_week_is_told_when_they_end(house: House, ada: str) -> None:
    _work_a_little(house, ada)
    house.be_quiet(ada, time(23), time(10, 30))
    house.run_at(datetime(2026, 3, 23, 7, 59, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 23, 11, tzinfo=UTC))
    assert house.moments(ada) == ["23 10:30"]


def test_who_does_not_want_the_summary_does_not_get_it(house: House, ada: str) -> None:
    _work_a_little(house, ada)
    house.switch_off(ada, WEEKLY)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    assert house.told(ada) == []
    assert house.agenda() == []


# What was missed


def test_after_hours_without_a_run_each_thing_is_told_once(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + MINUTE)
    titles = [
        house.plan(ada, START + minutes * MINUTE, f"{minutes}").title for minutes in (2, 40, 75, 130, 180)
    ]
    house.run_at(START + 4 * HOUR)
    assert sorted(one.body for one in house.told(ada, TASK)) == sorted(
        f"You asked me to remind you: “{title}”." for title in titles
    )
    assert Counter(one.kind for one in house.told(ada, *HEALTH)) == {WATER: 1, REST: 1, LUNCH: 1}
    house.run_until(START + 4 * HOUR + 59 * MINUTE)
    assert len(house.told(ada)) == 8
    house.run_until(START + 5 * HOUR)
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 5, WATER: 2, REST: 2, LUNCH: 1}


def test_after_days_without_a_run_only_the_last_one_is_made_up_for(house: House, ada: str) -> None:
    house.run_at(START)
    back = START + 7 * DAY
    _work_a_little(house, ada)
    for hours in (150, 30, 24.1, 23.9, 12, 0.1):
        house.plan(ada, back - hours * HOUR, f"{hours}")
    house.run_at(back)
    bodies = {one.body for one in house.told(ada, TASK)}
    assert bodies == {f"You asked me to remind you: “{hours}”." for hours in (23.9, 12, 0.1)}
    assert house.told(ada, WEEKLY) == []  # Monday morning is two days ago
    house.run_until(back + HOUR)
    assert len(house.told(ada)) == 3


@pytest.mark.parametrize(("late", "told"), [(DAY, 1), (DAY + MINUTE, 0), (DAY + 59 * MINUTE, 0)])
def test_a_week_is_not_told_later_than_a_day_after_its_morning(
    house: House, ada: str, late: timedelta, told: int
) -> None:
    _work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC) + late)
    assert len(house.told(ada, WEEKLY)) == told


def test_after_weeks_without_a_run_one_run_reads_each_hour_of_them_and_the_next_one_an_hour(
    fragile: House, fuse: Fuse
) -> None:
    ada = fragile.register()
    for days in range(19):
        fragile.plan(ada, START + days * DAY)
    fragile.run_at(START)
    back = START + 20 * DAY
    fuse.blow_at(0)
    assert fragile.run_at(back) == 18
    hours = 20 * 24 + 1
    assert hours < fuse.done < hours + 5 * 18
    fuse.blow_at(0)
    assert fragile.run_at(back + MINUTE) == 0
    assert fuse.done == 2
    assert len(fragile.told(ada)) == 1


def test_a_run_after_longer_than_notes_are_kept_goes_back_as_far_as_those(fragile: House, fuse: Fuse) -> None:
    fragile.run_at(START)
    fuse.blow_at(0)
    assert fragile.run_at(START + 400 * DAY) == 0
    assert fuse.done == 60 * 24 + 3  # and where the bookmark is, twice


def test_the_bookmark_follows_ten_minutes_behind(house: House, store: Store) -> None:
    bookmarks = BookmarkRepository(store)
    assert bookmarks.find_hour() is None
    for minutes, hour in ((0, 9), (29, 9), (30, 9), (39, 9), (40, 10), (41, 10), (99, 10), (100, 11)):
        house.run_at(START + minutes * MINUTE)
        found = bookmarks.find_hour()
        assert found == START.replace(hour=hour, minute=0), minutes


@pytest.mark.parametrize("minutes", [0, 1, 9])
def test_a_note_that_is_written_late_into_an_hour_that_is_over_is_kept(
    house: House, elsewhere: House, store: Store, ada: str, minutes: int
) -> None:
    house.run_at(datetime(2026, 3, 18, 10, 59, 58, tzinfo=UTC))
    eleven = datetime(2026, 3, 18, 11, tzinfo=UTC)
    store.before_note = lambda: elsewhere.run_until(eleven + minutes * MINUTE)
    house.plan(ada, house.clock.now() + timedelta(seconds=1))
    assert house.clock.now() == eleven + minutes * MINUTE
    assert [one["user_id"] for one in house.agenda()] == ["reminders:2026-03-18T10"]
    house.run_until(eleven + 10 * MINUTE)
    assert len(house.told(ada)) == 1
    assert house.agenda() == []


def test_what_one_run_cannot_do_the_next_ones_go_on_with(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 10)
    monkeypatch.setattr("shared.services.reminder_service._PAGE", 5)
    for number in range(23):
        house.plan(ada, START + number * 5 * MINUTE, f"{number}")
    runs = [house.run_at(START + 3 * HOUR + number * MINUTE) for number in range(4)]
    assert (sum(runs), runs[-1]) == (23, 0)
    assert len({one.body for one in house.told(ada)}) == len(house.told(ada)) == 23


def test_a_run_that_ends_with_an_hour_leaves_the_later_ones_to_the_next(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 3)
    for minutes in (10, 20, 25, 40, 100):
        house.plan(ada, START + minutes * MINUTE)
    assert [house.run_at(START + 5 * HOUR + number * MINUTE) for number in range(3)] == [3, 2, 0]
    assert house.agenda() == []


def test_one_member_does_not_make_others_wait(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_EACH", 10)
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 20)
    monkeypatch.setattr("shared.services.reminder_service._PAGE", 5)
    bob = house.register("Bob")
    due = START + 20 * MINUTE  # the hour is over before all of them are told
    for number in range(45):
        house.plan(ada, due, f"{number}")
    house.plan(bob, due + timedelta(seconds=1))
    runs = [house.run_at(due + (1 + 10 * number) * MINUTE) for number in range(6)]
    assert runs == [11, 10, 10, 10, 5, 0]
    assert len(house.told(bob)) == 1
    assert house.told(bob)[0].created_at == due + MINUTE
    assert len({one.body for one in house.told(ada)}) == 45
    assert house.agenda() == []


def test_who_waits_to_be_committed_takes_nobody_elses_place(
    house: House, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 3)
    house.plan(ada, START + timedelta(seconds=1))
    agenda = AgendaRepository(store)
    for number in range(5):
        agenda.note(Appointment.with_task(ada, f"not-there-{number}", START, START))
    assert house.run_at(START + timedelta(seconds=2)) == 1
    assert len(house.told(ada)) == 1
    assert house.run_at(START + MINUTE) == 3
    assert house.run_at(START + MINUTE) == 2


def test_a_run_says_how_much_it_has_done_and_when_it_could_not_do_all(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 3)
    caplog.set_level("INFO", "shared.services.reminder_service")
    for number in range(5):
        house.plan(ada, START, f"{number}")
    for _ in range(3):
        house.run_at(START + MINUTE)
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("INFO", "3 appointments were kept"),
        ("WARNING", "more is due than one run can do: the next one goes on"),
        ("INFO", "2 appointments were kept"),
    ]


# When something fails


@pytest.mark.parametrize("late", [False, True])
def test_wherever_a_run_is_cut_off_the_next_one_goes_on_and_tells_nothing_twice(
    fragile: House,
    fuse: Fuse,
    late: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    ada = fragile.register()
    for number in count(1):
        morning = datetime(2026, 3, 16, 8, tzinfo=UTC) + number * 7 * DAY
        fragile.clock.set(morning - 16 * HOUR)
        fragile.reminders.deliver_due()
        fragile.tasks.complete_task(ada, fragile.tasks.create_task(ada, "Write").id)
        fragile.run_at(morning - 150 * MINUTE)
        session = fragile.sessions.start_session(ada)
        for hours in range(2):
            fragile.plan(ada, morning - hours * HOUR, f"{hours}")
        fragile.clock.set(morning)
        fuse.blow_at(number, late=late)
        with suppress(DatabaseError):
            fragile.reminders.deliver_due()
        cut_off = fuse.done >= number
        fuse.blow_at(0)
        fragile.run_until(morning + 3 * MINUTE)
        told = Counter(one.kind for one in fragile.told(ada) if one.created_at >= morning)
        assert told == {TASK: 2, WEEKLY: 1, WATER: 1, REST: 1}, number
        assert [one["subject_id"] for one in fragile.agenda()] == [session.id]
        if not cut_off:
            break
        fragile.sessions.end_active_session(ada)
    assert number > 20


def test_a_task_whose_reminder_cannot_be_noted_is_not_planned_at_all(fragile: House, fuse: Fuse) -> None:
    ada = fragile.register()
    for number in count(1):
        fuse.blow_at(number)
        try:
            task = fragile.plan(ada, START + MINUTE)
        except DatabaseError:
            documents = documents_of(cast("DocumentStore", fuse), ada)
            assert of_type(documents, "task") == []
            assert of_type(documents, "progress")[0]["total_tasks"] == 0
            continue
        break
    assert number > 2
    fuse.blow_at(0)
    fragile.run_until(START + 2 * MINUTE)
    assert [one.data["task_id"] for one in fragile.told(ada)] == [task.id]
    assert fragile.agenda() == []


def test_a_change_of_the_time_that_fails_leaves_the_reminder_as_it_was(fragile: House, fuse: Fuse) -> None:
    ada = fragile.register()
    task = fragile.plan(ada, START + 5 * MINUTE)
    for number in range(1, 4):
        fuse.blow_at(number)
        with pytest.raises(DatabaseError):
            fragile.tasks.update_task(ada, task.id, {"reminder_time": START + 15 * MINUTE})
    fuse.blow_at(0)
    assert fragile.tasks.get_task(ada, task.id).reminder_time == START + 5 * MINUTE
    fragile.run_until(START + HOUR)
    assert fragile.moments(ada) == ["18 09:35"]
    assert fragile.agenda() == []


def test_a_change_that_came_too_late_leaves_an_idle_note_which_is_struck(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    task = house.plan(ada, START + 5 * MINUTE)
    store.rivals.append(lambda: elsewhere.tasks.delete_task(ada, task.id))
    with pytest.raises(NotFoundError):
        house.tasks.update_task(ada, task.id, {"reminder_time": START + 15 * MINUTE})
    assert len(house.agenda()) == 2
    house.run_until(START + 15 * MINUTE)
    assert house.told(ada) == []
    assert house.agenda() == []


def test_a_task_that_is_planned_at_the_second_attempt_is_recalled_once(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: elsewhere.tasks.create_task(ada, "Meanwhile"))
    task = house.plan(ada, START + 5 * MINUTE)
    assert len(house.agenda()) == 2
    house.run_until(START + 6 * MINUTE)
    assert [one.data["task_id"] for one in house.told(ada)] == [task.id]
    assert house.agenda() == []


def test_a_session_that_lost_the_race_to_start_leaves_an_idle_note_which_is_struck(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: elsewhere.sessions.start_session(ada))
    with pytest.raises(Exception, match="Active session already exists"):
        house.sessions.start_session(ada)
    assert len(house.agenda()) == 2
    house.run_until(START + 60 * MINUTE)
    assert len(house.agenda()) == 1
    assert house.moments(ada) == ["18 10:25"]


def test_a_reminder_that_falls_due_while_its_task_is_being_written_is_given(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    house.run_at(START)
    store.rivals.append(elsewhere.reminders.deliver_due)
    house.plan(ada, START)
    house.run_until(START + 2 * MINUTE)
    assert len(house.told(ada)) == 1
    assert house.agenda() == []


def test_one_who_cannot_be_looked_at_does_not_keep_others_from_being_told(
    house: House, store: Store, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    bob, cy = house.register("Bob"), house.register("Cy")
    for minutes, person in ((1, bob), (2, ada), (3, cy)):
        house.plan(person, START + minutes * MINUTE)
    sane = store.read("user", ada)
    store.upsert({**sane, "timezone": "Nowhere/At_All"})
    house.run_at(START + 3 * MINUTE)
    assert [len(house.told(person)) for person in (ada, bob, cy)] == [0, 1, 1]
    assert len(caplog.records) == 1
    assert "was not kept" in caplog.text
    store.upsert(sane)
    house.run_at(START + 3 * MINUTE + timedelta(seconds=59))
    assert house.told(ada) == []
    house.run_at(START + 4 * MINUTE)
    assert [len(house.told(person)) for person in (ada, bob, cy)] == [1, 1, 1]
    assert house.agenda() == []


def test_one_whose_documents_cannot_be_written_is_tried_later_and_the_others_are_told(
    fragile: House, fuse: Fuse
) -> None:
    ada, bob = fragile.register("Ada"), fragile.register("Bob")
    for seconds, person in ((0, ada), (1, bob), (2, ada)):
        fragile.plan(person, START + timedelta(seconds=seconds), f"{seconds}")
    fuse.denied = {ada}
    fragile.run_at(START)
    refused = []
    while fragile.clock.now() < START + 9 * MINUTE:
        before = fuse.refused
        fragile.run_at(fragile.clock.now() + MINUTE)
        refused.append(fuse.refused - before)
    assert fragile.moments(bob) == ["18 09:31"]
    assert refused == [1, 1, 1, 1, 1, 0, 0, 1, 1], "after 1, 2 and 4 minutes, and of two only one in a run"
    fuse.denied = set()
    fragile.run_until(START + 2 * HOUR)
    assert len(fragile.told(ada)) == 2
    assert fragile.agenda() == []


def test_who_cannot_be_looked_at_for_a_day_is_given_up(
    fragile: House, fuse: Fuse, caplog: pytest.LogCaptureFixture
) -> None:
    ada = fragile.register()
    fragile.run_at(START)
    fragile.sessions.start_session(ada)
    fuse.denied = {ada}
    attempts = 0
    while notes := fragile.agenda():
        (note,) = notes
        attempts += 1
        fragile.run_at(datetime.fromisoformat(note["due"]))
    assert (attempts, fuse.refused) == (30, 30)
    assert DAY < fragile.clock.now() - START < 25 * HOUR
    assert [one.levelname for one in caplog.records] == 29 * ["WARNING"] + ["ERROR"]
    assert "was given up" in caplog.records[-1].getMessage()


def test_a_run_ends_when_several_people_in_a_row_cannot_be_looked_at(fragile: House, fuse: Fuse) -> None:
    people = [fragile.register(f"Bob {number}") for number in range(8)]
    for number, person in enumerate(people):
        fragile.plan(person, START + number * timedelta(seconds=1))
    fragile.run_at(START - MINUTE)
    fuse.denied = {*people}
    with pytest.raises(DatabaseError):
        fragile.run_at(START + MINUTE)
    assert fuse.refused == 3
    fuse.denied = {one for number, one in enumerate(people) if number % 2}
    fragile.run_at(START + 2 * MINUTE)
    assert [len(fragile.told(one)) for one in people[::2]] == [1, 1, 1, 1]
    fuse.denied = set()
    fragile.run_at(START + 4 * MINUTE)
    assert [len(fragile.told(one)) for one in people] == 8 * [1]
    assert fragile.agenda() == []


@pytest.mark.parametrize("minutes", [20, 29])
def test_many_who_cannot_be_looked_at_do_not_keep_others_from_being_told(
    house: House, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MOST_AT_ONCE", 5)
    bob, due = house.register("Bob"), START + minutes * MINUTE
    for number in range(12):
        house.plan(ada, due, f"{number}")
    house.plan(bob, due + timedelta(seconds=1))
    house.run_at(START)
    sane = store.read("user", ada)
    store.upsert({**sane, "timezone": "Nowhere/At_All"})
    assert house.run_at(due + MINUTE) == 1
    assert len(house.told(bob)) == 1
    house.run_until(START + 2 * HOUR)
    store.upsert(sane)
    house.run_until(START + 4 * HOUR)
    assert len(house.told(ada)) == 12, "although the bookmark has passed their hour"
    assert house.agenda() == []


def test_an_account_that_is_closed_while_it_is_told_is_left_empty(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    bob = house.register("Bob")
    for minutes, person in ((1, ada), (2, bob)):
        house.plan(person, START + minutes * MINUTE)
    house.clock.move(minutes=2)
    store.rivals.append(lambda: elsewhere.factory.get_auth_service().close_account(ada, "correct horse"))
    house.reminders.deliver_due()
    assert documents_of(store, ada) == []
    assert len(house.told(bob)) == 1
    assert house.agenda() == []


def test_a_note_that_was_made_anew_while_it_was_kept_is_not_struck(house: House, store: Store) -> None:
    agenda, hour = AgendaRepository(store), START.replace(minute=0)
    agenda.note(Appointment.with_task("ada", "1", START, START))
    agenda.note(Appointment.with_task("ada", "2", START, START))
    (first, second) = agenda.list_due(hour, START, 100, None).entities
    agenda.note(Appointment.with_task("ada", "1", START, START + MINUTE))
    agenda.strike(hour, [first, second])
    assert [one["subject_id"] for one in house.agenda()] == ["1"]
    agenda.strike(hour, [second])
    assert [one["subject_id"] for one in house.agenda()] == ["1"]


def test_a_stale_change_is_refused_and_takes_no_reminder_away(house: House, ada: str) -> None:
    task = house.plan(ada, START + 5 * MINUTE)
    with pytest.raises(PreconditionFailedError):
        house.tasks.update_task(
            ada, task.id, {"reminder_time": START + 9 * MINUTE}, if_match=IfMatch('"stale"')
        )
    house.run_until(START + 10 * MINUTE)
    assert house.moments(ada) == ["18 09:35"]
