"""Views of narratives: a period in words, and the facts in them."""

from datetime import date
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.metric import Unit


class PeriodKind(StrEnum):
    """The kind of a period: a day, an ISO week or a month of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class HighlightKind(StrEnum):
    """What a highlight is about."""

    CHANGE = "change"  # against the user's own usual period
    CAUTION = "caution"
    TREND = "trend"  # within a month
    BEST = "best"
    REST = "rest"
    TAGS = "tags"
    PLANS = "plans"
    AHEAD = "ahead"


class NarrativeSource(StrEnum):
    """Who phrased the text of a narrative; its title, highlights and facts are always those of the rules."""

    RULES = "rules"
    MODEL = "model"


class HighlightView(TypedDict):
    """A sentence of a narrative that can be shown alone."""

    kind: HighlightKind
    text: str


class FactView(TypedDict):
    """A fact of a narrative; `text` is how the title and the text say it."""

    value: float | str
    """A number of units, a date (`YYYY-MM-DD`), a time (`HH:MM`) or a name."""
    unit: Unit
    text: str


NarrativeView = TypedDict(
    "NarrativeView",
    {
        "period": PeriodKind,
        "from": date,
        "to": date,
        "complete": bool,
        "language": str,
        "title": str,
        "text": str,
        "paragraphs": list[str],
        "highlights": list[HighlightView],
        "facts": dict[str, FactView],
        "source": NarrativeSource,
    },
)
"""A period in words: `complete` once its last day, `to`, is over."""
