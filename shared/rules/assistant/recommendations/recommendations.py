"""The recommendations of a user: the candidates of the rules, ordered by score."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.entities.feedback import Counts, Feedback
from shared.rules.assistant.recommendations.candidate import Candidate
from shared.rules.assistant.recommendations.ids import recommendation_id
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.assistant.recommendations.table import CONTRADICTED, NOT_AT_NIGHT, RULES, WITHOUT_WORK
from shared.views.recommendations import RecommendationKind

PRIOR = Counts(done=1, other=1)
"""The verdicts that each kind starts with: a uniform prior of the share of `done`."""

MIN_VERDICTS = 3
"""The fewest verdicts on a kind with which its order is explained by them."""

MIN_SHARE = 2 / 3
"""The smallest share of `done`, or of the other verdicts, that is called often or seldom."""


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A candidate of a kind, its id, and the verdicts that have moved it."""

    id: str
    kind: RecommendationKind
    candidate: Candidate
    counts: Counts

    @property
    def score(self) -> float:
        """The product of urgency, strength of the evidence, and expected share of `done` of this user."""
        return self.candidate.urgency * self.candidate.strength * done_share(self.counts)

    @property
    def moved(self) -> str | None:
        """How verdicts have moved it: `often` or `seldom` done; None if there is no clear tendency."""
        total = self.counts.done + self.counts.other
        if total < MIN_VERDICTS:
            return None
        if self.counts.done >= MIN_SHARE * total:
            return "often"
        return "seldom" if self.counts.other >= MIN_SHARE * total else None


def recommend(situation: Situation) -> list[Recommendation]:
    """Return the recommendations of now, the most useful first, at most one of each kind."""
    feedback = situation.history.state.feedback or Feedback()
    found = {one.kind: one for one in _found(situation, feedback)}
    contradicted = {other for kind in found for other in CONTRADICTED.get(kind, ())}
    kept = [one for kind, one in found.items() if kind not in contradicted]
    order = {kind: number for number, kind in enumerate(RULES)}
    return sorted(kept, key=lambda one: (-one.score, order[one.kind]))


def done_share(counts: Counts) -> float:
    """Return the expected share of `done`: the mean of the Beta distribution of the verdicts."""
    done, other = counts.done + PRIOR.done, counts.other + PRIOR.other
    return done / (done + other)


def _found(situation: Situation, feedback: Feedback) -> Iterator[Recommendation]:
    """Yield the candidates of the rules that apply now, without those that were done already."""
    is_off = situation.is_shut_down or not situation.is_work_day(situation.today)
    for kind, rule in RULES.items():
        if (is_off and kind not in WITHOUT_WORK) or (situation.is_night and kind in NOT_AT_NIGHT):
            continue
        if feedback.is_muted(kind, situation.now):
            continue
        candidate = rule(situation)
        if candidate is not None and candidate.valid_until > situation.now:
            user_id = situation.history.user.user_id
            one_id = recommendation_id(user_id, kind, situation.today, candidate.subject)
            if not feedback.is_done(one_id):
                yield Recommendation(
                    id=one_id, kind=kind, candidate=candidate, counts=feedback.counts_of(kind)
                )
