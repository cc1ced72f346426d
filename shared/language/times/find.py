"""When something is to be done, as a text says it."""

from datetime import date, datetime, time

from shared.language.times.time_phrase import TimePhrase


def find_time(text: str, language: str, now: datetime) -> TimePhrase | None:
    """Return the time phrase of a text, or None if no words of it can only mean a time.

    The language is `en` or `es`. `now` is local: naive, or aware in the user's zone; only then is the change of the
    clocks taken into account. The title is what `TimePhrase.remove_from` returns. Dates that do not say their year
    are the next ones; today is one of them unless it is named by its weekday. Parts in quotes are not read.
    """
    raise NotImplementedError


def when(text: str, language: str, now: datetime) -> date | tuple[date, time] | None:
    """Return the date of a text, with a time of day if it says one, or None if it names no time."""
    phrase = find_time(text, language, now)
    if phrase is None:
        return None
    return phrase.day if phrase.clock is None else (phrase.day, phrase.clock)
