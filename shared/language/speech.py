"""The words of the companion, in every language that has a file in `texts`.

A file is named after its language's primary subtag (`es.ftl`) and written in Fluent
(https://projectfluent.org), which leaves plurals, word order and the like to each language.
"""

from functools import cache
from hashlib import blake2b
from itertools import count, takewhile
from pathlib import Path
from threading import Lock

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

_ENGLISH = "en"
_TEXTS = Path(__file__).with_name("texts")
_MINUTES_IN_HOUR = 60
_SECONDS_IN_MINUTE = 60

LANGUAGES: tuple[str, ...] = tuple(sorted(path.stem for path in _TEXTS.glob("*.ftl")))
"""The languages that it speaks; their files are read when they are first spoken."""

_loading = Lock()


class Speech:
    """What the companion says in one language, of which `source` is the file's text."""

    def __init__(self, language: str, source: str) -> None:
        from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - slow to import

        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))

    def say(self, key: str, **values: str | int) -> str:
        """Return a text; an unknown key is a LookupError, a missing value a ValueError."""
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            raise LookupError(f"There is no text '{key}' in '{self._bundle.locales[0]}'")
        text, faults = self._bundle.format_pattern(pattern, values)
        if faults or not isinstance(text, str):
            raise ValueError(f"The text '{key}' cannot be said: {faults}")
        return text

    def vary(self, key: str, seed: str, **values: str | int) -> str:
        """Return one of the texts key-1, key-2, ...: the same for the same seed, each for as many seeds."""
        variants = [*takewhile(self._bundle.has_message, (f"{key}-{number}" for number in count(1)))]
        if not variants:
            raise LookupError(f"There is no text '{key}-1' in '{self._bundle.locales[0]}'")
        lot = int.from_bytes(blake2b(f"{key} {seed}".encode(), digest_size=8).digest())
        return self.say(variants[lot % len(variants)], **values)

    def duration(self, seconds: int) -> str:
        """Return a duration in words, in whole minutes, rounded down and never below zero."""
        hours, minutes = divmod(max(seconds, 0) // _SECONDS_IN_MINUTE, _MINUTES_IN_HOUR)
        if hours and minutes:
            return self.say("duration-hours-minutes", hours=hours, minutes=minutes)
        return (
            self.say("duration-hours", hours=hours)
            if hours
            else self.say("duration-minutes", minutes=minutes)
        )


def speech_in(language: str) -> Speech:
    """Return the speech in one of LANGUAGES, loaded once; any other is a LookupError."""
    with _loading:  # a cache alone would let two threads that come first both load it
        return _load(language)


@cache
def _load(language: str) -> Speech:
    if language not in LANGUAGES:
        raise LookupError(f"There are no texts in '{language}'")
    return Speech(language, (_TEXTS / f"{language}.ftl").read_text("utf-8"))


def choose_language(preferred: object, accept_language: str) -> str:
    """Return the language to speak: what a profile prefers, else the best of the header, else English.

    `preferred` may be any JSON value, `accept_language` any text: what names no language that there is
    counts for nothing. Of equally welcome languages the first in the header wins.
    """
    if isinstance(preferred, str) and (language := _primary(preferred)) in LANGUAGES:
        return language
    try:
        accepted = parse_accept_header(accept_language, LanguageAccept)
    except IndexError:  # Werkzeug before 3.1.9, by a parameter without a name: "en;*=x"
        return _ENGLISH
    # Not best_match(): it would rather take English at q=0.1 than "es-MX" at q=1, for want of an exact match.
    welcome = [(quality, _primary(tag)) for tag, quality in accepted if quality]
    ours = [(quality, language) for quality, language in welcome if language in LANGUAGES]
    return max(ours, key=lambda choice: choice[0], default=(0, _ENGLISH))[1]


def _primary(tag: str) -> str:
    """Return the language of a tag, without region or script: 'es' of 'es-MX' (RFC 5646, section 2.2.1)."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()
