"""Where a phrase can begin in a message."""

from collections.abc import Sequence

from shared.language.understanding.lexicon import Places
from shared.language.understanding.phrases import Phrase


class Starts:
    """The words where a phrase can begin: the first one, or one behind a greeting or a request."""

    def __init__(self, places: Places, size: int) -> None:
        self._places = places
        self._size = size
        self._plain = self._reach({0}, ("opening", "filler"))
        self._by_request: dict[tuple[str, ...], list[int]] = {}

    def of(self, phrase: Phrase, *, is_question: bool) -> list[int]:
        """Return where a phrase can begin. A question acts only as a polite request."""
        may_ask = phrase.may_ask or phrase.has_colon or phrase.only_reads or not is_question
        plain = self._plain if may_ask else []
        if phrase.states_fact:
            return plain
        if phrase.only_reads:
            return [*plain, *self._behind(("request", "wish", "request_to_see"))]
        requests = ("request", "wish") if may_ask else ("request",)
        return [*plain, *self._behind((*requests, "request_of_title") if phrase.has_title else requests)]

    def _behind(self, requests: tuple[str, ...]) -> list[int]:
        if requests not in self._by_request:
            reached = self._reach(set(self._plain), ("filler", *requests))
            self._by_request[requests] = [word for word in reached if word not in self._plain]
        return self._by_request[requests]

    def _reach(self, reached: set[int], names: Sequence[str]) -> list[int]:
        for word in range(self._size):
            if word in reached:
                reached |= {place.end for name in names for place in self._places.get(name, {}).get(word, ())}
        return sorted(reached)
