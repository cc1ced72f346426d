"""The rules of usernames and of the names of people and companions.

ASCII text needs neither a package nor a table: both are loaded for the first name beyond ASCII.
"""

import re
import unicodedata
from functools import cache

from shared.entities.checks import MAX_NAME_LENGTH
from shared.entities.folding import fold_text

_MAX_MARKS = 4  # combining marks in a row; source: UTS 39, section 5.4, optional detection
_ASCII_USERNAME = r"[!-~]+(?: [!-~]+)*\Z"
_ASCII_NAME = r"[ -~]*\Z"
_JOINERS = "[\u200c\u200d]"  # RFC 8264 allows them in some contexts, but they are invisible
_BLANK = frozenset("\u2800\U0001d159")  # the symbols that have no ink

# Latin may stand beside these scripts. Source: UTS 39, section 5.2, "highly restrictive".
_MIXED_SCRIPTS = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
# First words of the Unicode names of characters that belong to several scripts or name theirs otherwise.
_NO_SCRIPT = (
    *("CARON", "COMBINING", "DIGIT", "MASU", "MODIFIER"),
    *("MUSICAL", "PHAISTOS", "VEDIC", "VERTICAL", "ZNAMENNY"),
)
_SCRIPTS = {
    "TURNED": "LATIN",
    "ROMAN": "LATIN",
    "EXTENDED": "ARABIC",
    "IDEOGRAPHIC": "CJK",
    "VIETNAMESE": "CJK",
    "HENTAIGANA": "HIRAGANA",
}


def username_key(username: str) -> str:
    """Return the form in which usernames are unique."""
    return fold_text(username)


def earlier_username_key(username: str) -> str:
    """Return the form in which usernames were unique in version 0.2 and before."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def check_username(username: str) -> str:
    """Return a username as it is stored, in Unicode form NFC and without letters of full or half width.

    Its words are userparts of RFC 8265, section 3.1, separated by single spaces, without invisible
    characters; it is written in one script, or in scripts that are used together.
    """
    username = username.strip(" ")
    if re.match(_ASCII_USERNAME, username):
        return _check_length(username)
    words = username.split(" ")
    if "" in words:
        raise ValueError("must have single spaces between its words")
    username = " ".join(_enforce("UsernameCasePreserved", word) for word in words)
    _check_marks(username)
    scripts = {script for script in map(_script_of, username) if script is not None}
    if len(scripts) > 1 and not any(scripts <= mixed for mixed in _MIXED_SCRIPTS):
        raise ValueError("must not mix scripts that look alike, such as Latin and Cyrillic")
    return _check_length(username)


def check_nickname(name: str) -> str:
    """Return the name of a person or a companion as it is stored: as RFC 8266 says, in its letter case.

    Spaces are trimmed and single, and the text is in Unicode form NFKC. It has no invisible characters and
    at least one that is visible.
    """
    if re.match(_ASCII_NAME, name):
        name = re.sub(" +", " ", name.strip(" "))
    else:
        name = _enforce("NicknameCasePreserved", name)
        _check_marks(name)
    if not any(
        unicodedata.category(character)[0] in "LNPS" and character not in _BLANK for character in name
    ):
        raise ValueError("must have a visible character")
    return _check_length(name)


def list_reserved_names(username: str) -> list[str]:
    """Return the names that a user takes: the username and, beyond ASCII, those that it looks like.

    These are its skeleton (UTS 39, section 4), spelled in letters where letters and digits look alike, and
    the ASCII name that it looks like when its own ASCII characters stand for themselves. So two names
    of which one is beyond ASCII collide, without another read for names in ASCII.
    """
    if earlier_username_key(username).isascii():
        return [username]
    text = unicodedata.normalize("NFKD", username)
    table = _confusables()
    beyond_ascii = {code: look for code, look in table.items() if code > 0x7F}  # noqa: PLR2004 - the end of ASCII
    skeleton, spelling = text.translate(table).replace("rn", "m"), text.translate(beyond_ascii)
    names = {username_key(username): username}
    names.setdefault(username_key(skeleton), skeleton)
    if spelling.isascii():
        names.setdefault(username_key(spelling), spelling)
    return list(names.values())


def _check_length(name: str) -> str:
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"must have a length of at most {MAX_NAME_LENGTH}")
    return name


def _enforce(profile: str, text: str) -> str:
    """Return the text as a profile of PRECIS (RFC 8264) prepares it; `ValueError` names what is wrong."""
    from precis_i18n import get_profile  # noqa: PLC0415 - some 20 ms, only for names beyond ASCII

    joiner = re.search(_JOINERS, text)
    if joiner:
        raise ValueError(f"must not contain {_describe(joiner.group())}")
    try:
        return str(get_profile(profile).enforce(text))
    except UnicodeEncodeError as error:
        if "bidi_rule" in error.reason:
            raise ValueError("must not mix directions of writing within a word") from error
        if error.start < 0 or error.start >= len(error.object):
            raise ValueError("must be text that a name can have") from error
        raise ValueError(f"must not contain {_describe(error.object[error.start])}") from error


def _describe(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def _check_marks(name: str) -> None:
    marks = _MAX_MARKS  # a name must not begin with one
    for character in unicodedata.normalize("NFD", name):
        if character == " ":
            marks = _MAX_MARKS
        else:
            marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > _MAX_MARKS:
            raise ValueError(
                f"must not have combining marks at the beginning of a word or more than {_MAX_MARKS} in a row"
            )


def _script_of(character: str) -> str | None:
    """Return the script of a letter, digit or mark: the first word of its Unicode name.

    Checked against Scripts.txt of Unicode 15 for every character that usernames may have: it is as exact, but
    for scripts of history whose names have the same first word, such as "OLD".
    """
    if unicodedata.category(character)[0] not in "LMN":
        return None
    word = re.split("[ -]", unicodedata.name(character, ""))[0]
    return None if word in _NO_SCRIPT else _SCRIPTS.get(word, word)


@cache
def _confusables() -> dict[int, str]:
    """Return what each character looks like."""
    from shared.entities.confusables import CONFUSABLES  # noqa: PLC0415 - only for names beyond ASCII

    looks: dict[int, str] = {}
    for entry in CONFUSABLES.split():
        look, _, characters = entry.partition("=")
        text = "".join(chr(int(code, 16)) for code in look.split("+"))
        looks.update((int(code, 16), text) for code in characters.split(","))
    return looks
