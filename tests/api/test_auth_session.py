"""`GET auth/session`: whether a request is signed in, without an error response when it is not."""

import pytest

from tests.api.conftest import PASSWORD, Api, Person

SIGNED_OUT = {"signed_in": False}


def session(api: Api, **headers: str) -> object:
    api.client.cookies.clear()  # of signing in
    response = api.call("GET", "auth/session", headers=headers)
    assert response.status_code == 200
    return response.json()


def test_session_of_a_signed_in_user_names_the_user(api: Api, ada: Person) -> None:
    expected = {"signed_in": True, "user_id": ada.id, "username": "Ada"}
    assert session(api, Authorization=f"Bearer {ada.token}") == expected
    assert session(api, Cookie=f"theme=dark; auth_token={ada.token}") == expected
    assert ada.get("auth/user_info").json() == {"user_id": ada.id, "username": "Ada"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer not-a-token"},
        {"Authorization": "Basic {token}"},
        {"Cookie": "auth_token=not-a-token"},
        {"Authorization": "Bearer not-a-token", "Cookie": "auth_token={token}"},
    ],
)
def test_session_without_a_valid_token_is_signed_out(api: Api, ada: Person, headers: dict[str, str]) -> None:
    sent = {name: value.format(token=ada.token) for name, value in headers.items()}
    assert session(api, **sent) == SIGNED_OUT


def test_session_of_a_closed_account_is_signed_out(api: Api, ada: Person) -> None:
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert session(api, Authorization=f"Bearer {ada.token}") == SIGNED_OUT
