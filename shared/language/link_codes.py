"""Codes that link a chat to an account, as they are shown and typed."""

import re

LINK_CODE_LENGTH = 8
"""Letters in base 32: 40 bits, for a code that lasts ten minutes and of which few can be tried."""

_READ_AS = str.maketrans("018", "OIB")  # digits that no code has, as the letters that look like them
_MAX_COMMAND = 100  # characters; reading a longer text as one would take time, and strangers send it
_COMMAND = re.compile(
    r"/?(?:link|connect|vincular?|enlazar?|conectar?)[\s:]+(?P<code>[\w\s\u2010-\u2015-]{1,40}?)[.!]?",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s\u2010-\u2015_-]+")


def show_code(letters: str) -> str:
    """Return a code as people read it, as in `7F3K-Q2MN`."""
    half = LINK_CODE_LENGTH // 2
    return f"{letters[:half]}-{letters[half:]}"


def read_link_command(text: str) -> str | None:
    """Return the letters of the code in a message such as "link 7f3k q2mn"; None for another message."""
    command = text.strip()
    match = _COMMAND.fullmatch(command) if len(command) <= _MAX_COMMAND else None
    if match is None:
        return None
    typed = match["code"]
    letters = _SEPARATORS.sub("", typed).upper().translate(_READ_AS)
    is_word = typed.isalpha() and not typed.isupper()  # such as "link accounts"
    if len(letters) != LINK_CODE_LENGTH or not letters.isascii() or is_word:
        return None
    return letters
