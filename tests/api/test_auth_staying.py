"""Staying signed in, signing out, and changing the password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from shared.entities.sign_in import RefreshFamily
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock

NEW_PASSWORD = "another horse, another battery"


def refresh(api: Api, token: str) -> httpx.Response:
    return api.call("POST", "auth/refresh", json={"refresh_token": token})


def change_password(
    person: Person, current: str = PASSWORD, new: str = NEW_PASSWORD, **more: str
) -> httpx.Response:
    body = {"current_password": current, "new_password": new, **more}
    return person.post("auth/change-password", json=body)


def assert_unauthorized(answer: httpx.Response) -> None:
    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthorized", "code": "unauthenticated"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Set-Cookie" not in answer.headers


def test_a_refresh_token_is_exchanged_for_a_new_pair(ada: Person, api: Api, clock: MovableClock) -> None:
    clock.move(hours=2)
    assert ada.get("users/profile").status_code == 401
    answer = refresh(api, ada.refresh_token)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"token", "token_type", "expires_in", "refresh_token", "user_id"}
    assert (body["token_type"], body["expires_in"], body["user_id"]) == ("Bearer", 3600, ada.id)
    assert body["refresh_token"] != ada.refresh_token
    ada.token = body["token"]
    assert ada.get("users/profile").status_code == 200


def test_refreshing_needs_no_access_token_and_looks_at_none(ada: Person, api: Api) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    body = {"refresh_token": ada.refresh_token}
    assert api.call("POST", "auth/refresh", json=body, headers=headers).status_code == 200


def test_refreshing_goes_on_and_on(ada: Person, api: Api) -> None:
    token = ada.refresh_token
    for _ in range(5):
        answer = refresh(api, token)
        assert answer.status_code == 200
        token = answer.json()["refresh_token"]


def test_a_spent_refresh_token_revokes_its_whole_family(ada: Person, api: Api) -> None:
    second = refresh(api, ada.refresh_token).json()["refresh_token"]
    third = refresh(api, second).json()["refresh_token"]
    assert_unauthorized(refresh(api, ada.refresh_token))
    assert_unauthorized(refresh(api, third))
    assert_unauthorized(refresh(api, second))


def test_a_spent_refresh_token_revokes_no_other_sign_in(ada: Person, api: Api) -> None:
    other = api.login("Ada").json()["refresh_token"]
    refresh(api, ada.refresh_token)
    refresh(api, ada.refresh_token)
    assert refresh(api, other).status_code == 200


def test_of_two_parallel_refreshes_at_most_one_is_answered(ada: Person, api: Api) -> None:
    for _ in range(5):
        token = api.login(ada.username).json()["refresh_token"]
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda token: refresh(api, token), (token, token))
        assert sorted((first.status_code, second.status_code)) == [200, 401]
        successor = (first if first.status_code == 200 else second).json()["refresh_token"]
        # One of the two was a thief, and nobody knows which.
        assert_unauthorized(refresh(api, successor))
        assert_unauthorized(refresh(api, token))


def test_a_refresh_token_lasts_as_long_as_it_is_used(ada: Person, api: Api, clock: MovableClock) -> None:
    token = ada.refresh_token
    almost = RefreshFamily.LIFETIME - timedelta(seconds=1)
    for _ in range(2):
        clock.move(seconds=almost.total_seconds())
        token = refresh(api, token).json()["refresh_token"]
    clock.move(seconds=RefreshFamily.LIFETIME.total_seconds())
    assert_unauthorized(refresh(api, token))


def tampered(token: str) -> list[str]:
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


def test_what_is_no_refresh_token_is_401(ada: Person, api: Api) -> None:
    for token in [*tampered(ada.refresh_token), ada.token[:200]]:
        assert_unauthorized(refresh(api, token))


def test_a_refresh_token_under_somebody_elses_name_is_401(ada: Person, bob: Person, api: Api) -> None:
    _, family, secret = ada.refresh_token.split(".")
    assert_unauthorized(refresh(api, f"{bob.id}.{family}.{secret}"))
    assert refresh(api, ada.refresh_token).status_code == 200
    assert refresh(api, bob.refresh_token).status_code == 200


def test_a_refresh_token_is_a_text_in_the_body(api: Api) -> None:
    for body in ({}, {"refresh_token": None}, {"refresh_token": 7}, {"refresh_token": ["a"]}):
        answer = api.call("POST", "auth/refresh", json=body)
        assert answer.status_code == 400
        assert [fault["field"] for fault in answer.json()["details"]] == ["refresh_token"]
    for token in ("", "  ", "a" * 5000, "a\0b"):
        assert refresh(api, token).status_code == 400


def test_a_refresh_token_is_no_access_token(ada: Person, api: Api) -> None:
    ada.token = ada.refresh_token
    assert_unauthorized(ada.get("users/profile"))
    assert_unauthorized(api.call("GET", "users/profile"))


# Signing out


def test_signing_out_clears_the_cookie_and_revokes_the_family(ada: Person, api: Api) -> None:
    answer = ada.post("auth/logout")
    assert answer.status_code == 204
    assert answer.content == b""
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(("auth_token=;", 'auth_token="";'))
    assert "Max-Age=0" in cookie
    assert "Path=/" in cookie
    assert "HttpOnly" in cookie
    assert_unauthorized(refresh(api, ada.refresh_token))


def test_signing_out_ends_what_was_refreshed_since(ada: Person, api: Api) -> None:
    renewed = refresh(api, ada.refresh_token).json()
    assert ada.post("auth/logout").status_code == 204
    assert_unauthorized(refresh(api, renewed["refresh_token"]))


def test_signing_out_leaves_other_sign_ins(ada: Person, api: Api) -> None:
    other = api.login("Ada").json()["refresh_token"]
    ada.post("auth/logout")
    assert refresh(api, other).status_code == 200


def test_signing_out_may_name_another_sign_in_of_the_caller(ada: Person, api: Api) -> None:
    other = api.login("Ada").json()["refresh_token"]
    assert ada.post("auth/logout", json={"refresh_token": other}).status_code == 204
    assert_unauthorized(refresh(api, other))


def test_signing_out_never_ends_somebody_elses_sign_in(ada: Person, bob: Person, api: Api) -> None:
    assert ada.post("auth/logout", json={"refresh_token": bob.refresh_token}).status_code == 204
    assert refresh(api, bob.refresh_token).status_code == 200


def test_signing_out_twice_changes_nothing(ada: Person) -> None:
    assert ada.post("auth/logout").status_code == 204
    assert ada.post("auth/logout").status_code == 204


def test_signing_out_takes_any_refresh_token_for_what_it_is(ada: Person) -> None:
    for token in tampered(ada.refresh_token):
        assert ada.post("auth/logout", json={"refresh_token": token}).status_code == 204
    assert ada.post("auth/logout", json={"refresh_token": None}).status_code == 204
    assert ada.post("auth/logout", json={"refresh_token": 7}).status_code == 400


def test_signing_out_by_cookie_needs_an_origin(ada: Person, api: Api) -> None:
    headers = {"Cookie": f"auth_token={ada.token}"}
    assert api.call("POST", "auth/logout", headers=headers).status_code == 403
    assert refresh(api, ada.refresh_token).status_code == 200
    assert api.call("POST", "auth/logout", headers={**headers, "Origin": api.url}).status_code == 204


# Changing the password


def test_a_changed_password_is_the_only_one(ada: Person, api: Api) -> None:
    answer = change_password(ada)
    assert answer.status_code == 204
    assert answer.content == b""
    assert api.login("Ada").status_code == 401
    assert api.login("Ada", NEW_PASSWORD).status_code == 200


def test_changing_the_password_revokes_every_refresh_token(ada: Person, bob: Person, api: Api) -> None:
    others = [api.login("Ada").json()["refresh_token"] for _ in range(3)]
    change_password(ada)
    for token in (ada.refresh_token, *others):
        assert_unauthorized(refresh(api, token))
    assert refresh(api, bob.refresh_token).status_code == 200


def test_a_wrong_current_password_changes_nothing(ada: Person, api: Api) -> None:
    answer = change_password(ada, current="not the password")
    assert answer.status_code == 401
    assert answer.json()["code"] == "wrong_password"
    assert refresh(api, ada.refresh_token).status_code == 200
    assert api.login("Ada").status_code == 200


@pytest.mark.parametrize("new", ["1234567", "a" * 129, "", None, 12345678, "seven\0 and more"])
def test_a_weak_new_password_is_refused(ada: Person, api: Api, new: object) -> None:
    body = {"current_password": PASSWORD, "new_password": new}
    answer = ada.post("auth/change-password", json=body)
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["details"]] == ["new_password"]
    assert api.login("Ada").status_code == 200


def test_both_passwords_are_required(ada: Person) -> None:
    answer = ada.post("auth/change-password", json={})
    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["details"]} == {"current_password", "new_password"}


def test_nobody_changes_somebody_elses_password(ada: Person, bob: Person, api: Api) -> None:
    assert change_password(ada, user_id=bob.id).status_code == 403
    assert api.login("Ada").status_code == 200
    assert api.login("Bob").status_code == 200


def test_an_administrator_who_names_somebody_does_not_change_their_own_password(
    root: Person, bob: Person, api: Api
) -> None:
    change_password(root, user_id=bob.id)
    assert api.login("root").status_code == 200


def test_of_parallel_changes_of_the_password_one_counts(ada: Person, api: Api) -> None:
    candidates = [f"new password number {number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda new: change_password(ada, new=new), candidates))
    assert {answer.status_code for answer in answers} <= {204, 401}
    assert [api.login("Ada", new).status_code for new in candidates].count(200) == 1
    assert_unauthorized(refresh(api, ada.refresh_token))


def test_changing_the_password_shows_nowhere_in_the_profile(ada: Person) -> None:
    before = ada.get("users/profile")
    change_password(ada)
    after = ada.get("users/profile")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])
