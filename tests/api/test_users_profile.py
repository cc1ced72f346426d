"""The user's own profile: fields, name, ETags, avatar and onboarding."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from shared.entities.sign_in import UsernameReservation
from shared.entities.user import User
from shared.repos.keys import username_partition
from shared.repos.user_repo import UsernameRepository, UserRepository
from shared.store.contract import DocumentStore, Operation, Replace
from tests.api.actions import USER_FIELDS
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.storage import Storage
from tests.conftest import MovableClock

MAX_PREFERENCES_BYTES = 16 * 1024


def profile(person: Person) -> dict[str, Any]:
    response = person.get("users/profile")
    assert response.status_code == 200
    user: dict[str, Any] = response.json()
    return user


def change(person: Person, **fields: Any) -> httpx.Response:
    """Change the profile; the password, which another name or email needs, is always sent."""
    return person.put("users/profile", json={"current_password": PASSWORD, **fields})


def invalid_fields(response: httpx.Response) -> list[str]:
    assert response.status_code == 400, response.text
    assert response.json()["code"] == "validation"
    return [detail["field"] for detail in response.json()["details"]]


def preferences_of(size: int) -> dict[str, str]:
    """Return preferences that have `size` bytes as compact JSON."""
    return {"a": "x" * (size - len('{"a":""}'))}


def test_profile_of_a_new_user_has_all_fields(ada: Person) -> None:
    user = profile(ada)
    assert set(user) == USER_FIELDS
    assert (user["id"], user["name"], user["username"]) == (ada.id, "Ada", "Ada")
    assert (user["created_at"], user["updated_at"], user["role"]) == ("2026-03-18T09:30:00Z", None, None)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_only_the_sent_fields_change(ada: Person, clock: MovableClock, method: str) -> None:
    before = profile(ada)
    clock.move(minutes=1)
    fields = {
        "email": "ada@example.com",
        "full_name": "Ada Lovelace",
        "timezone": "Europe/London",
        "day_start": "04:30",
        "avatar_url": "/avatars/7.png",
        "preferences": {"theme": "dark", "nested": [1, 2.5, None, {"deep": True}]},
    }
    response = ada.call(method, "users/profile", json={**fields, "current_password": PASSWORD})
    assert response.status_code == 200
    assert response.json() == {**before, **fields, "updated_at": "2026-03-18T09:31:00Z"}
    assert profile(ada) == response.json()
    response = ada.call(method, "users/profile", json={"full_name": "A. L."})
    assert response.json() == {**before, **fields, "full_name": "A. L.", "updated_at": "2026-03-18T09:31:00Z"}


@pytest.mark.parametrize("body", [None, {}, {"full_name": None}, {"timezone": "UTC"}])
def test_put_without_a_change_keeps_updated_at(ada: Person, clock: MovableClock, body: Any) -> None:
    before = profile(ada)
    clock.move(minutes=1)
    assert ada.put("users/profile", json=body).status_code == 200
    assert profile(ada) == before


def test_null_clears_optional_fields(ada: Person) -> None:
    fields = {"email": "ada@example.com", "full_name": "Ada", "avatar_url": "/avatars/7.png"}
    change(ada, **fields)
    user = change(ada, **dict.fromkeys(fields)).json()
    assert [user[field] for field in fields] == [None, None, None]
    assert profile(ada) == user


@pytest.mark.parametrize("field", ["name", "timezone", "day_start", "preferences"])
def test_null_in_a_required_field_is_rejected(ada: Person, field: str) -> None:
    assert invalid_fields(change(ada, **{field: None})) == [field]


def test_names_and_email_are_trimmed(ada: Person) -> None:
    user = change(ada, name="  Augusta ", full_name=" Augusta Ada ", email=" ada@example.com ").json()
    assert (user["name"], user["full_name"], user["email"]) == ("Augusta", "Augusta Ada", "ada@example.com")


def test_unknown_and_read_only_fields_are_ignored(ada: Person) -> None:
    before = profile(ada)
    ignored = {
        "id": "mine",
        "password_hash": "x",
        "password": "a new password",
        "onboarding_completed": True,
        "created_at": "2000-01-01T00:00:00Z",
        "closed_at": "2000-01-01T00:00:00Z",
        "is_admin": True,
        "role": "administrator",
        "role_name": "root",
        "__proto__": {"polluted": True},
        "_etag": "x",
    }
    response = change(ada, **ignored)
    assert response.status_code == 200
    assert profile(ada) == before


INVALID_VALUES: dict[str, list[Any]] = {
    "name": ["", "   ", "a" * 65, 7, ["Ada"], {}, True, "A\0da", "A\x1bda", "A\nda"],
    "email": ["", "ada", "@", "a@", "@b", "a b@c", "a" * 250 + "@b.cd", 7, [], "a\0@b.cd", "a\nb@c.de"],
    "full_name": ["a" * 65, 7, False, "a\x07b", "a\nb"],
    "timezone": [
        "",
        "Mars/Olympus",
        "utc+1",
        "+01:00",
        "../UTC",
        "Europe",
        1,
        "UTC\0",
        "A" * 5000,
        "localtime",
    ],
    "day_start": [
        "",
        "4:00",
        "24:00",
        "04:60",
        "04:00:00",
        "0400Z",
        "T0400",
        "04+01",
        "04,00",
        "-1:00",
        4,
        0.5,
    ],
    "preferences": [
        "dark",
        7,
        [],
        [{}],
        True,
        {"a\0": 1},
        {"a": "b\0"},
        {"a": ["b", {"c": "\x1b"}]},
        {"a": 2**53 + 1},
        {"a": -(2**63)},
        {"a": 2**64 - 1},
        preferences_of(MAX_PREFERENCES_BYTES + 1),
    ],
}


@pytest.mark.parametrize("field", list(INVALID_VALUES))
def test_invalid_value_is_rejected_by_field(ada: Person, field: str) -> None:
    before = profile(ada)
    for value in INVALID_VALUES[field]:
        response = change(ada, **{field: value})
        assert response.status_code == 400, value
        assert invalid_fields(response) == [field]
    assert profile(ada) == before


def test_all_invalid_fields_are_reported_at_once_and_nothing_changes(ada: Person) -> None:
    before = profile(ada)
    wrong = {"name": "", "email": "x", "full_name": 7, "timezone": "x", "day_start": "x", "avatar_url": "x"}
    response = change(ada, **wrong, preferences=[])
    assert invalid_fields(response) == [*wrong, "preferences"]
    assert profile(ada) == before


def test_values_at_the_bounds_are_accepted(ada: Person) -> None:
    fields = {
        "name": "a" * 64,
        "full_name": "é" * 64,
        "email": "a" * 242 + "@example.com",
        "day_start": "23:59",
        "preferences": preferences_of(MAX_PREFERENCES_BYTES),
    }
    response = change(ada, **fields)
    assert response.status_code == 200, response.text
    assert {field: profile(ada)[field] for field in fields} == fields


def test_preferences_limit_is_in_bytes_of_json(ada: Person) -> None:
    assert change(ada, preferences={"a": "é" * ((MAX_PREFERENCES_BYTES - 8) // 2)}).status_code == 200
    assert invalid_fields(change(ada, preferences={"a": "é" * (MAX_PREFERENCES_BYTES // 2)})) == [
        "preferences"
    ]


def test_deeply_nested_preferences_are_rejected(ada: Person) -> None:
    for depth in (100, 5000):
        content = '{"preferences": {"a": ' + "[" * depth + "]" * depth + "}}"
        response = ada.put("users/profile", content=content)
        assert response.status_code == 400, depth


def test_preferences_are_returned_unchanged(ada: Person) -> None:
    unusual = {
        "": "",
        "__proto__": {"constructor": "x"},
        "_etag": "mine",
        "emoji 😀": "\u202eright to left",
        "'; DROP TABLE documents; --": "c.user_id = @x OR 1=1",
        "lines": "one\ntwo\tthree",
        "numbers": [0, -1, 1.5, 1e-300, 2**53 - 1, -(2**53) + 1],
    }
    assert change(ada, preferences=unusual).json()["preferences"] == unusual
    assert profile(ada)["preferences"] == unusual


def test_preferences_are_replaced_as_a_whole(ada: Person) -> None:
    change(ada, preferences={"a": 1, "b": 2})
    assert change(ada, preferences={"c": 3}).json()["preferences"] == {"c": 3}


# Name


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("field", ["name", "username"])
def test_blank_name_is_refused_with_the_documented_sentence(ada: Person, method: str, field: str) -> None:
    for blank in ("", "   ", "\u3000", " \t\n", None):
        response = ada.call(method, "users/profile", json={field: blank})
        assert invalid_fields(response) == [field]
        assert response.json()["error"] == "User name cannot be empty"
    assert profile(ada)["name"] == "Ada"


def test_renamed_user_signs_in_by_the_new_name_and_the_old_name_is_free(ada: Person, api: Api) -> None:
    assert change(ada, name="Augusta").json()["username"] == "Augusta"
    assert api.login("Augusta").json()["user_id"] == ada.id
    assert api.login("Ada").status_code == 401
    namesake = api.sign_up("Ada")
    assert namesake.id != ada.id
    assert profile(ada)["name"] == "Augusta"


@pytest.mark.usefixtures("bob")
def test_taken_name_is_rejected_in_every_form(ada: Person, api: Api) -> None:
    for name in ("Bob", "BOB", " bob ", "\uff22ob"):
        response = change(ada, name=name, full_name="Not changed either")
        assert response.status_code == 400
        assert response.json()["error"] == "Username already exists"
    assert (profile(ada)["name"], profile(ada)["full_name"]) == ("Ada", None)
    assert api.login("Ada").status_code == 200
    assert api.login("Bob").status_code == 200


def test_own_name_may_change_its_letter_case(ada: Person, api: Api) -> None:
    assert change(ada, name="ADA").json()["username"] == "ADA"
    assert api.login("ada").json()["user_id"] == ada.id
    response = api.call("POST", "auth/register", json={"username": "Ada", "password": PASSWORD})
    assert response.json()["error"] == "Username already exists"


def test_old_name_can_be_taken_again(ada: Person, api: Api) -> None:
    for name in ("Augusta", "Ada", "Augusta"):
        assert change(ada, name=name).status_code == 200
        assert api.login(name).json()["user_id"] == ada.id


def test_failed_logins_of_an_old_name_do_not_lock_the_new_name(ada: Person, api: Api) -> None:
    change(ada, name="Augusta")
    for _ in range(6):
        api.login("Ada", "not the password")
    assert api.login("Augusta").status_code == 200


def test_exactly_one_of_concurrent_renames_to_one_name_succeeds(api: Api) -> None:
    people = [api.sign_up(f"person {number}") for number in range(6)]
    with ThreadPoolExecutor(len(people)) as pool:
        responses = list(pool.map(lambda person: change(person, name="Augusta"), people))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5
    names = [profile(person)["name"] for person in people]
    assert names.count("Augusta") == 1
    winner = people[names.index("Augusta")]
    assert api.login("Augusta").json()["user_id"] == winner.id
    for person, name in zip(people, names, strict=True):
        assert api.login(name).json()["user_id"] == person.id


def test_rename_succeeds_though_an_earlier_one_frees_the_name_meanwhile(
    ada: Person, api: Api, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_user, usernames = UserRepository.update_user, UsernameRepository(store)
    freed: list[UsernameReservation] = []

    def free_and_update(users: UserRepository, user: User) -> User:
        if not freed:
            freed.extend(filter(None, [usernames.find_reservation(user.username)]))
            usernames.delete(freed[0])
        return update_user(users, user)

    monkeypatch.setattr(UserRepository, "update_user", free_and_update)
    fields = {"name": "Augusta", "email": "augusta@example.com", "timezone": "Europe/Madrid"}
    etag = ada.get("users/profile").headers["ETag"]
    changed = ada.put(
        "users/profile", json={"current_password": PASSWORD, **fields}, headers={"If-Match": etag}
    )
    assert (changed.status_code, changed.json().items() >= fields.items()) == (200, True)
    assert [reservation.username for reservation in freed] == ["Augusta"]
    for name, status in (("Augusta", 400), ("Ada", 201)):
        body = {"username": name, "password": PASSWORD}
        assert api.call("POST", "auth/register", json=body).status_code == status
    assert api.login("Augusta").json()["user_id"] == ada.id


def test_concurrent_rename_and_registration_never_share_a_name(ada: Person, api: Api) -> None:
    for number in range(5):
        name = f"wanted {number}"
        body = {"username": name, "password": PASSWORD}
        with ThreadPoolExecutor(2) as pool:
            renamed = pool.submit(change, ada, name=name)
            registered = pool.submit(api.call, "POST", "auth/register", json=body)
        assert sorted((renamed.result().status_code < 300, registered.result().status_code < 300)) == [
            False,
            True,
        ]
        assert (profile(ada)["name"] == name) is (renamed.result().status_code == 200)


def test_concurrent_repeats_of_a_rename_all_succeed(ada: Person, api: Api) -> None:
    for number in range(5):
        name = f"Augusta {number}"
        with ThreadPoolExecutor(6) as pool:
            responses = list(pool.map(lambda name: change(ada, name=name), [name] * 6))
        assert [response.status_code for response in responses] == [200] * 6
        assert {response.json()["name"] for response in responses} == {name}
        assert profile(ada)["name"] == name
        assert api.login(name).json()["user_id"] == ada.id


def test_concurrent_renames_of_one_user_keep_one_name_and_free_the_others(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    names = [f"Augusta {number}" for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        responses = list(pool.map(lambda name: change(ada, name=name), names))
    assert {response.status_code for response in responses} == {200}
    kept = profile(ada)["name"]
    assert kept in names
    assert api.login(kept).json()["user_id"] == ada.id
    clock.move(minutes=1)
    for name in {*names, "Ada"} - {kept}:
        assert api.login(name).status_code == 401
        response = api.call("POST", "auth/register", json={"username": name, "password": PASSWORD})
        assert response.status_code == 201


class GatedStore(CountingStore):
    """A store in which the next read or replace of one document waits until `opened` is set.

    `gate` is the operation and the document id.
    """

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self.gate = ("", "")
        self.waiting = Event()
        self.opened = Event()

    def read(self, document_id: str, user_id: str) -> dict[str, Any]:
        self._pass(("read", document_id))
        return super().read(document_id, user_id)

    def replace(self, document: dict[str, Any], etag: str) -> dict[str, Any]:
        self._pass(("replace", document["id"]))
        return super().replace(document, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        for one in operations:
            if isinstance(one, Replace):
                self._pass(("replace", one.document["id"]))
        super().batch(user_id, operations)

    def _pass(self, step: tuple[str, str]) -> None:
        if step == self.gate:
            self.gate = ("", "")
            self.waiting.set()
            assert self.opened.wait(20)


class TestInterleavedRenames:
    @pytest.fixture
    def store(self, storage: Storage) -> Iterator[GatedStore]:
        store = GatedStore(storage.open())
        yield store
        store.opened.set()

    def test_old_name_taken_again_before_its_release_is_kept(
        self, ada: Person, api: Api, store: GatedStore
    ) -> None:
        store.gate = ("read", username_partition("Ada"))
        with ThreadPoolExecutor(1) as pool:
            renamed = pool.submit(change, ada, name="Augusta")
            assert store.waiting.wait(20)  # the rename is committed, and "Ada" is about to be released
            assert change(ada, name="Ada").status_code == 200
            store.opened.set()
            assert renamed.result().status_code == 200
        name = profile(ada)["name"]
        assert api.login(name).json()["user_id"] == ada.id
        response = api.call("POST", "auth/register", json={"username": name, "password": PASSWORD})
        assert response.json()["error"] == "Username already exists"

    def test_old_name_registered_before_its_release_is_kept_by_the_new_user(
        self, ada: Person, api: Api, store: GatedStore, clock: MovableClock
    ) -> None:
        store.gate = ("read", username_partition("Ada"))
        with ThreadPoolExecutor(1) as pool:
            renamed = pool.submit(change, ada, name="Augusta")
            assert store.waiting.wait(20)
            clock.move(minutes=1)
            namesake = api.sign_up("Ada")
            store.opened.set()
            assert renamed.result().status_code == 200
        assert api.login("Ada").json()["user_id"] == namesake.id
        assert api.login("Augusta").json()["user_id"] == ada.id

    def test_rename_slower_than_the_name_reservation_is_rejected(
        self, ada: Person, api: Api, store: GatedStore, clock: MovableClock
    ) -> None:
        store.gate = ("replace", "user")
        with ThreadPoolExecutor(1) as pool:
            renamed = pool.submit(change, ada, name="Augusta")
            assert store.waiting.wait(20)  # the name is reserved, and the user is not renamed yet
            clock.move(minutes=1)
            namesake = api.sign_up("Augusta")
            store.opened.set()
            assert renamed.result().json()["error"] == "Username already exists"
        assert profile(ada)["name"] == "Ada"
        assert api.login("Ada").json()["user_id"] == ada.id
        assert api.login("Augusta").json()["user_id"] == namesake.id


# ETags


def test_etag_changes_only_with_the_content(ada: Person) -> None:
    first = ada.get("users/profile").headers["ETag"]
    assert ada.get("users/profile").headers["ETag"] == first
    changed = change(ada, full_name="Ada")
    assert changed.headers["ETag"] != first
    assert ada.get("users/profile").headers["ETag"] == changed.headers["ETag"]
    assert first.startswith('"')
    assert first.endswith('"')


CONDITIONAL_WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("PUT", "users/profile", {"full_name": "Later"}),
    ("PATCH", "users/profile", {"full_name": "Later"}),
    ("PUT", "users/profile", {"name": "Later", "current_password": PASSWORD}),
    ("PUT", "users/profile", {}),
    ("PUT", "users/profile/avatar", {"avatar_url": "/avatars/later.png"}),
    ("PUT", "users/onboarding/complete", {"preferences": {"later": True}}),
    ("DELETE", "users/profile", {"password": PASSWORD}),
]


@pytest.mark.parametrize(("method", "path", "body"), CONDITIONAL_WRITES)
def test_write_with_a_stale_etag_gets_412(ada: Person, method: str, path: str, body: dict[str, Any]) -> None:
    stale = ada.get("users/profile").headers["ETag"]
    change(ada, email="ada@example.com")
    before = profile(ada)
    for tag in (stale, f"W/{stale}", '"nonsense"', "nonsense", f'{stale}, "other"'):
        response = ada.call(method, path, json=body, headers={"If-Match": tag})
        assert response.status_code == 412, tag
        assert response.json()["code"] == "precondition_failed"
    assert profile(ada) == before


@pytest.mark.parametrize(("method", "path", "body"), CONDITIONAL_WRITES)
def test_write_with_the_current_etag_succeeds(
    ada: Person, method: str, path: str, body: dict[str, Any]
) -> None:
    current = ada.get("users/profile").headers["ETag"]
    response = ada.call(method, path, json=body, headers={"If-Match": f'"other", {current}'})
    assert response.status_code in {200, 204}


def test_if_match_star_matches_any_version(ada: Person) -> None:
    assert ada.put("users/profile", json={"full_name": "A"}, headers={"If-Match": "*"}).status_code == 200


def test_exactly_one_of_concurrent_writes_of_one_version_succeeds(ada: Person) -> None:
    tag = ada.get("users/profile").headers["ETag"]

    def write(number: int) -> httpx.Response:
        return ada.put("users/profile", json={"full_name": f"Ada {number}"}, headers={"If-Match": tag})

    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(write, range(8)))
    assert sorted(response.status_code for response in responses) == [200] + [412] * 7
    [winner] = [response for response in responses if response.status_code == 200]
    assert profile(ada) == winner.json()


def test_concurrent_changes_of_different_fields_are_all_kept(ada: Person) -> None:
    changes: list[dict[str, Any]] = [
        {"email": "ada@example.com"},
        {"full_name": "Ada"},
        {"timezone": "Asia/Tokyo"},
        {"day_start": "05:00"},
        {"preferences": {"a": 1}},
    ]
    with ThreadPoolExecutor(5) as pool:
        responses = list(pool.map(lambda fields: change(ada, **fields), changes))
    assert {response.status_code for response in responses} == {200}
    user = profile(ada)
    assert all(user[field] == value for fields in changes for field, value in fields.items())


# Avatar


def put_avatar(person: Person, url: object) -> httpx.Response:
    return person.put("users/profile/avatar", json={"avatar_url": url})


@pytest.mark.parametrize(
    "url",
    [
        "/avatars/7.png",
        "/avatars/A_7-b.svg",
        "https://example.com/a.png",
        "https://example.com/a%20b.png?x=1,2&y=~;z@#y",
        "https://example.com/" + "a" * 480,
        "/avatars/" + "a" * 491,
    ],
)
def test_avatar_may_be_an_avatar_path_or_an_https_url(ada: Person, url: str) -> None:
    assert ada.get("users/profile/avatar").json() == {"avatar_url": None}
    response = put_avatar(ada, url)
    assert response.status_code == 200
    assert response.json() == {**profile(ada), "avatar_url": url}
    assert ada.get("users/profile/avatar").json() == {"avatar_url": url}
    assert put_avatar(ada, None).json()["avatar_url"] is None
    assert ada.get("users/profile/avatar").json() == {"avatar_url": None}


INVALID_AVATARS: list[object] = [
    "",
    "a.png",
    "avatars/7.png",
    "/avatars",
    "/images/7.png",
    "/avatars/../secret",
    "/avatars/.",
    "/avatars/deep/er.svg",
    "/avatars/7.svg?size=2",
    "/avatars/é.png",
    "https://example.com:8443/a.png",
    "https://ada@example.com/a.png",
    "https://images.example.com:x@evil.example/a.png",
    "https://images.example.com\\@evil.example/a.png",
    "https://ex\u0430mple.com/a.png",
    "https://[::1]/a.png",
    "http\u017f://example.com/a.png",
    "https://\u212aexample.com/a.png",
    *(f"https://example.com/a{sign}.png" for sign in "\"'`()[]{}<>|^\u202e"),
    "/avatars/a/../../secret",
    "/avatars/..",
    "/avatars\\7.png",
    "/avatars/..\\..\\7.png",
    "//example.com/avatars/7.png",
    "http://example.com/a.png",
    "ftp://example.com/a.png",
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "https:",
    "https://",
    "https:///a.png",
    "https://[",
    "https://exa mple.com/a.png",
    "https://example.com/\0",
    "https://example.com/\na",
    "/avatars/\x1b.png",
    "https://example.com/" + "a" * 481,
    "/avatars/" + "a" * 492,
    7,
    True,
    [],
    {},
]


def test_any_other_avatar_is_rejected(ada: Person) -> None:
    put_avatar(ada, "/avatars/7.png")
    for url in INVALID_AVATARS:
        response = put_avatar(ada, url)
        assert response.status_code == 400, url
        assert invalid_fields(response) == ["avatar_url"]
        assert invalid_fields(change(ada, avatar_url=url)) == ["avatar_url"]
    assert ada.get("users/profile/avatar").json() == {"avatar_url": "/avatars/7.png"}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_avatar_and_name_change_in_one_request(ada: Person, api: Api, method: str) -> None:
    body = {"avatar_url": "/avatars/9.svg", "username": "Augusta", "current_password": PASSWORD}
    assert ada.call(method, "users/profile", json={**body, "current_password": "wrong"}).status_code == 401
    assert profile(ada)["avatar_url"] is None
    assert ada.call(method, "users/profile", json=body).status_code == 200
    assert (profile(ada)["avatar_url"], profile(ada)["username"]) == ("/avatars/9.svg", "Augusta")
    assert api.login("Augusta").json()["user_id"] == ada.id
    assert ada.call(method, "users/profile", json={"full_name": "A"}).json()["avatar_url"] == "/avatars/9.svg"


def test_avatar_url_is_required_even_to_remove_it(ada: Person) -> None:
    put_avatar(ada, "/avatars/7.png")
    assert invalid_fields(ada.put("users/profile/avatar", json={})) == ["avatar_url"]
    assert ada.get("users/profile/avatar").json() == {"avatar_url": "/avatars/7.png"}


# Onboarding


def complete_onboarding(person: Person, **body: Any) -> httpx.Response:
    return person.put("users/onboarding/complete", json=body)


def test_onboarding_merges_preferences(ada: Person, clock: MovableClock) -> None:
    change(ada, preferences={"theme": "dark", "goal": 1, "nested": {"a": 1}}, full_name="Ada")
    clock.move(minutes=1)
    response = complete_onboarding(ada, preferences={"goal": 2, "sound": True, "nested": {"b": 2}})
    assert response.status_code == 200
    user = response.json()
    assert user["onboarding_completed"] is True
    assert user["preferences"] == {"theme": "dark", "goal": 2, "sound": True, "nested": {"b": 2}}
    assert user["updated_at"] == "2026-03-18T09:31:00Z"
    assert user["full_name"] == "Ada"
    assert profile(ada) == user


def test_onboarding_needs_no_body(ada: Person) -> None:
    assert ada.put("users/onboarding/complete").json()["onboarding_completed"] is True


def test_onboarding_with_null_or_empty_fields_leaves_things_as_they_are(
    ada: Person, clock: MovableClock
) -> None:
    before = complete_onboarding(ada, avatar_url="/avatars/7.png", preferences={"theme": "dark"}).json()
    assert (before["avatar_url"], before["preferences"]) == ("/avatars/7.png", {"theme": "dark"})
    clock.move(minutes=1)
    blanks: list[dict[str, Any]] = [{}, *({"avatar_url": blank} for blank in (None, "", "  "))]
    nothing: list[dict[str, Any]] = [{}, {"preferences": None}, {"preferences": {}}]
    empty = [{**body, **more} for body in blanks for more in nothing]
    for body in empty:
        assert complete_onboarding(ada, **body).json() == before, body
        assert profile(ada) == before


def test_first_onboarding_with_nulls_completes_it_only(ada: Person) -> None:
    change(ada, avatar_url="/avatars/7.png", preferences={"theme": "dark"}, full_name="Ada")
    before = profile(ada)
    user = complete_onboarding(ada, avatar_url=None, preferences=None).json()
    assert user == profile(ada) == {**before, "onboarding_completed": True, "updated_at": user["updated_at"]}


def test_onboarding_twice_changes_nothing(ada: Person, clock: MovableClock) -> None:
    first = complete_onboarding(ada, preferences={"a": 1}).json()
    clock.move(minutes=1)
    assert complete_onboarding(ada, preferences={"a": 1}).json() == first


def test_onboarding_rejects_the_values_that_the_profile_rejects(ada: Person) -> None:
    before = profile(ada)
    assert invalid_fields(complete_onboarding(ada, preferences=[], avatar_url="x")) == [
        "preferences",
        "avatar_url",
    ]
    assert invalid_fields(
        complete_onboarding(ada, preferences=preferences_of(MAX_PREFERENCES_BYTES + 1))
    ) == ["preferences"]
    assert invalid_fields(complete_onboarding(ada, preferences={"a": "\0"})) == ["preferences"]
    falsy: list[Any] = [0, False, []]
    for wrong in (*falsy, {}):
        assert invalid_fields(complete_onboarding(ada, avatar_url=wrong)) == ["avatar_url"], wrong
    for wrong in (*falsy, "", " "):
        assert invalid_fields(complete_onboarding(ada, preferences=wrong)) == ["preferences"], wrong
    assert profile(ada) == before


def test_merged_preferences_beyond_the_limit_are_rejected(ada: Person) -> None:
    change(ada, preferences=preferences_of(MAX_PREFERENCES_BYTES))
    before = profile(ada)
    response = complete_onboarding(ada, preferences={"b": 1})
    assert response.status_code == 400
    assert invalid_fields(response) == ["preferences"]
    assert profile(ada) == before
    assert complete_onboarding(ada, preferences={"a": "short again", "b": 1}).status_code == 200


def test_concurrent_onboardings_keep_every_preference(ada: Person) -> None:
    with ThreadPoolExecutor(6) as pool:
        responses = list(pool.map(lambda n: complete_onboarding(ada, preferences={f"key {n}": n}), range(6)))
    assert {response.status_code for response in responses} == {200}
    assert profile(ada)["preferences"] == {f"key {number}": number for number in range(6)}
