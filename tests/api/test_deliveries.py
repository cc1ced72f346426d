"""Notifications in chats: which are sent, when, once each, and what happens when a platform takes none."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest
from msgspec.structs import replace

from shared.channels.chat_platform import ChatButton, ChatMessage
from shared.channels.integration import Integration
from shared.channels.slack.client import SlackClient
from shared.credential_manager import CredentialManager
from shared.repos.link_repo import LinkRepository
from shared.services.deliveries.deliveries import Deliveries
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from tests.api.chats import SlackPerson, TeamsPerson, link_code, words_of
from tests.api.conftest import Api, Person
from tests.api.deliveries import Timers, linked, remind, sent_texts
from tests.api.storage import Storage
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.failing_store import FailingStore
from tests.slack_server import TEAM, SlackCall, SlackServer, buttons_of
from tests.teams_server import TeamsServer

WAITS = "Something waits for you in Avanochi."
USER = "U061F7AUR"


@pytest.fixture(autouse=True)
def signed_in(tokens_never_expire: None) -> None:
    """Move the clock by hours without signing in again."""


@pytest.fixture
def factory(credentials: CredentialManager, store: FailingStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)


@pytest.fixture
def timers(factory: ServiceFactory, clock: MovableClock) -> Timers:
    return Timers(factory, clock)


@pytest.fixture
def other(credentials: CredentialManager, storage: Storage, clock: MovableClock) -> Timers:
    """The timers of another instance of the app."""
    store = storage.open()
    return Timers(
        ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER), clock
    )


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock, ada: Person) -> SlackPerson:
    """The chat that is linked to Ada's account."""
    return linked(api, slack, clock, ada, USER)


def full_text(person: Person) -> None:
    assert person.put("notifications/preferences", json={"full_text": True}).status_code == 200


def send_to_slack(person: Person, kind: str) -> None:
    body = {"channels": {kind: ["app", "slack"]}}
    assert person.put("notifications/preferences", json=body).status_code == 200


def waiting(storage: Storage) -> list[Document]:
    return [one for one in storage.read_everything() if one["type"] == "delivery"]


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.both_stores("deliveries have partitions of their own")
@pytest.mark.usefixtures("chat")
def test_chat_gets_that_something_waits_once(
    ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    remind(ada, clock, "Fire the plumber")
    timers.notify()
    assert timers.send() == 1
    assert timers.send() == 0
    assert sent_texts(slack, USER) == [WAITS]
    assert waiting(storage) == []


@pytest.mark.usefixtures("chat")
def test_full_text_has_title_body_and_buttons_that_act_on_the_task(
    ada: Person, chat: SlackPerson, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    full_text(ada)
    task_id = remind(ada, clock, "Call Ana")
    ada.create_task("Call Ana")
    timers.notify()
    timers.send()
    ((_, message),) = slack.taken
    assert "Call Ana" in message["text"]
    buttons = buttons_of(message)
    assert [button["text"]["text"] for button in buttons] == ["Done", "Snooze", "Tomorrow"]
    assert "Call Ana" in chat.press_directly(message, "Tomorrow")["text"]
    assert ada.get(f"tasks/{task_id}").json()["planned_date"] == "2026-03-19"
    chat.press_directly(message, "Snooze")
    assert ada.get(f"tasks/{task_id}").json()["reminder_time"] == "2026-03-18T09:40:00Z"
    chat.press_directly(message, "Done")
    assert ada.get(f"tasks/{task_id}").json()["completed"] is True
    assert [task["completed"] for task in ada.get("tasks").json()].count(False) == 1


def test_teams_gets_notifications_once_the_personal_chat_is_known(
    api: Api, ada: Person, bob: Person, teams: TeamsServer, clock: MovableClock, timers: Timers
) -> None:
    chat, other = TeamsPerson(api, teams, clock), TeamsPerson(api, teams, clock, 2)
    chat.link(ada)
    chat.say("help")
    for text in (f"link {link_code(bob, 'teams')}", "help"):
        other.say(text, "19:a-channel@thread.tacv2")
    for person in (ada, bob):
        remind(person, clock)
    timers.notify()
    before = len(teams.calls)
    assert timers.send() == 1
    ((_, activity),) = teams.calls[before:]
    assert words_of(activity["attachments"][0]["content"]) == WAITS


class CrashError(BaseException):
    """The process ends here."""


def people_with_reminders(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, number: int
) -> list[Person]:
    """Sign up people with a linked chat, `U0`, `U1` and so on, and a reminder that waits to be sent."""
    people = [api.sign_up() for _ in range(number)]
    for place, person in enumerate(people):
        linked(api, slack, clock, person, f"U{place}")
        remind(person, clock)
    timers.notify()
    return people


def test_timer_reads_nothing_where_no_platform_is_configured(timers: Timers, store: FailingStore) -> None:
    before = store.counts.copy()
    assert timers.send() == 0
    assert store.counts == before


# What is enqueued


@pytest.mark.usefixtures("chat")
def test_delivery_is_enqueued_before_its_notification_is_committed_and_dropped_without_it(
    ada: Person,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    store: FailingStore,
    storage: Storage,
) -> None:
    remind(ada, clock)
    store.fail("batch", ada.id)
    timers.notify()
    store.recover()
    assert len(waiting(storage)) == 1
    assert timers.send() == 0
    assert len(waiting(storage)) == 1
    clock.move(seconds=30)
    assert timers.send() == 0
    assert waiting(storage) == []
    clock.move(seconds=30)
    timers.notify()
    assert timers.send() == 1
    assert sent_texts(slack) == [WAITS]


@pytest.mark.usefixtures("chat")
def test_kinds_that_the_chat_does_not_get_are_not_enqueued(
    ada: Person, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    ada.put("notifications/preferences", json={"channels": {"task_reminder": ["app"]}})
    remind(ada, clock)
    timers.notify()
    assert waiting(storage) == []


def test_new_link_gets_nothing_before_its_next_message(
    api: Api, ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    new_chat = SlackPerson(api, slack, clock, USER)
    assert "From then on I also send task reminders" in new_chat.link(ada)
    remind(ada, clock)
    timers.notify()
    assert waiting(storage) == []
    new_chat.say("my tasks")
    remind(ada, clock)
    timers.notify()
    assert timers.send() == 1
    assert sent_texts(slack, USER) == [WAITS]


def test_chat_that_is_linked_anew_gets_nothing_of_before(
    ada: Person, chat: SlackPerson, slack: SlackServer, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    remind(ada, clock)
    timers.notify()
    assert len(waiting(storage)) == 1
    chat.link(ada)
    assert timers.send() == 0
    assert (slack.calls, waiting(storage)) == ([], [])


@pytest.mark.usefixtures("chat")
def test_what_an_event_earns_is_sent_to_the_chats_that_get_it(
    ada: Person, slack: SlackServer, timers: Timers
) -> None:
    full_text(ada)
    send_to_slack(ada, "achievement")
    ada.patch(f"tasks/{ada.create_task()['id']}")
    assert timers.send() == 1
    assert sent_texts(slack, USER)


# Crashes and races


@pytest.mark.usefixtures("chat")
def test_crash_before_the_message_was_sent_delays_it_until_the_lease_ends(
    ada: Person,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    other: Timers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remind(ada, clock)
    timers.notify()

    def crash(*_: object) -> None:
        raise CrashError

    monkeypatch.setattr(timers.factory.get(SlackClient), "send", crash)
    with pytest.raises(CrashError):
        timers.send()
    clock.move(minutes=1)
    assert other.send() == 0
    clock.move(minutes=1)
    assert other.send() == 1
    other.run_for(minutes=5)
    assert sent_texts(slack) == [WAITS]


def test_crash_after_a_message_was_sent_repeats_that_message_alone(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, other: Timers, store: FailingStore
) -> None:
    people_with_reminders(api, slack, clock, timers, 1)
    store.error = CrashError()  # type: ignore[assignment]
    store.fail("delete", "deliveries:")
    with pytest.raises(CrashError):
        timers.send()
    store.recover()
    assert sent_texts(slack) == [WAITS]
    clock.move(minutes=2)
    assert other.send() == 1
    other.run_for(minutes=5)
    assert sent_texts(slack) == [WAITS] * 2


def test_message_is_sent_once_while_the_store_takes_no_removals(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, store: FailingStore, storage: Storage
) -> None:
    people_with_reminders(api, slack, clock, timers, 1)
    store.fail("delete", "deliveries:")
    assert timers.send() == 1
    timers.run_for(minutes=5)
    store.recover()
    timers.run_for(minutes=3)
    assert (sent_texts(slack), waiting(storage)) == ([WAITS], [])


def test_two_instances_at_once_send_each_message_once(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, other: Timers, storage: Storage
) -> None:
    people_with_reminders(api, slack, clock, timers, 12)
    with ThreadPoolExecutor(2) as pool:
        sent = sum(pool.map(Timers.send, (timers, other)))
    assert sent == 12
    assert sorted(fields["channel"] for _, fields in slack.taken) == sorted(f"U{n}" for n in range(12))
    assert waiting(storage) == []


def test_run_without_deliveries_reads_the_checkpoint_and_one_hour(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, store: FailingStore
) -> None:
    people_with_reminders(api, slack, clock, timers, 1)
    timers.send()
    clock.move(days=1)
    timers.send()
    store.counts.clear()
    timers.run_for(minutes=1)
    assert store.counts == {"read": 1, "query": 1}


# What is no longer worth sending


def complete_task(person: Person, task_id: str) -> None:
    person.patch(f"tasks/{task_id}")


def read_everything(person: Person, _task_id: str) -> None:
    person.post("notifications/read-all")


def delete_task(person: Person, task_id: str) -> None:
    person.delete(f"tasks/{task_id}")


def switch_off(person: Person, _task_id: str) -> None:
    person.put("notifications/preferences", json={"kinds": {"task_reminder": False}})


def unlink(person: Person, _task_id: str) -> None:
    (link,) = person.get("interaction/links").json()
    person.delete(f"interaction/links/{link['id']}")


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize("act", [complete_task, read_everything, delete_task, switch_off, unlink])
def test_what_was_read_or_done_meanwhile_is_not_sent(
    ada: Person,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    storage: Storage,
    act: Callable[[Person, str], None],
) -> None:
    task_id = remind(ada, clock)
    timers.notify()
    act(ada, task_id)
    timers.send()
    assert (slack.calls, waiting(storage)) == ([], [])


@pytest.mark.usefixtures("chat")
def test_forgotten_session_that_has_ended_is_not_sent(
    ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    ada.put("notifications/preferences", json={"channels": {"shutdown_reminder": ["app"]}})
    for is_ended in (True, False):
        ada.post("work_sessions/start")
        clock.move(hours=10, minutes=1)
        timers.notify()
        if is_ended:
            ada.post("time-logs/end-work")
        assert timers.send() == (not is_ended)
    assert sent_texts(slack) == [WAITS]


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize("is_shut_down", [True, False])
def test_shutdown_reminder_after_the_shutdown_is_not_sent(
    ada: Person, clock: MovableClock, timers: Timers, slack: SlackServer, *, is_shut_down: bool
) -> None:
    ada.put("users/profile", json={"preferences": {"clock_out_time": "17:00"}})
    complete_task(ada, ada.create_task()["id"])  # the week has a reminder
    clock.set(clock.now().replace(hour=17))
    timers.notify()
    if is_shut_down:
        ada.post("dashboard/shutdown-reflection", json={"productivity_rating": "good"})
    timers.send()
    assert len(sent_texts(slack)) == (not is_shut_down)


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize("minutes", [29, 30])
def test_reminder_of_water_is_sent_within_half_an_hour_unless_there_was_a_drink(
    ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers, minutes: int
) -> None:
    send_to_slack(ada, "water")
    for drinks in (True, False):
        ada.post("work_sessions/start")
        while not any(
            one["kind"] == "water" for one in ada.get("notifications", params={"unread": "true"}).json()
        ):
            clock.move(minutes=10)
            timers.notify()
        if drinks:
            clock.move(seconds=1)
            ada.post("health/hydration", json={"amount_ml": 500})
        clock.move(minutes=minutes, seconds=-1 if drinks else 0)
        sent = timers.send()
        ada.post("time-logs/end-work")
        ada.post("notifications/read-all")
        assert sent == (minutes < 30 and not drinks)
    assert len(sent_texts(slack)) == (minutes < 30)


@pytest.mark.usefixtures("chat")
def test_message_waits_for_the_end_of_quiet_hours(
    ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    remind(ada, clock)
    timers.notify()
    ada.put("notifications/preferences", json={"quiet_hours": {"from": "09:00", "to": "11:45"}})
    timers.send()
    timers.run_for(minutes=134)
    assert slack.calls == []
    timers.run_for(minutes=1)
    assert sent_texts(slack) == [WAITS]


def test_moved_link_gets_nothing_of_the_earlier_account(
    ada: Person, bob: Person, chat: SlackPerson, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    remind(ada, clock)
    timers.notify()
    chat.link(bob)
    assert timers.send() == 0
    assert slack.calls == []


# Platforms that take no messages


@pytest.mark.usefixtures("chat")
@pytest.mark.parametrize("reply", [404, 410, "account_inactive", "user_not_found", "is_archived"])
def test_chat_that_is_gone_ends_the_link_and_tells_the_app(
    ada: Person,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    storage: Storage,
    reply: int | str,
) -> None:
    slack.reply = answering(reply)
    remind(ada, clock)
    timers.notify()
    timers.run_for(minutes=3)
    assert len(slack.calls) == 1
    assert ada.get("interaction/links").json() == []
    assert ada.get("notifications").json()[0]["data"]["event"] == "ended"
    assert not {"delivery", "linked_chat_user"} & {one["type"] for one in storage.read_everything()}


def answering(reply: int | str, **headers: str) -> Callable[[SlackCall], None]:
    """Return a reply of Slack: a status, or the error of a call."""
    if isinstance(reply, int):
        return lambda call: call.send_json(reply, {"ok": False}, **headers)
    return lambda call: call.refuse(reply)


@pytest.mark.slow("dozens of runs")
@pytest.mark.parametrize("reply", [401, 403, "invalid_auth", "token_revoked"])
def test_wrong_credential_of_the_app_is_one_error_and_delays_the_messages(
    api: Api,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    caplog: pytest.LogCaptureFixture,
    reply: int | str,
) -> None:
    people = people_with_reminders(api, slack, clock, timers, 3)
    slack.reply = answering(reply)
    timers.send()
    timers.run_for(minutes=60)
    assert slack.taken == []
    assert len(errors(caplog)) == 1
    assert timers.factory.get(SlackClient).state == "failing"
    assert all(len(person.get("interaction/links").json()) == 1 for person in people)
    slack.reply = SlackCall.accept
    timers.run_for(minutes=2)
    assert sorted(fields["channel"] for _, fields in slack.taken) == ["U0", "U1", "U2"]
    assert timers.factory.get(SlackClient).state == "ok"
    assert len(errors(caplog)) == 1


@pytest.mark.slow("dozens of runs")
@pytest.mark.parametrize("reply", [500, 503, "fatal_error", "garbage"])
def test_platform_that_is_down_for_three_hours_gets_everything_once(
    api: Api,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    storage: Storage,
    caplog: pytest.LogCaptureFixture,
    reply: int | str,
) -> None:
    people_with_reminders(api, slack, clock, timers, 3)
    slack.reply = send_garbage if reply == "garbage" else answering(reply)
    begun = clock.now()
    tried: list[int] = []
    for minute in range(181):
        before = len(slack.calls)
        timers.send()
        tried += [minute] * (len(slack.calls) > before)
        clock.move(minutes=1)
    assert tried == [0, 1, 6, 36, 156]
    assert len(slack.calls) == 3 * len(tried)
    slack.reply = SlackCall.accept
    while waiting(storage):
        clock.move(minutes=1)
        timers.send()
    assert (clock.now() - begun).total_seconds() / 60 == 276
    assert sorted(fields["channel"] for _, fields in slack.taken) == ["U0", "U1", "U2"]
    assert errors(caplog) == []


def send_garbage(call: SlackCall) -> None:
    call.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"ok": \xff')


@pytest.mark.usefixtures("chat")
def test_message_is_given_up_after_a_day_with_an_error(
    ada: Person,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    storage: Storage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack.reply = answering(503)
    remind(ada, clock)
    timers.notify()
    for _ in range(24 * 6):
        assert len(waiting(storage)) == 1
        timers.send()
        clock.move(minutes=10)
    assert errors(caplog) == []
    timers.send()
    assert waiting(storage) == []
    assert [message for message in errors(caplog) if "given up" in message] == errors(caplog) != []


def test_429_pauses_its_workspace_alone_and_counts_as_no_attempt(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    people = [api.sign_up() for _ in range(3)]
    for number, person in enumerate(people):
        team = "T2" if number == 2 else TEAM
        chat = SlackPerson(api, slack, clock, f"U{number}")
        for text in (f"link {link_code(person)}", "help"):
            chat.say(text, team_id=team)
        remind(person, clock)
        timers.notify()
        clock.move(seconds=1)
    slack.reply = lambda call: (
        call.accept()
        if call.fields["channel"] == "U2"
        else call.send_json(429, {"ok": False}, Retry_After="90")
    )
    timers.send()
    timers.send()
    assert [fields["channel"] for _, fields in slack.taken] == ["U2"]
    refused = len(slack.calls) - 1
    slack.reply = SlackCall.accept
    timers.run_for(minutes=1)
    assert len(slack.calls) == 1 + refused
    assert [one.get("attempts", 0) for one in waiting(storage)] == [0, 0]
    timers.run_for(minutes=1)
    assert sorted(fields["channel"] for _, fields in slack.taken) == ["U0", "U1", "U2"]


@pytest.mark.slow("waits for a second")
def test_run_waits_for_a_workspace_that_is_paused_for_a_second(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    people_with_reminders(api, slack, clock, timers, 3)

    def pause(call: SlackCall) -> None:
        slack.reply = SlackCall.accept
        Timer(0.5, clock.move, kwargs={"seconds": 2}).start()
        call.send_json(429, {"ok": False}, Retry_After="1")

    slack.reply = pause
    assert timers.send() == 3
    assert sorted(fields["channel"] for _, fields in slack.taken) == ["U0", "U1", "U2"]


def test_messages_wait_while_as_many_calls_run_as_may(
    api: Api, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    people_with_reminders(api, slack, clock, timers, 6)
    timers.factory.get(SlackClient)._calls = Integration("slack", 1)  # noqa: SLF001 - to be busy at once
    assert timers.send() == 6
    (slack_counts, _) = timers.factory.get_delivery_reports().list_channels()
    assert (slack_counts["sent"], slack_counts["failed"]) == (6, 0)


# Replies


def kept_reply(ada: Person, timers: Timers) -> None:
    (link,) = timers.factory.get(LinkRepository).list_links(ada.id)
    message = ChatMessage(title="Tasks", text="You have none", buttons=(ChatButton("Help", "0"),))
    timers.factory.get(Deliveries).keep_reply(link, message)


@pytest.mark.usefixtures("chat")
def test_reply_that_was_kept_is_sent_as_it_was_also_in_quiet_hours(
    ada: Person, slack: SlackServer, timers: Timers, storage: Storage
) -> None:
    quiet = {"from": "00:00", "to": "23:59"}
    ada.put("notifications/preferences", json={"quiet_hours": quiet})
    kept_reply(ada, timers)
    assert timers.send() == 0
    timers.run_for(minutes=1)
    ((_, message),) = slack.taken
    assert message["text"] == "Tasks: You have none"
    assert buttons_of(message)[0]["value"] == "0"
    assert waiting(storage) == []


def test_answer_that_slack_did_not_take_is_sent_by_the_next_run_that_reaches_it(
    ada: Person, chat: SlackPerson, slack: SlackServer, timers: Timers
) -> None:
    slack.reply = answering(503)
    chat.deliver("events", slack.said("add call Ana", chat.user))
    assert [task["title"] for task in ada.get("tasks").json()] == ["call Ana"]
    timers.run_for(minutes=1)
    assert slack.taken == []
    slack.reply = SlackCall.accept
    timers.run_for(minutes=5)
    ((_, message),) = slack.taken
    assert (message["channel"], "call Ana" in message["text"]) == (USER, True)
    assert buttons_of(message)[0]["text"]["text"] == "Undo"


@pytest.mark.usefixtures("chat")
def test_reply_is_kept_for_at_most_a_day(
    ada: Person, slack: SlackServer, clock: MovableClock, timers: Timers, storage: Storage
) -> None:
    slack.reply = answering(503)
    kept_reply(ada, timers)
    clock.move(hours=23, minutes=59)
    timers.send()
    assert len(waiting(storage)) == 1
    slack.reply = SlackCall.accept
    clock.move(minutes=1)
    timers.send()
    assert (slack.taken, waiting(storage)) == ([], [])


# Closing the account


@pytest.mark.both_stores("documents in several partitions name the account")
def test_closed_account_leaves_neither_links_nor_deliveries(
    api: Api,
    ada: Person,
    chat: SlackPerson,
    slack: SlackServer,
    clock: MovableClock,
    timers: Timers,
    storage: Storage,
) -> None:
    full_text(ada)
    linked(api, slack, clock, ada, "U2")
    remind(ada, clock)
    timers.notify()
    timers.send()
    slack.reply = answering(503)
    for _ in range(3):
        remind(ada, clock)
        timers.notify()
        timers.send()
        clock.move(hours=1)
    for link in timers.factory.get(LinkRepository).list_links(ada.id):
        timers.factory.get(Deliveries).keep_reply(link, ChatMessage(text="Late"))
    assert len(waiting(storage)) == 8
    assert ada.delete("users/profile", json={"password": "correct horse battery"}).status_code == 204
    assert storage.documents_containing(ada.id) == []
    assert "do not know you" in chat.say("my tasks")


# Administrators


@pytest.mark.both_stores("the deliveries that wait are listed")
def test_administrators_see_counts_and_the_last_error_of_each_channel(
    api: Api, root: Person, slack: SlackServer, clock: MovableClock, timers: Timers
) -> None:
    people_with_reminders(api, slack, clock, timers, 2)
    slack.reply = answering(503)
    timers.send()
    at = clock.now()
    slack.reply = SlackCall.accept
    found = root.get("interaction/deliveries").json()
    assert found == [
        {
            "channel": "slack",
            "sent": 0,
            "failed": 2,
            "waiting": 2,
            "last_error": "status 503",
            "last_error_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        },
        {
            "channel": "teams",
            "sent": 0,
            "failed": 0,
            "waiting": 0,
            "last_error": None,
            "last_error_at": None,
        },
    ]
    timers.run_for(minutes=1)
    (counted, _) = root.get("interaction/deliveries").json()
    assert (counted["sent"], counted["failed"], counted["waiting"]) == (2, 2, 0)
    clock.move(days=7)
    (forgotten, _) = root.get("interaction/deliveries").json()
    assert (forgotten["sent"], forgotten["failed"]) == (0, 0)
    assert forgotten["last_error"] == "status 503"


def test_administrator_sends_a_test_to_their_own_chats(
    root: Person, ada: Person, api: Api, slack: SlackServer, clock: MovableClock, factory: ServiceFactory
) -> None:
    def test() -> tuple[int, object]:
        response = root.post("interaction/deliveries/test", json={"channel": "slack"})
        return response.status_code, response.json().get("sent")

    linked(api, slack, clock, ada, "U1")
    assert test() == (404, None)
    own = SlackPerson(api, slack, clock, "U2")
    own.link(root)
    assert test() == (404, None), "before the first message"
    own.say("help")
    assert test() == (200, 1)
    assert [fields["channel"] for _, fields in slack.taken] == ["U2"]
    stale = factory.get(LinkRepository).list_links(ada.id)[0]
    factory.get(LinkRepository).create(replace(stale, user_id=root.id, etag=""))
    assert test() == (200, 1)
    slack.reply = answering("invalid_auth")
    assert test() == (503, None)
    others = root.post("interaction/deliveries/test", json={"channel": "slack"}, params={"user_id": ada.id})
    assert others.status_code == 403
    teams = root.post("interaction/deliveries/test", json={"channel": "teams"})
    assert (teams.status_code, teams.json()["code"]) == (503, "not_configured")


def test_others_than_administrators_see_no_deliveries(ada: Person) -> None:
    assert ada.get("interaction/deliveries").status_code == 403
    assert ada.post("interaction/deliveries/test", json={"channel": "slack"}).status_code == 403
