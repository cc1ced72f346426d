"""The app's home tab in Slack: the companion, the tasks of today, and buttons."""

from time import monotonic

import pytest

from tests.api.actions import set_preferences
from tests.api.chats import SlackPerson
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import MAX_BLOCKS, SlackServer, be_slow, button_of, buttons_of, words_of


@pytest.fixture
def chat(api: Api, slack: SlackServer, clock: MovableClock, ada: Person) -> SlackPerson:
    """A person in Slack who is linked to Ada's account, and has said something since."""
    chat = SlackPerson(api, slack, clock)
    chat.link(ada)
    chat.say("help")
    return chat


def open_titles(person: Person) -> set[str]:
    return {task["title"] for task in person.get("tasks", params={"completed": "false"}).json()}


def test_home_shows_the_tasks_of_today_and_a_button_completes_one(ada: Person, chat: SlackPerson) -> None:
    ada.create_task("call Ana <!channel>")
    ada.create_task("another day", due_date="2026-04-20")
    home = chat.open_home()
    assert "call Ana &lt;!channel&gt;" in words_of(home)
    assert "another day" not in words_of(home)
    answer, after = chat.press_at_home(home, "Done")
    assert "call Ana" in answer
    assert "call Ana" not in words_of(after)
    assert open_titles(ada) == {"another day"}


def test_home_has_buttons_for_water_break_and_focus(ada: Person, chat: SlackPerson) -> None:
    home = chat.open_home()
    chat.press_at_home(home, "A glass of water")
    assert ada.get("health/hydration").json()["total_ml"] == 250
    chat.press_at_home(home, "Start to focus")
    assert ada.get("current-session").json()["session_type"] == "focus"
    chat.press_at_home(home, "Take a break")
    assert ada.get("current-session").json()["session_type"] == "break"


def test_mood_and_meters_are_shown_to_users_who_chose_the_full_text(ada: Person, chat: SlackPerson) -> None:
    assert "of 100" not in words_of(chat.open_home())
    ada.put("notifications/preferences", json={"full_text": True})
    home = words_of(chat.open_home())
    assert "I am " in home
    assert "of 100" in home


def test_home_speaks_the_language_of_the_account(ada: Person, chat: SlackPerson) -> None:
    set_preferences(ada, language="es")
    home = chat.open_home()
    assert "Hoy" in words_of(home)
    assert button_of(home, "Un vaso de agua")


def test_home_shows_nothing_of_the_account_before_the_next_message(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    ada.create_task("Secret plan")
    chat = SlackPerson(api, slack, clock)
    chat.link(ada)
    words = words_of(chat.open_home())
    assert "Write me a message" in words
    assert "Secret plan" not in words
    chat.say("help")
    assert "Secret plan" in words_of(chat.open_home())


def test_home_of_a_stranger_says_how_to_link(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    ada.create_task("call Ana")
    home = SlackPerson(api, slack, clock).open_home()
    assert "do not know you here yet" in words_of(home)
    assert "call Ana" not in words_of(home)
    assert buttons_of(home) == []


def test_stranger_who_presses_at_home_acts_for_no_account(
    ada: Person, bob: Person, chat: SlackPerson, api: Api, slack: SlackServer, clock: MovableClock
) -> None:
    ada.create_task("call Ana")
    home, other = chat.open_home(), SlackPerson(api, slack, clock, "U7654321")
    answer, after = other.press_at_home(home, "Done")
    assert "do not know you" in answer
    other.link(bob)
    answer, after = other.press_at_home(home, "Done")
    assert "not yours" in answer
    assert "call Ana" not in words_of(after)
    assert open_titles(ada) == {"call Ana"}


def test_old_home_tab_completes_the_task_that_it_shows(ada: Person, chat: SlackPerson) -> None:
    ada.create_task("call Ana")
    old = chat.open_home()
    ada.create_task("call Bob")
    chat.open_home()
    answer, _ = chat.press_at_home(old, "Done")
    assert "call Ana" in answer
    answer, _ = chat.press_at_home(old, "Done")
    assert open_titles(ada) == {"call Bob"}


def test_200_tasks_with_long_titles_fit_into_the_limits_of_slack(ada: Person, chat: SlackPerson) -> None:
    chat.message("hello")
    ada.put("notifications/preferences", json={"full_text": True})
    for number in range(200):
        ada.create_task(f"{number} ".ljust(200, "&"))
    home = chat.open_home()  # the server checks it
    assert MAX_BLOCKS - 10 < len(home["view"]["blocks"]) <= MAX_BLOCKS
    assert "more tasks than fit" in words_of(home)
    _, after = chat.press_at_home(home, "Done")
    assert len(open_titles(ada)) == 199
    assert len(after["view"]["blocks"]) <= MAX_BLOCKS
    assert len(chat.command("what is on my list?")["blocks"]) > 2  # several paragraphs


def test_other_tabs_are_not_shown_anew(chat: SlackPerson, slack: SlackServer) -> None:
    assert chat.deliver("events", slack.event("app_home_opened", user=chat.user, tab="messages")) == []


@pytest.mark.slow("waits for two seconds")
def test_slow_slack_delays_a_press_at_home_by_two_seconds_in_all(
    chat: SlackPerson, slack: SlackServer
) -> None:
    home = chat.open_home()
    slack.reply = be_slow(10)
    begun = monotonic()
    chat.press_at_home(home, "A glass of water")
    assert monotonic() - begun < 3
