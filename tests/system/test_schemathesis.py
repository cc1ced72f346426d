"""The API against its own description: generated requests, and what may be answered to them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from pathlib import Path
from typing import Any

import httpx
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
from tests.system.servers import PASSWORD, Person, Server, register

Case = schemathesis.Case[Any]

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_EXAMPLES = 60
_SEED = 20260318
_numbers = count(1)


class Visit:
    """Calls of one operation by a signed-in user of its own, and by another one once that one is gone.

    Every second request is mended: what no generator can guess (an id that exists, a password, a name
    that is free) is put in, so that the operation has a chance to succeed.
    """

    def __init__(self, client: httpx.Client, session: requests.Session, administrator: str | None) -> None:
        self._client = client
        self._session = session
        self._administrator = administrator
        self._person: Person | None = None
        self._calls = count(1)
        self.successes = 0

    def send(self, case: Case) -> None:
        """Send a generated request as the operation's user, and check what comes back."""
        if not all(value.isascii() for value in case.headers.values()):
            return  # the host refuses such a header by itself, before the app sees the request
        label = case.operation.label
        person = self._person = self._person or self._sign_in()
        if next(self._calls) % 2:
            _leave_open_whose(case)
            _MENDING.get(label, _leave)(case, person, self)
        response = case.call_and_validate(session=self._session, headers=person.headers, checks=_CHECKS)
        if response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            self.successes += 1
            if label in _ENDING:
                self._person = None
        elif response.status_code == HTTPStatus.UNAUTHORIZED:
            assert label in _MAY_REFUSE_CREDENTIALS, "the operation's user is signed in, but was answered 401"

    def newcomer(self) -> Person:
        return register(self._client, self.free_name())

    def remind(self, person: Person) -> list[Any]:
        """Let the person be reminded of a task, and return what they were told."""
        fields = {
            "title": "Interval",
            "reminder_enabled": True,
            "reminder_time": datetime.now(UTC).isoformat(),
        }
        person.call("POST", "tasks", json=fields)
        told: list[Any] = []
        while not told:
            self._client.post(str(self._client.base_url.join("/admin/functions/DeliverReminders")), json={})
            told = person.call("GET", "notifications").json()
        return told

    def free_name(self) -> str:
        return f"visitor {next(_numbers)}"

    def _sign_in(self) -> Person:
        return Person(self._client, self._administrator) if self._administrator else self.newcomer()


Mend = Callable[[Case, Person, Visit], None]


def _leave(_case: Case, _person: Person, _visit: Visit) -> None:
    """Nothing has to be put in."""


def _leave_open_whose(case: Case) -> None:
    case.query.pop("user_id", None)
    if isinstance(case.body, dict):
        case.body.pop("user_id", None)
    for name in ("If-Match", "Idempotency-Key"):
        case.headers.pop(name, None)


def _put(case: Case, **fields: Any) -> None:
    body = case.body if isinstance(case.body, dict) else {}
    case.body = {**body, **fields}
    case.media_type = "application/json"


def _own_task(case: Case, person: Person, _: Visit) -> None:
    case.path_parameters["id"] = person.create_task()["id"]


def _changed_task(case: Case, person: Person, visit: Visit) -> None:
    _own_task(case, person, visit)
    _put(case, title="Write it again", tags=["deep work"], subtasks=[], start_date=None, reminder_time=None)


def _task_action(case: Case, person: Person, visit: Visit) -> None:
    _own_task(case, person, visit)
    _put(case, action="complete")


def _own_session(case: Case, person: Person, visit: Visit) -> None:
    _no_session(case, person, visit)
    case.path_parameters["id"] = person.call("POST", "work_sessions/start").json()["id"]


def _running_session(_case: Case, person: Person, _visit: Visit) -> None:
    person.call("POST", "work_sessions/start")


def _no_session(_case: Case, person: Person, _visit: Visit) -> None:
    person.call("POST", "time-logs/end-work")


def _no_focus(_case: Case, person: Person, _visit: Visit) -> None:
    current = person.call("GET", "current-session").json()
    if current:
        person.call("POST", f"focus-sessions/{current['session_id']}/stop")


def _own_focus(case: Case, person: Person, visit: Visit) -> None:
    _no_focus(case, person, visit)
    started = person.call("POST", "focus-sessions/start", json={"duration_minutes": 25}).json()
    case.path_parameters["session_id"] = started["session_id"]


def _free_challenge(case: Case, person: Person, _: Visit) -> None:
    person.call("DELETE", "challenges/task-finisher/leave")
    case.path_parameters["id"] = "task-finisher"


def _joined_challenge(case: Case, person: Person, _: Visit) -> None:
    person.call("POST", "challenges/task-finisher/join")
    case.path_parameters["id"] = "task-finisher"


def _now(case: Case, _: Person, __: Visit) -> None:
    case.query.pop("at", None)
    if isinstance(case.body, dict):
        case.body.pop("at", None)


def _own_entry(path: str, **body: Any) -> Mend:
    def mend(case: Case, person: Person, _: Visit) -> None:
        day = person.call("GET", path).json()
        entry = day["entries"][0] if day["entries"] else person.call("POST", path, json=body).json()
        case.path_parameters["id"] = entry["id"]

    return mend


def _own_notification(case: Case, person: Person, visit: Visit) -> None:
    told = person.call("GET", "notifications").json() or visit.remind(person)
    case.path_parameters["id"] = told[0]["id"]


def _own_stats(case: Case, person: Person, _: Visit) -> None:
    case.path_parameters["user_id"] = person.id


def _new_user(case: Case, _: Person, visit: Visit) -> None:
    _put(case, username=visit.free_name(), password=PASSWORD, email="a@example.com", timezone="Asia/Tokyo")


def _credentials(case: Case, person: Person, _: Visit) -> None:
    _put(case, username=person.username, password=PASSWORD)


def _refresh_token(case: Case, _: Person, visit: Visit) -> None:
    _put(case, refresh_token=visit.newcomer().refresh_token)


def _old_and_new_password(case: Case, _: Person, __: Visit) -> None:
    _put(case, current_password=PASSWORD, new_password=PASSWORD)


def _password(case: Case, _: Person, __: Visit) -> None:
    _put(case, password=PASSWORD)


def _profile(case: Case, _: Person, visit: Visit) -> None:
    _put(case, name=visit.free_name(), email=None, timezone="Africa/Cairo", day_start="04:00", preferences={})


def _avatar(case: Case, _: Person, __: Visit) -> None:
    _put(case, avatar_url="/avatars/owl.png")


def _onboarding(case: Case, _: Person, __: Visit) -> None:
    _put(case, avatar_url=None, preferences={"theme": "dark"})


def _named_user(case: Case, _: Person, visit: Visit) -> None:
    _put(case, name=visit.free_name())


def _somebody(case: Case, _: Person, visit: Visit) -> None:
    case.path_parameters["id"] = visit.newcomer().id


def _somebody_changed(case: Case, person: Person, visit: Visit) -> None:
    _somebody(case, person, visit)
    _profile(case, person, visit)
    _put(case, password=PASSWORD)


_MENDING: dict[str, Mend] = {
    "POST /api/auth/register": _new_user,
    "POST /api/auth/login": _credentials,
    "POST /api/auth/refresh": _refresh_token,
    "POST /api/auth/change-password": _old_and_new_password,
    "POST /api/challenges/{id}/join": _free_challenge,
    "DELETE /api/challenges/{id}/leave": _joined_challenge,
    "POST /api/challenges/{id}/progress": _joined_challenge,
    "GET /api/companion": _now,
    "GET /api/companion/face.svg": _now,
    "POST /api/health/hydration": _now,
    "POST /api/health/meals": _now,
    "POST /api/health/rests": _now,
    "DELETE /api/health/hydration/{id}": _own_entry("health/hydration", amount_ml=250),
    "DELETE /api/health/meals/{id}": _own_entry("health/meals", kind="lunch"),
    "DELETE /api/health/rests/{id}": _own_entry("health/rests", minutes=10),
    "POST /api/notifications/{id}/read": _own_notification,
    "POST /api/focus-sessions/start": _no_focus,
    "POST /api/focus-sessions/{session_id}/complete": _own_focus,
    "POST /api/focus-sessions/{session_id}/stop": _own_focus,
    "GET /api/stats/{user_id}": _own_stats,
    "GET /api/tasks/{id}": _own_task,
    "PATCH /api/tasks/{id}": _task_action,
    "PUT /api/tasks/{id}": _changed_task,
    "DELETE /api/tasks/{id}": _own_task,
    "POST /api/time-logs/end-work": _running_session,
    "POST /api/time-logs/start-work": _no_session,
    "POST /api/work_sessions/start": _no_session,
    "GET /api/work_sessions/{id}": _own_session,
    "POST /api/work_sessions/{id}": _own_session,
    "POST /api/work_sessions/{id}/end": _own_session,
    "PUT /api/users/profile": _profile,
    "PATCH /api/users/profile": _profile,
    "DELETE /api/users/profile": _password,
    "PUT /api/users/profile/avatar": _avatar,
    "PUT /api/users/onboarding/complete": _onboarding,
    "POST /api/users": _named_user,
    "GET /api/users/{id}": _somebody,
    "PUT /api/users/{id}": _somebody_changed,
    "DELETE /api/users/{id}": _somebody,
}

_ENDING = {"POST /api/auth/logout", "POST /api/auth/change-password", "DELETE /api/users/profile"}
_MAY_REFUSE_CREDENTIALS = {
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "POST /api/auth/change-password",
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
    with Server(database, settings={"ADMIN_USERNAMES": "root"}) as running:
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
        open_session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield open_session


@pytest.fixture(scope="module")
def description(server: Server) -> Any:
    config = SchemathesisConfig(seed=_SEED)
    config.projects.default.generation.update(deterministic=True, with_security_parameters=False)
    return schemathesis.openapi.from_url(f"{server.url}/api/openapi.json", config=config)


@pytest.mark.parametrize("label", _OPERATIONS)
def test_an_operation_answers_as_described(
    label: str, description: Any, client: httpx.Client, session: requests.Session, administrator: str
) -> None:
    official = _OPERATIONS[label].access is Access.ADMINISTRATOR
    visit = Visit(client, session, administrator if official else None)
    operation = description.find_operation_by_label(label)
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    generation = GenerationConfig(deterministic=True, with_security_parameters=False)

    for case in description.iter_coverage_cases(
        operation, generation_modes=modes, generation_config=generation
    ):
        visit.send(case)

    @settings(
        max_examples=_EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    def send_generated(case: Case) -> None:
        visit.send(case)

    send_generated()
    assert visit.successes > 0, "it never succeeded"
