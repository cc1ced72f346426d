"""The gate: whether a text of a language model says what the text of the rules says, and nothing else."""

import re
from enum import StrEnum
from unicodedata import is_normalized

from shared.language.rephrasing.clauses import Boundary, Clause, clauses_of
from shared.language.rephrasing.words import Phrases, phrases_of

_PLACEHOLDER = r"\{[a-z_]+\}"
_LETTERS = r"[^\W\d_]+"
_WORD = rf"{_LETTERS}(?:'{_LETTERS})?"
_PART = rf"(?:{_PLACEHOLDER}|{_WORD})"
_SENTENCE = rf"{_PART}(?:[,:;]? {_PART})*\."
_TEXT = re.compile(rf"{_SENTENCE}(?:(?: |\n\n){_SENTENCE})*")
_REPEATED = re.compile(rf"\b({_LETTERS})[,:;]? \1\b", re.IGNORECASE)
_NEIGHBOURS = re.compile(rf"{_PLACEHOLDER} {_PLACEHOLDER}")
_LOWER_CASE_START = re.compile(r"(?:\A|\. |\n\n)[a-zà-ÿ]")
_UPPER_CASE_INSIDE = re.compile(r"(?<!\A)(?<!\. )(?<!\n\n)(?<!\{)[A-ZÀ-Þ]")
_MIN_LENGTH = 0.6
_MAX_LENGTH = 1.3
_ANDS = frozenset({Boundary.AND, Boundary.COMMA_AND})
_PARTS = frozenset({Boundary.COMMA, Boundary.COLON})
_BOUNDARIES = {boundary: frozenset({boundary}) for boundary in Boundary} | {
    Boundary.PARAGRAPH: frozenset({Boundary.PARAGRAPH, Boundary.SENTENCE}),
    Boundary.SENTENCE: frozenset({Boundary.SENTENCE, Boundary.COMMA_AND}),
    Boundary.COMMA_AND: _ANDS | {Boundary.SENTENCE},
    Boundary.AND: _ANDS | {Boundary.SENTENCE},
    Boundary.BUT: _ANDS | {Boundary.BUT, Boundary.SENTENCE},
}
"""What may stand in place of each boundary."""


class Fault(StrEnum):
    """Why a text is refused."""

    LENGTH = "its length"
    FORM = "its form"
    MEANING = "its meaning"


def find_fault(language: str, rule_text: str, text: str) -> Fault | None:
    """Return why a text must not stand for a rule text with the same placeholders, None if it may.

    Both are the same clauses in the same order. Clauses may be joined in another way, and listed phrases
    may stand for one another: nothing is added, left out, moved to another clause, or torn apart.
    """
    if not _MIN_LENGTH * len(rule_text) <= len(text) <= _MAX_LENGTH * len(rule_text) + 20:
        return Fault.LENGTH
    if not _is_well_formed(text):
        return Fault.FORM
    phrases = phrases_of(language)
    rule_clauses, clauses = clauses_of(phrases, rule_text), clauses_of(phrases, text)
    if len(clauses) != len(rule_clauses) or not _moves_within_sentences(rule_clauses, clauses):
        return Fault.MEANING
    pairs = zip(rule_clauses, clauses, strict=True)
    return None if all(_says_the_same(phrases, *pair) for pair in pairs) else Fault.MEANING


def _is_well_formed(text: str) -> bool:
    """Return whether a text is sentences of words and placeholders, with nothing else in between.

    So it has no digit, link, mention, markup, control character or question, and no number that two
    placeholders would make together.
    """
    return (
        is_normalized("NFC", text)
        and _TEXT.fullmatch(text) is not None
        and not _REPEATED.search(text)
        and not _NEIGHBOURS.search(text)
        and not _LOWER_CASE_START.search(text)
        and not _UPPER_CASE_INSIDE.search(text)
    )


def _moves_within_sentences(rule_clauses: list[Clause], clauses: list[Clause]) -> bool:
    """Return whether each phrase that may move is in the same sentence of the rules as before."""
    before = [(rule.sentence, phrase) for rule in rule_clauses for phrase in rule.moved]
    pairs = zip(rule_clauses, clauses, strict=True)
    return before == [(rule.sentence, phrase) for rule, clause in pairs for phrase in clause.moved]


def _says_the_same(phrases: Phrases, rule: Clause, clause: Clause) -> bool:
    if _stands_alone(phrases, _without(phrases.parts, rule.words)) and _names_fact(phrases, rule, clause):
        return True
    if clause.boundary not in _BOUNDARIES[rule.boundary]:
        return False
    if rule.boundary == Boundary.COMMA and phrases.than in rule.words:
        return _without(phrases.asides, clause.words) == rule.words
    if rule.boundary in _ANDS:
        return _continues(phrases, rule, clause)
    return clause.words == rule.words


def _names_fact(phrases: Phrases, rule: Clause, clause: Clause) -> bool:
    """Return whether a clause says, in other words than a rule, a fact that stands alone."""
    fact, is_part = _without(phrases.parts, rule.words), rule.boundary in _PARTS
    wholes = phrases.wholes + (phrases.running if rule.moved else ())
    if fact == _without(wholes, clause.words) != clause.words:
        return clause.boundary in ({Boundary.COMMA_AND} if is_part else _BOUNDARIES[rule.boundary])
    if fact != _without(phrases.parts, clause.words):
        return False
    if clause.words == fact:
        return is_part and clause.boundary == Boundary.COLON
    return clause.boundary == Boundary.COMMA and (is_part or rule.boundary in _ANDS)


def _continues(phrases: Phrases, rule: Clause, clause: Clause) -> bool:
    """Return whether a clause after "and" says the same, with a subject if it begins a sentence."""
    has_verb = not phrases.verbs.isdisjoint(rule.words[:1])
    if clause.words == rule.words:
        return clause.boundary in _ANDS or not (has_verb or _stands_alone(phrases, rule.words))
    return has_verb and clause.words == (phrases.subject, *rule.words)


def _without(starts: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without the phrase with which they begin, if it is one of several."""
    lengths = (len(start.split()) for start in starts if tuple(start.split()) == words[: len(start.split())])
    return words[next(lengths, 0) :]


def _stands_alone(phrases: Phrases, words: tuple[str, ...]) -> bool:
    """Return whether words are a fact and what it is of, without a verb."""
    is_fact = bool(words) and words[0].startswith("{")
    return is_fact and all(word.startswith("{") or word in phrases.naming for word in words)
