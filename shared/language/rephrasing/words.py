"""The phrases of each language that a language model may use, read when they are first used."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Phrases:
    """The phrases of a file in `phrases/`, where each is explained.

    None of them changes a fact: no negation that the phrases it stands for do not have, no number, comparison
    or estimate, no word of advice, doubt, blame or diagnosis.
    """

    ands: frozenset[str]
    buts: frozenset[str]
    summaries: tuple[str, ...]
    adverbs: tuple[str, ...]
    subject: str
    verbs: frozenset[str]
    parts: tuple[str, ...]
    wholes: tuple[str, ...]
    running: tuple[str, ...]
    asides: tuple[str, ...]
    than: str
    naming: frozenset[str]
    openings: tuple[str, ...]
    moving: Mapping[str, str]
    same: Mapping[str, str]

    @cached_property
    def patterns(self) -> "Patterns":
        """The expressions that find the phrases in a text in lower case."""
        joins = _any_of({*self.ands, *self.buts})
        return Patterns(
            same=re.compile(rf"(?<!\w)(?:{_any_of(self.same)})(?!\w)"),
            moving=re.compile(rf"(?<!\w)(?:{_any_of(self.moving)})(?!\w)"),
            summary=re.compile(rf"(?:{_any_of(self.summaries)}) "),
            adverb=re.compile(rf"(?:{_any_of(self.adverbs)}) (?!no )"),
            opening=re.compile(rf"({_any_of(self.openings)})(?:,? |: (?=\{{))"),
            boundary=re.compile(rf"(,?) ({joins}) |([,:;]) "),
        )


@dataclass(frozen=True)
class Patterns:
    """Expressions for the phrases of a language."""

    same: re.Pattern[str]
    moving: re.Pattern[str]
    summary: re.Pattern[str]
    adverb: re.Pattern[str]
    opening: re.Pattern[str]
    boundary: re.Pattern[str]


@cache
def phrases_of(language: str) -> Phrases:
    """Return the phrases of a language that has files here."""
    found = tomllib.loads(_read(f"phrases/{language}.toml"))
    return Phrases(
        ands=frozenset(found["and"]),
        buts=frozenset(found["but"]),
        summaries=tuple(found["summaries"]),
        adverbs=tuple(found["adverbs"]),
        subject=found["subject"],
        verbs=frozenset(found["verbs"]),
        parts=tuple(found["parts"]),
        wholes=tuple(found["wholes"]),
        running=tuple(found["running"]),
        asides=tuple(found["asides"]),
        than=found["than"],
        naming=frozenset(found["naming"]),
        openings=tuple(found["openings"]),
        moving=_first_of_each(found["moving"]),
        same=_first_of_each(found["same"]),
    )


@cache
def instructions_in(language: str) -> str:
    """Return what a language model is told to do with a text of a language."""
    phrases = phrases_of(language)
    lists = {
        "Phrases that may move within their sentence": _groups(phrases.moving),
        "Words that may begin the text": [*phrases.summaries],
        "Words that may begin a later sentence": [*phrases.adverbs],
        "Phrases that may stand for one another": _groups(phrases.same),
    }
    return _read("instructions.txt") + "".join(
        f"\n{title}:\n" + "".join(f"- {line}\n" for line in lines) for title, lines in lists.items()
    )


def _first_of_each(groups: Iterable[list[str]]) -> dict[str, str]:
    return {phrase: group[0] for group in groups for phrase in group}


def _groups(phrases: Mapping[str, str]) -> list[str]:
    groups = dict[str, list[str]]()
    for phrase, first in phrases.items():
        groups.setdefault(first, []).append(phrase)
    return [" / ".join(group) for group in groups.values()]


def _any_of(phrases: Iterable[str]) -> str:
    """Return an expression for any of several phrases, the longest that fits."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda one: (-len(one), one))))


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
