"""What is done without the server: kept on the device, shown as waiting, and sent once."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.system.servers import PASSWORD, Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.people import call, complete_onboarding, get, new_username, sign_up
from tests.web.problems import UNREACHED, Problems
from tests.web.screens import open_home
from tests.web.tasks import create

pytestmark = pytest.mark.web

_KEPT_ACTS = """() => new Promise((resolve) => {
    indexedDB.open("avanochi").onsuccess = ({target: {result}}) => {
        result.transaction("acts").objectStore("acts").getAll().onsuccess = ({target}) => {
            result.close();
            resolve(target.result);
        };
    };
})"""

_SIGN_OUT = "import('./core/api.js').then((api) => (api.signOut(), 0))"  # as the button of the settings
_AGE_ACTS = """(milliseconds) => new Promise((resolve) => {
    indexedDB.open("avanochi").onsuccess = ({target: {result}}) => {
        const transaction = result.transaction("acts", "readwrite");
        const store = transaction.objectStore("acts");
        store.getAll().onsuccess = ({target}) => {
            for (const act of target.result) store.put({...act, since: act.since - milliseconds});
        };
        transaction.oncomplete = () => resolve(result.close());
    };
})"""


class StoppableServer:
    """A server that is killed and started again on the same port and database."""

    def __init__(self, database: Path) -> None:
        self._database = database
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._running = self._start()
        self.url = self._running.url

    def kill(self) -> None:
        self._running.kill()

    def restart(self) -> None:
        self._running = self._start()

    def _start(self) -> Server:
        return Server(self._database, port=self._port)


@pytest.fixture
def stoppable(tmp_path: Path) -> Iterator[StoppableServer]:
    server = StoppableServer(tmp_path / "avanochi.db")
    yield server
    server.kill()


def add_task(page: Page, title: str) -> None:
    page.get_by_label("Add a task").fill(title)
    page.keyboard.press("Enter")


def titles(context: BrowserContext) -> list[str]:
    return sorted(task["title"] for task in get(context, "tasks"))


def test_acts_without_the_server_are_sent_once_when_it_is_back(
    open_context: OpenContext, stoppable: StoppableServer, problems: list[Problems]
) -> None:
    context = open_context(base_url=stoppable.url)
    problems[0].allow(UNREACHED)
    sign_up(context)
    call(context, "POST", "tasks", {"title": "Write the report"})
    page = context.new_page()
    open_home(page)

    stoppable.kill()
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_text("Kept, and sent when you are back.", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Complete “Write the report”").click()
    add_task(page, "Call the plumber")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("4 things wait to be sent")).to_be_visible()
    kept = page.evaluate(_KEPT_ACTS)

    page.goto("about:blank")  # the tab is closed, and opened again without the server
    page.goto("/api/app/")
    expect(page.get_by_text("You are offline")).to_be_visible()
    expect(page.get_by_text("4 things wait to be sent")).to_be_visible()
    expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Call the plumber").first).to_contain_text("waits")
    expect(page.get_by_text("Working since")).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == kept

    stoppable.restart()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("4 things that waited were sent")).to_be_visible()
    expect(page.get_by_text("wait to be sent")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("1 done")).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == []

    moments = [act["body"]["at"] for act in kept]
    assert moments == sorted(set(moments))
    (drink,) = get(context, "health/hydration")["entries"]
    assert same_moment(drink["at"], moments[0])
    done = {task["title"]: task["completed_at"] for task in get(context, "tasks")}
    assert sorted(done) == ["Call the plumber", "Write the report"]
    assert same_moment(done["Write the report"], moments[1])
    assert same_moment(get(context, "work_sessions/active")["start_time"], moments[3])


def same_moment(one: str, other: str) -> bool:
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) < timedelta(seconds=1)


def test_what_was_opened_without_a_connection_is_shown_once_it_is_back(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    page.goto("/api/app/#challenges")
    missing = page.get_by_text("This needs a connection.")
    expect(missing.first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()
    expect(missing).to_have_count(0)


def test_act_whose_answer_is_lost_counts_once(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    page = context.new_page()
    open_home(page)
    lost: list[str] = []

    def lose_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.headers["idempotency-key"])
        route.abort("connectionreset")

    page.route("**/api/health/hydration?*", lose_answer, times=1)
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_text("1 thing waits to be sent")).to_be_visible()
    with page.expect_response("**/api/health/hydration?*") as again:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert again.value.request.headers["idempotency-key"] == lost[0]
    assert again.value.headers["idempotency-replayed"] == "true"
    expect(page.get_by_text("wait to be sent")).to_have_count(0)
    assert get(context, "health/today")["hydration"]["total_ml"] == 250


def test_refusal_is_kept_until_read_and_holds_up_nothing(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow(f"{UNREACHED}|404")
    sign_up(context)
    task = create(context, "Write the report")
    page = context.new_page()
    open_home(page)

    context.set_offline(True)
    page.get_by_role("checkbox", name="Complete “Write the report”").click()
    add_task(page, "Call the plumber")
    expect(page.get_by_text("2 things wait to be sent")).to_be_visible()
    call(context, "DELETE", f"tasks/{task}")
    context.set_offline(False)

    refused = page.get_by_role("region", name="Needs your decision").get_by_role("listitem")
    expect(refused).to_contain_text("Done: “Write the report”")
    expect(refused).to_contain_text("This could not be done: Task not found")
    expect(page.get_by_role("checkbox", name="Complete “Call the plumber”")).to_be_visible()
    page.reload()
    expect(refused).to_be_visible()
    refused.get_by_role("button", name="Dismiss").click()
    expect(refused).to_have_count(0)
    assert titles(context) == ["Call the plumber"]
    assert page.evaluate(_KEPT_ACTS) == []


def test_signing_out_asks_before_it_deletes_what_was_not_sent(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow(f"{UNREACHED}|404")
    sign_up(context)
    task = create(context, "Write the report")
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    page.get_by_role("checkbox", name="Complete “Write the report”").click()
    expect(page.get_by_text("1 thing waits to be sent")).to_be_visible()
    call(context, "DELETE", f"tasks/{task}")
    context.set_offline(False)
    expect(page.get_by_text("This could not be done")).to_be_visible()
    dialog = page.get_by_role("dialog", name="Some of what you did has not been sent")
    page.evaluate(_SIGN_OUT)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_text("This could not be done")).to_be_visible()
    page.evaluate(_SIGN_OUT)
    check_accessibility(page)
    dialog.get_by_role("button", name="Delete and sign out").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == []
    assert page.evaluate("[localStorage['avanochi.day'], localStorage['avanochi.face']]") == [None, None]


def test_what_is_withdrawn_is_not_sent_and_neither_is_what_rests_on_it(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    add_task(page, "Call the plumber")
    page.get_by_role("button", name="Withdraw “Call the plumber”").click()
    expect(page.get_by_text("Call the plumber", exact=True)).to_have_count(0)
    for name in ("Clock in", "Pause", "Resume", "Clock out", "Drink 250 ml"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_text("5 things wait to be sent")).to_be_visible()
    check_accessibility(page)
    page.get_by_text("5 things wait to be sent").click()
    first = page.locator("waiting-list li").first
    expect(first).to_contain_text("Clocked in")
    first.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("1 thing waits to be sent")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("What waited was sent")).to_be_visible()
    assert titles(context) == []
    assert get(context, "work_sessions/active") == {"active": False}
    assert get(context, "health/today")["hydration"]["total_ml"] == 250


def test_what_waited_for_a_day_is_asked_about(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    page.get_by_role("button", name="Drink 250 ml").click()
    page.get_by_role("button", name="Rest 10 min").click()
    expect(page.get_by_text("2 things wait to be sent")).to_be_visible()
    page.evaluate(_AGE_ACTS, 25 * 3_600_000)
    context.set_offline(False)
    asked = page.get_by_role("region", name="Needs your decision").get_by_role("listitem")
    expect(asked).to_have_count(2)
    assert get(context, "health/today")["hydration"]["total_ml"] == 0
    asked.filter(has_text="water").get_by_role("button", name="Send it").click()
    expect(asked).to_have_count(1)
    asked.get_by_role("button", name="Drop it").click()
    expect(asked).to_have_count(0)
    assert get(context, "health/today")["hydration"]["total_ml"] == 250
    assert get(context, "health/rests")["entries"] == []


def test_waiting_acts_are_of_their_user_alone(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow(f"{UNREACHED}|401")
    first = sign_up(context)
    page = context.new_page()
    open_home(page)
    context.set_offline(True)
    add_task(page, "A secret of the first")
    expect(page.get_by_text("1 thing waits to be sent")).to_be_visible()
    context.clear_cookies()
    context.set_offline(False)
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_be_visible()
    check_accessibility(page)
    dialog.get_by_role("button", name="Sign in as another user").click()

    second = new_username()
    page.get_by_role("button", name="New here?").click()
    sign_in(page, second, "Create an account")
    expect(page.get_by_text("This egg is yours")).to_be_visible()
    complete_onboarding(context)
    page.reload()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
    expect(page.get_by_text("A secret of the first")).to_have_count(0)
    assert titles(context) == []
    assert len(page.evaluate(_KEPT_ACTS)) == 1

    sign_out(page, problems[0])
    sign_in(page, first, "Sign in")
    expect(page.get_by_role("checkbox", name="Complete “A secret of the first”")).to_be_visible()
    assert titles(context) == ["A secret of the first"]


def test_sign_in_that_ends_in_the_middle_loses_nothing(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("401")
    sign_up(context)
    page, other = context.new_page(), context.new_page()
    for each in (page, other):
        open_home(each)
    context.clear_cookies()
    page.get_by_label("Add a task").fill("Half a li")
    page.get_by_role("button", name="Drink 250 ml").click()
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog.get_by_label("Password")).to_be_focused()
    expect(page.get_by_text("The server is busy.")).to_have_count(0)
    dialog.get_by_label("Password").fill("wrong password")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Drink 250 ml")).to_be_focused()
    expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
    expect(page.get_by_label("Add a task")).to_have_value("Half a li")
    expect(other.get_by_text("250 of 2,000 ml today")).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)


def test_day_is_not_shown_to_a_sign_in_that_ended_while_the_page_was_closed(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("401")
    sign_up(context)
    page = context.new_page()
    open_home(page)
    page.goto("about:blank")
    context.clear_cookies()
    page.goto("/api/app/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert page.evaluate("localStorage['avanochi.day']") is None


def test_act_is_never_sent_for_another_user_whose_cookies_came_meanwhile(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("403")
    sign_up(context)
    page = context.new_page()
    open_home(page)
    second = sign_up(context)  # signs in without the page
    with page.expect_response("**/api/dashboard/data"):  # of the second
        page.get_by_role("button", name="Drink 250 ml").click()
    user = get(context, "auth/session")
    assert user["username"] == second
    assert page.evaluate("localStorage['avanochi.user']") == user["user_id"]
    assert get(context, "health/today")["hydration"]["total_ml"] == 0
    assert len(page.evaluate(_KEPT_ACTS)) == 1


def test_two_tabs_share_the_queue_and_the_session(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow(UNREACHED)
    sign_up(context)
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        open_home(page)
    context.set_offline(True)
    for page in (one, two, one):
        drink = page.get_by_role("button", name="Drink 250 ml")
        drink.click()
        expect(drink).not_to_have_attribute("aria-busy", "true")  # until then it is a double tap
    for page in (one, two):
        expect(page.get_by_text("3 things wait to be sent")).to_be_visible()
        expect(page.get_by_text("750 of 2,000 ml today")).to_be_visible()
    context.set_offline(False)
    for page in (one, two):
        expect(page.get_by_text("wait to be sent")).to_have_count(0)
        expect(page.get_by_text("750 of 2,000 ml today")).to_be_visible()
    moments = [entry["at"] for entry in get(context, "health/hydration")["entries"]]
    assert len(set(moments)) == 3
    add_task(two, "Call the plumber")
    expect(one.get_by_role("checkbox", name="Complete “Call the plumber”")).to_be_visible()
    sign_out(one, problems[0])
    expect(two.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_double_tap_acts_once_and_another_tap_again(context: BrowserContext) -> None:
    sign_up(context)
    page = context.new_page()
    open_home(page)
    button = page.get_by_role("button", name="Drink 250 ml")
    button.dblclick()
    expect(page.get_by_text("250 of 2,000 ml today")).to_be_visible()
    button.click()
    expect(page.get_by_text("500 of 2,000 ml today")).to_be_visible()
    assert get(context, "health/today")["hydration"]["total_ml"] == 500


def test_timer_and_the_back_button_survive_a_reload(context: BrowserContext) -> None:
    sign_up(context)
    page = context.new_page()
    open_home(page)
    page.get_by_role("button", name="Focus 25 min").click()
    expect(page.get_by_role("timer")).to_contain_text("left")
    page.get_by_role("link", name="Full screen").click()
    expect(page.get_by_role("timer")).to_contain_text("24:")
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("24:")
    page.go_back()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("24:")


def sign_in(page: Page, username: str, button: str) -> None:
    page.get_by_label("Name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).first.click()


def sign_out(page: Page, problems: Problems) -> None:
    assert not problems.remaining()
    problems.allow("status of 401")  # of what another page was still reading
    page.evaluate(_SIGN_OUT)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_busy_server_keeps_the_order(context: BrowserContext, problems: list[Problems]) -> None:
    problems[0].allow("503")
    sign_up(context)
    page = context.new_page()
    open_home(page)
    page.route(
        "**/api/health/hydration?*",
        lambda route: route.fulfill(
            status=503, json={"error": "The server is busy", "code": "busy"}, headers={"Retry-After": "2"}
        ),
        times=1,
    )
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_text("The server is busy. This is kept, and sent in a moment.")).to_be_visible()
    add_task(page, "Call the plumber")
    expect(page.get_by_text("2 things wait to be sent")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    assert len(sent) == 1, "it must not be sent before Retry-After"
    expect(page.get_by_text("2 things that waited were sent")).to_be_visible()
    assert [url.split("/api/")[1].split("?")[0] for url in sent] == [
        "health/hydration",
        "health/hydration",
        "interaction/messages",
    ]


def test_full_quota_is_a_refusal_and_holds_up_nothing(
    context: BrowserContext, problems: list[Problems]
) -> None:
    problems[0].allow("429")
    sign_up(context)
    page = context.new_page()
    open_home(page)
    sentence = "You have reached the quota of 20000 documents: delete some first"
    page.route(
        "**/api/health/hydration?*",
        lambda route: route.fulfill(status=429, json={"error": sentence, "code": "quota_exceeded"}),
    )
    page.get_by_role("button", name="Drink 250 ml").click()
    expect(page.get_by_role("alert").get_by_text(sentence)).to_be_visible()
    add_task(page, "Call the plumber")
    expect(page.get_by_role("checkbox", name="Complete “Call the plumber”")).to_be_visible()
    assert page.evaluate(_KEPT_ACTS) == []
