"""Ids of recommendations: opaque, the same on the same day, and valid for their user alone."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from shared.views.recommendations import RecommendationKind

_SUBJECT_BYTES = 6
_SIGNED_BYTES = 10
_LENGTH = 2 * (_SUBJECT_BYTES + _SIGNED_BYTES)


def recommendation_id(user_id: str, kind: RecommendationKind, on: date, subject: str) -> str:
    """Return the id of a recommendation to a user on a day: 32 hexadecimal digits.

    The first digits are of the subject alone, the others of all four.
    """
    digest = blake2b(f"{user_id} {subject}".encode(), digest_size=_SUBJECT_BYTES).hexdigest()
    return digest + _sign(user_id, kind, on, digest)


def kind_of(recommendation_id: str, user_id: str, days: Iterable[date]) -> RecommendationKind | None:
    """Return the kind of a recommendation to a user on one of these days; None if it is not one."""
    subject = recommendation_id[: 2 * _SUBJECT_BYTES]
    if len(recommendation_id) != _LENGTH:
        return None
    return next(
        (
            kind
            for on in days
            for kind in RecommendationKind
            if subject + _sign(user_id, kind, on, subject) == recommendation_id
        ),
        None,
    )


def _sign(user_id: str, kind: RecommendationKind, on: date, subject: str) -> str:
    text = f"{user_id} {kind} {on} {subject}"
    return blake2b(text.encode(), digest_size=_SIGNED_BYTES).hexdigest()
