"""Refresh tokens, logout, and password changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest

from shared.entities.sign_in import RefreshFamily
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.errors import assert_unauthorized
from tests.api.storage import Storage
from tests.conftest import MovableClock

NEW_PASSWORD = "another horse, another battery"


def refresh(api: Api, token: str) -> httpx.Response:
    return api.call("POST", "auth/refresh", json={"refresh_token": token})


def change_password(
    person: Person, current: str = PASSWORD, new: str = NEW_PASSWORD, **fields: str
) -> httpx.Response:
    body = {"current_password": current, "new_password": new, **fields}
    return person.post("auth/change-password", json=body)


def test_refresh_returns_a_new_pair_of_tokens(ada: Person, api: Api, clock: MovableClock) -> None:
    clock.move(hours=2)
    assert ada.get("users/profile").status_code == 401
    response = refresh(api, ada.refresh_token)
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"token", "token_type", "expires_in", "refresh_token", "user_id"}
    assert (body["token_type"], body["expires_in"], body["user_id"]) == ("Bearer", 3600, ada.id)
    assert body["refresh_token"] != ada.refresh_token
    ada.token = body["token"]
    assert ada.get("users/profile").status_code == 200


def test_refresh_ignores_the_access_token(ada: Person, api: Api) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    body = {"refresh_token": ada.refresh_token}
    assert api.call("POST", "auth/refresh", json=body, headers=headers).status_code == 200


def test_refreshed_token_can_be_refreshed_again(ada: Person, api: Api) -> None:
    token = ada.refresh_token
    for _ in range(5):
        response = refresh(api, token)
        assert response.status_code == 200
        token = response.json()["refresh_token"]


def test_reused_refresh_token_revokes_its_family(ada: Person, api: Api, clock: MovableClock) -> None:
    second = refresh(api, ada.refresh_token).json()["refresh_token"]
    third = refresh(api, second).json()["refresh_token"]
    assert ada.get("users/profile").status_code == 200
    clock.move(seconds=30)
    assert_unauthorized(refresh(api, ada.refresh_token))
    assert_unauthorized(ada.get("users/profile"))
    assert_unauthorized(refresh(api, third))
    assert_unauthorized(refresh(api, second))


def test_reused_refresh_token_does_not_revoke_other_logins(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    other = api.login("Ada").json()["refresh_token"]
    refresh(api, ada.refresh_token)
    clock.move(seconds=30)
    assert_unauthorized(refresh(api, ada.refresh_token))
    assert refresh(api, other).status_code == 200


@pytest.mark.both_stores("the exchange is a conditional write")
def test_refresh_token_sent_again_within_30_seconds_gets_the_same_successor(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    token = ada.refresh_token
    for _ in range(5):
        with ThreadPoolExecutor(4) as pool:
            responses = list(pool.map(lambda token: refresh(api, token), [token] * 4))
        clock.move(seconds=29)
        responses.append(refresh(api, token))
        assert [response.status_code for response in responses] == [200] * 5
        (successor,) = {response.json()["refresh_token"] for response in responses}
        for response in responses:
            ada.token = response.json()["token"]
            assert ada.get("users/profile").status_code == 200
        assert successor != token
        token = successor


def test_spent_token_gets_its_own_successor_also_after_that_was_spent(ada: Person, api: Api) -> None:
    tokens = [ada.refresh_token]
    for _ in range(4):
        tokens.append(refresh(api, tokens[-1]).json()["refresh_token"])
    for spent, successor in reversed([*pairwise(tokens)]):
        assert refresh(api, spent).json()["refresh_token"] == successor
    assert len(set(tokens)) == 5


def test_refresh_token_that_never_existed_revokes_the_family_also_within_30_seconds(
    ada: Person, api: Api
) -> None:
    second = refresh(api, ada.refresh_token).json()["refresh_token"]
    assert_unauthorized(refresh(api, f"{second}x"))
    assert_unauthorized(refresh(api, second))


def test_stored_documents_contain_no_token(ada: Person, api: Api, storage: Storage) -> None:
    tokens = [ada.refresh_token]
    for _ in range(3):
        tokens.append(refresh(api, tokens[-1]).json()["refresh_token"])
    assert not storage.documents_containing(*(token.rpartition(".")[2] for token in tokens))
    export = ada.get("users/profile/export")
    for family in export.json()["documents"]["refresh_family"]:
        assert not {"token_hash", "spent"} & set(family)
    for document in storage.documents_containing("token_hash"):
        assert document["token_hash"] not in export.text
        assert all(spent["token_hash"] not in export.text for spent in document["spent"])


def test_refresh_token_expires_when_unused_for_the_family_lifetime(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    token = ada.refresh_token
    just_before = RefreshFamily.MAX_IDLE - timedelta(seconds=1)
    for _ in range(2):
        clock.move(seconds=just_before.total_seconds())
        token = refresh(api, token).json()["refresh_token"]
    clock.move(seconds=RefreshFamily.MAX_IDLE.total_seconds())
    assert_unauthorized(refresh(api, token))


def malformed_tokens(token: str) -> list[str]:
    user_id, family, secret = token.split(".")
    return [
        "nonsense",
        "..",
        "...",
        f"{user_id}.{family}",
        f"{user_id}.{family}.{secret}.more",
        f"{user_id}.{family}.",
        f"{user_id}..{secret}",
        f".{family}.{secret}",
        f"{user_id}.{'a' * 36}.{secret}",
        f"accounts.{user_id}.{secret}",
        f"{user_id}.{family}/../user.{secret}",
        f"username:ada.{family}.{secret}",
        f"\u0130{user_id}.{family}.{secret}",
    ]


def test_malformed_refresh_token_returns_401(ada: Person, api: Api) -> None:
    for token in [*malformed_tokens(ada.refresh_token), ada.token[:200]]:
        assert_unauthorized(refresh(api, token))


def test_refresh_token_with_another_users_id_returns_401(ada: Person, bob: Person, api: Api) -> None:
    _, family, secret = ada.refresh_token.split(".")
    assert_unauthorized(refresh(api, f"{bob.id}.{family}.{secret}"))
    assert refresh(api, ada.refresh_token).status_code == 200
    assert refresh(api, bob.refresh_token).status_code == 200


def test_refresh_without_a_valid_string_token_returns_400(api: Api) -> None:
    for body in ({}, {"refresh_token": None}, {"refresh_token": 7}, {"refresh_token": ["a"]}):
        response = api.call("POST", "auth/refresh", json=body)
        assert response.status_code == 400
        assert [detail["field"] for detail in response.json()["details"]] == ["refresh_token"]
    for token in ("", "  ", "a" * 5000, "a\0b"):
        assert refresh(api, token).status_code == 400


def test_refresh_token_as_access_token_returns_401(ada: Person, api: Api) -> None:
    ada.token = ada.refresh_token
    assert_unauthorized(ada.get("users/profile"))
    assert_unauthorized(api.call("GET", "users/profile"))


# Logout


def test_logout_clears_every_cookie_and_revokes_the_family(ada: Person, api: Api) -> None:
    response = ada.post("auth/logout")
    assert response.status_code == 204
    assert response.content == b""
    cookies = response.headers.get_list("Set-Cookie")
    paths = {"auth_token": "/", "refresh_token": "/api/auth"}
    prefixed = {"__Host-auth_token": "/", "__Secure-refresh_token": "/api/auth"}
    assert {cookie.partition("=")[0] for cookie in cookies} == {*paths, *prefixed}
    for cookie in cookies:
        name, _, rest = cookie.partition("=")
        value, *attributes = rest.split("; ")
        assert value in {"", '""'}
        # A browser removes a cookie only with the path with which it was set.
        assert {"Max-Age=0", f"Path={(paths | prefixed)[name]}", "HttpOnly"} <= set(attributes)
        assert "Secure" in attributes or name in paths
    assert_unauthorized(refresh(api, ada.refresh_token))


def test_logout_revokes_refresh_tokens_issued_since_the_login(ada: Person, api: Api) -> None:
    renewed = refresh(api, ada.refresh_token).json()
    assert ada.post("auth/logout").status_code == 204
    assert_unauthorized(refresh(api, renewed["refresh_token"]))


def test_logout_does_not_end_other_logins(ada: Person, api: Api) -> None:
    other = api.login("Ada").json()["refresh_token"]
    ada.post("auth/logout")
    assert refresh(api, other).status_code == 200


def test_logout_with_a_refresh_token_ends_that_login_of_the_caller(ada: Person, api: Api) -> None:
    other = api.login("Ada").json()["refresh_token"]
    assert ada.post("auth/logout", json={"refresh_token": other}).status_code == 204
    assert_unauthorized(refresh(api, other))


def test_logout_with_another_users_refresh_token_ends_nothing(ada: Person, bob: Person, api: Api) -> None:
    assert ada.post("auth/logout", json={"refresh_token": bob.refresh_token}).status_code == 204
    assert refresh(api, bob.refresh_token).status_code == 200


def test_repeated_logout_returns_401(ada: Person) -> None:
    assert ada.post("auth/logout").status_code == 204
    assert_unauthorized(ada.post("auth/logout"))


def test_logout_with_an_unknown_refresh_token_returns_204(ada: Person, api: Api) -> None:
    assert ada.post("auth/logout", json={"refresh_token": 7}).status_code == 400
    for token in [*malformed_tokens(ada.refresh_token), None]:
        ada.token = api.login("Ada").json()["token"]
        assert ada.post("auth/logout", json={"refresh_token": token}).status_code == 204


def test_logout_by_cookie_without_an_origin_returns_403(ada: Person, api: Api) -> None:
    headers = {"Cookie": f"auth_token={ada.token}"}
    assert api.call("POST", "auth/logout", headers=headers).status_code == 403
    assert refresh(api, ada.refresh_token).status_code == 200
    assert api.call("POST", "auth/logout", headers={**headers, "Origin": api.url}).status_code == 204


# Changing the password


def test_changed_password_replaces_the_old_one(ada: Person, api: Api) -> None:
    response = change_password(ada)
    assert response.status_code == 204
    assert response.content == b""
    assert api.login("Ada").status_code == 401
    assert api.login("Ada", NEW_PASSWORD).status_code == 200


def test_password_change_revokes_every_refresh_token_of_the_user(ada: Person, bob: Person, api: Api) -> None:
    others = [api.login("Ada").json()["refresh_token"] for _ in range(3)]
    change_password(ada)
    for token in (ada.refresh_token, *others):
        assert_unauthorized(refresh(api, token))
    assert refresh(api, bob.refresh_token).status_code == 200


def test_password_change_with_a_wrong_current_password_returns_401(ada: Person, api: Api) -> None:
    response = change_password(ada, current="not the password")
    assert response.status_code == 401
    assert response.json()["code"] == "wrong_password"
    assert refresh(api, ada.refresh_token).status_code == 200
    assert api.login("Ada").status_code == 200


@pytest.mark.parametrize("new", ["1234567", "a" * 129, "", None, 12345678, "seven\0 and more"])
def test_invalid_new_password_is_rejected(ada: Person, api: Api, new: object) -> None:
    body = {"current_password": PASSWORD, "new_password": new}
    response = ada.post("auth/change-password", json=body)
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["new_password"]
    assert api.login("Ada").status_code == 200


def test_password_change_without_fields_reports_both(ada: Person) -> None:
    response = ada.post("auth/change-password", json={})
    assert response.status_code == 400
    assert {detail["field"] for detail in response.json()["details"]} == {"current_password", "new_password"}


def test_password_change_for_another_user_returns_403(ada: Person, bob: Person, api: Api) -> None:
    assert change_password(ada, user_id=bob.id).status_code == 403
    assert api.login("Ada").status_code == 200
    assert api.login("Bob").status_code == 200


def test_password_change_by_an_administrator_for_another_user_keeps_the_administrators_password(
    root: Person, bob: Person, api: Api
) -> None:
    change_password(root, user_id=bob.id)
    assert api.login("root").status_code == 200


def test_one_of_several_parallel_password_changes_takes_effect(ada: Person, api: Api) -> None:
    candidates = [f"new password number {number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda new: change_password(ada, new=new), candidates))
    assert {response.status_code for response in responses} <= {204, 401}
    assert [api.login("Ada", new).status_code for new in candidates].count(200) == 1
    assert_unauthorized(refresh(api, ada.refresh_token))


@pytest.mark.both_stores("it ends all sign-ins")
def test_password_change_does_not_change_the_profile_or_its_etag(ada: Person, api: Api) -> None:
    before = ada.get("users/profile")
    change_password(ada)
    ada.token = api.login("Ada", NEW_PASSWORD).json()["token"]
    after = ada.get("users/profile")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])
