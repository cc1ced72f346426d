"""Access tokens, without HTTP around them."""

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


def test_a_token_says_what_was_signed(clock: MovableClock) -> None:
    auth = manager(clock)
    claims = auth.verify_token(auth.generate_token("ada", "family"))
    assert (claims.user_id, claims.family) == ("ada", "family")


def test_a_token_is_valid_for_as_long_as_is_configured(clock: MovableClock) -> None:
    auth = manager(clock, JWT_EXP_MINUTES="2")
    assert auth.lifetime == timedelta(minutes=2)
    token = auth.generate_token("ada", "family")
    clock.move(seconds=119)
    auth.verify_token(token)
    clock.move(seconds=1)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)


def test_a_token_that_was_good_is_refused_once_it_has_expired(clock: MovableClock) -> None:
    auth = manager(clock)
    token = auth.generate_token("ada", "family")
    auth.verify_token(token)
    clock.move(hours=1)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)


def test_a_token_from_well_ahead_of_the_clock_is_refused(clock: MovableClock) -> None:
    auth = manager(clock)
    clock.move(seconds=6)
    token = auth.generate_token("ada", "family")
    clock.move(seconds=-6)
    with pytest.raises(UnauthenticatedError):
        auth.verify_token(token)
    clock.move(seconds=1)
    auth.verify_token(token)


def test_the_previous_secret_verifies_and_signs_nothing(clock: MovableClock) -> None:
    old = manager(clock)
    new = manager(clock, JWT_SECRET=OTHER_SECRET, JWT_SECRET_PREVIOUS=SECRET)
    assert new.verify_token(old.generate_token("ada", "family")).user_id == "ada"
    with pytest.raises(UnauthenticatedError):
        old.verify_token(new.generate_token("ada", "family"))


def test_a_token_that_one_secret_verified_is_refused_by_another(clock: MovableClock) -> None:
    old, new = manager(clock), manager(clock, JWT_SECRET=OTHER_SECRET)
    token = old.generate_token("ada", "family")
    old.verify_token(token)
    with pytest.raises(UnauthenticatedError):
        new.verify_token(token)


def test_the_key_id_tells_secrets_apart_and_tells_nothing_about_them(clock: MovableClock) -> None:
    first, second = (
        jwt.get_unverified_header(manager(clock, JWT_SECRET=secret).generate_token("ada", "family"))["kid"]
        for secret in (SECRET, OTHER_SECRET)
    )
    assert first != second
    assert first not in SECRET
    assert SECRET[:8] not in first


def test_every_token_has_an_id_of_its_own(clock: MovableClock) -> None:
    auth = manager(clock)
    tokens = {auth.generate_token("ada", "family") for _ in range(50)}
    ids = {jwt.decode(token, options={"verify_signature": False})["jti"] for token in tokens}
    assert len(ids) == 50


def test_without_a_secret_nothing_is_signed_or_verified(clock: MovableClock) -> None:
    auth = manager(clock, JWT_SECRET="")
    with pytest.raises(DependencyUnavailableError, match="JWT_SECRET is not set"):
        auth.check()
    with pytest.raises(DependencyUnavailableError):
        auth.generate_token("ada", "family")
    with pytest.raises(DependencyUnavailableError):
        auth.verify_token("a.b.c")


@given(st.text() | st.from_regex(r"[\w-]+\.[\w-]+\.[\w-]*", fullmatch=True))
def test_any_other_text_is_no_token(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        manager(MovableClock()).verify_token(text)


@given(
    st.dictionaries(
        st.sampled_from(("sub", "iat", "exp", "iss", "jti", "nbf", "aud")),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text() | st.just([]),
    )
)
def test_no_claim_breaks_the_verification(claims: dict[str, object]) -> None:
    clock = MovableClock()
    auth = manager(clock)
    genuine = auth.generate_token("ada", "family")
    now = datetime(2026, 3, 18, 9, 30, tzinfo=UTC).timestamp()
    given_claims = {"sub": "ada", "iat": now, "exp": now + 60, "iss": "avanochi", "jti": "a.b", **claims}
    headers = {"kid": jwt.get_unverified_header(genuine)["kid"]}

    # The standard library writes NaN and the infinities, as a forger may.
    payload = json.dumps(given_claims).encode()
    token = jwt.api_jws.encode(payload, SECRET, "HS256", headers)
    try:
        verified = auth.verify_token(token)
    except UnauthenticatedError:
        return
    assert verified.user_id == given_claims["sub"]
    assert not claims.get("aud")
    assert given_claims["iss"] == "avanochi"
