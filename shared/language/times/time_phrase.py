"""The results of reading a text, with their positions in it."""

from datetime import date, time

import msgspec

_SPACE_AND_SEPARATORS = " \t\r\n,;:-\u2013\u2014"


class TimePhrase(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """When something is to be done, as a text says it.

    `begin` and `end` are the characters of the phrase, with its preposition ("on", "by", "el", "a las").
    `day` and `clock` are local. The clock is None if the text says no time of day; a time that the clocks
    skip is moved forward as they are. `rule` is the recurrence rule (RFC 5545) of a series, such as
    `FREQ=WEEKLY;BYDAY=MO`, whose first date is `day`. `other` is the place of the clock if it is apart from
    the date: "tomorrow call mum at 5".
    """

    begin: int
    end: int
    day: date
    clock: time | None = None
    rule: str | None = None
    other: tuple[int, int] | None = None

    def remove_from(self, text: str) -> str:
        """Return the text without the phrase, as a title: with one space where the phrase was."""
        parts = sorted([(self.begin, self.end), *([self.other] if self.other else [])])
        for begin, end in reversed(parts):
            text = remove_part(text, begin, end)
        return text


class LengthPhrase(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A length of time in minutes, such as "half an hour"; "for", "of", "de" or "durante" belongs to it."""

    begin: int
    end: int
    minutes: int


class NumberPhrase(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A number in digits or words, such as 2.5 of "two and a half"."""

    begin: int
    end: int
    value: float


def remove_part(text: str, begin: int, end: int) -> str:
    """Return a text without the characters from begin to end, and without separators that are left over."""
    before, after = text[:begin].rstrip(), text[end:].lstrip()
    if before.endswith("(") and after.startswith(")"):
        before, after = before[:-1].rstrip(), after[1:].lstrip()
    if not before:
        return after.lstrip(_SPACE_AND_SEPARATORS).rstrip()
    if not after.strip(_SPACE_AND_SEPARATORS):
        return before.rstrip(_SPACE_AND_SEPARATORS)
    return f"{before}{'' if after[0] in ',;:.!?)' else ' '}{after}".rstrip()
