"""Which of a user's tasks a title means, with or without accents, articles and typing errors."""

from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from itertools import islice
from typing import TypeVar

from shared.entities.task import Task
from shared.language.plain_words import plain_words

MIN_SIMILARITY = 0.8
"""How similar two titles are, of 1, that may mean the same."""

_CLOSE = 0.05  # titles that differ less in similarity are equally good
_MAX_CORRECTED = 12  # words of a title that are corrected
_MAX_KNOWN = 2000  # words of tasks that a word is compared with
_MAX_COMPARED = 25  # titles that are compared letter by letter
_MAX_LETTERS = 100  # of a title that are compared
_MIN_LENGTH = 4  # of a word that may have a typing error
_ARTICLES = frozenset(
    {"the", "a", "an", "my", "that", "this"}
    | {"el", "la", "los", "las", "un", "una", "mi", "mis", "lo", "de", "del"}
)

TaskT = TypeVar("TaskT", bound=Task)


def find_titles(title: str, tasks: Sequence[TaskT]) -> list[TaskT]:
    """Return the tasks that a title may mean: one if it is clear, several if it is not, none if no task fits.

    Tasks with exactly this title come before those that contain it, those before tasks with all of its words,
    and those before similar ones; only the best kind is returned. A title of signs or articles alone is only
    that of tasks with exactly this title.
    """
    same = [task for task in tasks if _plain(task.title) == _plain(title)]
    wanted = _words(title)
    if same or _ARTICLES.issuperset(wanted):
        return same
    titles = [_words(task.title) for task in tasks]
    corrected = _corrected(wanted, titles)
    for fits in (_is_same, _contains, _has_all):
        for words in dict.fromkeys((wanted, corrected)):
            found = [task for task, one in zip(tasks, titles, strict=True) if fits(words, one)]
            if found:
                return found
    return _similar(" ".join(wanted), tasks, titles)


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _is_same(wanted: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return wanted == title


def _contains(wanted: tuple[str, ...], title: tuple[str, ...]) -> bool:
    length = len(wanted)
    return any(title[begin : begin + length] == wanted for begin in range(len(title) - length + 1))


def _has_all(wanted: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return set(wanted) <= set(title)


def _corrected(wanted: tuple[str, ...], titles: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return a title's words, each that no task has replaced by the most similar one that a task has."""
    if len(wanted) > _MAX_CORRECTED:
        return wanted
    known = dict.fromkeys(word for title in titles for word in title)
    compared = [*islice(known, _MAX_KNOWN)]
    return tuple(
        word
        if word in known or len(word) < _MIN_LENGTH
        else next(iter(get_close_matches(word, compared, 1, MIN_SIMILARITY)), word)
        for word in wanted
    )


def _similar(wanted: str, tasks: Sequence[TaskT], titles: Sequence[tuple[str, ...]]) -> list[TaskT]:
    """Return the tasks whose titles are most similar, if they are similar enough."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted[:_MAX_LETTERS])
    possible: dict[tuple[str, ...], float] = {}
    for words in dict.fromkeys(titles):
        text = " ".join(words)
        matcher.set_seq1(text[:_MAX_LETTERS])
        shorter, longer = sorted((len(text), len(wanted)))
        if 2 * shorter >= MIN_SIMILARITY * (shorter + longer) and matcher.quick_ratio() >= MIN_SIMILARITY:
            possible[words] = matcher.quick_ratio()
    ratios: dict[tuple[str, ...], float] = {}
    for words in sorted(possible, key=lambda one: -possible[one])[:_MAX_COMPARED]:
        matcher.set_seq1(" ".join(words)[:_MAX_LETTERS])
        ratios[words] = matcher.ratio()
    limit = max(MIN_SIMILARITY, max(ratios.values(), default=0.0) - _CLOSE)
    return [task for task, words in zip(tasks, titles, strict=True) if ratios.get(words, 0.0) >= limit]


def _words(text: str) -> tuple[str, ...]:
    """Return the plain words of a text without leading articles."""
    words = plain_words(text)
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return tuple(words)
