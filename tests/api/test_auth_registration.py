"""Opening an account, and whose a name is."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from shared.entities.sign_in import UsernameReservation
from shared.repos.user_repo import UsernameRepository
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.storage import Storage
from tests.conftest import MovableClock

USER_FIELDS = {
    "id",
    "name",
    "username",
    "email",
    "full_name",
    "avatar_url",
    "timezone",
    "day_start",
    "preferences",
    "onboarding_completed",
    "created_at",
    "updated_at",
}


def register(api: Api, username: object, password: object = PASSWORD, **profile: Any) -> httpx.Response:
    body = {"username": username, "password": password, **profile}
    return api.call("POST", "auth/register", json=body)


def at_once(count: int, call: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


def kinds_of_documents(storage: Storage) -> Counter[str]:
    """Count what lies in the store, in any partition, by type."""
    return Counter(document["type"] for document in storage.read_everything())


ONE_ACCOUNT = {"user": 1, "progress": 1, "username": 1, "account": 1}


def test_a_new_user_is_answered_without_any_secret(api: Api) -> None:
    answer = register(api, "Ada")
    assert answer.status_code == 201
    assert answer.json()["message"] == "User registered successfully"
    user = answer.json()["user"]
    assert set(user) == USER_FIELDS
    assert user["name"] == user["username"] == "Ada"
    assert user["created_at"] == "2026-03-18T09:30:00Z"
    assert (user["updated_at"], user["email"], user["full_name"], user["avatar_url"]) == (None,) * 4
    assert (user["timezone"], user["day_start"], user["preferences"]) == ("UTC", "00:00", {})
    assert user["onboarding_completed"] is False
    assert PASSWORD not in answer.text
    assert "argon2" not in answer.text


def test_a_profile_may_come_with_the_registration(api: Api) -> None:
    answer = register(api, "Ada", email=" ada@example.com ", full_name=" Ada L. ", timezone="Europe/Madrid")
    user = answer.json()["user"]
    assert (user["email"], user["full_name"], user["timezone"]) == (
        "ada@example.com",
        "Ada L.",
        "Europe/Madrid",
    )


def test_registering_does_not_sign_in(api: Api) -> None:
    assert "Set-Cookie" not in register(api, "Ada").headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "Ada"},
        {"password": PASSWORD},
        {"username": "", "password": PASSWORD},
        {"username": "Ada", "password": ""},
        {"username": None, "password": None},
    ],
)
@pytest.mark.parametrize("action", ["register", "login"])
def test_a_name_and_a_password_are_required(api: Api, action: str, body: dict[str, Any]) -> None:
    answer = api.call("POST", f"auth/{action}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "Fields 'username' and 'password' are required"
    missing = [name for name in ("username", "password") if not body.get(name)]
    assert answer.json()["details"] == [{"field": name, "message": "is required"} for name in missing]


def test_what_else_is_wrong_is_told_beside_what_is_missing(api: Api) -> None:
    body = {"user_id": 1, "username": "a" * 65, "timezone": "Mars/Olympus"}
    answer = api.call("POST", "auth/register", json=body)
    assert answer.json()["error"] == "Fields 'username' and 'password' are required"
    fields = [fault["field"] for fault in answer.json()["details"]]
    assert fields == ["password", "user_id", "username", "timezone"]


def test_an_empty_body_lacks_both_fields(api: Api) -> None:
    answer = api.call("POST", "auth/register")
    assert answer.status_code == 400
    assert answer.json()["error"] == "Fields 'username' and 'password' are required"


@pytest.mark.parametrize(("length", "status"), [(7, 400), (8, 201), (128, 201), (129, 400)])
def test_a_password_has_8_to_128_characters(api: Api, length: int, status: int) -> None:
    password = "pä😀 " * 33
    answer = register(api, "Ada", password[:length])
    assert answer.status_code == status
    if status == 400:
        assert [fault["field"] for fault in answer.json()["details"]] == ["password"]
    else:
        assert api.login("Ada", password[:length]).status_code == 200


def test_a_password_is_kept_to_the_letter(api: Api) -> None:
    register(api, "Ada", "  two spaces at both ends  ")
    assert api.login("Ada", "two spaces at both ends").status_code == 401
    assert api.login("Ada", "  two spaces at both ends  ").status_code == 200


@pytest.mark.parametrize("letter", ["a", "漢", "😀", "ß", "\ufdfa", "%"])
def test_a_name_may_have_64_characters_of_any_script(api: Api, letter: str) -> None:
    answer = register(api, letter * 64)
    assert answer.status_code == 201, answer.text
    assert answer.json()["user"]["username"] == letter * 64
    assert register(api, letter * 64).json()["error"] == "Username already exists"
    assert register(api, letter * 63).status_code == 201
    assert api.login(letter * 64).status_code == 200


@pytest.mark.parametrize("name", ["a" * 65, "漢" * 65, "   ", "\u3000"])
def test_a_name_has_1_to_64_characters(api: Api, name: str) -> None:
    answer = register(api, name)
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["details"]] == ["username"]


def test_a_name_of_one_character_will_do(api: Api) -> None:
    assert register(api, "A").status_code == 201


def test_a_name_is_trimmed(api: Api) -> None:
    assert register(api, "  Ada \u00a0").json()["user"]["username"] == "Ada"
    assert api.login(" Ada ").status_code == 200


@pytest.mark.parametrize("field", ["username", "password", "full_name", "email"])
def test_control_characters_are_refused(api: Api, field: str) -> None:
    for bad in ("\0", "\x07", "\x1b", "\x7f", "\u0085", "\n", "\t"):
        values = {"username": "Ada", "password": PASSWORD, field: f"a{bad}a@example.com"}
        answer = api.call("POST", "auth/register", json=values)
        assert answer.status_code == 400, repr(bad)
        assert [fault["field"] for fault in answer.json()["details"]] == [field]


@pytest.mark.parametrize("field", ["username", "password", "full_name", "email", "timezone"])
def test_a_lone_surrogate_is_no_text(api: Api, field: str) -> None:
    body = (
        b'{"username": "Ada", "password": "correct horse battery", "%s": "aaaaaaa\\ud800"}' % field.encode()
    )
    answer = api.call("POST", "auth/register", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "Invalid JSON payload"


BAD_FIELDS: list[tuple[str, object]] = [
    ("username", 7),
    ("username", ["Ada"]),
    ("username", {"a": 1}),
    ("username", True),
    ("password", 123456789),
    ("password", ["correct horse battery"]),
    ("email", 7),
    ("email", ""),
    ("email", "ada"),
    ("email", "@example.com"),
    ("email", "ada@"),
    ("email", "a da@example.com"),
    ("email", "a" * 243 + "@example.com"),
    ("full_name", "a" * 65),
    ("full_name", 7),
    ("timezone", "Europe/Atlantis"),
    ("timezone", "europe/madrid"),
    ("timezone", "../../etc/passwd"),
    ("timezone", ""),
    ("timezone", None),
]


@pytest.mark.parametrize("field", ["username", "password", "email", "full_name", "timezone"])
def test_a_bad_field_is_refused_by_its_name(api: Api, field: str) -> None:
    for value in (value for name, value in BAD_FIELDS if name == field):
        values = {"username": "Ada", "password": PASSWORD, field: value}
        answer = api.call("POST", "auth/register", json=values)
        assert answer.status_code == 400, value
        assert answer.json()["code"] == "validation"
        assert [fault["field"] for fault in answer.json()["details"]] == [field]


def test_lengths_at_their_bounds_are_taken(api: Api) -> None:
    email = "a" * 242 + "@example.com"
    user = register(api, "Ada", email=email, full_name="a" * 64).json()["user"]
    assert (user["email"], user["full_name"]) == (email, "a" * 64)


def test_all_faults_are_told_at_once(api: Api) -> None:
    answer = register(api, "a" * 65, "short", email="nowhere", full_name="a" * 65, timezone="Mars/Olympus")
    assert answer.status_code == 400
    details = answer.json()["details"]
    assert {fault["field"] for fault in details} == {
        "username",
        "password",
        "email",
        "full_name",
        "timezone",
    }
    assert all(set(fault) == {"field", "message"} and fault["message"] for fault in details)


def test_unknown_fields_are_ignored(api: Api) -> None:
    more = {"id": "mine", "user_id": "mine", "password_hash": "x", "is_admin": True, "__proto__": {"a": 1}}
    answer = register(api, "Ada", onboarding_completed=True, **more)
    assert answer.status_code == 201
    user = answer.json()["user"]
    assert set(user) == USER_FIELDS
    assert user["id"] != "mine"
    assert user["onboarding_completed"] is False


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada", "Ada"),
        ("Ada", "aDA"),
        ("Ada", "  Ada  "),
        ("Jos\u00e9", "Jose\u0301"),
        ("Jose\u0301", "JOS\u00c9"),
        ("Ada", "\uff21\uff44\uff41"),
        ("Straße", "STRASSE"),
        ("Straße", "STRA\u1e9eE"),
        ("\ufb01n", "Fin"),
        ("ΣΙΣΥΦΟΣ", "σισυφος"),
        ("A\u030angstr\u00f6m", "\u212bngstro\u0308m"),
        ("a b", "a\u00a0b"),
    ],
)
def test_a_name_is_taken_in_every_case_and_unicode_form(api: Api, first: str, second: str) -> None:
    assert register(api, first).status_code == 201
    again = register(api, second, "another password")
    assert again.status_code == 400
    assert again.json()["error"] == "Username already exists"
    assert again.json()["details"] == [{"field": "username", "message": "Username already exists"}]
    assert api.login(second).status_code == 200
    assert api.login(second, "another password").status_code == 401


def test_a_name_that_only_resembles_is_free(api: Api) -> None:
    register(api, "Ada")
    for other in ("Adam", "Ada ada", "A.da", "Adá", "Ad%61", "\u0410da"):
        assert register(api, other).status_code == 201


def test_any_printable_name_is_as_good_as_another(api: Api) -> None:
    odd = ("' OR 1=1 --", "a/b", "../users", "a?b#c", "a\\b", "username:ada", "%00", "=61", "*", "accounts")
    for name in odd:
        person = api.sign_up(name)
        assert person.get("users/profile").json()["username"] == name
        assert register(api, name).json()["error"] == "Username already exists"


def test_of_20_parallel_registrations_of_one_name_exactly_one_succeeds(api: Api, storage: Storage) -> None:
    forms = ("Ada", "ADA", "ada", "\uff21da")
    answers = at_once(20, lambda n: register(api, forms[n % 4], f"password number {n}"))
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 19
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 201)
    assert kinds_of_documents(storage) == ONE_ACCOUNT
    signed_in = api.login("Ada", f"password number {winner}")
    assert signed_in.json()["user_id"] == answers[winner].json()["user"]["id"]


def test_a_refused_registration_leaves_nothing_behind(api: Api, storage: Storage) -> None:
    register(api, "Ada")
    register(api, "ADA")
    assert kinds_of_documents(storage) == ONE_ACCOUNT


def reserve(store: DocumentStore, clock: MovableClock) -> None:
    """Do what a registration does before it is cut off."""
    UsernameRepository(store).create(UsernameReservation("Ada", "never-came-into-being", clock.now()))


def test_the_name_of_a_registration_that_was_cut_off_is_free_after_a_minute(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    assert register(api, "ada").json()["error"] == "Username already exists"
    clock.move(seconds=59)
    assert register(api, "ada").json()["error"] == "Username already exists"
    clock.move(seconds=1)
    assert register(api, "ada").status_code == 201
    assert api.login("ada").status_code == 200


def test_refused_attempts_do_not_prolong_a_reservation_that_was_cut_off(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    for _ in range(3):
        clock.move(seconds=20)
        last = register(api, "Ada")
    assert last.status_code == 201


def test_a_reservation_that_was_cut_off_is_taken_over_by_exactly_one(
    api: Api, store: DocumentStore, clock: MovableClock, storage: Storage
) -> None:
    reserve(store, clock)
    clock.move(minutes=1)
    answers = at_once(12, lambda _: register(api, "Ada"))
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 11
    assert kinds_of_documents(storage) == ONE_ACCOUNT


def test_nobody_signs_in_with_a_name_that_is_only_reserved(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    assert api.login("Ada").status_code == 401


def test_a_registered_name_is_never_taken_over(ada: Person, api: Api, clock: MovableClock) -> None:
    clock.move(days=400)
    assert register(api, ada.username).json()["error"] == "Username already exists"


class UnreliableStore(CountingStore):
    """A store that, once, is gone in the middle of an operation."""

    fails_at_next_batch = False

    def batch(self, user_id: str, operations: Any) -> None:
        if self.fails_at_next_batch:
            self.fails_at_next_batch = False
            raise OSError("the process is gone")
        super().batch(user_id, operations)


class TestWithAnUnreliableStore:
    @pytest.fixture
    def store(self, storage: Storage) -> UnreliableStore:
        return UnreliableStore(storage.open())

    def test_a_registration_that_was_cut_off_before_the_user_was_written_can_be_done_again(
        self, api: Api, store: UnreliableStore, clock: MovableClock
    ) -> None:
        store.fails_at_next_batch = True
        assert register(api, "Ada").status_code == 500
        assert register(api, "Ada").json()["error"] == "Username already exists"
        clock.move(minutes=1)
        assert register(api, "Ada").status_code == 201
        root = api.sign_up("root")
        listed = root.get("users").json()
        assert sorted(user["username"] for user in listed) == ["Ada", "root"]


@pytest.mark.parametrize("action", ["register", "login", "refresh", "logout", "change-password"])
def test_other_methods_of_auth_are_405(api: Api, action: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = api.call(method, f"auth/{action}")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"


def test_other_actions_of_auth_are_404(api: Api) -> None:
    for action in ("auth/signup", "auth", "auth/login/now"):
        answer = api.call("POST", action, json={"username": "Ada", "password": PASSWORD})
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
