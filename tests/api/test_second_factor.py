"""The second factor: setting it up, signing in with its codes, losing it, and where it is required."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from function_app import routes
from shared.credential_manager import CredentialManager
from shared.entities.second_factor import MAX_RECOVERY_CODES, SecondFactor
from shared.entities.sign_in import SignIn
from shared.errors import DependencyUnavailableError, UnauthenticatedError
from shared.repos.auth_repo import RefreshFamilyRepository
from shared.repos.user_repo import UserRepository
from shared.services.second_factors import SecondFactors
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import assert_unauthorized
from tests.authenticator_app import SECONDS, AuthenticatorApp
from tests.conftest import CHEAP_HASHER, MovableClock

PATH = "auth/second-factor"
BEFORE = {
    ("GET", PATH),
    ("POST", PATH),
    ("POST", f"{PATH}/enable"),
    ("GET", "auth/user_info"),
    ("POST", "auth/logout"),
}


def assert_refused(response: httpx.Response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code)


def begin(person: Person, clock: MovableClock) -> AuthenticatorApp:
    """Begin to set up a second factor, and return the app."""
    begun = person.post(PATH, json={"password": PASSWORD})
    assert begun.status_code == 201, begun.text
    return AuthenticatorApp(begun.json()["secret"], clock)


def set_up(person: Person, clock: MovableClock) -> tuple[AuthenticatorApp, list[str]]:
    """Set up a second factor; return the app and the recovery codes."""
    app = begin(person, clock)
    enabled = person.post(f"{PATH}/enable", json={"code": app.code()})
    assert enabled.status_code == 200, enabled.text
    codes: list[str] = enabled.json()["recovery_codes"]
    return app, codes


def login(api: Api, code: str | None = None, name: str = "Ada", **fields: Any) -> httpx.Response:
    body = {"username": name, "password": PASSWORD, **fields} | ({} if code is None else {"code": code})
    response = api.call("POST", "auth/login", json=body)
    api.client.cookies.clear()
    return response


def signed_in(api: Api, response: httpx.Response, name: str = "Ada") -> Person:
    assert response.status_code == 200, response.text
    return Person(api.client, name, response.json())


def events(person: Person) -> list[str]:
    """Return what the notifications about the second factor say, in alphabetical order."""
    listed = person.get("notifications").json()
    return sorted(one["data"]["event"] for one in listed if one["kind"] == "security")


@pytest.mark.both_stores("spends codes by replacing the user's document in a commit")
def test_enabled_second_factor_needs_a_code_beside_the_password(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    assert ada.get(PATH).json() == {
        "enabled": False,
        "enabled_at": None,
        "recovery_codes_left": 0,
        "required": False,
    }
    app, codes = set_up(ada, clock)
    assert ada.get(PATH).json() == {
        "enabled": True,
        "enabled_at": "2026-03-18T09:30:00Z",
        "recovery_codes_left": MAX_RECOVERY_CODES,
        "required": False,
    }
    assert len(set(codes)) == MAX_RECOVERY_CODES

    assert_refused(login(api), 401, "code_required")
    assert_refused(login(api, "000000"), 401, "wrong_code")
    assert_refused(login(api, app.code(), password="another password"), 401, "unauthenticated")
    person = signed_in(api, login(api, app.next_code()))
    assert person.get("users/profile").status_code == 200
    assert events(person) == ["enabled"]


def test_setup_shows_the_same_secret_as_text_as_uri_and_as_picture(ada: Person) -> None:
    setup = ada.post(PATH, json={"password": PASSWORD}).json()
    assert setup["uri"] == f"otpauth://totp/Avanochi:Ada?secret={setup['secret']}&issuer=Avanochi"
    assert setup["qr_code"].startswith("<svg ")
    assert len(setup["secret"]) * 5 >= 160


def test_setup_changes_nothing_until_a_code_is_sent_in_time(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    first, second = (begin(ada, clock) for _ in range(2))
    assert_refused(ada.post(f"{PATH}/enable", json={"code": first.code()}), 401, "wrong_code")
    assert login(api).status_code == 200
    clock.move(seconds=SecondFactor.SETUP_TIME.total_seconds())
    assert_refused(ada.post(f"{PATH}/enable", json={"code": second.code()}), 404, "not_found")
    assert ada.get(PATH).json()["enabled"] is False


def test_setup_needs_the_password_and_an_account_without_a_second_factor(
    ada: Person, clock: MovableClock
) -> None:
    assert_refused(ada.post(PATH, json={"password": "a guess"}), 401, "wrong_password")
    set_up(ada, clock)
    assert_refused(ada.post(PATH, json={"password": PASSWORD}), 409, "conflict")


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-2 * SECONDS, 401), (-SECONDS, 200), (0, 200), (SECONDS, 200), (2 * SECONDS, 401)],
)
def test_code_counts_for_one_step_around_its_own(
    ada: Person, api: Api, clock: MovableClock, seconds: int, status: int
) -> None:
    app, _ = set_up(ada, clock)
    clock.move(seconds=10 * SECONDS)
    assert login(api, app.code(seconds)).status_code == status


def test_no_code_counts_twice_nor_one_before_it(ada: Person, api: Api, clock: MovableClock) -> None:
    app, _ = set_up(ada, clock)
    assert_refused(login(api, app.code()), 401, "wrong_code")  # has enabled it
    code = app.next_code()
    earlier = app.code(-SECONDS)
    assert login(api, f" {code[:3]} {code[3:]}").status_code == 200
    for used in (code, earlier):
        assert_refused(login(api, used), 401, "wrong_code")


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_one_of_concurrent_sign_ins_spends_a_code(
    ada: Person, api: Api, clock: MovableClock, kind: str
) -> None:
    app, recovery = set_up(ada, clock)
    code = app.next_code() if kind == "app" else recovery[0]
    with ThreadPoolExecutor(4) as pool:
        statuses = [each.status_code for each in pool.map(lambda _: login(api, code), range(4))]
    assert sorted(statuses) == [200, 401, 401, 401]


def test_recovery_code_counts_once_however_it_is_typed(ada: Person, api: Api, clock: MovableClock) -> None:
    _, codes = set_up(ada, clock)
    person = signed_in(api, login(api, codes[0].lower().replace("-", " ")))
    assert_refused(login(api, codes[0]), 401, "wrong_code")
    assert person.get(PATH).json()["recovery_codes_left"] == MAX_RECOVERY_CODES - 1
    assert events(person) == ["enabled", "recovery-code"]


def test_security_notifications_cannot_be_switched_off(ada: Person, clock: MovableClock) -> None:
    """A person who uses another user's sign-in cannot hide from the user what happened."""
    assert ada.put("notifications/preferences", json={"kinds": {"security": False}}).status_code == 200
    set_up(ada, clock)
    assert events(ada) == ["enabled"]


def test_new_recovery_codes_replace_the_earlier_ones(ada: Person, api: Api, clock: MovableClock) -> None:
    _, codes = set_up(ada, clock)
    change = {"password": PASSWORD, "code": codes[0]}
    assert_refused(
        ada.post(f"{PATH}/recovery-codes", json=change | {"password": "a guess"}), 401, "wrong_password"
    )
    assert_refused(ada.post(f"{PATH}/recovery-codes", json=change | {"code": "000000"}), 401, "wrong_code")
    new = ada.post(f"{PATH}/recovery-codes", json=change).json()["recovery_codes"]
    assert_refused(login(api, codes[1]), 401, "wrong_code")
    assert login(api, new[1]).status_code == 200


def test_five_wrong_codes_refuse_codes_of_the_app_for_fifteen_minutes_and_notify(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    app, codes = set_up(ada, clock)
    clock.move(minutes=1)
    for code in ("000000", "ABCD", codes[0][:-1], "\u0661\u0662\u0663\u0664\u0665\u0666", "0" * 64):
        assert_refused(login(api, code), 401, "wrong_code")
    assert_refused(login(api, app.next_code()), 429, "too_many_requests")
    assert events(ada) == ["enabled", "guesses"]
    assert login(api, codes[0]).status_code == 200  # cannot be guessed
    assert_refused(login(api, app.next_code()), 429, "too_many_requests")
    clock.move(minutes=15)
    assert login(api, app.code()).status_code == 200


def test_wrong_codes_never_lock_out_without_the_password(ada: Person, api: Api, clock: MovableClock) -> None:
    app, _ = set_up(ada, clock)
    for _ in range(4):
        assert_refused(login(api, "000000", password="a guess"), 401, "unauthenticated")
    assert_refused(login(api, "000000"), 401, "wrong_code")
    assert login(api, app.next_code()).status_code == 200


def test_wrong_codes_while_setting_up_say_nothing_of_the_password(ada: Person, clock: MovableClock) -> None:
    app = begin(ada, clock)
    for _ in range(5):
        assert_refused(ada.post(f"{PATH}/enable", json={"code": "000000"}), 401, "wrong_code")
    assert_refused(ada.post(f"{PATH}/enable", json={"code": app.code()}), 429, "too_many_requests")
    assert events(ada) == []


def test_enabling_ends_all_other_sign_ins(ada: Person, api: Api, clock: MovableClock) -> None:
    other = signed_in(api, login(api))
    set_up(ada, clock)
    assert ada.get(PATH).status_code == 200
    assert_unauthorized(other.get(PATH))
    refreshed = api.call("POST", "auth/refresh", json={"refresh_token": other.refresh_token})
    assert_unauthorized(refreshed)


def test_sign_in_fails_if_the_second_factor_is_enabled_or_removed_meanwhile(
    ada: Person, root: Person, api: Api, clock: MovableClock, factory: ServiceFactory
) -> None:
    """Password and code are verified before that, and the sign-in is stored afterwards."""
    users, sign_ins = factory.get(UserRepository), factory.get_sign_ins()
    before = users.get_user(ada.id)
    set_up(ada, clock)
    between = users.get_user(ada.id)
    with pytest.raises(UnauthenticatedError):
        sign_ins.begin(before)
    assert len(ada.get("auth/sessions").json()) == 1
    assert root.delete(f"users/{ada.id}/second-factor").status_code == 204
    with pytest.raises(UnauthenticatedError):
        sign_ins.begin(between)
    assert len(signed_in(api, login(api)).get("auth/sessions").json()) == 1


def test_sign_in_that_enabling_left_without_a_second_factor_is_not_refreshed(
    ada: Person, api: Api, clock: MovableClock, factory: ServiceFactory
) -> None:
    """An instance may stop after it has enabled the factor, before it ends the other sign-ins."""
    other = signed_in(api, login(api))
    set_up(ada, clock)
    families = factory.get(RefreshFamilyRepository)
    (kept,) = families.list_newest(ada.id)
    families.update(replace(kept, has_second_factor=False))
    for person in (ada, other):
        assert_unauthorized(api.call("POST", "auth/refresh", json={"refresh_token": person.refresh_token}))


def test_sign_in_with_a_code_fails_while_the_account_is_closed(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    app, _ = set_up(ada, clock)
    before = factory.get(UserRepository).get_user(ada.id)
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    with pytest.raises(UnauthenticatedError):
        factory.get(SecondFactors).check(before, app.next_code())


def test_removing_needs_password_and_code_and_ends_every_sign_in(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    app, _ = set_up(ada, clock)
    for wrong, code in (({"password": "a guess"}, "wrong_password"), ({"code": "000000"}, "wrong_code")):
        change = {"password": PASSWORD, "code": app.next_code(), **wrong}
        assert_refused(ada.delete(PATH, json=change), 401, code)
    assert ada.delete(PATH, json={"password": PASSWORD, "code": app.next_code()}).status_code == 204
    assert_unauthorized(ada.get(PATH))
    person = signed_in(api, login(api))
    assert events(person) == ["enabled", "removed"]
    missing = person.delete(PATH, json={"password": PASSWORD, "code": app.next_code()})
    assert_refused(missing, 404, "not_found")


def test_administrator_resets_a_lost_second_factor_but_not_the_own_one(
    ada: Person, root: Person, api: Api, clock: MovableClock
) -> None:
    set_up(ada, clock)
    set_up(root, clock)
    assert_refused(ada.delete(f"users/{root.id}/second-factor"), 403, "forbidden")
    assert_refused(root.delete(f"users/{root.id}/second-factor"), 403, "forbidden")
    assert root.delete(f"users/{ada.id}/second-factor").status_code == 204
    assert_refused(root.delete(f"users/{ada.id}/second-factor"), 404, "not_found")
    assert_unauthorized(ada.get(PATH))
    person = signed_in(api, login(api))
    assert events(person) == ["enabled", "reset"]
    acts = [entry["act"] for entry in person.get("users/profile/audit").json()]
    assert "DELETE users/{id}/second-factor" in acts


def test_administrators_password_does_not_replace_the_code(
    ada: Person, root: Person, api: Api, clock: MovableClock
) -> None:
    app, _ = set_up(ada, clock)
    new = "nanoseconds of wire"
    assert root.put(f"users/{ada.id}", json={"password": new}).status_code == 200
    assert_refused(login(api, password=new), 401, "code_required")
    assert login(api, app.next_code(), password=new).status_code == 200


def test_secret_survives_rotations_of_the_signing_secret_between_which_it_was_used(
    ada: Person, clock: MovableClock, environment: dict[str, str], store: DocumentStore, tmp_path: Path
) -> None:
    def login_with(code: str, *secrets: str) -> SignIn:
        settings = environment | dict(zip(("JWT_SECRET", "JWT_SECRET_PREVIOUS"), secrets, strict=False))
        credentials = CredentialManager(settings, tmp_path)
        rotated = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
        return rotated.get_auth_service().login("Ada", PASSWORD, code=code)

    app, codes = set_up(ada, clock)
    first, second, third, last = environment["JWT_SECRET"], *(f"{number}" * 32 for number in range(3))
    assert login_with(app.next_code(), second, first)
    assert login_with(app.next_code(), third, second)
    with pytest.raises(DependencyUnavailableError, match="use a recovery code"):
        login_with(app.next_code(), last)
    assert login_with(codes[0], last)


def test_neither_the_store_nor_an_export_has_the_secret_or_a_recovery_code(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    secret = ada.post(PATH, json={"password": PASSWORD}).json()["secret"]
    enabled = ada.post(f"{PATH}/enable", json={"code": AuthenticatorApp(secret, clock).code()}).json()
    stored, exported = store.read("user", ada.id), ada.get("users/profile/export")
    assert len(stored["second_factor"]["recovery_hashes"]) == len(enabled["recovery_codes"])
    for text in (str(stored), exported.text):
        for hidden in (secret, *enabled["recovery_codes"]):
            assert hidden not in text
            assert hidden.replace("-", "") not in text
    factor = exported.json()["documents"]["user"][0]["second_factor"]
    assert factor.keys() == {"begun_at", "enabled_at", "last_step"}


def renewed(api: Api, person: Person) -> Person:
    """Return the person with the tokens of a refresh."""
    response = api.call("POST", "auth/refresh", json={"refresh_token": person.refresh_token})
    api.client.cookies.clear()
    return signed_in(api, response, person.username)


def test_required_second_factor_is_set_up_before_anything_else(
    ada: Person, api: Api, clock: MovableClock, environment: dict[str, str]
) -> None:
    environment["REQUIRE_SECOND_FACTOR"] = "everyone"
    assert ada.get(PATH).json()["required"] is True
    for person in (ada, renewed(api, ada), signed_in(api, login(api))):
        assert_refused(person.get("tasks"), 403, "second_factor_required")
    person = signed_in(api, login(api))
    app, _ = set_up(person, clock)
    assert_refused(person.get("tasks"), 403, "second_factor_required")  # until the token is renewed
    for confirmed in (renewed(api, person), signed_in(api, login(api, app.next_code()))):
        assert confirmed.get("tasks").status_code == 200


def test_administrator_without_the_required_second_factor_is_a_user(
    ada: Person,
    root: Person,
    clock: MovableClock,
    environment: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    api: Api,
) -> None:
    environment["REQUIRE_SECOND_FACTOR"] = "administrators"
    assert [person.get(PATH).json()["required"] for person in (ada, root)] == [False, True]
    of_ada, of_root = ada.create_task()["id"], root.create_task()["id"]
    assert [task["id"] for task in root.get("tasks").json()] == [of_root]
    caplog.set_level(logging.INFO, logger="avanochi.security")
    for response in (root.get("users"), root.get("tasks", params={"user_id": ada.id})):
        assert_refused(response, 403, "second_factor_required")
    lines = [each.getMessage() for each in caplog.records if each.name == "avanochi.security"]
    assert [json.loads(line)["event"] for line in lines] == ["access_denied"] * 2
    set_up(root, clock)
    confirmed = renewed(api, root)
    assert {task["id"] for task in confirmed.get("tasks").json()} == {of_ada, of_root}
    assert confirmed.get("users").status_code == 200


def test_only_what_the_setup_needs_may_be_called_before_it(ada: Person, environment: dict[str, str]) -> None:
    environment["REQUIRE_SECOND_FACTOR"] = "everyone"
    open_ones = {
        (method, route.template)
        for route in routes
        for method, endpoint in route.endpoints.items()
        if endpoint.needs_sign_in and endpoint.before_second_factor
    }
    assert open_ones == BEFORE
    assert_refused(ada.delete("users/profile", json={"password": PASSWORD}), 403, "second_factor_required")


def test_request_without_the_required_second_factor_counts_for_its_user(
    api: Api, environment: dict[str, str]
) -> None:
    environment |= {
        "REQUIRE_SECOND_FACTOR": "everyone",
        "RATE_LIMITS": "on",
        "RATE_LIMIT_USER": "3/hour",
        "RATE_LIMIT_ANONYMOUS": "3/hour",
        "WEBSITE_INSTANCE_ID": "1",
    }
    ada = api.sign_up("Ada")  # two requests
    assert [ada.get("tasks").status_code for _ in range(4)] == [403, 403, 403, 429]
    assert [login(api).status_code for _ in range(2)] == [200, 429]


def test_unknown_value_of_the_setting_refuses_the_requests_of_users(
    ada: Person, environment: dict[str, str]
) -> None:
    environment["REQUIRE_SECOND_FACTOR"] = "Everyone"
    assert_refused(ada.get("tasks"), 503, "unavailable")
