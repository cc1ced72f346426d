"""The words of a text, without what people often leave out when they type."""

import re
import unicodedata


def plain_words(text: str) -> list[str]:
    """Return the words of a text without letter case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^\w]|_", " ", letters).split()
