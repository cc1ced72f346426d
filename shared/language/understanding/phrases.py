"""The phrases of a language, read from its file.

A section `[intent]` has a phrase a line. Each word of a phrase is one of

    <class>   an entry of a word class
    word      this word
    a|b       one of several of these
    {title}   words that are the title; {any}: up to eight words; {time}, {length}, {amount}, {number}, {code}
    :         a colon, a dash or a line break stands here; `,` also another mark

and is optional with a `?` behind it. Words of the classes in `also:`, and fillers, may stand between the
words of a phrase, but not beside a title. A message that fits a phrase of `[none]` is not understood.
Marks before a phrase:

    =   not behind a request such as "can you": it states what has happened
    ~   easily meant otherwise: the title has no word of `foreign` and does not begin with one of `not_object`
    !   the title begins with one of `infinitive`, or is in quotes
    ?   also as a question that is no polite request
"""

from collections.abc import Sequence

import msgspec

from shared.language.understanding.tokens import fold
from shared.views.conversation import Intent

MARKS = {":": ":", ",": ":,"}
"""For an element that is a mark between words, the marks that it accepts."""

OPEN = frozenset({"{title}", "{any}"})
"""Elements that take words of any kind."""

_MARKS_BEFORE = "=~!? "

_READING = {
    Intent.LIST_TASKS,
    Intent.STATUS,
    Intent.SUMMARY,
    Intent.OUTLOOK,
    Intent.RECOMMEND,
    Intent.POINTS,
    Intent.CHALLENGES,
    Intent.HELP,
    Intent.GREETING,
    Intent.THANKS,
}
"""Intents that change nothing: also questions ask for them."""


class Element(msgspec.Struct, frozen=True):
    """A word of a phrase: the names of the classes that it may be."""

    names: tuple[str, ...]
    optional: bool = False

    @property
    def is_mark(self) -> bool:
        """Return whether a mark stands here, no word."""
        return self.names[0] in MARKS

    @property
    def is_open(self) -> bool:
        """Return whether any words may stand here."""
        return self.names[0] in OPEN


class Phrase(msgspec.Struct, frozen=True):
    """A phrase of an intent."""

    intent: Intent
    elements: tuple[Element, ...]
    also: tuple[str, ...]
    states_fact: bool
    is_doubtful: bool
    names_act: bool
    may_ask: bool
    section: int
    order: int
    text: str

    @property
    def only_reads(self) -> bool:
        """Return whether the intent changes nothing."""
        return self.intent in _READING

    @property
    def has_title(self) -> bool:
        """Return whether the phrase has a title."""
        return any(element.names == ("{title}",) for element in self.elements)

    @property
    def has_colon(self) -> bool:
        """Return whether a colon separates the title."""
        return any(element.names == (":",) for element in self.elements)


def read_phrases(lines: Sequence[str]) -> list[Phrase]:
    """Return the phrases of a file."""
    phrases: list[Phrase] = []
    intent = Intent.NONE
    also: tuple[str, ...] = ()
    section = 0
    for number, line in enumerate(lines):
        text = line.split("#", 1)[0].strip()
        if text.startswith("["):
            intent, also, section = Intent(text.strip("[]")), (), number
        elif text.startswith("also:"):
            also = tuple(_read_element(word).names[0] for word in text.removeprefix("also:").split())
        elif text:
            phrases.append(_read_phrase(text, intent, also, section, number))
    return phrases


def _read_phrase(text: str, intent: Intent, also: tuple[str, ...], section: int, order: int) -> Phrase:
    words = text.lstrip(_MARKS_BEFORE)
    marked = text.removesuffix(words)
    return Phrase(
        intent=intent,
        elements=tuple(_read_element(word) for word in words.split()),
        also=also,
        states_fact="=" in marked,
        is_doubtful="~" in marked,
        names_act="!" in marked,
        may_ask="?" in marked,
        section=section,
        order=order,
        text=text,
    )


def _read_element(word: str) -> Element:
    required = word.removesuffix("?")
    names = (
        required.strip("<>").split("|")
        if required.startswith("<")
        else [f"={fold(name)}" for name in required.split("|")]
    )
    if required.startswith("{") or required in MARKS:
        names = [required]
    return Element(tuple(names), optional=required != word)
