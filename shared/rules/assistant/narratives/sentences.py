"""Sentences of narratives, of one clause or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.rules.assistant.narratives.facts import Clause
from shared.views.narratives import HighlightKind


class Join(StrEnum):
    """How the clauses of a sentence are joined."""

    AND = "and"
    BUT = "but"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One clause or two; `kinds` are those of the highlights that they make, in order."""

    clauses: Sequence[Clause]
    kinds: Sequence[HighlightKind] = ()
    join: Join = Join.AND


def joined(clauses: Sequence[Clause | None], kind: HighlightKind) -> list[Sentence]:
    """Return the clauses that there are as one sentence and highlight."""
    found = [clause for clause in clauses if clause is not None]
    if not found:
        return []
    join = Join.BUT if found[0].key == "rest-none" else Join.AND
    return [Sentence(clauses=found, kinds=[kind], join=join)]
