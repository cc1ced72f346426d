"""A user's verdicts on recommendations, and the kinds that are muted by them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.views.recommendations import RecommendationKind, Verdict

NOT_NOW = timedelta(days=3)
"""How long a kind is muted by a verdict of `not_now`."""

MAX_COUNTED = 40
"""The most verdicts of a kind that are counted; each further one replaces an opposite one."""

MAX_ANSWERS = 60
"""The most answers that are kept, the latest ones."""

_KEPT = timedelta(days=1)  # for as long as an id of an earlier day is accepted


class Counts(msgspec.Struct, frozen=True, array_like=True):
    """How often a kind was done, and how often not."""

    done: int = 0
    other: int = 0

    def add(self, verdict: Verdict) -> Self:
        """Return the counts with one more verdict."""
        is_full = self.done + self.other >= MAX_COUNTED
        if verdict is Verdict.DONE:
            return replace(self, done=min(MAX_COUNTED, self.done + 1), other=max(0, self.other - is_full))
        return replace(self, done=max(0, self.done - is_full), other=min(MAX_COUNTED, self.other + 1))

    def remove(self, verdict: Verdict) -> Self:
        """Return the counts without a verdict that another one replaces."""
        if verdict is Verdict.DONE:
            return replace(self, done=max(0, self.done - 1))
        return replace(self, other=max(0, self.other - 1))


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """The verdict on one recommendation, and the local date on which it was given."""

    id: str
    verdict: Verdict
    on: date


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """The muted kinds, the counts of verdicts on each kind, and the latest answers.

    `muted` has, for each muted kind, when that ends; None for a kind that the user must unmute.
    """

    muted: Mapping[str, datetime | None] = {}
    counts: Mapping[str, Counts] = {}
    answers: tuple[Answer, ...] = ()

    def is_muted(self, kind: RecommendationKind, now: datetime) -> bool:
        """Return whether a kind is muted."""
        return kind in self.current(now)

    def current(self, now: datetime) -> dict[str, datetime | None]:
        """Return the kinds that are muted now, each with the moment at which that ends."""
        return {kind: until for kind, until in self.muted.items() if until is None or now < until}

    def counts_of(self, kind: RecommendationKind) -> Counts:
        """Return the counts of the verdicts on a kind."""
        return self.counts.get(kind, Counts())

    def is_done(self, recommendation_id: str) -> bool:
        """Return whether a recommendation was done."""
        return any(one.id == recommendation_id and one.verdict is Verdict.DONE for one in self.answers)

    def record(self, kind: RecommendationKind, answer: Answer, now: datetime) -> Self:
        """Return the feedback with a verdict on a recommendation of a kind, given now.

        The same verdict on the same recommendation counts once; another one replaces it.
        """
        before = next((one.verdict for one in self.answers if one.id == answer.id), None)
        counts = self.counts_of(kind)
        if before is not answer.verdict:
            counts = (counts if before is None else counts.remove(before)).add(answer.verdict)
        others = (one for one in self.answers if one.id != answer.id and answer.on - one.on <= _KEPT)
        return replace(
            self,
            muted=self._mute(kind, answer.verdict, now),
            counts={**self.counts, kind: counts},
            answers=(*others, answer)[-MAX_ANSWERS:],
        )

    def unmute(self, kind: RecommendationKind, now: datetime) -> Self:
        """Return the feedback with a kind unmuted; unchanged if it is not muted."""
        if not self.is_muted(kind, now):
            return self
        return replace(self, muted={name: until for name, until in self.current(now).items() if name != kind})

    def _mute(
        self, kind: RecommendationKind, verdict: Verdict, now: datetime
    ) -> Mapping[str, datetime | None]:
        """Return the muted kinds after a verdict; `not_now` does not prolong or shorten a mute."""
        current = self.current(now)
        if verdict is Verdict.NEVER:
            return {**current, kind: None}
        if verdict is Verdict.NOT_NOW and kind not in current:
            return {**current, kind: now + NOT_NOW}
        return current
