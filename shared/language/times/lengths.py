"""How long something takes, as a text says it."""

from shared.language.times.time_phrase import LengthPhrase


def find_length(text: str, language: str) -> LengthPhrase | None:
    """Return the first length of time in a text: "30m", "half an hour", "una hora y media", "hora y cuarto".

    A length that is part of a time is left out: "in 20 minutes", "hace 5 minutos", "every 2 hours".
    """
    raise NotImplementedError
