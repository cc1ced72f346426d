"""Whether words that could mean a time do, by the words beside them."""

import re

from shared.language.times.grammar import Grammar
from shared.language.times.tokens import Token

_MARKS = frozenset(".,;:!?)]}\u2026-\u2013\u2014")
_GLUE = "-_/@#.'\u2019&+*="


class Guards:
    """Decides about the phrases in one text."""

    def __init__(self, text: str, tokens: list[Token], grammar: Grammar) -> None:
        self._text, self._tokens, self._words = text, tokens, grammar.words
        self._numbers = grammar.first["number"]
        self._verb_ending, self._has_lower_case_days = grammar.verb_ending, grammar.has_lower_case_days

    def is_apart(self, start: int, end: int) -> bool:
        """Return whether tokens are whole words of the text: not a part of "mid-friday" or "sunday.pdf"."""
        text, begin, after = self._text, self._tokens[start].begin, self._tokens[end - 1].end
        if begin and (text[begin - 1].isalnum() or text[begin - 1] in _GLUE):
            return False
        following = text[after : after + 2]
        if not following or following[0].isspace():
            return True
        if following[0].isalnum() or following[0] in "-_/@%":
            return False
        return following[0] not in _GLUE or not following[1:].isalnum()

    def is_at_start(self, start: int, end: int) -> bool:
        """Return whether a phrase begins the text."""
        return start == 0 and self.is_uncounted(start, end)

    def opens_title(self, start: int, end: int) -> bool:
        """Return whether the text says after a phrase what is to be done then."""
        return start == 0 or self._key(end) in self._words["title_openers"] or self._begins_task(end)

    def is_alone(self, start: int, end: int) -> bool:
        """Return whether there are no other words in the text."""
        others = [*self._tokens[:start], *self._tokens[end:]]
        return all(token.key and not token.key[0].isalnum() and token.value is None for token in others)

    def is_time(self, start: int, end: int) -> bool:
        """Return whether the words before and after a phrase let it be a time."""
        before, after = self._key(start - 1), self._key(end)
        return before not in self._words["not_after"] and after not in self._words["not_before"]

    def is_edge(self, start: int, end: int) -> bool:
        """Return whether a phrase ends its clause, or stands before a verb or a word that begins a clause."""
        if self._key(start - 1) in self._words["not_after_day"] or self._is_name(start, end):
            return False
        return self._ends_clause(end) or (self._begins_task(end) and (start == 0 or end > start + 1))

    def _ends_clause(self, end: int) -> bool:
        after = self._key(end)
        return end >= len(self._tokens) or after in _MARKS or after in self._words["connectors"]

    def _begins_task(self, position: int) -> bool:
        """Return whether a word is a verb, with an object if it can also be a noun ("call", "review")."""
        word = self._key(position)
        if self._verb_ending and re.search(self._verb_ending, word):
            return True
        return word in self._words["verbs"] and position + 1 < len(self._tokens)

    def is_uncounted_day(self, _: int, end: int) -> bool:
        """Return whether a day at the end of a phrase does not count what stands after it: "Jan 5 times"."""
        last, after = self._tokens[end - 1], self._key(end)
        if last.key not in self._numbers or end == len(self._tokens) or self._is_capital(end):
            return True
        return after not in self._words["measures"] and not (after.isalpha() and after.endswith("s"))

    def is_uncounted(self, _: int, end: int) -> bool:
        """Return whether a number before the end of a phrase does not count what stands after it."""
        after = self._key(end)
        if self._ends_clause(end) or self._begins_task(end):
            return True
        # "at 3 stores", "at 3 new stores"
        is_counted = (
            after in self._words["measures"] or after.endswith("s") or self._key(end + 1).endswith("s")
        )
        return after.isalpha() and not is_counted and not self._is_capital(end)

    def _is_name(self, start: int, end: int) -> bool:
        """Return whether a phrase is a name or a part of one: "Friday Night Lights", "llamar a Domingo"."""
        if self._text.isupper() or not (self._is_capital(start) or self._is_capital(end - 1)):
            return False
        if end < len(self._tokens) and self._is_capital(end):
            return True
        return self._has_lower_case_days and end > 1

    def _is_capital(self, position: int) -> bool:
        token = self._tokens[position]
        word = self._text[token.begin : token.end]
        is_title = word[0].isupper() and (len(word) == 1 or not word.isupper())
        return is_title and token.key not in self._words["capitals"]

    def _key(self, position: int) -> str:
        return self._tokens[position].key if 0 <= position < len(self._tokens) else " "
