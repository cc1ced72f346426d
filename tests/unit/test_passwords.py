"""The rules of passwords, and hashes from before them."""

import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.entities.passwords import check_password, check_password_of, normalize_password
from shared.errors import ValidationError
from shared.repos.auth_repo import AuthRepository
from shared.services.service_factory import ServiceFactory
from tests.conftest import CHEAP_HASHER

_WRONG_LENGTH = "A password must have 8 to 128 characters"
_INVISIBLE = "A password must not contain control or invisible characters"
_COMMON = "This password is too common: many people use it, so it would be guessed"

letters = st.sampled_from("ae é\u0301\u0308\u00a0\u1100\u1161") | st.characters(codec="utf-8")
passwords = st.text(letters, max_size=12)


def _repo() -> AuthRepository:
    return ServiceFactory(hasher=CHEAP_HASHER).get(AuthRepository)


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("e\u0301" * 7, _WRONG_LENGTH),
        ("é" * 129, _WRONG_LENGTH),
        ("e" + "\u0301" * 1_000_000, _WRONG_LENGTH),
        ("password1", _COMMON),
        ("iLoveYou1", _COMMON),
        ("p\uff41ssword", _COMMON),
        ("a\tb c d e f", _INVISIBLE),
        ("zero\u200bwidth", _INVISIBLE),
        ("surrogate\ud800", _INVISIBLE),
    ],
)
def test_password_is_refused_with_the_reason(password: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_password(password)
    assert refused.value.message == message


@pytest.mark.parametrize("password", ["e\u0301" * 128, "ありがとうございます", "correct horse", "pä😀 pä😀 "])
def test_password_in_any_script_is_accepted(password: str) -> None:
    assert check_password(password) == password


def test_password_that_is_the_username_is_refused_in_any_case_and_width() -> None:
    for password in ("Ada Lovelace", "ADA LOVELACE", "\uff41da lovelace"):
        with pytest.raises(ValidationError, match="A password must not be the username"):
            check_password_of("Ada Lovelace", password)
    assert check_password_of("Ada Lovelace", "Ada Lovelace 2") == "Ada Lovelace 2"


@given(password=passwords)
def test_password_verifies_however_the_keyboard_composes_it(password: str) -> None:
    repo = _repo()
    forms = [unicodedata.normalize("NFC", password), unicodedata.normalize("NFD", password), password]
    for stored in map(repo.hash_password, forms):
        for typed in forms:
            assert repo.verify_password(stored, typed)
            assert not repo.needs_rehash(stored, typed)


@given(password=passwords)
def test_hash_of_the_password_as_typed_verifies_and_is_outdated_if_it_was_not_normalized(
    password: str,
) -> None:
    repo = _repo()
    stored = CHEAP_HASHER.hash(password)
    assert repo.verify_password(stored, password)
    assert repo.needs_rehash(stored, password) == (normalize_password(password) != password)
    old = sha256(password.encode()).hexdigest()
    assert repo.verify_password(old, password)
    assert repo.needs_rehash(old, password)
    assert not repo.verify_password(stored, password + "x")
    assert not repo.verify_password(None, password)
