"""Signing and verifying access tokens, without HTTP."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth_manager import AuthManager
from shared.credential_manager import CredentialManager
from shared.errors import DependencyUnavailableError, UnauthenticatedError
from tests.conftest import MovableClock

SECRET = "a secret that is long enough for a test"
OTHER_SECRET = "another secret that is long enough, too"


def manager(clock: MovableClock, **settings: str) -> AuthManager:
    environment = {"JWT_SECRET": SECRET, **settings}
    return AuthManager(CredentialManager(environment, root=Path("/nowhere")), clock)


def test_token_holds_the_user_and_the_sign_in(clock: MovableClock) -> None:
    auth = manager(clock)
    claims = auth.verify_token(auth.generate_token("ada", "family"))
    assert (claims.user_id, claims.family) == ("ada", "family")


def test_token_is_valid_for_the_configured_minutes(clock: MovableClock) -> None:
    auth = manager(clock, JWT_EXP_MINUTES="2")
    assert auth.lifetime == timedelta(minutes=2)
    assert auth.exp_minutes == 2
    token = auth.generate_token("ada", "family")
    clock.move(seconds=119)
    auth.verify_token(token)
    clock.move(seconds=1)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)


def test_token_verified_before_is_refused_once_expired(clock: MovableClock) -> None:
    auth = manager(clock)
    token = auth.generate_token("ada", "family")
    auth.verify_token(token)
    clock.move(hours=1)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)


def test_token_issued_more_than_five_seconds_ahead_is_refused(clock: MovableClock) -> None:
    auth = manager(clock)
    clock.move(seconds=6)
    token = auth.generate_token("ada", "family")
    clock.move(seconds=-6)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)
    clock.move(seconds=1)
    auth.verify_token(token)


def test_previous_secret_verifies_but_does_not_sign(clock: MovableClock) -> None:
    old = manager(clock)
    new = manager(clock, JWT_SECRET=OTHER_SECRET, JWT_SECRET_PREVIOUS=SECRET)
    assert new.verify_token(old.generate_token("ada", "family")).user_id == "ada"
    with pytest.raises(UnauthenticatedError):
        old.verify_token(new.generate_token("ada", "family"))


def test_token_cached_for_one_secret_is_refused_with_another(clock: MovableClock) -> None:
    old, new = manager(clock), manager(clock, JWT_SECRET=OTHER_SECRET)
    token = old.generate_token("ada", "family")
    old.verify_token(token)
    with pytest.raises(UnauthenticatedError):
        new.verify_token(token)


def test_key_id_differs_between_secrets_and_reveals_neither(clock: MovableClock) -> None:
    first, second = (
        jwt.get_unverified_header(manager(clock, JWT_SECRET=secret).generate_token("ada", "family"))["kid"]
        for secret in (SECRET, OTHER_SECRET)
    )
    assert first != second
    assert first not in SECRET
    assert SECRET[:8] not in first


def test_token_without_a_given_sign_in_gets_a_new_one(clock: MovableClock) -> None:
    auth = manager(clock)
    first, second = (auth.verify_token(auth.generate_token("ada")) for _ in range(2))
    assert first.user_id == second.user_id == "ada"
    assert first.family != second.family


def test_defaults_are_the_environment_and_the_system_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", SECRET)
    monkeypatch.setenv("JWT_EXP_MINUTES", "7")
    auth = AuthManager()
    assert auth.verify_token(auth.generate_token("ada")).user_id == "ada"
    assert (auth.algorithm, auth.exp_minutes) == ("HS256", 7)


def test_every_token_has_its_own_id(clock: MovableClock) -> None:
    auth = manager(clock)
    tokens = {auth.generate_token("ada", "family") for _ in range(50)}
    ids = {jwt.decode(token, options={"verify_signature": False})["jti"] for token in tokens}
    assert len(ids) == 50


def test_missing_secret_prevents_signing_and_verifying(clock: MovableClock) -> None:
    auth = manager(clock, JWT_SECRET="")
    with pytest.raises(DependencyUnavailableError, match="JWT_SECRET is not set"):
        auth.check()
    with pytest.raises(DependencyUnavailableError):
        auth.generate_token("ada", "family")
    with pytest.raises(DependencyUnavailableError):
        auth.verify_token("a.b.c")


@given(st.text() | st.from_regex(r"[\w-]+\.[\w-]+\.[\w-]*", fullmatch=True))
def test_arbitrary_text_is_refused(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        manager(MovableClock()).verify_token(text)


@given(
    st.dictionaries(
        st.sampled_from(("sub", "iat", "exp", "iss", "jti", "nbf", "aud")),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text() | st.just([]),
    )
)
def test_arbitrary_claims_are_verified_or_refused(claims: dict[str, object]) -> None:
    clock = MovableClock()
    auth = manager(clock)
    valid = auth.generate_token("ada", "family")
    now = datetime(2026, 3, 18, 9, 30, tzinfo=UTC).timestamp()
    names = {"iss": "avanochi", "aud": "avanochi"}
    times = {"iat": now, "nbf": now, "exp": now + 60}
    given_claims = {"sub": "ada", "jti": "a.b", **names, **times, **claims}
    headers = {"kid": jwt.get_unverified_header(valid)["kid"]}

    # Unlike PyJWT, the standard library writes NaN and infinities, which a forged token may contain.
    payload = json.dumps(given_claims).encode()
    token = jwt.api_jws.encode(payload, SECRET, "HS256", headers)
    try:
        verified = auth.verify_token(token)
    except UnauthenticatedError:
        return
    assert verified.user_id == given_claims["sub"]
    assert given_claims["aud"] == given_claims["iss"] == "avanochi"
