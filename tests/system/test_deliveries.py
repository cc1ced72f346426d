"""Deliveries at scale through a slow platform and a slow store, and a timer that is killed in the middle."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import httpx
from msgspec.structs import replace

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.delivery import Delivery
from shared.entities.entity import Entity
from shared.entities.link import ChatUser, Link, LinkedChatUser
from shared.entities.notification import Notification, NotificationPreferences
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.repos.delivery_repo import DeliveryQueue
from shared.repos.stored_forms import to_stored
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore, Operation
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.link import ChatChannel
from shared.views.notification import NotificationKind
from tests.conftest import MovableClock
from tests.selection import NumberOfCases
from tests.slack_server import TEAM, SlackCall, SlackServer, slack_server
from tests.system.servers import Server
from tests.system.test_timers import SETTINGS, eventually

DELIVERIES, DELIVERIES_IF_THOROUGH = 500, 2_000
MAX_SECONDS = 45.0 / 2_000  # for each delivery
SECONDS_OF_A_CALL = 0.1
SECONDS_OF_A_WRITE = 0.008
CHATS = 150
TAKEN_BEFORE = 50
THREADS = 16


def _people(number: int, now: datetime) -> Iterator[Entity]:
    """Yield the documents of people with a chat each, and a reminder that is due to be sent there."""
    preferences = NotificationPreferences(full_text=True).linked(ChatChannel.SLACK)
    for place in range(number):
        user_id, chat = f"00000000-0000-4000-8000-{place:012}", f"U{place}"
        yield User(user_id=user_id, username=user_id, created_at=now, notifications=preferences)
        yield LifetimeTotals(user_id=user_id)
        task_id = f"task-{place}"
        yield Task(id=task_id, user_id=user_id, title="Write", created_at=now, updated_at=now)
        chat_user = ChatUser(channel=ChatChannel.SLACK, workspace_id=TEAM, user_id=chat)
        link = Link(
            user_id=user_id,
            chat_user=chat_user,
            workspace="example",
            linked_at=now,
            is_confirmed=True,
        )
        yield link
        yield LinkedChatUser(chat_user=chat_user, member_id=user_id)
        notification = Notification(
            id=f"task_reminder:{task_id}",
            user_id=user_id,
            kind=NotificationKind.TASK_REMINDER,
            title="A reminder",
            body="You asked me to remind you: “Write”.",
            created_at=now,
            data={"task_id": task_id},
        )
        yield notification
        yield Delivery(
            member_id=user_id,
            subject_id=notification.id,
            link_id=link.id,
            channel=link.channel,
            workspace_key=chat_user.workspace_key,
            created_at=now,
            due=now,
        )


def _fill(store: DocumentStore, entities: Iterator[Entity]) -> None:
    for entity in entities:
        store.upsert(to_stored(entity))


class _SlowStore(CountingStore):
    """A store that takes 8 ms more for each write."""

    def create(self, document: Document) -> Document:
        time.sleep(SECONDS_OF_A_WRITE)
        return super().create(document)

    def replace(self, document: Document, etag: str) -> Document:
        time.sleep(SECONDS_OF_A_WRITE)
        return super().replace(document, etag)

    def upsert(self, document: Document) -> Document:
        time.sleep(SECONDS_OF_A_WRITE)
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        time.sleep(SECONDS_OF_A_WRITE)
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        time.sleep(SECONDS_OF_A_WRITE)
        super().batch(user_id, operations)


def test_many_deliveries_are_sent_within_the_time_of_a_run(
    tmp_path: Path, record_property: Callable[[str, object], None], number_of_cases: NumberOfCases
) -> None:
    clock, number = MovableClock(), number_of_cases(DELIVERIES, thorough=DELIVERIES_IF_THOROUGH)
    module = ("tests.system.slow_slack", str(SECONDS_OF_A_CALL))
    with Server(tmp_path / "unused.db", module=module) as slack:
        settings = {**SlackServer.settings_at(slack.url), "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
        credentials = CredentialManager(settings, root=tmp_path)
        with closing(EmbeddedDBService(credentials, clock)) as store:
            _fill(store, _people(number, clock.now()))
            slow = _SlowStore(store)
            service = ServiceFactory(credentials=credentials, store=slow, clock=clock).get_delivery_service()
            started = time.perf_counter()
            sent = service.send_due()
            seconds = time.perf_counter() - started
        taken = httpx.get(slack.url).json()
    assert sent == number
    assert taken == {f"U{place}": 1 for place in range(number)}
    assert seconds < MAX_SECONDS * number
    record_property(
        "summary",
        f"deliveries: {number:,} through a channel that answers in 100 ms, over a store with 8 ms a "
        f"write, in {seconds:.1f} s with {slow.counts.total():,} store operations",
    )


def test_timer_that_is_killed_in_the_middle_loses_nothing_and_repeats_what_was_under_way(
    tmp_path: Path,
) -> None:
    database = tmp_path / "avanochi.db"
    credentials = CredentialManager({"EMBEDDED_DB_PATH": str(database)})
    killed = Event()
    with slack_server() as slack:

        def answer(call: SlackCall) -> None:
            if len(slack.taken) >= TAKEN_BEFORE:
                killed.wait(10)
            call.accept()

        slack.reply = answer
        settings = {**SETTINGS, **slack.settings, "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
        with closing(EmbeddedDBService(credentials)) as store:
            _fill(store, _people(CHATS, datetime.now(UTC) - timedelta(minutes=1)))
        with Server(database, settings=settings) as server:
            _fire(server)
            assert eventually(lambda: len(slack.calls) >= max(len(slack.taken), TAKEN_BEFORE) + THREADS)
            server.kill()
        killed.set()
        with closing(EmbeddedDBService(credentials)) as store:
            assert CHATS - TAKEN_BEFORE - THREADS <= _end_leases(store) <= CHATS - TAKEN_BEFORE
        with Server(database, settings=settings) as server:
            _fire(server)
            assert eventually(lambda: len(_taken(slack)) == CHATS, 30)
            assert server.stop() == 0
            assert "Traceback" not in server.log
        with closing(EmbeddedDBService(credentials)) as store:
            assert _end_leases(store) == 0
        repeated = Counter(_taken(slack).values())
        assert set(repeated) <= {1, 2}
        assert repeated[2] <= THREADS


def _fire(server: Server) -> None:
    response = httpx.post(f"{server.url}/admin/functions/DeliverNotifications", json={"input": ""})
    assert response.status_code == 202


def _taken(slack: SlackServer) -> Counter[str]:
    return Counter(fields["channel"] for _, fields in slack.taken)


def _end_leases(store: DocumentStore) -> int:
    """Let what a run has begun be due again, as it is after two minutes; return how many deliveries wait."""
    queue, now = DeliveryQueue(store), datetime.now(UTC)
    left = 0
    for hour in (now - timedelta(hours=1), now):
        for delivery in queue.list_due(hour, now + Delivery.LEASE, 500, None):
            queue.update(replace(delivery, due=now - timedelta(seconds=1)))
            left += 1
    return left
