"""When a phrase fits a message that means something else."""

import re
from datetime import datetime

from shared.language.times.find import find_time
from shared.language.understanding.lexicon import Places
from shared.language.understanding.matching import Fit
from shared.language.understanding.phrases import Phrase
from shared.language.understanding.slots import NUMBER_SLOT
from shared.language.understanding.titles import QUOTES
from shared.language.understanding.tokens import Message
from shared.views.conversation import Intent

_NAMES_EXISTING_TASK = {Intent.COMPLETE_TASK, Intent.DELETE_TASK, Intent.REOPEN_TASK, Intent.RESCHEDULE}


_NEGATIVE = re.compile(r"(?:^|\s)[-\u2212]\d")
_NOW = {Intent.START_FOCUS, Intent.START_BREAK}
"""What begins at once, so that a message with a time means something else."""


def is_impossible(fit: Fit, message: Message, language: str, now: datetime) -> bool:
    """Return whether a message has a number or a time with which its intent cannot be done."""
    intent = fit.phrase.intent
    if intent in _NOW:
        when = find_time(message.text, language, now)
        if when is not None and (when.day, when.clock or now.time()) != (now.date(), now.time()):
            return True
    limits = NUMBER_SLOT.get(intent)
    if limits is None:
        return False
    name, _, highest = limits
    found = dict(fit.slots[::-1])
    if _NEGATIVE.search(message.text) and ("number" in found or name in found):
        return True
    if name in found:
        return float(found[name]) <= 0
    return "number" in found and not 0 < float(found["number"]) <= highest


def is_refused(fit: Fit, message: Message, places: Places) -> bool:
    """Return whether the open words of a fit show that the message is not meant as its phrase is."""
    if _quotes_phrase(fit, message) or (fit.title and _ends_quote(message, *fit.title)):
        return True
    if fit.any_words and not _may_be_any(fit.phrase) and _is_doubtful(places, *fit.any_words):
        return True
    if fit.title is None:
        return False
    if fit.phrase.names_act and not (
        _starts_with(places, fit.title[0], "infinitive") or _is_quoted(message, fit.title[0])
    ):
        return True
    return _is_title_refused(fit.phrase, places, *fit.title)


def _quotes_phrase(fit: Fit, message: Message) -> bool:
    """Return whether the words of the phrase are in quotes: they are spoken about, not said."""
    return not fit.phrase.only_reads and not fit.phrase.elements[0].is_open and _is_quoted(message, 0)


def _ends_quote(message: Message, begin: int, end: int) -> bool:
    """Return whether a quote ends in the title that begins before it: its phrase is quoted, too."""
    title = message.text[message.tokens[begin].begin : message.tokens[end - 1].end]
    before = message.text[: message.tokens[begin].begin]
    return bool(before.count('"') % 2 and '"' in title and not before.rstrip().endswith('"'))


def _is_quoted(message: Message, word: int) -> bool:
    begin = message.tokens[word].begin
    return begin > 0 and message.text[begin - 1] in QUOTES


def _is_title_refused(phrase: Phrase, places: Places, begin: int, end: int) -> bool:
    if _is_no_existing_task(phrase, places, begin):
        return True
    return not phrase.has_colon and (
        _consists_of(places, begin, end, ("reference", "filler", "article", "{number}", "count"))
        or _states_other_fact(phrase, places, begin, end)
        or (phrase.is_doubtful and _is_no_task(phrase, places, begin, end))
    )


def _is_no_existing_task(phrase: Phrase, places: Places, begin: int) -> bool:
    """Return whether a title that should name an existing task begins otherwise: "all", "not", "add"."""
    if phrase.intent in _NAMES_EXISTING_TASK and _starts_with(places, begin, "bulk", "veto"):
        return True
    denies = any("unwanted" in element.names for element in phrase.elements)
    return denies and _starts_with(places, begin, "adds")


def _states_other_fact(phrase: Phrase, places: Places, begin: int, end: int) -> bool:
    """Return whether a statement is about something that the person has not done."""
    begins_open = phrase.elements[0].is_open
    return (
        ((phrase.states_fact or begins_open) and _contains(places, begin, end, "blocker"))
        or (begins_open and any(place.end == end for place in places.get("as", {}).get(end - 1, ())))
        or (phrase.states_fact and _starts_with(places, begin, "not_object"))
    )


def _is_no_task(phrase: Phrase, places: Places, begin: int, end: int) -> bool:
    return (
        _starts_with(places, begin, "blocker", "indefinite", "not_object")
        or (not phrase.states_fact and _names_other_thing(places, begin, end))
        or (phrase.intent is Intent.ADD_TASK and _puts_into(places, begin, end))
    )


def _may_be_any(phrase: Phrase) -> bool:
    """Return whether open words do not matter: nothing is changed, or they are a clause of their own."""
    return phrase.only_reads or any(element.names == (",",) for element in phrase.elements)


def _is_doubtful(places: Places, begin: int, end: int) -> bool:
    return any(_contains(places, begin, end, name) for name in ("blocker", "foreign", "past"))


def _names_other_thing(places: Places, begin: int, end: int) -> bool:
    """Return whether a title is a thing that is no task: a song, a number, any item at all."""
    return _contains(places, begin, end, "foreign") or _starts_with(
        places, begin, "pointing", "generic", "{number}"
    )


def _puts_into(places: Places, begin: int, end: int) -> bool:
    """Return whether a thing is put into another ("sugar to the coffee"), and no act is named."""
    return _contains(places, begin, end, "into") and not _starts_with(places, begin, "infinitive")


def _starts_with(places: Places, begin: int, *names: str) -> bool:
    return any(begin in places.get(name, {}) for name in names)


def _contains(places: Places, begin: int, end: int, name: str) -> bool:
    return any(begin <= word < end for word in places.get(name, {}))


def _consists_of(places: Places, begin: int, end: int, names: tuple[str, ...]) -> bool:
    reached = {begin}
    for word in range(begin, end):
        if word in reached:
            reached |= {place.end for name in names for place in places.get(name, {}).get(word, ())}
    return end in reached
