"""How many, as a text says it."""

from shared.language.times.time_phrase import NumberPhrase


def find_numbers(text: str, language: str) -> list[NumberPhrase]:
    """Return the numbers in a text, in order: digits ("250", "0,5", "1/2") and words from 0 to 999.

    Words include halves, quarters and articles before a noun: "dos y medio", "half a", "medio", "a couple of", "un".
    """
    raise NotImplementedError
