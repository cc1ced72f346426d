"""The examples of the OpenAPI document, sent and compared during one day of a user."""

from datetime import timedelta
from typing import Any

import pytest

from function_app import routes
from shared.api.openapi.document import build_document
from shared.services.service_factory import ServiceFactory
from tests.api.actions import HEALTHY_BOUNDARIES, at
from tests.api.busy_days import busy_weeks
from tests.api.chats import SlackPerson, TeamsPerson
from tests.api.conftest import Api
from tests.authenticator_app import AuthenticatorApp
from tests.conftest import MovableClock
from tests.slack_server import SlackServer
from tests.teams_server import TeamsServer


class Operation:
    """An operation of the document."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.body = _example(described.get("requestBody", {}))
        self.query = {one["name"] for one in described.get("parameters", ()) if one["in"] == "query"}
        ((self.status, self.success),) = (
            (int(status), one) for status, one in described["responses"].items() if status < "300"
        )


def _example(described: dict[str, Any]) -> Any:
    contents = [*described.get("content", {}).values()]
    return contents[0].get("example") if contents else None


class Story:
    """Sends the documented examples, and keeps the latest response of each operation by method and path."""

    def __init__(self, api: Api, document: dict[str, Any]) -> None:
        self._api = api
        self._headers: dict[str, dict[str, str]] = {}
        self.operations = {
            (method.upper(), path.removeprefix("/api/")): Operation(described)
            for path, item in document["paths"].items()
            for method, described in item.items()
        }
        self.responses: dict[tuple[str, str], Any] = {}

    def sign_in(self, user: str, sign_in: dict[str, Any]) -> None:
        self._headers[user] = {"Authorization": f"Bearer {sign_in['token']}"}

    def send(self, method: str, path: str, user: str = "ada", **values: Any) -> Any:
        """Send a request with the example of its body, assert the documented status, and return the response.

        `values` are parameters, and fields of the body whose value depends on an earlier response.
        """
        operation = self.operations[method, path]
        response = self._api.call(
            method,
            path.format(**values),
            json=operation.body and {name: values.get(name, value) for name, value in operation.body.items()},
            params={name: value for name, value in values.items() if name in operation.query},
            headers=self._headers.get(user, {}),
        )
        self._api.client.cookies.clear()  # the Authorization header names the user
        assert response.status_code == operation.status, (method, path, response.text)
        is_json = response.headers.get("content-type", "").startswith("application/json")
        self.responses[method, path] = content = response.json() if is_json else response.text
        return content


def _register(story: Story) -> None:
    story.send("POST", "auth/register")
    story.sign_in("ada", story.send("POST", "auth/login"))


def _begin(story: Story) -> None:
    send = story.send
    for path in ("status", "openapi.json", "docs"):
        send("GET", path)
    _register(story)
    send("GET", "auth/session")
    send("GET", "auth/user_info")
    refresh_token = story.responses["POST", "auth/login"]["refresh_token"]
    story.sign_in("ada", send("POST", "auth/refresh", refresh_token=refresh_token))
    send("PUT", "users/onboarding/complete")
    for method in ("PUT", "PATCH", "GET"):
        send(method, "users/profile")
    for path in ("users/profile/avatar", "notifications/preferences"):
        send("PUT", path)
        send("GET", path)
    days_off = send("POST", "users/days-off")["id"]
    send("GET", "users/days-off")
    send("DELETE", "users/days-off/{id}", id=days_off)
    send("POST", "companion/name")
    send("POST", "challenges/{id}/join", id=HEALTHY_BOUNDARIES)
    send("GET", "challenges/week")


def _work(story: Story, clock: MovableClock, factory: ServiceFactory) -> None:
    send = story.send
    send("POST", "time-logs/start-work")
    send("GET", "work_sessions/active")
    send("POST", "undo", id=send("POST", "tasks")["id"])
    send("POST", "interaction/messages")
    send("POST", "undo", event="add_task", id=story.responses["POST", "interaction/messages"]["did"][0]["id"])
    added = send("POST", "interaction/voice")["did"][0]["id"]
    send("POST", "undo", event="add_task", id=added)
    for path in ("briefing", "token"):
        send("GET", f"interaction/voice/{path}")
    following, task = (send("POST", "tasks")["id"] for _ in range(2))
    clock.set(at("2026-03-20T09:00Z"))
    send("POST", "health/hydration")
    session = send("POST", "focus-sessions/start", task_id=task)["session_id"]
    send("GET", "current-session")
    clock.move(minutes=10)
    send("POST", "focus-sessions/{session_id}/stop", session_id=session)
    session = send("POST", "focus-sessions/start", task_id=task)["session_id"]
    for verb, minutes in (("pause", 10), ("resume", 5), ("complete", 15)):
        clock.move(minutes=minutes)
        send("POST", f"focus-sessions/{{session_id}}/{verb}", session_id=session)
    send("POST", "health/rests")
    clock.set(at("2026-03-20T12:30Z"))
    send("POST", "health/meals")
    send("POST", "work_sessions/pause")
    clock.move(minutes=30)
    send("POST", "work_sessions/resume")
    clock.set(at("2026-03-20T15:30Z"))
    factory.get_reminder_service().deliver_due()
    for path in ("notifications", "health/reminders", "companion", "companion/face.svg"):
        send("GET", path)
    send("GET", "dashboard/data")
    send("POST", "notifications/{id}/read", id=story.responses["GET", "notifications"][0]["id"])
    send("POST", "notifications/read-all")
    for path in ("tasks/{id}", "tasks"):
        send("GET", path, id=task)
    clock.set(at("2026-03-20T16:30Z"))
    send("PATCH", "tasks/{id}", id=task)
    send("PATCH", "tasks", task_id=task)
    ended = send("POST", "time-logs/end-work")
    send("POST", "work_sessions/end", session_id=ended["id"])
    send("POST", "dashboard/shutdown-reflection", plan_tomorrow=[following])
    send("GET", "dashboard/shutdown-summary")


def _look_back(story: Story) -> None:
    for path in (
        *("work_sessions", "stats", "stats/heatmap", "points", "achievements", "daily-summary"),
        *("stats/days.svg", "stats/heatmap.svg", "monthly-summary"),
        *("weekly-summary", "health/today", "health/hydration", "health/meals", "health/rests"),
        *("challenges/stats", "challenges/leaders", "dashboard/shutdown-history", "users/profile/export"),
    ):
        story.send("GET", path)
    story.send("GET", "stats/days", **{"from": "2026-03-20"})
    story.send("GET", "stats/{user_id}", user_id=story.responses["GET", "stats"]["user_id"])


def _correct(story: Story) -> None:
    send, responses = story.send, story.responses
    session = responses["GET", "work_sessions"][0]["id"]
    send("GET", "work_sessions/{id}", id=session)
    send("POST", "work_sessions/{id}", id=session)
    send("PUT", "work_sessions/{id}", id=session)
    send("DELETE", "work_sessions/{id}", id=session)
    send("POST", "work_sessions/{id}/end", id=send("POST", "work_sessions/start")["id"])
    task = responses["POST", "tasks"]["id"]
    send("PUT", "tasks/{id}", id=task)
    send("DELETE", "tasks/{id}", id=task)
    for entries in ("hydration", "meals", "rests"):
        send("DELETE", f"health/{entries}/{{id}}", id=responses["POST", f"health/{entries}"]["id"])
    send("DELETE", "challenges/{id}/leave", id=HEALTHY_BOUNDARIES)


def _look_ahead(story: Story, clock: MovableClock, api: Api, factory: ServiceFactory) -> None:
    """Let Grace work for five weeks, too long in the last two, and look back and ahead."""
    grace = api.sign_up("grace")
    story.sign_in("grace", {"token": grace.token})
    busy_weeks(grace, clock, factory, days=21)
    busy_weeks(grace, clock, factory, days=14, hours=11)
    due = clock.now().date() + timedelta(days=3)
    story.send("POST", "tasks", "grace", due_date=due.isoformat(), estimate_minutes=900)
    story.send("GET", "assistant/insights", "grace", weeks=2)
    for path in ("narratives", "predictions", "outlook.svg"):
        story.send("GET", f"assistant/{path}", "grace")
    monday = clock.now().date() + timedelta(days=3)
    plan = story.send("GET", "assistant/plan", "grace", date=monday.isoformat())
    story.send("POST", "assistant/plan/apply", "grace", date=plan["date"], version=plan["version"])
    recommended = story.send("GET", "assistant/recommendations", "grace")
    path = "assistant/recommendations/{id}/feedback"
    story.send("POST", path, "grace", id=recommended[0]["id"], verdict="not_now")
    story.send("GET", "assistant/recommendations/muted", "grace")
    kind = recommended[0]["kind"]
    story.send("DELETE", "assistant/recommendations/muted/{kind}", "grace", kind=kind)
    for method in ("POST", "DELETE"):
        story.send(method, "assistant/signals/{rule}/snooze", "grace", rule="long_week")


def _administer(story: Story, clock: MovableClock) -> None:
    send = story.send
    send("POST", "challenges/{id}/progress", "root", id=HEALTHY_BOUNDARIES, progress="3")
    send("GET", "stats/{user_id}", "root", user_id=story.responses["GET", "stats"]["user_id"])
    send("GET", "users/profile/audit")
    user = send("POST", "users", "root")["id"]
    send("PUT", "users/{id}", "root", id=user)
    for path in ("users/{id}", "users", "users/{id}/audit"):
        send("GET", path, "root", id=user)
    password = story.operations["PUT", "users/{id}"].body["password"]
    story.sign_in("grace", send("POST", "auth/login", username="grace", password=password))
    _set_up_second_factor(story, clock, "grace", password=password)
    send("DELETE", "users/{id}/second-factor", "root", id=user)
    send("DELETE", "users/{id}", "root", id=user)


def _set_up_second_factor(story: Story, clock: MovableClock, user: str, **values: str) -> AuthenticatorApp:
    app = AuthenticatorApp(story.send("POST", "auth/second-factor", user, **values)["secret"], clock)
    story.send("POST", "auth/second-factor/enable", user, code=app.next_code())
    return app


def _chat(story: Story, chat: SlackPerson, teams: TeamsPerson) -> None:
    code = story.send("POST", "interaction/links")["code"]
    story.responses["POST", "interaction/slack/commands"] = linked = chat.command(f"link {code}")
    challenge = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    story.responses["POST", "interaction/slack/events"] = chat.send("events", challenge).text
    chat.press(linked, "Unlink")  # which asks first
    story.responses["POST", "interaction/slack/interactions"] = ""
    story.responses["POST", "interaction/teams/messages"] = teams.press("unknown")
    link = story.send("GET", "interaction/links")[0]["id"]
    story.send("DELETE", "interaction/links/{id}", id=link)
    chat.say(f"link {story.send('POST', 'interaction/links', 'root')['code']}")
    chat.say("help")
    story.send("POST", "interaction/deliveries/test", "root")
    story.send("GET", "interaction/deliveries", "root")


def _leave(story: Story, clock: MovableClock) -> None:
    story.send("DELETE", "users/profile")
    _register(story)
    session = story.send("GET", "auth/sessions")[0]["id"]
    story.send("DELETE", "auth/sessions/{id}", id=session)
    story.sign_in("ada", story.send("POST", "auth/login"))
    app = _set_up_second_factor(story, clock, "ada")
    story.send("POST", "auth/second-factor/recovery-codes", code=app.next_code())
    story.send("GET", "auth/second-factor")
    story.send("DELETE", "auth/second-factor", code=app.next_code())
    story.sign_in("ada", story.send("POST", "auth/login"))
    story.send("POST", "auth/change-password")
    story.sign_in("ada", story.send("POST", "auth/login", password="a better analytical engine"))
    story.send("POST", "auth/logout")


@pytest.mark.slow("sends every example")
@pytest.mark.embedded_only("the example of `status` is that of the embedded store")
@pytest.mark.usefixtures("tokens_never_expire", "speech")
def test_body_of_each_example_succeeds_and_each_response_has_the_shape_of_its_example(
    api: Api, clock: MovableClock, factory: ServiceFactory, slack: SlackServer, teams: TeamsServer
) -> None:
    story = Story(api, build_document(routes))
    clock.set(at("2026-03-20T08:30Z"))
    story.sign_in("root", {"token": api.sign_up_administrator().token})
    _begin(story)
    _work(story, clock, factory)
    _look_back(story)
    _correct(story)
    _administer(story, clock)
    _chat(story, SlackPerson(api, slack, clock), TeamsPerson(api, teams, clock))
    _leave(story, clock)
    _look_ahead(story, clock, api, factory)

    assert set(story.responses) == set(story.operations)
    for call, response in story.responses.items():
        success = story.operations[call].success
        if "content" not in success:
            assert response == "", call
        elif call != ("GET", "openapi.json"):
            assert _shape(_example(success)) == _shape(response), call


def _shape(value: Any, name: str = "") -> Any:
    """Return a value without its contents: types, the keys of objects, and the first item of each list."""
    if isinstance(value, dict):
        keys = {} if name in _WITH_ANY_KEYS else value
        return {key: _shape(inner, key) for key, inner in keys.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value[:1]]
    return type(value)


_WITH_ANY_KEYS = {"documents", "data", "evidence", "body"}
"""Objects whose keys depend on the user or on the kind."""
