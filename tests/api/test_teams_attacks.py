"""Requests that only look as if Teams had sent them, and what the connector may do."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import azure.identity
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.channels.teams.client import TeamsClient
from shared.channels.teams.keys import SigningKeys
from shared.services.service_factory import ServiceFactory
from tests.api.chats import TeamsPerson, words_of
from tests.api.conftest import Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock
from tests.teams_server import (
    APP_ID,
    BOT_TOKEN,
    KEY_ID,
    SCOPE,
    SERVICE_URL,
    TENANT,
    TeamsCall,
    TeamsServer,
    jwk,
    new_key,
    token,
)

OTHER_TENANT = "99999999-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def short_waits(factory: ServiceFactory) -> None:
    """Wait half a second for the connector and for the keys at most."""
    factory.get(TeamsClient).seconds = factory.get(SigningKeys).seconds = 0.5


@pytest.fixture
def chat(api: Api, teams: TeamsServer, clock: MovableClock, ada: Person) -> TeamsPerson:
    """A person in Teams who is linked to Ada's account."""
    chat = TeamsPerson(api, teams, clock)
    chat.link(ada)
    return chat


def by_hand(header: dict[str, Any], claims: str, secret: bytes = b"") -> str:
    """Return a token with an HMAC, which no library makes with such a header or secret."""
    head = base64url(json.dumps(header).encode())
    signature = hmac.new(secret, f"{head}.{claims}".encode(), "sha256").digest() if secret else b""
    return f"{head}.{claims}.{base64url(signature)}"


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def test_missing_or_malformed_token_is_401(ada: Person, chat: TeamsPerson, clock: MovableClock) -> None:
    good = token(clock.now())
    head, claims, signature = good.split(".")
    activity = chat.message("add call Ana")
    for bearer in (
        *(
            "",
            " ",
            "x",
            "a.b.c",
            "..",
            f"{head}.{claims}",
            f"{good}.x",
            f"{good} {good}",
            "\u00e9",
            "x" * 9000,
        ),
        f"W10.{claims}.{signature}",
        f"{head[:-2]}.{claims}.{signature}",
    ):
        response = chat.send(activity, bearer=bearer)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), bearer
    assert ada.get("tasks").json() == []


def test_other_scheme_is_401(api: Api, teams: TeamsServer, clock: MovableClock) -> None:
    assert teams.problems == []
    for headers in ({}, {"Authorization": ""}, {"Authorization": f"Basic {token(clock.now())}"}):
        response = api.call("POST", "interaction/teams/messages", content=b"{}", headers=headers)
        assert response.status_code == 401


def test_forged_token_is_403(ada: Person, chat: TeamsPerson, clock: MovableClock) -> None:
    now = clock.now()
    head, claims, signature = token(now).split(".")
    other = token(now, serviceurl="https://smba.trafficmanager.net/amer/").split(".")
    public_key = new_key().public_key()
    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    activity = chat.message("add call Ana")
    for name, bearer in {
        "another key": token(now, key=new_key("another")),
        "unknown key": token(now, key_id="another"),
        "no key id": token(now, key_id=None),
        "RS512": token(now, algorithm="RS512"),
        "PS256": token(now, algorithm="PS256"),
        "none": by_hand({"alg": "none", "kid": KEY_ID}, claims),
        "None": by_hand({"alg": "None", "kid": KEY_ID}, claims),
        "no algorithm": by_hand({"kid": KEY_ID}, claims),
        "HS256 with the public key": by_hand({"alg": "HS256", "kid": KEY_ID}, claims, pem),
        "RS256 with an HMAC": by_hand({"alg": "RS256", "kid": KEY_ID}, claims, pem),
        "a key of its own": by_hand(
            {"alg": "RS256", "jwk": jwk("x", new_key("x"), ["msteams"])}, claims, pem
        ),
        "no signature": f"{head}.{claims}.",
        "claims of another token": f"{head}.{other[1]}.{signature}",
        "no end": token(now, leave_out="exp"),
        "end of another type": token(now, exp=True),
        "endless": token(now, exp=10**15),
        "another bot": token(now, aud=OTHER_TENANT),
        "no audience": token(now, leave_out="aud"),
        "another issuer": token(now, iss=f"https://sts.windows.net/{TENANT}/"),
        "no issuer": token(now, leave_out="iss"),
        "expired": token(now - timedelta(seconds=3300 + 301)),
        "not valid yet": token(now + timedelta(seconds=300 + 301)),
        "no service URL": token(now, leave_out="serviceurl"),
        "another service URL": token(now, serviceurl="https://smba.trafficmanager.net/amer/"),
        "two service URLs": token(now, serviceUrl="https://smba.trafficmanager.net/amer/"),
    }.items():
        response = chat.send(activity, bearer=bearer)
        assert response.status_code == 403, name
    assert ada.get("tasks").json() == []


def test_clocks_may_differ_by_five_minutes(chat: TeamsPerson, clock: MovableClock) -> None:
    for moment in (clock.now() - timedelta(seconds=3300 + 299), clock.now() + timedelta(seconds=300 + 299)):
        assert chat.send(chat.message("help"), bearer=token(moment)).status_code == 200
    spelt_otherwise = token(clock.now(), leave_out="serviceurl", serviceUrl=SERVICE_URL)
    assert chat.send(chat.message("help"), bearer=spelt_otherwise).status_code == 200


def test_key_must_be_endorsed_for_teams(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, clock: MovableClock
) -> None:
    teams.keys.append(jwk("for web chats", new_key("web chats"), ["webchat"]))
    clock.move(minutes=1)
    bearer = token(clock.now(), key=new_key("web chats"), key_id="for web chats")
    for channel in ("msteams", "webchat"):
        activity = chat.message("add call Ana") | {"channelId": channel}
        assert chat.send(activity, bearer=bearer).status_code == 403
    assert chat.send(chat.message("add call Ana") | {"channelId": "webchat"}).status_code == 403
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://evil.example/botframework.com",
        "https://evil.example/.botframework.com/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user:password@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net\t.evil.example/",
        "https://other.trafficmanager.net/",
        "https://smba.trafficmanager.net/?x=1",
        "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net/\n",
        "https:///evil.example",
        "//smba.trafficmanager.net/",
        "https://169.254.169.254/",
        "",
    ],
)
def test_service_url_elsewhere_is_403_and_never_called(
    ada: Person, chat: TeamsPerson, teams: TeamsServer, clock: MovableClock, url: str
) -> None:
    before = len(teams.calls)
    activity = chat.message("add call Ana") | {"serviceUrl": url}
    response = chat.send(activity, bearer=token(clock.now(), serviceurl=url))
    assert response.status_code == 403
    assert chat.send(activity).status_code == 403
    assert len(teams.calls) == before
    assert ada.get("tasks").json() == []


def test_other_organization_is_403(
    ada: Person, chat: TeamsPerson, environment: dict[str, str], teams: TeamsServer
) -> None:
    activity = chat.message("add call Ana")
    conversation = activity["conversation"] | {"tenantId": OTHER_TENANT}
    neither = activity["conversation"] | {"tenantId": None}
    both = {"conversation": conversation, "channelData": {"tenant": {"id": OTHER_TENANT}}}
    for change in (both, {"conversation": conversation}, {"conversation": neither, "channelData": None}):
        assert chat.send(activity | change).status_code == 403
    assert ada.get("tasks").json() == []
    environment["TEAMS_TENANT_ID"] = f"{TENANT}, {OTHER_TENANT.upper()}"
    assert chat.send(activity | both).status_code == 200
    # The same id of a person in another organization is another person.
    assert "do not know you" in words_of(teams.calls[-1][1]["attachments"][0]["content"])


def test_signed_nonsense_is_400(chat: TeamsPerson) -> None:
    activity = chat.message("help")
    for body in (
        *(b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"type": "message"', b"NaN"),
        json.dumps(activity | {"text": 7}).encode(),
        json.dumps(activity | {"conversation": {}}).encode(),
        json.dumps(activity | {"id": ""}).encode(),
        json.dumps(activity | {"entities": {"type": "mention"}}).encode(),
    ):
        assert chat.send(body).status_code == 400, body[:40]


def test_unsigned_body_is_not_read(chat: TeamsPerson) -> None:
    assert chat.send(b"[", bearer="x").status_code == 401


def test_forged_key_ids_cause_no_more_than_a_call_a_minute(
    chat: TeamsPerson, teams: TeamsServer, clock: MovableClock
) -> None:
    def forge(number: int) -> int:
        return chat.send(b"{}", bearer=token(clock.now(), key_id=f"key {number}")).status_code

    clock.move(minutes=2)
    before = len(teams.fetches)
    assert {forge(number) for number in range(20)} == {403}
    assert len(teams.fetches) - before == 2
    teams.show_keys = TeamsCall.send_garbage
    clock.move(minutes=1)
    assert forge(20) == 403
    assert chat.send(chat.message("help")).status_code == 200
    teams.show_keys = TeamsCall.give_keys
    clock.move(minutes=1)
    teams.keys.append(jwk("a new key", new_key("new"), ["msteams"]))
    bearer = token(clock.now(), key=new_key("new"), key_id="a new key")
    assert chat.send(chat.message("help"), bearer=bearer).status_code == 200


def test_keys_are_kept_for_a_day_and_no_longer(
    chat: TeamsPerson, teams: TeamsServer, clock: MovableClock
) -> None:
    before = len(teams.fetches)
    teams.show_keys = TeamsCall.send_garbage
    clock.move(hours=23, minutes=59)
    assert chat.send(chat.message("help")).status_code == 200
    assert len(teams.fetches) == before
    clock.move(minutes=1)
    responses = in_parallel((lambda: chat.send(chat.message("help")),) * 4)
    assert statuses(responses) == {503: 4}
    assert len(teams.fetches) == before + 1
    teams.show_keys = TeamsCall.give_keys
    clock.move(seconds=5)
    assert chat.send(chat.message("help")).status_code == 200


@pytest.mark.parametrize("answer", [TeamsCall.be_slow, TeamsCall.send_garbage, TeamsCall.accept])
def test_without_keys_every_request_is_refused_soon(
    answer: Callable[[TeamsCall], None], api: Api, teams: TeamsServer, clock: MovableClock
) -> None:
    person = TeamsPerson(api, teams, clock)
    teams.show_keys = answer
    begun = time.monotonic()
    sent = in_parallel((lambda: person.send(person.message("help")),) * 8)
    assert statuses(sent) == {503: 8}
    assert time.monotonic() - begun < 3
    assert len(teams.fetches) == 1
    teams.show_keys = TeamsCall.give_keys
    clock.move(seconds=5)
    person.say("help")


@pytest.mark.slow("waits for slow responses")
def test_forged_key_ids_hold_few_threads_and_delay_no_message(
    chat: TeamsPerson, teams: TeamsServer, clock: MovableClock, factory: ServiceFactory
) -> None:
    factory.get(SigningKeys).seconds = 2
    clock.move(minutes=2)
    teams.show_keys = TeamsCall.be_slow
    forged = token(clock.now(), key_id="unknown")
    with ThreadPoolExecutor(20) as pool:
        sent = [pool.submit(chat.send, b"{}", bearer=forged) for _ in range(20)]
        begun = time.monotonic()
        assert chat.send(chat.message("help")).status_code == 200
        assert time.monotonic() - begun < 1.5
        assert statuses(future.result() for future in sent) == {503: 12, 403: 8}


def test_odd_keys_are_left_out(chat: TeamsPerson, teams: TeamsServer, clock: MovableClock) -> None:
    good = teams.keys[0]
    teams.keys = [
        good | {"kid": "no modulus", "n": ""},
        good | {"kid": "odd modulus", "n": "%%"},
        good | {"kid": "small", "n": "AQAB"},
        good | {"kid": "a curve", "kty": "EC"},
        good | {"kid": "no exponent", "e": ""},
        good,
    ]
    clock.move(days=1)
    assert chat.send(chat.message("help")).status_code == 200
    assert chat.send(chat.message("help"), bearer=token(clock.now(), key_id="small")).status_code == 403


def test_without_settings_teams_is_not_served(api: Api) -> None:
    response = api.call("POST", "interaction/teams/messages", content=b"{}")
    assert (response.status_code, response.json()["code"]) == (503, "not_configured")


def test_chat_user_is_limited_after_the_token_and_an_address_for_bad_ones(
    api: Api, teams: TeamsServer, clock: MovableClock, environment: dict[str, str]
) -> None:
    environment |= {"RATE_LIMITS": "on", "RATE_LIMIT_USER": "3/hour", "RATE_LIMIT_ANONYMOUS": "2/hour"}
    one, other = (TeamsPerson(api, teams, clock, number) for number in (1, 2))
    assert [one.send(one.message("help")).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.send(other.message("help")).status_code == 200
    assert [one.send(b"{}", bearer="x").status_code for _ in range(3)] == [401, 401, 429]
    assert other.send(other.message("help")).status_code == 200


def test_requests_that_cannot_be_verified_count_for_the_address_and_fill_no_log(
    api: Api,
    teams: TeamsServer,
    clock: MovableClock,
    environment: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    environment |= {"RATE_LIMITS": "on", "RATE_LIMIT_ANONYMOUS": "2/hour"}
    teams.show_keys = TeamsCall.send_garbage
    person = TeamsPerson(api, teams, clock)
    assert [person.send(person.message("help")).status_code for _ in range(4)] == [503, 503, 429, 429]
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "signing keys" in error.getMessage()
    teams.show_keys = TeamsCall.give_keys
    clock.move(seconds=5)
    person.say("help")


def state(api: Api) -> str:
    """Return the state of Teams that `status` shows."""
    found: str = api.call("GET", "status").json()["integrations"]["teams"]
    return found


ANSWERS: dict[str, tuple[Callable[[TeamsCall], None], str]] = {
    "slow": (TeamsCall.be_slow, "failing"),
    "garbage": (TeamsCall.send_garbage, "failing"),
    "500": (lambda handler: handler.send(500, b"<html>"), "failing"),
    "a redirect": (lambda handler: handler.send(307, b"", Location="https://evil.example/"), "failing"),
    "too many": (lambda handler: handler.send_json(429, {}, Retry_After="2"), "ok"),
    "gone": (lambda handler: handler.send_json(404, {"error": {"code": "ConversationNotFound"}}), "ok"),
    "blocked": (lambda handler: handler.send_json(403, {"subCode": "MessageWritesBlocked"}), "ok"),
    "refused": (lambda handler: handler.send_json(401, {}), "failing"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_message_takes_effect_also_if_the_connector_fails(
    name: str, api: Api, ada: Person, chat: TeamsPerson, teams: TeamsServer
) -> None:
    answer, shown = ANSWERS[name]
    assert state(api) == "ok"
    teams.reply = answer
    begun = time.monotonic()
    assert chat.send(chat.message("add call Ana")).status_code == 200
    assert time.monotonic() - begun < 3
    assert len(ada.get("tasks").json()) == 1
    assert state(api) == shown
    teams.reply = TeamsCall.accept
    chat.say("help")
    assert state(api) == "ok"


SIGN_INS: dict[str, Callable[[TeamsCall], None]] = {
    "refused": lambda handler: handler.send_json(401, {"error": "invalid_client"}),
    "slow": TeamsCall.be_slow,
    "garbage": lambda handler: handler.send(200, b"<html>"),
    "a token with a line": lambda handler: handler.send_json(
        200, {"access_token": "a\r\nHost: evil.example", "expires_in": 3599}
    ),
    "500": lambda handler: handler.send(500, b""),
    "too many": lambda handler: handler.send_json(429, {}),
}


@pytest.mark.parametrize("name", SIGN_INS)
def test_without_a_sign_in_nothing_is_sent_and_the_next_message_tries_again(
    name: str, api: Api, ada: Person, teams: TeamsServer, clock: MovableClock
) -> None:
    person = TeamsPerson(api, teams, clock)
    assert ada.username == "Ada"
    teams.sign_in = SIGN_INS[name]
    assert person.send(person.message("help")).status_code == 200
    assert teams.calls == []
    assert state(api) == "failing"
    teams.sign_in = TeamsCall.give_token
    person.say("help")
    assert state(api) == "ok"


def test_without_a_password_the_bot_is_a_managed_identity(
    api: Api,
    teams: TeamsServer,
    clock: MovableClock,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, ...]] = []

    class Identity:
        def __init__(self, *, client_id: str, **_: object) -> None:
            asked.append((client_id,))

        def get_token(self, scope: str) -> SimpleNamespace:
            asked.append((scope,))
            return SimpleNamespace(token=BOT_TOKEN)

    monkeypatch.setattr(azure.identity, "ManagedIdentityCredential", Identity)
    environment["TEAMS_APP_PASSWORD"] = ""
    person = TeamsPerson(api, teams, clock)
    for _ in range(2):
        person.say("help")
    assert asked == [(APP_ID,), (SCOPE,), (SCOPE,)]
    assert teams.sign_ins == 0


def test_refused_token_is_replaced(chat: TeamsPerson, teams: TeamsServer) -> None:
    teams.reply = lambda handler: handler.send_json(401, {"error": {"code": "Unauthorized"}})
    before = teams.sign_ins
    chat.send(chat.message("help"))
    chat.send(chat.message("help"))
    assert teams.sign_ins == before + 1


def test_secrets_are_not_logged(
    api: Api, teams: TeamsServer, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    person = TeamsPerson(api, teams, clock)
    teams.reply = lambda handler: handler.send(500, b"")
    bearer = token(clock.now())
    with caplog.at_level(0):
        person.send(person.message("add my secret plan"), bearer=bearer)
        person.send(person.message("help"), bearer=f"{bearer}x")
    for secret in ("the-password-of", "the-token-of", "secret plan", bearer.rpartition(".")[2], APP_ID):
        assert secret not in caplog.text


def test_state_is_off_without_settings(api: Api) -> None:
    assert state(api) == "off"
