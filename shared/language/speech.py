"""The companion's texts in every language that has a file in `texts`.

A file is named after the primary subtag of its language (`es.ftl`) and written in Fluent
(https://projectfluent.org), so that each language handles plurals and word order itself.
"""

from datetime import timedelta
from functools import cache
from hashlib import blake2b
from itertools import count, takewhile
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from shared.entities.bidi import isolate

_ENGLISH = "en"
_TEXTS = Path(__file__).with_name("texts")
_MINUTES_IN_HOUR = 60
_MINUTE = timedelta(minutes=1)
_FOUR_DIGITS, _FIVE_DIGITS = 1000, 10_000
_UNSEPARATED = ("es",)  # languages that write numbers of four digits without a separator: 1600, but 16.000

LANGUAGES: tuple[str, ...] = tuple(sorted(path.stem for path in _TEXTS.glob("*.ftl")))
"""The available languages; a file is read when its language is first used."""

_loading = Lock()


class Speech:
    """The texts of one language; `source` is the content of its file."""

    def __init__(self, language: str, source: str) -> None:
        from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - slow to import

        self._language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))

    def say(self, key: str, **values: str | float) -> str:
        """Return a text with its values; LookupError for an unknown key, ValueError for a missing value.

        Values that are text are isolated, since they may be written in the other direction.
        """
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            raise LookupError(f"There is no text '{key}' in '{self._bundle.locales[0]}'")
        passed = {
            name: isolate(value) if isinstance(value, str) else self._number(value)
            for name, value in values.items()
        }
        text, errors = self._bundle.format_pattern(pattern, passed)
        if errors or not isinstance(text, str):
            raise ValueError(f"Cannot format the text '{key}': {errors}")
        return text

    def _number(self, value: float) -> Any:  # noqa: ANN401 - a number of Fluent, which has no types
        """Return a number; its thousands are separated, except those of four digits in some languages."""
        if self._language not in _UNSEPARATED or not _FOUR_DIGITS <= abs(value) < _FIVE_DIGITS:
            return value
        from fluent.runtime.types import fluent_number  # noqa: PLC0415 - slow to import

        return fluent_number(value, useGrouping=False)

    def vary(self, key: str, seed: str, **values: str | int) -> str:
        """Return one of the texts key-1, key-2, ..., chosen by the seed; all are equally likely."""
        return self.choose(key, seed, 0, **values)

    def choose(self, key: str, seed: str, turn: int, **values: str | float) -> str:
        """Return one of the texts key-1, key-2, ...: that of the seed in turn 0, the next in each turn."""
        variants = [*takewhile(self._bundle.has_message, (f"{key}-{number}" for number in count(1)))]
        if not variants:
            raise LookupError(f"There is no text '{key}-1' in '{self._bundle.locales[0]}'")
        digest = int.from_bytes(blake2b(f"{key} {seed}".encode(), digest_size=8).digest())
        return self.say(variants[(digest + turn) % len(variants)], **values)

    def duration(self, length: timedelta) -> str:
        """Return a duration in hours and minutes, rounded down to the minute and at least zero."""
        hours, minutes = divmod(max(length, timedelta(0)) // _MINUTE, _MINUTES_IN_HOUR)
        if hours and minutes:
            return self.say("duration-hours-minutes", hours=hours, minutes=minutes)
        return (
            self.say("duration-hours", hours=hours)
            if hours
            else self.say("duration-minutes", minutes=minutes)
        )


def speech_in(language: str) -> Speech:
    """Return the texts of one of LANGUAGES, loaded once; LookupError for any other language."""
    return _load_once(language, _TEXTS)


def narratives_in(language: str) -> Speech:
    """Return the texts of narratives in one of LANGUAGES, loaded once; LookupError for any other language."""
    return _load_once(language, _TEXTS / "narratives")


def conversation_in(language: str) -> Speech:
    """Return the texts of conversations in one of LANGUAGES, loaded once; LookupError for any other one."""
    return _load_once(language, _TEXTS / "conversation")


def briefings_in(language: str) -> Speech:
    """Return the texts of briefings in one of LANGUAGES, loaded once; LookupError for any other language."""
    return _load_once(language, _TEXTS / "briefing")


def _load_once(language: str, folder: Path) -> Speech:
    with _loading:  # without the lock, two threads could load a language at the same time
        return _load(language, folder)


@cache
def _load(language: str, folder: Path) -> Speech:
    if language not in LANGUAGES:
        raise LookupError(f"There are no texts in '{language}'")
    return Speech(language, (folder / f"{language}.ftl").read_text("utf-8"))


def capitalize(text: str) -> str:
    """Return a text that begins with a capital letter, also after characters that isolate its direction."""
    begin = next((number for number, one in enumerate(text) if one.isprintable()), 0)
    return text[:begin] + text[begin : begin + 1].upper() + text[begin + 1 :]


def choose_language(preferred: object, accept_language: str) -> str:
    """Return the language to use: the preferred one, else the best match of the header, else English.

    `preferred` may be any JSON value and `accept_language` any text; unavailable languages are ignored. Of
    languages with equal quality the first in the header wins.
    """
    if isinstance(preferred, str) and (language := _primary(preferred)) in LANGUAGES:
        return language
    try:
        accepted = parse_accept_header(accept_language, LanguageAccept)
    except IndexError:  # Werkzeug before 3.1.9, for a parameter without a name: "en;*=x"
        return _ENGLISH
    # Not best_match(): it prefers an exact match, English at q=0.1, to "es-MX" at q=1.
    qualities = [(quality, _primary(tag)) for tag, quality in accepted if quality]
    available = [(quality, language) for quality, language in qualities if language in LANGUAGES]
    return max(available, key=itemgetter(0), default=(0, _ENGLISH))[1]


def _primary(tag: str) -> str:
    """Return the primary subtag of a language tag: 'es' of 'es-MX' (RFC 5646, section 2.2.1)."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()
