"""Every documented operation answers generated requests as its OpenAPI description says."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from function_app import routes
from shared.api.endpoint import Access
from shared.entities.recording import AudioKind
from shared.rules.assistant.recommendations.ids import recommendation_id
from shared.views.recommendations import RecommendationKind
from tests.authenticator_app import code_at
from tests.selection import NumberOfCases
from tests.slack_server import TEAM, form_of, signed, slack_server
from tests.speech_server import speech_server
from tests.system.servers import PASSWORD, Person, Server, register
from tests.teams_server import SERVICE_URL, TENANT, teams_server, token

Case = schemathesis.Case[Any]

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_EXAMPLES, _EXAMPLES_IF_THOROUGH = 4, 60
_COVERAGE_CASES = 5  # of each operation and mode; all if thorough
_SEED = 20260318
_FORM = "application/x-www-form-urlencoded"
_COMMAND = {"team_id": TEAM, "user_id": "U1", "trigger_id": "1", "text": "help"}
_INTERACTION = {"type": "view_closed", "team": {"id": TEAM}, "user": {"id": "U1"}}
_ACTIVITY = {
    "type": "message",
    "id": "1",
    "channelId": "msteams",
    "serviceUrl": SERVICE_URL,
    "from": {"id": "29:1", "aadObjectId": "00000001-aaaa-4bbb-8ccc-dddddddddddd"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
    "text": "help",
}
_user_numbers = count(1)


@schemathesis.serializer(*AudioKind)
def _as_bytes(_context: object, value: object) -> bytes:
    """Return a generated recording, which is no recording at all."""
    return value if isinstance(value, bytes) else str(value).encode()


class OperationClient:
    """Sends the requests of one operation as a signed-in user, replaced once its account or sign-in is gone.

    Every second request gets values that no generator can guess (an existing id, a password, a free name),
    so that the operation can succeed.
    """

    def __init__(self, client: httpx.Client, session: requests.Session, administrator: str | None) -> None:
        self._client = client
        self._session = session
        self._administrator = administrator
        self._person: Person | None = None
        self._other: Person | None = None
        self._request_numbers = count(1)
        self.successes = 0

    def send(self, case: Case) -> None:
        """Send a generated request as the operation's user and check the response."""
        if not all(value.isascii() for value in case.headers.values()):
            return  # the host rejects such a header before the app receives the request
        label = case.operation.label
        person = self._person = self._person or self._sign_in()
        if next(self._request_numbers) % 2:
            _remove_user_and_conditions(case)
            _PREPARATIONS.get(label, _keep)(case, person, self)
            person = self._person
        is_signed = _OPERATIONS[label].access is Access.PLATFORM
        response = case.call(session=self._session, headers={} if is_signed else person.headers)
        is_off = b'"not_configured"' in response.content  # as documented, for a service without settings
        case.validate_response(response, checks=_CHECKS[1:] if is_off else _CHECKS)
        if response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            self.successes += 1
            if label in _ENDS_SIGN_IN:
                self._person = None
        elif response.status_code == HTTPStatus.UNAUTHORIZED:
            assert is_signed or label in _CHECKS_CREDENTIALS, "the operation's user is signed in, but got 401"

    def new_user(self) -> Person:
        return register(self._client, self.free_name())

    def replace_user(self) -> Person:
        """Let a new user send the requests of the operation from now on, and return that user."""
        self._person = self.new_user()
        return self._person

    def other_user(self) -> Person:
        """Return the same user each time."""
        self._other = self._other or self.new_user()
        return self._other

    def deliver_reminder(self, person: Person) -> list[Any]:
        """Create a due task reminder, fire the timer, and return the user's notifications."""
        fields = {
            "title": "Write the report",
            "reminder_enabled": True,
            "reminder_time": datetime.now(UTC).isoformat(),
        }
        person.call("POST", "tasks", json=fields)
        notifications: list[Any] = []
        while not notifications:
            self._client.post(str(self._client.base_url.join("/admin/functions/DeliverReminders")), json={})
            notifications = person.call("GET", "notifications").json()
        return notifications

    def link(self, person: Person, **fields: str) -> None:
        """Link a chat of Slack to a user, who then says something there."""
        code = person.call("POST", "interaction/links", json={"channel": "slack"}).json()["code"]
        for text in (f"link {code}", "help"):
            form = _COMMAND | fields | {"text": text, "trigger_id": f"{code} {text}"}
            body = urlencode(form).encode()
            headers = signed(body, datetime.now(UTC))
            self._client.post("interaction/slack/commands", content=body, headers=headers)

    def free_name(self) -> str:
        return f"user {next(_user_numbers)}"

    def _sign_in(self) -> Person:
        return Person(self._client, self._administrator) if self._administrator else self.new_user()


Prepare = Callable[[Case, Person, OperationClient], None]


def _keep(_case: Case, _person: Person, _client: OperationClient) -> None:
    """Change nothing: generated requests can succeed."""


def _remove_user_and_conditions(case: Case) -> None:
    case.query.pop("user_id", None)
    _remove_fields(case, "user_id")
    for name in ("If-Match", "If-None-Match", "Idempotency-Key"):
        case.headers.pop(name, None)


def _set_fields(case: Case, **fields: Any) -> None:
    body = case.body if isinstance(case.body, dict) else {}
    case.body = {**body, **fields}
    case.media_type = "application/json"


def _remove_fields(case: Case, *names: str) -> None:
    if isinstance(case.body, dict):
        case.body = {name: value for name, value in case.body.items() if name not in names}


def _known_rule(case: Case, _person: Person, _: OperationClient) -> None:
    case.path_parameters["rule"] = "long_week"


def _own_plan(case: Case, person: Person, _: OperationClient) -> None:
    plan = person.call("GET", "assistant/plan").json()
    _set_fields(case, date=plan["date"], version=plan["version"])


def _own_recommendation(case: Case, person: Person, _: OperationClient) -> None:
    on = datetime.now(UTC).date()
    case.path_parameters["id"] = recommendation_id(person.id, RecommendationKind.DRINK, on, "0")


def _known_kind(case: Case, _person: Person, _: OperationClient) -> None:
    case.path_parameters["kind"] = "drink"


def _own_task(case: Case, person: Person, _: OperationClient) -> None:
    case.path_parameters["id"] = person.create_task()["id"]


def _changed_task(case: Case, person: Person, client: OperationClient) -> None:
    _own_task(case, person, client)
    _set_fields(
        case, title="Write it again", tags=["deep work"], subtasks=[], start_date=None, reminder_time=None
    )


def _task_action(case: Case, person: Person, client: OperationClient) -> None:
    _own_task(case, person, client)
    _set_fields(case, action="complete")


def _named_task(case: Case, person: Person, _: OperationClient) -> None:
    case.query.pop("id", None)
    _set_fields(case, task_id=person.create_task()["id"], action="complete")


def _added_task(case: Case, person: Person, _: OperationClient) -> None:
    _set_fields(case, event="add_task", id=person.create_task()["id"])


def _named_session(case: Case, person: Person, client: OperationClient) -> None:
    _running_session(case, person, client)
    _set_fields(case, session_id=None)


def _own_session(case: Case, person: Person, client: OperationClient) -> None:
    _no_session(case, person, client)
    case.path_parameters["id"] = person.call("POST", "work_sessions/start").json()["id"]


def _ended_session(case: Case, person: Person, client: OperationClient) -> None:
    _own_session(case, person, client)
    _no_session(case, person, client)


def _corrected_session(case: Case, person: Person, client: OperationClient) -> None:
    _ended_session(case, person, client)
    _set_fields(case, start_time=None, end_time=None)


def _running_session(_case: Case, person: Person, _client: OperationClient) -> None:
    person.call("POST", "work_sessions/start")


def _no_session(_case: Case, person: Person, _client: OperationClient) -> None:
    person.call("POST", "time-logs/end-work")


def _paused_session(_case: Case, person: Person, _client: OperationClient) -> None:
    person.call("POST", "work_sessions/start")
    person.call("POST", "work_sessions/pause")


def _no_pause(_case: Case, person: Person, _client: OperationClient) -> None:
    person.call("POST", "work_sessions/start")
    person.call("POST", "work_sessions/resume")


def _no_focus(_case: Case, person: Person, _client: OperationClient) -> None:
    while current := person.call("GET", "current-session").json():  # after a break, the focus goes on
        person.call("POST", f"focus-sessions/{current['session_id']}/stop")


def _focus_on_task(case: Case, person: Person, client: OperationClient) -> None:
    _no_focus(case, person, client)
    _set_fields(case, session_type="focus", task_id=person.create_task()["id"])


def _own_focus(case: Case, person: Person, client: OperationClient) -> None:
    _no_focus(case, person, client)
    started = person.call("POST", "focus-sessions/start", json={"duration_minutes": 25}).json()
    case.path_parameters["session_id"] = started["session_id"]


def _paused_focus(case: Case, person: Person, client: OperationClient) -> None:
    _own_focus(case, person, client)
    person.call("POST", f"focus-sessions/{case.path_parameters['session_id']}/pause")


def _free_challenge(case: Case, person: Person, _: OperationClient) -> None:
    person.call("DELETE", "challenges/task-finisher/leave")
    case.path_parameters["id"] = "task-finisher"


def _joined_challenge(case: Case, person: Person, _: OperationClient) -> None:
    person.call("POST", "challenges/task-finisher/join")
    case.path_parameters["id"] = "task-finisher"


def _without_time(case: Case, _: Person, __: OperationClient) -> None:
    case.query.pop("at", None)
    if isinstance(case.body, dict):
        case.body.pop("at", None)


def _a_week(case: Case, _: Person, __: OperationClient) -> None:
    case.query.update({"from": "2026-03-14", "to": "2026-03-20"})


def _own_entry(path: str, **body: Any) -> Prepare:
    def prepare(case: Case, person: Person, _: OperationClient) -> None:
        day = person.call("GET", path).json()
        entry = day["entries"][0] if day["entries"] else person.call("POST", path, json=body).json()
        case.path_parameters["id"] = entry["id"]

    return prepare


def _days_off(case: Case, person: Person, _: OperationClient) -> None:
    for days_off in person.call("GET", "users/days-off").json():
        person.call("DELETE", f"users/days-off/{days_off['id']}")
    today = datetime.now(UTC).date().isoformat()
    _set_fields(case, **{"from": today, "to": today, "note": None})


def _own_days_off(case: Case, person: Person, _: OperationClient) -> None:
    today = datetime.now(UTC).date().isoformat()
    added = person.call("POST", "users/days-off", json={"from": today, "to": today}).json()
    case.path_parameters["id"] = added["id"]


def _own_notification(case: Case, person: Person, client: OperationClient) -> None:
    notifications = person.call("GET", "notifications").json() or client.deliver_reminder(person)
    case.path_parameters["id"] = notifications[0]["id"]


def _own_stats(case: Case, person: Person, _: OperationClient) -> None:
    case.path_parameters["user_id"] = person.id


def _new_user(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(
        case,
        username=client.free_name(),
        password=PASSWORD,
        email="a@example.com",
        timezone="Asia/Tokyo",
        avatar_url="/avatars/owl.png",
        claim_secret=None,
    )


def _credentials(case: Case, person: Person, _: OperationClient) -> None:
    _set_fields(case, username=person.username, password=PASSWORD, claim_secret=None)


def _refresh_token(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(case, refresh_token=client.new_user().refresh_token)


def _own_sign_in(case: Case, person: Person, _: OperationClient) -> None:
    case.path_parameters["id"] = person.call("GET", "auth/sessions").json()[0]["id"]


def _old_and_new_password(case: Case, _: Person, __: OperationClient) -> None:
    _set_fields(case, current_password=PASSWORD, new_password=PASSWORD)


def _begin_second_factor(person: Person) -> str:
    """Return the current code of the authenticator app."""
    setup = person.call("POST", "auth/second-factor", json={"password": PASSWORD}).json()
    return code_at(setup["secret"], datetime.now(UTC))


def _enable_second_factor(person: Person) -> list[str]:
    """Return the recovery codes."""
    body = {"code": _begin_second_factor(person)}
    codes: list[str] = person.call("POST", "auth/second-factor/enable", json=body).json()["recovery_codes"]
    return codes


def _app_code(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(case, code=_begin_second_factor(client.replace_user()))


def _recovery_code(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(case, password=PASSWORD, code=_enable_second_factor(client.replace_user())[0])


def _lost_app(case: Case, _: Person, client: OperationClient) -> None:
    user = client.new_user()
    _enable_second_factor(user)
    case.path_parameters["id"] = user.id


def _password(case: Case, _: Person, __: OperationClient) -> None:
    _set_fields(case, password=PASSWORD)


def _profile(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(case, timezone="Africa/Cairo", day_start="04:00", avatar_url=None, preferences={})
    name = client.free_name()
    _set_fields(case, name=name, username=name, email=None, current_password=PASSWORD, claim_secret=None)


def _avatar(case: Case, _: Person, __: OperationClient) -> None:
    _set_fields(case, avatar_url="/avatars/owl.png")


def _onboarding(case: Case, _: Person, __: OperationClient) -> None:
    _set_fields(case, avatar_url=None, preferences={"theme": "dark"})


def _named_user(case: Case, _: Person, client: OperationClient) -> None:
    _set_fields(case, name=client.free_name())


def _other_user(case: Case, _: Person, client: OperationClient) -> None:
    case.path_parameters["id"] = client.other_user().id


def _deleted_user(case: Case, _: Person, client: OperationClient) -> None:
    case.path_parameters["id"] = client.new_user().id


def _changed_user(case: Case, person: Person, client: OperationClient) -> None:
    _other_user(case, person, client)
    _profile(case, person, client)
    _set_fields(case, password=PASSWORD)


def _signed_by_slack(media_type: str, body: bytes) -> Prepare:
    def prepare(case: Case, _: Person, __: OperationClient) -> None:
        case.body, case.media_type = body, media_type
        case.headers.update(signed(body, datetime.now(UTC)) | {"Content-Type": media_type})

    return prepare


def _signed_by_teams(case: Case, _: Person, __: OperationClient) -> None:
    case.body, case.media_type = orjson.dumps(_ACTIVITY), "application/json"
    case.headers["Authorization"] = f"Bearer {token(datetime.now(UTC))}"


def _slack_link(case: Case, _: Person, __: OperationClient) -> None:
    _set_fields(case, channel="slack")


def _own_link(case: Case, person: Person, client: OperationClient) -> None:
    client.link(person)
    case.path_parameters["id"] = person.call("GET", "interaction/links").json()[0]["id"]


def _own_chat(case: Case, person: Person, client: OperationClient) -> None:
    if not person.call("GET", "interaction/links").json():
        client.link(person, user_id="U0ADMINISTRATOR")
    _set_fields(case, channel="slack")


_PREPARATIONS: dict[str, Prepare] = {
    "POST /api/interaction/deliveries/test": _own_chat,
    "POST /api/interaction/links": _slack_link,
    "DELETE /api/interaction/links/{id}": _own_link,
    "POST /api/interaction/slack/commands": _signed_by_slack(_FORM, urlencode(_COMMAND).encode()),
    "POST /api/interaction/slack/events": _signed_by_slack(
        "application/json", b'{"type": "url_verification"}'
    ),
    "POST /api/interaction/slack/interactions": _signed_by_slack(_FORM, form_of(_INTERACTION)),
    "POST /api/interaction/teams/messages": _signed_by_teams,
    "POST /api/auth/register": _new_user,
    "POST /api/auth/login": _credentials,
    "POST /api/auth/refresh": _refresh_token,
    "POST /api/auth/change-password": _old_and_new_password,
    "DELETE /api/auth/sessions/{id}": _own_sign_in,
    "POST /api/auth/second-factor": _password,
    "POST /api/auth/second-factor/enable": _app_code,
    "POST /api/auth/second-factor/recovery-codes": _recovery_code,
    "DELETE /api/auth/second-factor": _recovery_code,
    "DELETE /api/users/{id}/second-factor": _lost_app,
    "POST /api/assistant/plan/apply": _own_plan,
    "POST /api/assistant/recommendations/{id}/feedback": _own_recommendation,
    "DELETE /api/assistant/recommendations/muted/{kind}": _known_kind,
    "POST /api/assistant/signals/{rule}/snooze": _known_rule,
    "DELETE /api/assistant/signals/{rule}/snooze": _known_rule,
    "POST /api/challenges/{id}/join": _free_challenge,
    "DELETE /api/challenges/{id}/leave": _joined_challenge,
    "POST /api/challenges/{id}/progress": _joined_challenge,
    "GET /api/companion": _without_time,
    "GET /api/companion/face.svg": _without_time,
    "POST /api/health/hydration": _without_time,
    "POST /api/health/meals": _without_time,
    "POST /api/health/rests": _without_time,
    "DELETE /api/health/hydration/{id}": _own_entry("health/hydration", amount_ml=250),
    "DELETE /api/health/meals/{id}": _own_entry("health/meals", kind="lunch"),
    "DELETE /api/health/rests/{id}": _own_entry("health/rests", minutes=10),
    "POST /api/notifications/{id}/read": _own_notification,
    "POST /api/focus-sessions/start": _focus_on_task,
    "POST /api/focus-sessions/{session_id}/pause": _own_focus,
    "POST /api/focus-sessions/{session_id}/resume": _paused_focus,
    "POST /api/focus-sessions/{session_id}/complete": _own_focus,
    "POST /api/focus-sessions/{session_id}/stop": _own_focus,
    "GET /api/stats/days": _a_week,
    "GET /api/stats/days.svg": _a_week,
    "GET /api/stats/{user_id}": _own_stats,
    "GET /api/tasks/{id}": _own_task,
    "PATCH /api/tasks": _named_task,
    "PATCH /api/tasks/{id}": _task_action,
    "PUT /api/tasks/{id}": _changed_task,
    "DELETE /api/tasks/{id}": _own_task,
    "POST /api/time-logs/end-work": _running_session,
    "POST /api/time-logs/start-work": _no_session,
    "POST /api/undo": _added_task,
    "POST /api/work_sessions/start": _no_session,
    "POST /api/work_sessions/pause": _no_pause,
    "POST /api/work_sessions/resume": _paused_session,
    "GET /api/work_sessions/{id}": _own_session,
    "POST /api/work_sessions/end": _named_session,
    "POST /api/work_sessions/{id}": _own_session,
    "PUT /api/work_sessions/{id}": _corrected_session,
    "DELETE /api/work_sessions/{id}": _ended_session,
    "POST /api/work_sessions/{id}/end": _own_session,
    "POST /api/users/days-off": _days_off,
    "DELETE /api/users/days-off/{id}": _own_days_off,
    "PUT /api/users/profile": _profile,
    "PATCH /api/users/profile": _profile,
    "DELETE /api/users/profile": _password,
    "PUT /api/users/profile/avatar": _avatar,
    "PUT /api/users/onboarding/complete": _onboarding,
    "POST /api/users": _named_user,
    "GET /api/users/{id}": _other_user,
    "GET /api/users/{id}/audit": _other_user,
    "PUT /api/users/{id}": _changed_user,
    "DELETE /api/users/{id}": _deleted_user,
}

_ENDS_SIGN_IN = {
    "POST /api/auth/logout",
    "POST /api/auth/change-password",
    "DELETE /api/auth/sessions/{id}",
    "DELETE /api/auth/second-factor",
    "DELETE /api/users/profile",
}
_CHECKS_CREDENTIALS = {
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "POST /api/auth/change-password",
    "POST /api/auth/second-factor",
    "POST /api/auth/second-factor/enable",
    "POST /api/auth/second-factor/recovery-codes",
    "DELETE /api/auth/second-factor",
    "PUT /api/users/profile",
    "PATCH /api/users/profile",
    "DELETE /api/users/profile",
}


_OPERATIONS = {
    f"{method} /api/{route.template}": endpoint
    for route in routes
    for method, endpoint in route.endpoints.items()
    if endpoint.documented
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database: Path = tmp_path_factory.mktemp("schemathesis") / "avanochi.db"
    with (
        slack_server() as slack,
        teams_server() as teams,
        speech_server() as speech,
        Server(
            database,
            settings={"ADMIN_USERNAMES": "root", **slack.settings, **teams.settings, **speech.settings},
        ) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as open_client:
        yield open_client


@pytest.fixture(scope="module")
def administrator(client: httpx.Client) -> str:
    return register(client, "root").username


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as open_session:
        open_session.trust_env = False  # each request would look for proxies and passwords
        open_session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield open_session


@pytest.fixture(scope="module")
def description(server: Server) -> Any:
    config = SchemathesisConfig(seed=_SEED)
    config.projects.default.generation.update(deterministic=True, with_security_parameters=False)
    return schemathesis.openapi.from_url(f"{server.url}/api/openapi.json", config=config)


@pytest.mark.parametrize("label", _OPERATIONS)
def test_operation_conforms_to_its_description(
    label: str,
    description: Any,
    client: httpx.Client,
    session: requests.Session,
    administrator: str,
    number_of_cases: NumberOfCases,
) -> None:
    needs_administrator = _OPERATIONS[label].access is Access.ADMINISTRATOR
    operation_client = OperationClient(client, session, administrator if needs_administrator else None)
    operation = description.find_operation_by_label(label)
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    generation = GenerationConfig(deterministic=True, with_security_parameters=False)

    for mode in modes:
        cases = description.iter_coverage_cases(
            operation, generation_modes=[mode], generation_config=generation
        )
        for case in islice(cases, number_of_cases(_COVERAGE_CASES, thorough=sys.maxsize)):
            operation_client.send(case)

    @settings(
        max_examples=number_of_cases(_EXAMPLES, thorough=_EXAMPLES_IF_THOROUGH),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    def send_generated(case: Case) -> None:
        operation_client.send(case)

    send_generated()
    assert operation_client.successes > 0, "no request succeeded"
