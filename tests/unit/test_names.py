"""The rules of usernames, of the names that people and companions have, and of look-alikes."""

import unicodedata

import hypothesis
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shared.entities import names
from shared.entities.checks import MAX_NAME_LENGTH
from shared.entities.names import check_nickname, check_username, list_reserved_names, username_key

_LOOKS = names._confusables()  # noqa: SLF001 - the look-alikes of the tests are the table's
_SCRIPTS = (
    *("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "CJK", "HIRAGANA", "KATAKANA"),
    *("HANGUL", "CHEROKEE", "THAI", "ARMENIAN", "ETHIOPIC", "COMBINING"),
)
_LETTERS = dict.fromkeys(_SCRIPTS, "")
for code in (*range(0x4F00), *range(0xD7A4, 0x20000)):
    first_word = unicodedata.name(chr(code), "").partition(" ")[0]
    if first_word in _LETTERS:
        _LETTERS[first_word] += chr(code)
_SIGNS = "0123456789.@-_ |!\u200b\u200d\u202e\u2066\u00ad\u034f\u3164\ufe0f\ufdfa\U000e0041\ufb01\uff21\u0660"

one_script = st.sampled_from(_SCRIPTS).flatmap(lambda script: st.text(_LETTERS[script] + "019 ", max_size=12))
_ALIKE: dict[str, dict[str, list[str]]] = {}
"""Characters by what they look like and by script."""
for code in range(0x21, 0x2000):
    letter = unicodedata.normalize("NFKD", chr(code))
    if len(letter) == 1:
        found = names._script_of(letter) or "LATIN"  # noqa: SLF001
        _ALIKE.setdefault(_LOOKS.get(ord(letter), letter), {}).setdefault(found, []).append(letter)

texts = one_script | st.text(max_size=12) | st.text("".join(_LETTERS.values()) + _SIGNS, max_size=12)


@st.composite
def look_alikes(draw: st.DrawFn) -> tuple[str, str]:
    """Return two texts, each in one script, whose characters look alike, one by one."""
    one, other = (draw(st.sampled_from(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))) for _ in "ab")
    both = [look for look in _ALIKE if _ALIKE[look].get(one) and _ALIKE[look].get(other)]
    looks = draw(st.lists(st.sampled_from(both), min_size=1, max_size=8))
    texts = [
        "".join(draw(st.sampled_from(_ALIKE[look][script])) for look in looks) for script in (one, other)
    ]
    return texts[0], texts[1]


def _accepted(name: str) -> str:
    try:
        return check_username(name)
    except ValueError:
        hypothesis.reject()
        raise


def _keys(name: str) -> set[str]:
    return {username_key(reserved) for reserved in list_reserved_names(name)}


def _skeleton(name: str) -> str:
    """Return the skeleton of UTS 39, section 4, without letter case: look-alikes have the same one."""
    return username_key(unicodedata.normalize("NFKD", name).translate(_LOOKS))


@given(name=texts)
@example(name="\ud800")
@example(name="\ufdfa" * 64)
def test_text_is_either_an_accepted_username_or_a_value_error(name: str) -> None:
    accepted = _accepted(name)
    assert check_username(accepted) == accepted
    assert 1 <= len(accepted) <= MAX_NAME_LENGTH
    assert username_key(accepted) == username_key(name.strip(" "))
    assert username_key(accepted).strip()
    assert "  " not in accepted
    assert not {"Cc", "Cf", "Cs", "Co", "Cn"} & set(map(unicodedata.category, accepted))


@given(name=texts)
def test_variants_of_a_username_have_its_key_and_its_reservations_include_it(name: str) -> None:
    accepted = _accepted(name.replace("\u0131", "i"))  # the only letter whose capital is that of another one
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        for variant in (accepted, accepted.upper(), accepted.lower(), accepted.casefold()):
            assert username_key(unicodedata.normalize(form, variant)) == username_key(accepted)
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in accepted)
    assert username_key(wide) == username_key(accepted)
    assert username_key(accepted) in _keys(accepted)


@given(pair=look_alikes())
@example(pair=("\u0441\u043e1", "co1"))
@example(pair=("\u0441\u043e1", "\u0441\u043e\u04cf"))
@example(pair=("\u0412\u041e\u0412", "bob"))
@example(pair=("\u0251drnin", "admin"))
def test_usernames_with_the_same_skeleton_reserve_a_common_name(pair: tuple[str, str]) -> None:
    one, other = map(_accepted, pair)
    assert _skeleton(one) == _skeleton(other)
    assume(not (one.isascii() and other.isascii()))
    # ASCII names reserve only themselves: of those that look alike (rn, l, 0), two are found.
    for name, beyond in ((one, other), (other, one)):
        if name.isascii():
            spelled = {username_key(_skeleton(name).replace("rn", "m")), username_key(_ascii_of(beyond))}
            assume(username_key(name) in spelled)
    assert _keys(one) & _keys(other)


def _ascii_of(name: str) -> str:
    text = unicodedata.normalize("NFKD", name)
    return "".join(each if each.isascii() else _LOOKS.get(ord(each), each) for each in text)


@given(name=st.text("bcdfghjkpqstuvxyz", min_size=1, max_size=8), data=st.data())
def test_username_of_look_alikes_reserves_the_name_that_it_looks_like(name: str, data: st.DataObject) -> None:
    sources = {
        letter: [chr(code) for code, look in _LOOKS.items() if look == letter] or [letter] for letter in name
    }
    fake = _accepted("".join(data.draw(st.sampled_from(sources[letter])) for letter in name))
    assert name in _keys(fake)


@given(name=st.text("".join(map(chr, range(0x21, 0x7F))), min_size=1, max_size=64))
def test_ascii_username_is_accepted_and_reserves_only_itself(name: str) -> None:
    assert check_username(name) == name
    assert list_reserved_names(name) == [name]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a\u200bda", "must not contain U+200B ZERO WIDTH SPACE"),
        ("\u202eada", "must not contain U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("क्\u200dष", "must not contain U+200D ZERO WIDTH JOINER"),
        ("\u3164", "must not contain U+3164 HANGUL FILLER"),
        ("ada\u2028", "must not contain U+2028 LINE SEPARATOR"),
        ("a\u00a0b", "must not contain U+00A0 NO-BREAK SPACE"),
        ("\ud800", "must not contain U+D800"),
        ("\ufdfa", "must not contain U+FDFA ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM"),
        ("😀", "must not contain U+1F600 GRINNING FACE"),
        ("ada  é", "must have single spaces between its words"),
        ("\u0430dmin", "must not mix scripts that look alike, such as Latin and Cyrillic"),
        ("Ada \u0430\u0434\u0430", "must not mix scripts that look alike, such as Latin and Cyrillic"),
        ("\u05e9\u05dca", "must not mix directions of writing within a word"),
        (
            "a" + "\u0301\u0300" * 3,
            "must not have combining marks at the beginning of a word or more than 4 in a row",
        ),
        ("a \u0301", "must not have combining marks at the beginning of a word or more than 4 in a row"),
        ("\u0958" * 33, "must have a length of at most 64"),
    ],
)
def test_username_is_refused_with_the_reason(name: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole message is compared
        check_username(name)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "name", ["日本 taro", "カタカナとひらがな", "안녕 ada", "Ωμέγα 7", "Мария", "שלום", "محمد", "नमस्ते", "l·l"]
)
def test_username_in_one_script_or_in_scripts_used_together_is_kept(name: str) -> None:
    assert check_username(name) == name


def test_script_of_each_letter_is_latin_exactly_for_the_letters_named_so() -> None:
    for script, letters in _LETTERS.items():
        found = {names._script_of(letter) for letter in letters} - {None}  # noqa: SLF001
        assert found == ({script} if script != "COMBINING" else set())


@given(name=texts)
@example(name="\ufdfa" * 4)
def test_nickname_is_visible_and_unchanged_by_a_second_check(name: str) -> None:
    try:
        nickname = check_nickname(name)
    except ValueError:
        return
    assert check_nickname(nickname) == nickname
    assert nickname == nickname.strip() == unicodedata.normalize("NFKC", nickname)
    assert 1 <= len(nickname) <= MAX_NAME_LENGTH
    categories = {unicodedata.category(character) for character in nickname}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert {category[0] for category in categories} & set("LNPS")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "must have a visible character"),
        ("  ", "must have a visible character"),
        ("\u2800", "must have a visible character"),
        ("A\u200bda", "must not contain U+200B ZERO WIDTH SPACE"),
        ("\u2067Ada", "must not contain U+2067 RIGHT-TO-LEFT ISOLATE"),
        ("Ada \ufe0f", "must not contain U+FE0F VARIATION SELECTOR-16"),
        ("\ufdfa" * 4, "must have a length of at most 64"),
        (
            "Z" + "\u0310\u0311" * 20,
            "must not have combining marks at the beginning of a word or more than 4 in a row",
        ),
    ],
)
def test_nickname_is_refused_with_the_reason(name: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole message is compared
        check_nickname(name)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        (" Ada \u00a0 Lovelace", "Ada Lovelace"),
        ("\uff21da", "Ada"),
        ("Jose\u0301 🎉", "José 🎉"),
        ("a  b ", "a b"),
    ],
)
def test_nickname_is_stored_with_single_spaces_and_composed(name: str, stored: str) -> None:
    assert check_nickname(name) == stored
