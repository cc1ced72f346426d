"""Word classes of a language, and where their entries stand in a message."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from shared.language.understanding.tokens import fold, read_message

MAX_ENTRY_WORDS = 4
_MIN_MISSPELT_LENGTH = 3
_MAX_MISSPELT_LENGTH = 14
_MAX_TOKENS = 6  # contractions are expanded

_HEADER = re.compile(r"(?P<name>[a-z_]+)(?: (?P<slot>[a-z_]+)=(?P<value>\S+))?:(?P<entries>.*)")
_REPEATED = re.compile(r"(.)\1+")
_ELONGATED = re.compile(r"(.)\1{2,}")


class Meaning(msgspec.Struct, frozen=True):
    """The class of an entry, and the slot that the entry sets, if any."""

    name: str
    slot: str = ""
    value: str = ""


class Place(msgspec.Struct, frozen=True):
    """An entry found in a message: the word after its last one, and the slot that it sets, if any."""

    end: int
    slot: str = ""
    value: str = ""


Places = dict[str, dict[int, list[Place]]]
"""For each class, the entries that begin at each word."""


class Lexicon(msgspec.Struct, frozen=True):
    """The word classes of a language."""

    entries: Mapping[str, tuple[Meaning, ...]]
    contractions: Mapping[str, str]
    vocabulary: frozenset[str]
    """The words of all entries."""

    endings: tuple[tuple[str, Meaning], ...]
    """Endings of words, from entries such as `*ing`."""

    sizes: Mapping[str, int]
    """The number of entries of each class."""

    def size_of(self, name: str) -> int:
        """Return how many entries a class or, with a `=`, a word has."""
        return self.sizes.get(name, 1)

    def places(self, words: Sequence[str]) -> Places:
        """Return where the entries of all classes stand, the longest first."""
        found: Places = {}
        known = [self._known_spelling(word) for word in words]
        for begin in range(len(words)):
            for ending, meaning in self.endings:
                if words[begin].endswith(ending):
                    found.setdefault(meaning.name, {}).setdefault(begin, []).append(Place(begin + 1))
            entry = ""
            for end in range(begin + 1, min(begin + _MAX_TOKENS, len(words)) + 1):
                entry = f"{entry} {known[end - 1]}" if entry else known[begin]
                for meaning in self.entries.get(entry, ()):
                    place = Place(end, meaning.slot, meaning.value)
                    found.setdefault(meaning.name, {}).setdefault(begin, []).insert(0, place)
        return found

    def _known_spelling(self, word: str) -> str:
        """Return a known word of which this one is a common misspelling, else the word itself."""
        if word in self.vocabulary or len(word) < _MIN_MISSPELT_LENGTH:
            return word
        return next((spelling for spelling in _spellings(word) if spelling in self.vocabulary), word)


def _spellings(word: str) -> Iterator[str]:
    """Yield a word without repeated letters ("helloooo"), then with two letters exchanged ("taks")."""
    if _REPEATED.search(word):
        yield _ELONGATED.sub(r"\1\1", word)
        yield _ELONGATED.sub(r"\1", word)
        yield _REPEATED.sub(r"\1", word)
    if len(word) <= _MAX_MISSPELT_LENGTH:
        for at in range(1, len(word) - 1):
            yield f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"


def read_lexicon(lines: Sequence[str]) -> Lexicon:
    """Return the word classes that lines such as `start: start, begin` or `dish kind=lunch: lunch` define.

    `*ing` is an ending of words. An indented line continues the one before.
    `short = long words` defines a contraction.
    """
    classes, contractions = _read_classes(lines)
    endings = tuple(
        (fold(f"x{entry.strip(' *')}")[1:], meaning) for meaning, entry in classes if "*" in entry
    )
    entries = _entries([(meaning, entry) for meaning, entry in classes if "*" not in entry], contractions)
    return Lexicon(
        entries=entries,
        contractions=contractions,
        vocabulary=frozenset(word for entry in entries for word in entry.split()),
        endings=endings,
        sizes=Counter(meaning.name for meaning, _ in classes),
    )


def _read_classes(lines: Sequence[str]) -> tuple[list[tuple[Meaning, str]], dict[str, str]]:
    """Return each entry with its meaning, and the contractions."""
    classes: list[tuple[Meaning, str]] = []
    contractions: dict[str, str] = {}
    for line in _joined(lines):
        short, equals, long = line.partition(" = ")
        header = _HEADER.fullmatch(line)
        if equals:
            contractions[fold(short.strip())] = fold(long.strip())
        elif header:
            meaning = Meaning(header["name"], header["slot"] or "", header["value"] or "")
            classes += [(meaning, entry) for entry in header["entries"].split(",")]
        else:
            raise ValueError(f"not a word class: {line}")
    return classes, contractions


def _entries(
    classes: Sequence[tuple[Meaning, str]], contractions: Mapping[str, str]
) -> dict[str, tuple[Meaning, ...]]:
    entries: dict[str, dict[Meaning, None]] = {}
    for meaning, entry in classes:
        if not 1 <= len(entry.split()) <= MAX_ENTRY_WORDS:
            raise ValueError(f"an entry has 1 to {MAX_ENTRY_WORDS} words: {entry!r}")
        words = read_message(entry.strip(), contractions).words()
        entries.setdefault(" ".join(words), {})[meaning] = None
    return {entry: tuple(meanings) for entry, meanings in entries.items()}


def _joined(lines: Sequence[str]) -> Iterator[str]:
    whole = ""
    for line in lines:
        text = line.split("#", 1)[0].rstrip() if not line.startswith(" #") else ""
        if not text:
            continue
        if text[0] == " ":
            whole = f"{whole} {text.strip()}"
        else:
            if whole:
                yield whole
            whole = text
    if whole:
        yield whole
