"""What English narratives claim without a number, and whether it is so."""

import re
import statistics

from tests.unit.narrative_recount import Recount, forecast_of


def claims(recount: Recount, text: str) -> dict[str, bool]:
    """Return the claims of a text about a period, and whether each is true."""
    worked, drinks = recount.worked, [day for day in recount.days.values() if day.water_ml]
    rested = recount.total("breaks") or recount.total("rest") >= 60
    planned, carried_over = recount.total("planned"), recount.total("carried_over")
    is_over = recount.today > recount.period.last
    facts = {
        r"every day of work": len(worked) > 1 and all(day.lunches for day in worked),
        r"ml a day on average": len(worked) > 1 and drinks == worked,
        r"nothing carried over": is_over and planned > 0 and not carried_over,
        r"no work is on record": not worked,
        r"no rest (is on record|was tracked)": not rested,
        r"about (as long|as much|the same hours)": _is_steady(recount),
        r"look free of work|no work is expected": _is_free(recount),
        r"\bthan .* usual\b": len(recount.earlier()) >= 4,
    }
    return {claim: is_true for claim, is_true in facts.items() if re.search(claim, text, re.IGNORECASE)}


def _is_steady(recount: Recount) -> bool:
    earlier = [recount.amount_of(first, last, "worked") for first, last in recount.earlier()]
    if len(earlier) < 4 or not recount.worked:
        return False
    worked = recount.amount_of(recount.period.first, recount.period.last, "worked")
    return abs(worked / statistics.median(earlier) - 1) < 0.15


def _is_free(recount: Recount) -> bool:
    return forecast_of(recount.life).week is not None and recount.fact_expected_hours() == 0
