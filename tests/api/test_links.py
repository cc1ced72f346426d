"""Links between accounts and chats: codes, one account per chat user, and who may use them."""

import re
from functools import partial
from itertools import pairwise

import pytest

from shared.entities.link import ChatUser, LinkCode
from shared.repos.link_repo import LinkCodeRepository
from shared.services.chats.link_throttle import LinkThrottle
from shared.services.service_factory import ServiceFactory
from shared.views.link import ChatChannel
from tests.api.chats import SlackPerson, link_code
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock
from tests.processor_time import least_seconds
from tests.slack_server import TEAM, SlackServer


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock) -> SlackPerson:
    return SlackPerson(api, slack, clock)


@pytest.mark.both_stores("links are in three partitions")
def test_code_links_a_chat_which_then_acts_for_the_account(ada: Person, chat: SlackPerson) -> None:
    assert "Ada" in chat.link(ada)
    (link,) = ada.get("interaction/links").json()
    assert (link["channel"], link["workspace"]) == ("slack", "example")
    assert "call Ana" in chat.say("add call Ana")
    assert [task["title"] for task in ada.get("tasks").json()] == ["call Ana"]
    (notification,) = ada.get("notifications").json()
    assert notification["kind"] == "link"
    assert "Slack (example)" in notification["body"]


def test_new_chat_gets_four_kinds_of_notification_until_the_last_link_is_removed(
    ada: Person, chat: SlackPerson
) -> None:
    chat.link(ada)
    found = ada.get("notifications/preferences").json()
    sent = {kind for kind, channels in found["channels"].items() if channels != ["app"]}
    assert sent == {"task_reminder", "deadline", "shutdown_reminder", "session_forgotten"}
    assert found["full_text"] is False
    (link,) = ada.get("interaction/links").json()
    assert ada.delete(f"interaction/links/{link['id']}").status_code == 204
    after = ada.get("notifications/preferences").json()["channels"]
    assert set(map(tuple, after.values())) == {("app",)}


def test_answer_to_a_code_says_what_is_sent_and_who_can_read_it(ada: Person, chat: SlackPerson) -> None:
    first = chat.link(ada)
    assert "task reminders, deadlines, the shutdown reminder and sessions left running" in first
    assert "how you are stays in Avanochi" in first
    ada.put("notifications/preferences", json={"channels": {"deadline": ["app"]}, "full_text": True})
    chosen = chat.link(ada)
    assert "deadlines" not in chosen
    assert "it shows how you are" in chosen


def test_stranger_learns_how_to_link_and_nothing_else(ada: Person, chat: SlackPerson) -> None:
    ada.create_task("Secret plan")
    for text in ("my tasks", "add call Ana", "unlink", "yes", ""):
        answer = chat.command(text)
        assert "do not know you here yet" in answer["text"]
        assert "Aquí todavía no te conozco" in answer["text"]
        assert [block["type"] for block in answer["blocks"]] == ["section"]
    assert len(ada.get("tasks").json()) == 1


def test_long_text_of_a_stranger_is_not_searched_for_a_code(chat: SlackPerson) -> None:
    text = f"link {' ' * 900_000}!!"
    assert "do not know you" in chat.say(text)
    assert least_seconds(lambda: chat.say(text), runs=1) < 1


def test_code_is_good_once_and_for_ten_minutes(
    ada: Person, chat: SlackPerson, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    code, late = link_code(ada), link_code(ada)
    assert "Ada" in chat.say(f"link {code}")
    assert "Ada" in chat.say(f"link {code}"), "sent again, as after a lost answer"
    other = SlackPerson(api, slack, clock, "U2")
    assert "do not know that code" in other.say(f"link {code}")
    clock.move(minutes=10)
    assert "do not know that code" in chat.say(f"link {late}")


def test_code_of_a_platform_without_settings_is_503(ada: Person) -> None:
    response = ada.post("interaction/links", json={"channel": "teams"})
    assert (response.status_code, response.json()["code"]) == (503, "not_configured")


@pytest.mark.usefixtures("slack")
def test_user_gets_sixty_codes_an_hour(ada: Person, bob: Person) -> None:
    for _ in range(60):
        link_code(ada)
    response = ada.post("interaction/links", json={"channel": "slack"})
    assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
    link_code(bob)


def test_code_is_not_spent_in_the_page(ada: Person, chat: SlackPerson) -> None:
    code = link_code(ada)
    answer = ada.post("interaction/messages", json={"text": f"link {code}"}).json()
    assert (answer["intent"], answer["did"]) == ("link", [])
    assert "Ada" in chat.say(f"link {code}")


def test_five_wrong_codes_lock_a_chat_user_and_fifty_the_workspace(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    code = link_code(ada)
    for number in range(10):
        guesser = SlackPerson(api, slack, clock, f"U{number}")
        for _ in range(5):
            assert "do not know that code" in guesser.say("link AAAA-AAA2")
        assert "no more codes" in guesser.say(f"link {code}")
    assert "no more codes" in SlackPerson(api, slack, clock, "U99").say(f"link {code}")
    clock.move(minutes=9)
    assert "no more codes" in SlackPerson(api, slack, clock, "U99").say(f"link {code}")
    clock.move(minutes=2)
    assert "Ada" in SlackPerson(api, slack, clock, "U99").link(ada)


def test_lock_lasts_ten_minutes_after_the_fifth_wrong_code(
    ada: Person, chat: SlackPerson, clock: MovableClock
) -> None:
    for minutes in (0, 0, 0, 0, 9):
        clock.move(minutes=minutes)
        chat.say("link AAAA-AAA2")
    clock.move(minutes=9, seconds=59)
    assert "no more codes" in chat.link(ada)
    clock.move(seconds=1)
    assert "Ada" in chat.link(ada)


def test_right_code_among_many_wrong_ones_at_once_is_refused(
    ada: Person, chat: SlackPerson, factory: ServiceFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, codes, throttle = link_code(ada), factory.get(LinkCodeRepository), factory.get(LinkThrottle)
    find = codes.find_code

    def find_after_others(code_hash: str) -> LinkCode | None:
        for _ in range(5):
            throttle.record_failure(ChatUser(channel=ChatChannel.SLACK, workspace_id=TEAM, user_id=chat.user))
        return find(code_hash)

    monkeypatch.setattr(LinkCodeRepository, "find_code", lambda _, code_hash: find_after_others(code_hash))
    assert "no more codes" in chat.say(f"link {code}")
    assert ada.get("interaction/links").json() == []


def test_new_code_moves_the_link_and_tells_both_accounts(ada: Person, bob: Person, chat: SlackPerson) -> None:
    chat.link(ada)
    assert "Bob" in chat.link(bob)
    chat.say("add call Ana")
    assert ada.get("tasks").json() == ada.get("interaction/links").json() == []
    assert len(bob.get("tasks").json()) == 1
    events = [{one["data"]["event"] for one in each.get("notifications").json()} for each in (ada, bob)]
    assert events == [{"moved", "linked"}, {"linked"}]


def test_of_two_accounts_that_link_a_chat_at_once_one_has_it(
    ada: Person, bob: Person, chat: SlackPerson, slack: SlackServer
) -> None:
    codes = [link_code(person) for person in (ada, bob)]
    bodies = [slack.command(f"link {code}") for code in codes]
    sent = in_parallel(partial(chat.send, "commands", body) for body in bodies)
    assert statuses(sent) == {200: 2}
    links = [len(person.get("interaction/links").json()) for person in (ada, bob)]
    assert sorted(links) == [0, 1]
    chat.say("add call Ana")
    assert [len(person.get("tasks").json()) for person in (ada, bob)] == links


def test_code_of_a_full_account_leaves_the_link_to_the_other_one(
    ada: Person, bob: Person, chat: SlackPerson, environment: dict[str, str]
) -> None:
    chat.link(ada)
    bob.create_task()
    environment["QUOTA_DOCUMENTS"] = "1"
    assert "limit" in chat.link(bob)
    assert (len(ada.get("interaction/links").json()), bob.get("interaction/links").json()) == (1, [])
    assert "do not know you" not in chat.say("my tasks")


def test_account_has_at_most_twenty_chats(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    codes = [link_code(ada) for _ in range(21)]
    said = [SlackPerson(api, slack, clock, f"U{n}").say(f"link {code}") for n, code in enumerate(codes)]
    assert ["Ada" in one for one in said] == [True] * 20 + [False]
    assert "as many chats as it can" in said[-1]
    assert len(ada.get("interaction/links").json()) == 20
    assert ada.post("interaction/links", json={"channel": "slack"}).status_code == 409
    assert "do not know you" in SlackPerson(api, slack, clock, "U20").say("my tasks")


def test_unlinking_in_the_chat_asks_first(ada: Person, chat: SlackPerson) -> None:
    chat.link(ada)
    chat.say("unlink")
    assert len(ada.get("interaction/links").json()) == 1
    chat.say("yes")
    assert ada.get("interaction/links").json() == []
    assert "do not know you" in chat.say("my tasks")


def test_link_is_removed_by_its_own_account_alone(ada: Person, bob: Person, chat: SlackPerson) -> None:
    chat.link(ada)
    (link,) = ada.get("interaction/links").json()
    assert bob.delete(f"interaction/links/{link['id']}").status_code == 404
    assert ada.delete(f"interaction/links/{link['id']}").status_code == 204
    assert "do not know you" in chat.say("my tasks")


def test_another_password_ends_links_if_the_user_asks_or_an_administrator_sets_it(
    ada: Person, root: Person, chat: SlackPerson, api: Api
) -> None:
    def is_linked() -> bool:
        return "do not know you here yet" not in chat.command("my tasks")["text"]

    def sign_in(password: str) -> Person:
        signed_in = api.login("Ada", password).json()
        api.client.cookies.clear()
        return Person(api.client, "Ada", signed_in)

    chat.link(ada)
    passwords = [PASSWORD, "another horse", "a third horse"]
    for (current, new), unlink in zip(pairwise(passwords), (False, True), strict=True):
        body = {"current_password": current, "new_password": new, "unlink_chats": unlink}
        assert sign_in(current).post("auth/change-password", json=body).status_code == 204
        assert is_linked() is not unlink
    chat.link(sign_in(passwords[-1]))
    assert is_linked()
    assert root.put(f"users/{ada.id}", json={"password": "a fourth horse"}).status_code == 200
    assert not is_linked()


def test_code_for_a_link_ends_with_the_sign_in_that_made_it(
    ada: Person, root: Person, chat: SlackPerson
) -> None:
    code, others = link_code(ada), link_code(root)
    body = {"current_password": PASSWORD, "new_password": "another horse", "unlink_chats": True}
    assert ada.post("auth/change-password", json=body).status_code == 204
    chat.command(f"link {code}")
    assert "do not know you here yet" in chat.command("my tasks")["text"]
    chat.command(f"link {others}")
    assert "do not know you here yet" not in chat.command("my tasks")["text"]


def test_link_that_is_stored_while_its_sign_in_ends_is_removed(
    ada: Person, chat: SlackPerson, factory: ServiceFactory
) -> None:
    code, links = link_code(ada), factory.get_link_service()

    def end_sign_ins(*_: object) -> None:
        """End everything of the account after the code was spent, before the link is stored."""
        factory.get_sign_ins().end_all(ada.id)
        links.remove_all(ada.id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(links), "require_room", end_sign_ins)
        chat.command(f"link {code}")
    assert "do not know you here yet" in chat.command("my tasks")["text"]
    assert links.list_links(ada.id) == []


def test_closed_account_leaves_no_link(ada: Person, chat: SlackPerson, api: Api) -> None:
    chat.link(ada)
    assert ada.call("DELETE", "users/profile", json={"password": "correct horse battery"}).status_code == 204
    assert "do not know you" in chat.say("my tasks")
    other = api.sign_up("Eve")
    assert "Eve" in chat.link(other)
    assert ada.post("interaction/links", json={"channel": "slack"}).status_code == 401


def test_well_being_stays_in_the_app_unless_the_user_chose_the_full_text(
    ada: Person, chat: SlackPerson
) -> None:
    chat.link(ada)
    assert "Avanochi" in chat.say("how are you?")
    assert "330" not in chat.say("I drank 330 ml")
    for asked in ("what should I do now?", "how was my week?", "how many points do I have?", "my challenges"):
        words = chat.say(asked)
        assert "Avanochi" in words, asked
        assert not re.search("[0-9]|Break", words), asked
    assert ada.put("notifications/preferences", json={"full_text": True}).json()["full_text"] is True
    assert "330" in chat.say("I drank 330 ml")
