"""What a title says beside the title: time, priority, tags and estimate."""

import re
from datetime import datetime

import msgspec

from shared.language.times.find import find_time
from shared.language.times.time_phrase import TimePhrase
from shared.language.understanding.lexicon import Lexicon
from shared.language.understanding.tokens import Message, fold
from shared.language.understanding.understood import Moment

_EDGE = " \t\r\n,;:.-\u2013\u2014>="
_END = _EDGE.replace(">", "")
QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb", "`": "`"}
_TAG = re.compile(r"(?:^|(?<=\s))#(?!\d+(?:\s|$))(\w[\w-]*)(?=\s|$)")
_MARK = re.compile(r"(?:^|(?<=\s))(!\w+(?=\s|$)|p[123]$)", re.IGNORECASE)
_ESTIMATE = re.compile(r"(?:^|(?<=\s))~?(?:(\d{1,2})h)?(?:(\d{1,3})(?:m|min)?)?$", re.IGNORECASE)
MAX_PRIORITY_WORDS = 4


class Title(msgspec.Struct, frozen=True):
    """A title, and what was said beside it."""

    text: str
    moment: Moment | None = None
    priority: str | None = None
    tags: tuple[str, ...] = ()
    estimate: int | None = None


def title_text(message: Message, begin: int, end: int) -> str:
    """Return the original text from word `begin` to before word `end`, without marks at its edges."""
    tokens = message.tokens
    first = (
        tokens[begin - 1].end
        if begin and tokens[begin - 1].end <= tokens[begin].begin
        else tokens[begin].begin
    )
    last = tokens[end].begin if end < len(tokens) else len(message.text)
    return trim(message.text[first : max(last, tokens[end - 1].end)])


def trim(text: str) -> str:
    """Return a text without blanks and marks at its edges, and without quotes around the whole."""
    trimmed = text.lstrip(_EDGE).rstrip(f"{_END}@(")
    closing = QUOTES.get(trimmed[:1])
    if closing and len(trimmed) > 2 and trimmed.endswith(closing) and closing not in trimmed[1:-1]:  # noqa: PLR2004
        return trimmed[1:-1].strip()
    return trimmed


def read_title(text: str, lexicon: Lexicon, language: str, now: datetime, *, has_moment: bool) -> Title:
    """Return a title without the time, priority, tags and estimate at its edges."""
    tags = tuple(dict.fromkeys(_TAG.findall(text)))
    rest = _TAG.sub("", text)
    priority = None
    for mark in _MARK.findall(rest):
        level = _value(lexicon, mark.lower(), "level")
        if level:
            priority, rest = level, rest.replace(mark, "", 1)
    rest, moment = _cut_time(rest, lexicon, language, now) if has_moment else (rest, None)
    rest, estimate = _cut_estimate(rest)
    rest, said = _cut_priority(rest, lexicon)
    if has_moment and moment is None and (estimate or said):
        rest, moment = _cut_time(rest, lexicon, language, now)
    title = trim(re.sub(r"\s+", " ", rest)) if (tags or priority) else trim(rest)
    if not title:
        return Title(trim(text))
    return Title(title, moment, priority or said, tags, estimate)


def moment_of(text: str, phrase: TimePhrase) -> Moment:
    """Return a time phrase with its words in a text."""
    places = sorted([(phrase.begin, phrase.end), *([phrase.other] if phrase.other else [])])
    return Moment(" ".join(text[begin:end] for begin, end in places), phrase)


def whole_moment(text: str, language: str, now: datetime) -> Moment | None:
    """Return the time that a text is as a whole, or None."""
    phrase = find_time(text, language, now)
    return moment_of(text, phrase) if phrase and not phrase.remove_from(text).strip(_EDGE + "!?") else None


def is_connector(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is only a word that connects a time with a title, such as "to"."""
    return any(meaning.name == "connector" for meaning in lexicon.entries.get(fold(text), ()))


def _cut_time(text: str, lexicon: Lexicon, language: str, now: datetime) -> tuple[str, Moment | None]:
    phrase = find_time(text, language, now)
    if phrase is None:
        return text, None
    rest = phrase.remove_from(text)
    if not text[: phrase.begin].strip(_EDGE + "(["):
        rest = _without_connector(rest, lexicon)
    return (rest, moment_of(text, phrase)) if rest.strip(_EDGE + "()[]!?") else (text, None)


def _without_connector(text: str, lexicon: Lexicon) -> str:
    trimmed = text.lstrip(_EDGE + ")]")
    first, _, rest = trimmed.partition(" ")
    return rest if rest.strip() and is_connector(first, lexicon) else trimmed


def _cut_estimate(text: str) -> tuple[str, int | None]:
    trimmed = text.rstrip(_EDGE + ")")
    found = _ESTIMATE.search(trimmed)
    if found is None or not found[0] or not (found[1] or found[0].lower().endswith(("m", "min"))):
        return text, None
    minutes = 60 * int(found[1] or 0) + int(found[2] or 0)
    rest = trimmed[: found.start()].rstrip(_EDGE + "(")
    return (rest, minutes) if rest and minutes else (text, None)


def _cut_priority(text: str, lexicon: Lexicon) -> tuple[str, str | None]:
    words = text.split()
    for count in range(min(MAX_PRIORITY_WORDS, len(words) - 1), 0, -1):
        name = "priority" if count > 1 or words[-2][-1:] in ",-(" else ""
        level = _value(lexicon, fold(" ".join(words[-count:])).strip(_EDGE + "()!"), name)
        if level:
            return " ".join(words[:-count]).rstrip(_EDGE + "("), level
    return text, None


def _value(lexicon: Lexicon, entry: str, name: str) -> str | None:
    return next((meaning.value for meaning in lexicon.entries.get(entry, ()) if meaning.name == name), None)
