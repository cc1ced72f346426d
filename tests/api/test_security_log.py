"""Security events: a line each, without secrets."""

import json
import logging
import re
from typing import Any

import pytest

from tests.api.chats import SlackPerson, link_code
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import CLAIM_SECRET, MovableClock
from tests.slack_server import SlackServer

WRONG = "not the password"
FIELDS = {"event", "outcome", "at", "user_id", "name", "address", "request_id"}


@pytest.fixture
def security_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="avanochi.security")
    return caplog


def lines_of(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the lines since the last call, and check the fields that they have in common."""
    records = [record for record in log.records if record.name == "avanochi.security"]
    lines = [json.loads(record.getMessage()) for record in records]
    for record, line in zip(records, lines, strict=True):
        assert set(line) >= FIELDS
        assert (line["at"], line["address"]) == ("2026-03-18T09:30:00Z", "127.0.0.1")
        assert line["request_id"]
        assert "\n" not in record.getMessage()
        assert (record.levelno == logging.INFO) is (line["outcome"] == "success")
    log.clear()
    return lines


def events_of(log: pytest.LogCaptureFixture) -> list[tuple[str, str, str | None]]:
    return [(line["event"], line["outcome"], line["user_id"]) for line in lines_of(log)]


def test_each_step_of_a_sign_in_is_one_line(api: Api, security_log: pytest.LogCaptureFixture) -> None:
    ada = api.sign_up("Ada")
    assert events_of(security_log) == [("registration", "success", ada.id), ("sign_in", "success", ada.id)]
    elsewhere = Person(api.client, "Ada", api.login("Ada").json())  # stays signed in
    assert events_of(security_log) == [("sign_in", "success", ada.id)]
    again = {"username": "ada", "password": PASSWORD}
    api.call("POST", "auth/register", json=again)
    assert [event[:2] for event in events_of(security_log)] == [("registration", "username_taken")]
    for _ in range(6):
        api.login("Ada", WRONG)
    failure, refusal = ("sign_in", "unauthenticated", None), ("sign_in", "too_many_requests", None)
    assert events_of(security_log) == [failure] * 5 + [refusal]
    body = {"refresh_token": ada.refresh_token}
    renewed = api.call("POST", "auth/refresh", json=body).json()
    assert events_of(security_log) == [("refresh", "success", ada.id)]
    api.call("POST", "auth/refresh", json={"refresh_token": f"{ada.id}.unknown.unknown"})
    assert events_of(security_log) == [("refresh", "unauthenticated", None)]
    api.call("POST", "auth/refresh", json={"refresh_token": f"{renewed['refresh_token']}x"})
    reuse = ("refresh_token_reuse", "revoked", ada.id)
    assert events_of(security_log) == [reuse, ("refresh", "unauthenticated", None)]
    ada = elsewhere
    ada.post("auth/change-password", json={"current_password": WRONG, "new_password": "another password"})
    ada.post("auth/change-password", json={"current_password": PASSWORD, "new_password": "another password"})
    assert events_of(security_log) == [
        ("password_change", "wrong_password", ada.id),
        ("password_change", "success", ada.id),
    ]


def test_signing_out_and_closing_the_account_are_one_line_each(
    api: Api, security_log: pytest.LogCaptureFixture
) -> None:
    ada = api.sign_up("Ada")
    elsewhere = Person(api.client, "Ada", api.login("Ada").json())
    lines_of(security_log)
    ada.post("auth/logout")
    elsewhere.delete("users/profile", json={"password": WRONG})
    elsewhere.delete("users/profile", json={"password": PASSWORD})
    assert events_of(security_log) == [
        ("sign_out", "success", ada.id),
        ("account_closing", "wrong_password", ada.id),
        ("account_closing", "success", ada.id),
    ]


def test_lines_of_one_name_have_the_same_hash_and_no_line_has_a_name(
    api: Api, security_log: pytest.LogCaptureFixture
) -> None:
    for name in ("Adalbert", "ADALBERT", "a secret typed as a name"):
        api.login(name, WRONG)
    text = security_log.text
    first, second, other = [line["name"] for line in lines_of(security_log)]
    assert first == second != other
    assert "adalbert" not in text.lower()
    assert "a secret" not in text


def test_request_id_and_line_breaks_of_a_client_cannot_forge_a_line(
    api: Api, security_log: pytest.LogCaptureFixture
) -> None:
    body = {"username": 'x\u2028","event":"sign_in', "password": WRONG}
    api.call("POST", "auth/login", json=body, headers={"x-request-id": "mine-1"})
    (line,) = lines_of(security_log)
    assert (line["request_id"], line["outcome"]) == ("mine-1", "unauthenticated")


def test_acts_of_administrators_and_denied_ones_are_lines(
    ada: Person, root: Person, security_log: pytest.LogCaptureFixture
) -> None:
    security_log.clear()
    ada.get(f"stats/{root.id}")
    ada.get("users")
    assert [(line["event"], line["user_id"], line["target_user_id"]) for line in lines_of(security_log)] == [
        ("access_denied", ada.id, root.id),
        ("access_denied", ada.id, ""),
    ]
    root.get("tasks", params={"user_id": ada.id})
    root.put(f"users/{ada.id}", json={"full_name": "Ada"}, headers={"If-Match": '"another"'})
    root.get("users")
    root.get("tasks")
    lines = lines_of(security_log)
    assert {line["event"] for line in lines} == {"administrator_act"}
    assert {line["user_id"] for line in lines} == {root.id}
    assert [(line["act"], line["outcome"], line["target_user_id"]) for line in lines] == [
        ("GET tasks", "success", ada.id),
        ("PUT users/{id}", "precondition_failed", ada.id),
        ("GET users", "success", ""),
        ("GET tasks", "success", ""),
    ]
    root.get("stats")
    ada.get("tasks")
    assert lines_of(security_log) == []


def test_claims_and_confirmations_of_another_name_are_lines(
    api: Api, ada: Person, security_log: pytest.LogCaptureFixture
) -> None:
    security_log.clear()
    body = {"username": "Eve", "password": PASSWORD, "claim_secret": WRONG}
    api.call("POST", "auth/register", json=body)
    assert events_of(security_log) == [("administrator_claim", "claim_refused", None)]
    for password in (WRONG, PASSWORD):
        ada.patch("users/profile", json={"name": "Ada L", "current_password": password})
    assert events_of(security_log) == [
        ("password_confirmation", "wrong_password", ada.id),
        ("password_confirmation", "success", ada.id),
    ]
    change = {"name": "root", "current_password": PASSWORD}
    for secret in (WRONG, CLAIM_SECRET):
        ada.patch("users/profile", json={**change, "claim_secret": secret})
    assert CLAIM_SECRET not in security_log.text
    assert events_of(security_log) == [
        ("administrator_claim", "claim_refused", ada.id),
        ("administrator_claim", "success", ada.id),
        ("password_confirmation", "success", ada.id),
    ]
    claim = {"username": "root", "password": PASSWORD, "claim_secret": CLAIM_SECRET}
    api.call("POST", "auth/login", json=claim)
    assert events_of(security_log) == [
        ("administrator_claim", "success", ada.id),
        ("sign_in", "success", ada.id),
    ]


def test_line_has_a_bounded_length_however_long_the_user_id_of_a_request_is(
    ada: Person, security_log: pytest.LogCaptureFixture
) -> None:
    security_log.clear()
    assert ada.post("tasks", json={"user_id": "x" * 500_000, "title": "one"}).status_code == 403
    assert len(security_log.records[0].getMessage()) < 1000
    assert [event[0] for event in events_of(security_log)] == ["access_denied"]


def test_links_of_chats_are_lines_without_codes(
    ada: Person, api: Api, slack: SlackServer, clock: MovableClock, security_log: pytest.LogCaptureFixture
) -> None:
    chat, code = SlackPerson(api, slack, clock), link_code(ada)
    security_log.clear()
    for _ in range(5):
        chat.say("link AAAA-AAA2")
    chat.say(f"link {code}")
    assert events_of(security_log) == [("chat_link", "wrong_code", None)] * 5 + [
        ("chat_link", "too_many_requests", None)
    ]
    other = SlackPerson(api, slack, clock, "U2")
    other.link(ada)
    assert not re.search(rf"{code}|{code.replace('-', '')}|AAAA|{other.user}\b", security_log.text)
    (line,) = [line for line in lines_of(security_log) if line["event"] == "chat_link"]
    assert (line["outcome"], line["user_id"]) == ("success", ada.id)
    (link,) = ada.get("interaction/links").json()
    assert line["chat_user"] == link["id"]
    ada.delete(f"interaction/links/{link['id']}")
    assert events_of(security_log) == [("chat_unlink", "success", ada.id)]
