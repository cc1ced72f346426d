"""The dictionaries of the languages, in the format of Hunspell, and the words that the texts can say.

`dictionaries/` has, with their licenses, British English of SCOWL (dictionary-en-gb 3.0.0 of npm) and Spanish
of RLA-ES (dictionary-es 4.0.0). Of the format, this reads what both use: words with flags, and the prefixes
and suffixes of each flag.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from zipfile import ZipFile

from fluent.syntax.ast import (
    Message,
    MessageReference,
    NumberLiteral,
    Pattern,
    Placeable,
    Resource,
    SelectExpression,
    StringLiteral,
    TextElement,
)

_FOLDER = Path(__file__).with_name("dictionaries")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VALUE = "0"  # in place of a variable


@dataclass(frozen=True, kw_only=True)
class _Affix:
    """What a flag adds to a word that ends or begins so; `more` are the flags of the result."""

    flag: str
    removed: str
    condition: re.Pattern[str]
    combines: bool  # with an affix at the other end
    more: str


class Dictionary:
    """The words of a language."""

    def __init__(self, language: str) -> None:
        with ZipFile(_FOLDER / f"{language}.zip") as files:
            words = files.read("index.dic").decode().splitlines()[1:]
            rules = files.read("index.aff").decode().splitlines()
        self._flags: dict[str, str] = defaultdict(str)
        for line in words:
            word, _, flags = line.partition("/")
            self._flags[word] += flags
        self._prefixes = _affixes(rules, "PFX", "^(?:{})")
        self._suffixes = _affixes(rules, "SFX", "(?:{})$")

    def knows(self, word: str) -> bool:
        """Return whether a word is spelled correctly; it may be capitalized, as when it begins a sentence."""
        word = word.replace("\u2019", "'")
        return self._has(word) or (word[0].isupper() and self._has(word[0].lower() + word[1:]))

    def _has(self, word: str) -> bool:
        return self._is_form(word) or any(
            self._is_form(stem, prefix=affix) for stem, affix in self._without_prefix(word)
        )

    def _is_form(self, word: str, *, prefix: _Affix | None = None, suffix: str = "", depth: int = 2) -> bool:
        """Return whether a word, which may have suffixes, takes the prefix and the suffix of that flag."""
        needed = {suffix, prefix.flag if prefix else ""} - {""}
        if word in self._flags and needed <= set(self._flags[word]):
            return True
        return depth > 0 and any(
            self._is_form(stem, prefix=prefix, suffix=affix.flag, depth=depth - 1)
            for stem, affix in self._without_suffix(word)
            if suffix in affix.more and (prefix is None or (prefix.combines and affix.combines))
        )

    def _without_prefix(self, word: str) -> Iterator[tuple[str, _Affix]]:
        for length in range(1, len(word)):
            for affix in self._prefixes.get(word[:length], ()):
                stem = affix.removed + word[length:]
                if affix.condition.search(stem):
                    yield stem, affix

    def _without_suffix(self, word: str) -> Iterator[tuple[str, _Affix]]:
        for length in range(1, len(word) + 1):
            for affix in self._suffixes.get(word[length:], ()):
                stem = word[:length] + affix.removed
                if affix.condition.search(stem):
                    yield stem, affix


def _affixes(rules: list[str], kind: str, condition: str) -> dict[str, list[_Affix]]:
    """Return the affixes of a kind by what they add."""
    found: dict[str, list[_Affix]] = defaultdict(list)
    combines = False
    for rule in rules:
        match rule.split():
            case [one, _, "Y" | "N" as crosses, _] if one == kind:
                combines = crosses == "Y"
            case [one, flag, removed, added, where] if one == kind:
                text, _, more = added.partition("/")
                affix = _Affix(
                    flag=flag,
                    removed="" if removed == "0" else removed,
                    condition=re.compile(condition.format(where)),
                    combines=combines,
                    more=more,
                )
                found["" if text == "0" else text].append(affix)
    return found


def words_in(text: str) -> list[str]:
    """Return the words of a text; those joined by hyphens are words of their own."""
    return _WORD.findall(text)


def sayings(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield every text that a file can say, with its key: one for each combination of variants."""
    messages = {one.id.name: one for one in resource.body if isinstance(one, Message)}
    for key, message in messages.items():
        for text in _expanded(message.value, messages):
            yield key, text


def _expanded(pattern: Pattern | None, messages: dict[str, Message]) -> list[str]:
    elements = pattern.elements if pattern else []
    return ["".join(parts) for parts in product(*(_forms(one, messages) for one in elements))]


def _forms(element: TextElement | Placeable, messages: dict[str, Message]) -> list[str]:
    """Return what a part of a text can say."""
    if isinstance(element, TextElement):
        return [element.value]
    match element.expression:
        case StringLiteral(value=text) | NumberLiteral(value=text):
            return [text]
        case MessageReference(id=reference):
            return _expanded(messages[reference.name].value, messages)
        case SelectExpression(variants=variants):
            return [text for one in variants for text in _expanded(one.value, messages)]
        case Placeable() as inner:
            return _forms(inner, messages)
        case _:
            return [_VALUE]
