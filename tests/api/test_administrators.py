"""The role of an administrator: names that are reserved for it, claims, and how it begins and ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shared.repos.user_repo import UserRepository
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.storage import Storage
from tests.conftest import CLAIM_SECRET, MovableClock

WRONG_SECRETS = [CLAIM_SECRET.upper(), CLAIM_SECRET[:-1], f"{CLAIM_SECRET} ", "wrong", "é" * 40]
SPELLINGS = ["root", "Root", "ROOT", "  root  ", "\uff32oot"]


@pytest.fixture
def listed(environment: dict[str, str]) -> dict[str, str]:
    """The settings, in which a test changes the list of names."""
    return environment


def register(api: Api, name: str, **fields: Any) -> httpx.Response:
    return api.call("POST", "auth/register", json={"username": name, "password": PASSWORD, **fields})


def login(api: Api, name: str, **fields: Any) -> httpx.Response:
    return api.call("POST", "auth/login", json={"username": name, "password": PASSWORD, **fields})


def rename(person: Person, name: str, **fields: Any) -> httpx.Response:
    body = {"name": name, "current_password": PASSWORD, **fields}
    return person.patch("users/profile", json=body)


def role_of(person: Person) -> str | None:
    """Return the role that the profile shows; the caller may administer exactly with that role."""
    role: str | None = person.get("users/profile").json()["role"]
    assert person.get("users").status_code == (403 if role is None else 200)
    return role


def assert_refused(response: httpx.Response) -> None:
    assert (response.status_code, response.json()["code"]) == (403, "claim_refused")
    assert CLAIM_SECRET not in response.text


# Names


@pytest.mark.parametrize("name", SPELLINGS)
def test_listed_name_is_reserved_in_every_spelling(api: Api, ada: Person, name: str) -> None:
    assert_refused(register(api, name))
    assert_refused(rename(ada, name))
    assert_refused(ada.put("users/profile", json={"username": name, "current_password": PASSWORD}))
    for secret in WRONG_SECRETS:
        assert_refused(register(api, name, claim_secret=secret))
        assert_refused(rename(ada, name, claim_secret=secret))
    assert (ada.get("users/profile").json()["name"], role_of(ada)) == ("Ada", None)
    assert api.login("root").status_code == 401


def test_listed_name_stays_reserved_after_its_owner_renamed_or_left(
    api: Api, ada: Person, root: Person, storage: Storage
) -> None:
    assert rename(root, "Regina").status_code == 200
    assert_refused(register(api, "root"))
    assert_refused(rename(ada, "root"))
    assert login(api, "root").status_code == 401
    assert rename(root, "root").status_code == 200
    assert root.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert_refused(register(api, "root"))
    assert_refused(rename(ada, "root"))
    assert not storage.documents_containing(root.id)
    assert role_of(api.sign_up("root", claim_secret=CLAIM_SECRET)) == "administrator"


def test_listed_name_that_is_taken_cannot_be_claimed(api: Api, ada: Person, root: Person) -> None:
    for response in (
        register(api, "ROOT", claim_secret=CLAIM_SECRET),
        rename(ada, "ROOT", claim_secret=CLAIM_SECRET),
        root.post("users", json={"name": "ROOT"}),
    ):
        assert (response.status_code, response.json()["code"]) == (400, "username_taken")
    assert role_of(ada) is None


def test_name_is_free_again_once_it_has_left_the_list(
    ada: Person, root: Person, listed: dict[str, str]
) -> None:
    rename(root, "Regina")
    listed["ADMIN_USERNAMES"] = "someone else"
    assert rename(ada, "root").status_code == 200
    assert role_of(ada) is None


def test_administrator_may_take_and_give_a_listed_name_but_only_the_role_makes_an_administrator(
    ada: Person, root: Person, listed: dict[str, str]
) -> None:
    listed["ADMIN_USERNAMES"] = "root, boss, chief"
    assert root.put(f"users/{ada.id}", json={"name": "boss"}).json()["role"] is None
    assert root.post("users", json={"name": "chief"}).json()["role"] is None
    assert role_of(ada) is None
    assert rename(ada, "BOSS").status_code == 200  # it is the user's own name


def test_without_a_list_there_are_no_administrators(api: Api, listed: dict[str, str]) -> None:
    for names in ("", " , ,"):
        listed["ADMIN_USERNAMES"] = names
        assert role_of(api.sign_up(claim_secret=CLAIM_SECRET)) is None


def test_where_registration_is_closed_only_administrators_open_accounts(
    api: Api, ada: Person, root: Person, listed: dict[str, str]
) -> None:
    listed["REGISTRATION"] = "closed"
    for secret in ({}, {"claim_secret": CLAIM_SECRET}, {"claim_secret": "wrong"}):
        for name in ("Eve", "Ada", "root of all"):
            response = register(api, name, **secret)
            assert (response.status_code, response.json()["code"]) == (403, "registration_closed")
    assert login(api, ada.username).status_code == 200
    eve = root.post("users", json={"name": "Eve"}).json()
    assert root.put(f"users/{eve['id']}", json={"password": PASSWORD}).status_code == 200
    assert login(api, "Eve").status_code == 200
    listed["ADMIN_USERNAMES"] += ",grace"
    assert_refused(register(api, "grace"))
    assert register(api, "grace", claim_secret=CLAIM_SECRET).status_code == 201
    listed["REGISTRATION"] = "Closed"
    assert register(api, "Mallory").status_code == 503


def test_administrators_need_the_password_for_their_own_account(api: Api, ada: Person, root: Person) -> None:
    own = f"users/{root.id}"
    profile = root.get(own).json()
    for change in ({"name": "boss"}, {"email": "r@example.com"}, {"password": "another password"}):
        assert root.put(own, json=change).status_code == 403
        assert root.put(f"users/{ada.id}", json={**change, "role": None}).status_code == 200
    assert root.delete(own).status_code == 403
    assert root.get(own).json() == profile
    assert login(api, "root").status_code == 200
    same = {"name": "root", "email": profile["email"], "full_name": "Root", "role": "administrator"}
    assert root.put(own, json=same).json()["full_name"] == "Root"


# Claims


@pytest.mark.parametrize("secret", ["", CLAIM_SECRET])
@pytest.mark.parametrize("stage", ["Production", "Development"])
def test_without_a_secret_only_the_first_registration_in_development_needs_no_claim(
    api: Api, ada: Person, listed: dict[str, str], stage: str, secret: str
) -> None:
    listed |= {"AZURE_FUNCTIONS_ENVIRONMENT": stage, "ADMIN_CLAIM_SECRET": secret}
    assert_refused(register(api, "root", claim_secret="wrong"))
    assert_refused(rename(ada, "root"))
    assert_refused(rename(ada, "root", claim_secret="wrong"))
    if secret or stage == "Production":
        assert_refused(register(api, "root"))
        return
    first = api.sign_up("root")
    assert role_of(first) == "administrator"
    rename(first, "Regina")
    assert_refused(register(api, "root"))
    assert rename(first, "root").status_code == 200
    first.delete("users/profile", json={"password": PASSWORD})
    assert_refused(register(api, "root"))


@pytest.mark.parametrize("stage", ["Production", "Development"])
def test_with_a_short_secret_no_name_can_be_claimed(
    api: Api, ada: Person, listed: dict[str, str], stage: str
) -> None:
    short = "x" * 31
    listed |= {"AZURE_FUNCTIONS_ENVIRONMENT": stage, "ADMIN_CLAIM_SECRET": short}
    for response in (
        register(api, "root", claim_secret=short),
        rename(ada, "root", claim_secret=short),
        login(api, "Ada", claim_secret=short),
    ):
        assert response.status_code == 503
        assert short not in response.text
    assert register(api, "root").status_code in {403, 503}
    assert login(api, "Ada").status_code == 200


@pytest.mark.both_stores("the reservation is a document")
def test_one_of_concurrent_first_registrations_takes_the_name(api: Api, listed: dict[str, str]) -> None:
    listed["ADMIN_CLAIM_SECRET"] = ""
    with ThreadPoolExecutor(6) as pool:
        responses = list(pool.map(lambda _: register(api, "root"), range(6)))
    assert sorted(response.status_code for response in responses) == [201] + [400] * 5


def test_interrupted_first_registration_can_be_repeated(
    api: Api, listed: dict[str, str], store: DocumentStore, clock: MovableClock
) -> None:
    listed["ADMIN_CLAIM_SECRET"] = ""
    reservation = {"id": "username:root", "user_id": "username:root", "type": "username", "username": "root"}
    store.create({**reservation, "owner_id": "interrupted", "reserved_at": "2026-03-18T09:30:00.000000Z"})
    assert register(api, "root").json()["code"] == "username_taken"
    clock.move(minutes=1)
    assert role_of(api.sign_up("root")) == "administrator"


def test_account_of_a_name_that_is_listed_later_has_no_role_until_it_claims_it(
    api: Api, ada: Person, listed: dict[str, str]
) -> None:
    listed["ADMIN_USERNAMES"] = "ada"
    assert role_of(ada) is None
    assert login(api, "Ada").status_code == 200
    for secret in WRONG_SECRETS:
        refused = login(api, "Ada", claim_secret=secret)
        assert_refused(refused)
        assert "set-cookie" not in refused.headers
    wrong_password = {"username": "Ada", "password": "not the password", "claim_secret": CLAIM_SECRET}
    assert api.call("POST", "auth/login", json=wrong_password).status_code == 401
    assert role_of(ada) is None
    assert login(api, "Ada", claim_secret=CLAIM_SECRET).status_code == 200
    assert role_of(ada) == "administrator"
    assert ada.get("users/profile").json()["updated_at"] is None
    assert login(api, "Ada", claim_secret=CLAIM_SECRET).status_code == 200


def test_claim_gives_no_role_without_a_listed_name(api: Api, ada: Person) -> None:
    assert login(api, "Ada", claim_secret=CLAIM_SECRET).status_code == 200
    assert ada.patch("users/profile", json={"claim_secret": CLAIM_SECRET}).json()["role"] is None
    assert register(api, "Bob", claim_secret=CLAIM_SECRET).json()["user"]["role"] is None
    for body in ({"username": "Cy", "password": PASSWORD}, {"full_name": "Ada L."}):
        path = "auth/register" if "username" in body else "users/profile"
        method = "POST" if "username" in body else "PATCH"
        assert_refused(ada.call(method, path, json={**body, "claim_secret": "wrong"}))
    assert ada.get("users/profile").json()["full_name"] is None


def test_rename_to_a_listed_name_with_a_claim_gives_the_role(ada: Person) -> None:
    response = rename(ada, "Root", claim_secret=CLAIM_SECRET)
    assert (response.status_code, response.json()["role"]) == (200, "administrator")
    assert role_of(ada) == "administrator"


def test_claim_needs_the_password_of_the_account_for_the_rename(ada: Person) -> None:
    response = rename(ada, "Root", claim_secret=CLAIM_SECRET, current_password="not the password")
    assert (response.status_code, response.json()["code"]) == (401, "wrong_password")
    assert role_of(ada) is None


@pytest.mark.both_stores("the claim is a conditional write")
def test_concurrent_claims_and_changes_all_succeed(api: Api, ada: Person, listed: dict[str, str]) -> None:
    listed["ADMIN_USERNAMES"] = "ada"

    def act(number: int) -> int:
        if number % 2:
            return login(api, "ada", claim_secret=CLAIM_SECRET).status_code
        return ada.patch("users/profile", json={"timezone": f"Etc/GMT+{number}"}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(act, range(6))) == {200}
    assert role_of(ada) == "administrator"


# Beginning and end of the role


def test_claimed_role_is_kept_after_a_rename_and_ends_when_its_name_leaves_the_list(
    root: Person, api: Api, listed: dict[str, str]
) -> None:
    assert rename(root, "Regina").json()["role"] == "administrator"
    assert role_of(root) == "administrator"
    listed["ADMIN_USERNAMES"] = "regina"
    assert role_of(root) is None
    assert api.login("Regina").status_code == 200
    assert role_of(root) is None
    assert root.patch("users/profile", json={"full_name": "R."}).json()["role"] is None
    listed["ADMIN_USERNAMES"] = "root"
    assert role_of(root) is None  # the role had ended when the profile was changed


def test_version_of_a_profile_is_the_same_for_reading_and_deleting_after_the_role_has_ended(
    root: Person, listed: dict[str, str]
) -> None:
    listed["ADMIN_USERNAMES"] = ""
    tag = root.get("users/profile").headers["ETag"]
    body = {"password": PASSWORD}
    assert root.delete("users/profile", json=body, headers={"If-Match": tag}).status_code == 204


@pytest.mark.parametrize("names", ["", "root"])
def test_role_given_by_an_administrator_ends_only_by_one(
    ada: Person, root: Person, api: Api, listed: dict[str, str], names: str
) -> None:
    assert root.put(f"users/{ada.id}", json={"role": "administrator"}).json()["role"] == "administrator"
    assert role_of(ada) == "administrator"
    listed["ADMIN_USERNAMES"] = names
    assert rename(ada, "Augusta").json()["role"] == role_of(ada) == "administrator"
    bob = api.sign_up("Bob")
    assert ada.put(f"users/{bob.id}", json={"role": "administrator"}).status_code == 200
    assert ada.put(f"users/{bob.id}", json={"full_name": "B."}).json()["role"] == "administrator"
    assert bob.put(f"users/{ada.id}", json={"role": None}).json()["role"] is None
    assert role_of(ada) is None


def test_administrator_ends_a_claimed_role_until_it_is_claimed_again(
    ada: Person, root: Person, api: Api
) -> None:
    root.put(f"users/{ada.id}", json={"role": "administrator"})
    ada.put(f"users/{root.id}", json={"role": None})
    assert role_of(root) is None
    login(api, "root")
    assert role_of(root) is None
    login(api, "root", claim_secret=CLAIM_SECRET)
    assert role_of(root) == "administrator"


def test_giving_a_claimed_role_again_does_not_make_it_outlast_the_list(
    root: Person, listed: dict[str, str]
) -> None:
    profile = root.get(f"users/{root.id}").json()
    assert root.put(f"users/{root.id}", json={"role": profile["role"]}).json() == profile
    listed["ADMIN_USERNAMES"] = ""
    assert role_of(root) is None


def test_users_cannot_give_themselves_a_role(ada: Person, bob: Person) -> None:
    body = {"role": "administrator", "role_name": "ada"}
    for path in ("users/profile", "users/onboarding/complete"):
        assert ada.put(path, json=body).json()["role"] is None
    for user_id in (ada.id, bob.id):
        assert ada.put(f"users/{user_id}", json=body).status_code == 403
    assert role_of(ada) is None


@pytest.mark.parametrize("role", ["root", "Administrator", "", 1, True, ["administrator"]])
def test_unknown_role_is_rejected(root: Person, ada: Person, role: object) -> None:
    response = root.put(f"users/{ada.id}", json={"role": role})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["role"]


def test_role_is_shown_wherever_a_user_is(root: Person, ada: Person) -> None:
    root.put(f"users/{ada.id}", json={"role": "administrator"})
    shown = [
        root.get(f"users/{ada.id}"),
        ada.get("users/profile"),
        ada.put("users/profile/avatar", json={"avatar_url": None}),
        ada.put("users/onboarding/complete"),
    ]
    assert [response.json()["role"] for response in shown] == ["administrator"] * 4
    assert {user["name"]: user["role"] for user in root.get("users").json()} == {
        "Ada": "administrator",
        "root": "administrator",
    }


# The password that another name or email needs


@pytest.mark.parametrize(
    "fields", [{"name": "Eve"}, {"username": "Eve"}, {"name": "ADA"}, {"email": "e@x.org"}]
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_another_name_or_email_needs_the_current_password(
    ada: Person, method: str, fields: dict[str, str]
) -> None:
    before = ada.get("users/profile").json()
    missing = ada.call(method, "users/profile", json={**fields, "full_name": "Not changed"})
    assert missing.status_code == 400
    assert [detail["field"] for detail in missing.json()["details"]] == ["current_password"]
    for wrong in ("not the password", ""):
        response = ada.call(method, "users/profile", json={**fields, "current_password": wrong})
        assert (response.status_code, response.json()["code"]) == (401, "wrong_password")
    assert ada.get("users/profile").json() == before
    body = {**fields, "current_password": PASSWORD}
    assert ada.call(method, "users/profile", json=body).status_code == 200
    assert ada.call(method, "users/profile", json=fields).status_code == 200  # nothing changes any more


def test_email_that_is_set_needs_the_password_to_be_removed(api: Api) -> None:
    ada = api.sign_up("Ada", email="ada@example.com")
    assert ada.patch("users/profile", json={"email": None}).status_code == 400
    assert ada.get("users/profile").json()["email"] == "ada@example.com"


def test_name_and_username_that_differ_are_rejected(ada: Person) -> None:
    response = rename(ada, "Eve", username="Eva")
    assert [detail["field"] for detail in response.json()["details"]] == ["username"]
    assert rename(ada, "Eve", username="Eve").json()["name"] == "Eve"


def test_administrator_changes_the_name_of_another_user_without_their_password(
    root: Person, ada: Person
) -> None:
    body = {"name": "Augusta", "user_id": ada.id}
    assert root.patch("users/profile", json=body).json()["name"] == "Augusta"
    assert root.patch("users/profile", json={"name": "Regina"}).status_code == 400


def test_documents_of_users_without_a_role_have_no_field_for_it(
    ada: Person, root: Person, store: DocumentStore, factory: ServiceFactory
) -> None:
    assert not {"role", "role_name"} & set(store.read("user", ada.id))
    assert store.read("user", root.id)["role_name"] == "root"
    before = UserRepository(store).get_user(root.id)
    assert factory.get_user_service().get_user(root.id) == before


def test_wrong_claims_are_counted_by_address(api: Api, api_from: Callable[[str], Api]) -> None:
    other = api_from("127.0.0.2")
    refusals = [register(other, f"user {n}", claim_secret=f"wrong {n}").status_code for n in range(101)]
    assert refusals == [403] * 100 + [429]
    assert register(other, "root", claim_secret=CLAIM_SECRET).status_code == 429
    assert register(api, "root", claim_secret=CLAIM_SECRET).status_code == 201
