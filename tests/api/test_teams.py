"""Conversations in Teams: personal chats, channels, buttons, and the installation of the bot."""

import pytest

from tests.api.chats import TeamsPerson, buttons_of, link_code, words_of
from tests.api.conftest import Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock
from tests.teams_server import TENANT, TeamsServer

CHANNEL = "19:abc@thread.tacv2;messageid=1700000000001"


@pytest.fixture
def stranger(api: Api, teams: TeamsServer, clock: MovableClock) -> TeamsPerson:
    """A person in Teams without a link."""
    return TeamsPerson(api, teams, clock)


@pytest.fixture
def chat(stranger: TeamsPerson, ada: Person) -> TeamsPerson:
    """A person in Teams who is linked to Ada's account."""
    stranger.link(ada)
    return stranger


@pytest.mark.both_stores("events and links are in partitions of their own")
def test_code_links_the_personal_chat_which_then_acts_for_the_account(
    ada: Person, stranger: TeamsPerson, teams: TeamsServer
) -> None:
    assert "Ada" in stranger.link(ada)
    (link,) = ada.get("interaction/links").json()
    assert (link["channel"], link["workspace"]) == ("teams", TENANT)
    assert "call Ana" in stranger.say("add call Ana")
    assert [task["title"] for task in ada.get("tasks").json()] == ["call Ana"]
    path, answer = teams.calls[-1]
    begin = f"/emea/v3/conversations/{stranger.chat_id}/activities/"
    assert path.startswith(begin)
    assert answer["replyToId"] == path.removeprefix(begin)
    assert "call Ana" in answer["summary"]
    assert teams.sign_ins == 1
    assert len(teams.fetches) == 2


def test_stranger_learns_how_to_link_and_nothing_else(ada: Person, stranger: TeamsPerson) -> None:
    ada.create_task("Secret plan")
    for text in ("my tasks", "add call Ana", "unlink", ""):
        card = stranger.card(text)
        assert "do not know you here yet" in words_of(card)
        assert "Aquí todavía no te conozco" in words_of(card)
        assert buttons_of(card) == {}
    assert len(ada.get("tasks").json()) == 1


def test_language_of_the_client_is_used_without_one_in_the_profile(chat: TeamsPerson) -> None:
    assert "nada" in chat.say("OK", locale="es-ES")


def test_mention_of_the_bot_and_markup_are_not_read(ada: Person, chat: TeamsPerson) -> None:
    mention = "<at>Avanochi</at>"
    entities = [
        {"type": "mention", "mentioned": {"id": "28:00000000-1111-4222-8333-444444444444"}, "text": mention},
        {"type": "mention", "mentioned": {"id": "29:other", "name": "Ana"}, "text": "<at>Ana</at>"},
    ]
    chat.say(f"{mention}&nbsp;add task: call <at>Ana</at> &amp; Leo&nbsp;", entities=entities)
    assert [task["title"] for task in ada.get("tasks").json()] == ["call Ana & Leo"]


def test_pressed_button_is_answered_by_a_card_once(ada: Person, chat: TeamsPerson) -> None:
    buttons = buttons_of(chat.card("add call Ana"))
    undo = next(button for label, button in buttons.items() if label.lower().startswith("undo"))
    activity = chat.pressed(undo)
    first, again = (chat.send(activity).json() for _ in range(2))
    assert first == again
    assert (first["statusCode"], first["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert "call Ana" in words_of(first["value"])
    assert ada.get("tasks").json() == []


def test_button_of_another_person_or_an_unknown_one_does_nothing(
    ada: Person, bob: Person, api: Api, teams: TeamsServer, clock: MovableClock, chat: TeamsPerson
) -> None:
    buttons = buttons_of(chat.card("add call Ana")).values()
    linked, unlinked = (TeamsPerson(api, teams, clock, number) for number in (2, 3))
    linked.link(bob)
    for button in (*buttons, "", "x.0", f"{next(iter(buttons))}9", "../tasks"):
        assert "old, or it is not yours" in words_of(linked.press(button)["value"])
        assert "do not know you here yet" in words_of(unlinked.press(button)["value"])
    assert len(ada.get("tasks").json()) == 1
    values: tuple[object, ...] = (
        None,
        {},
        {"action": {"data": {"button": 1}}},
        {"action": {"data": {}}},
        "x",
        [1],
    )
    for value in (*values, {"action": {"data": {"button": 1}}}):
        assert linked.send(linked.pressed("x") | {"value": value}).status_code == 400, value


def test_channel_gets_a_confirmation_and_the_personal_chat_the_answer(
    ada: Person, chat: TeamsPerson, teams: TeamsServer
) -> None:
    ada.create_task("Secret plan")
    shown = chat.say("<at>Avanochi</at> my tasks", CHANNEL)
    assert shown == "My answer is in our personal chat."
    (personal, answer), (public, confirmation) = teams.calls[-2:]
    assert personal == f"/emea/v3/conversations/{chat.chat_id}/activities"
    assert "Secret plan" in words_of(answer["attachments"][0]["content"])
    assert public.startswith(f"/emea/v3/conversations/{CHANNEL}/activities/")
    assert "Secret plan" not in str(confirmation)
    button = next(iter(buttons_of(answer["attachments"][0]["content"]).values()))
    pressed = chat.press(button, CHANNEL)
    assert pressed["value"] == "My answer is in our personal chat."


def test_code_in_a_channel_links_and_needs_the_personal_chat_for_answers(
    ada: Person, stranger: TeamsPerson, teams: TeamsServer
) -> None:
    for text in (f"link {link_code(ada, 'teams')}", "add call Ana", "my tasks"):
        shown = stranger.say(text, CHANNEL)
        assert "personal chat" in shown
        assert "Ana" not in shown
        assert "Ada" not in shown
    assert len(teams.calls) == 3
    assert len(ada.get("tasks").json()) == 1
    assert "call Ana" in stranger.say("my tasks")
    stranger.say("my tasks", CHANNEL)
    assert teams.calls[-2][0] == f"/emea/v3/conversations/{stranger.chat_id}/activities"
    stranger.say(f"link {link_code(ada, 'teams')}", CHANNEL)
    assert "Ada" in words_of(teams.calls[-2][1]["attachments"][0]["content"])


def test_activity_that_is_sent_again_acts_and_answers_once(
    ada: Person, chat: TeamsPerson, teams: TeamsServer
) -> None:
    activity = chat.message("add call Ana")
    before = len(teams.calls)
    assert statuses(in_parallel((lambda: chat.send(activity),) * 4)) == {200: 4}
    assert chat.send(activity).json() == {}
    assert len(ada.get("tasks").json()) == len(teams.calls) - before == 1


def test_pressing_a_button_several_times_at_once_acts_once(ada: Person, chat: TeamsPerson) -> None:
    buttons = buttons_of(chat.card("add call Ana"))
    undo = next(button for label, button in buttons.items() if label.lower().startswith("undo"))
    activity = chat.pressed(undo)
    answers = in_parallel((lambda: chat.send(activity),) * 4)
    assert statuses(answers) == {200: 4}
    assert len({answer.text for answer in answers}) == 1
    assert ada.get("tasks").json() == []


def test_installing_welcomes_and_removing_drops_the_link(
    ada: Person, chat: TeamsPerson, teams: TeamsServer
) -> None:
    def install(action: str, conversation: str | None = None) -> int:
        before = len(teams.calls)
        activity = chat.activity("installationUpdate", conversation, action=action)
        assert chat.send(activity).json() == {}
        return len(teams.calls) - before

    assert install("remove", CHANNEL) == install("add", CHANNEL) == 0
    assert len(ada.get("interaction/links").json()) == 1
    assert install("remove") == 0
    assert ada.get("interaction/links").json() == []
    events = [one["data"]["event"] for one in ada.get("notifications").json()]
    assert sorted(events) == ["ended", "linked"]
    assert install("add") == 1
    welcome = words_of(teams.calls[-1][1]["attachments"][0]["content"])
    assert "I am Avanochi" in welcome
    assert "do not know you here yet" in welcome
    assert "Ada" in chat.link(ada)


def test_other_activities_have_no_effect(ada: Person, chat: TeamsPerson, teams: TeamsServer) -> None:
    before = len(teams.calls)
    bot = {"id": "28:another-bot", "name": "A bot"}
    for activity in (
        chat.activity("typing"),
        chat.activity("messageUpdate", text="add call Ana"),
        chat.activity("messageReaction"),
        chat.activity("conversationUpdate", membersAdded=[bot]),
        chat.activity("invoke", name="task/fetch", value={}),
        chat.message("add call Ana") | {"from": bot},
    ):
        response = chat.send(activity)
        assert (response.status_code, response.json()) == (200, {}), activity
    assert len(teams.calls) == before
    assert ada.get("tasks").json() == []


def test_title_is_shown_as_it_is(ada: Person, chat: TeamsPerson, teams: TeamsServer) -> None:
    titles = (
        "[click](https://evil.example)",
        '"}],"actions":[{"type":"Action.OpenUrl"',
        "<at>Ana</at> <b>bold</b> <script>",
        "**bold** _it_ `x`",
        "{{{DATE(2017-02-14T06:08:39Z,SHORT)}}}",
    )
    for title in titles:
        ada.create_task(title)
    card = chat.card("my tasks")
    assert {part["type"] for part in card["body"]} <= {"RichTextBlock", "ActionSet"}
    shown = words_of(card).replace("\u2060", "")
    assert [title for title in titles if title not in shown] == []
    assert teams.problems == []


def test_long_answer_stays_below_the_size_that_teams_takes(
    ada: Person, chat: TeamsPerson, teams: TeamsServer
) -> None:
    for number in range(60):
        ada.create_task(f"{number} {chr(0x1F600) * 190}")
    chat.card("all my tasks")
    chat.card("add " + "é" * 2990)
    assert teams.problems == []
    assert teams.calls[-1][1]["attachments"]


def test_answers_go_to_the_personal_chat_of_the_last_message(
    chat: TeamsPerson, ada: Person, teams: TeamsServer
) -> None:
    chat.chat_id = "a:another-personal-chat"
    chat.say("help")
    chat.say("my tasks", CHANNEL)
    assert teams.calls[-2][0] == "/emea/v3/conversations/a:another-personal-chat/activities"
    assert len(ada.get("interaction/links").json()) == 1
