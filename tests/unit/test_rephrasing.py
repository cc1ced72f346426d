"""When a language model may be asked, as a table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from shared.entities.rephrasing import MAX_CALLS_A_DAY, ModelCalls, Rephrasing

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
ANSWERED = Rephrasing(
    user_id="ada",
    subject="week",
    first=date(2026, 3, 16),
    language="en",
    facts="same",
    wording="w",
    asked_at=NOW,
    answered=True,
)


@pytest.mark.parametrize("hours", [-1, 0, 3.99, 4, 1000])
@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("facts", ["same", "other"])
@pytest.mark.parametrize("is_complete", [True, False])
def test_model_is_asked_again_for_other_facts_of_a_complete_period_or_after_four_hours(
    hours: float, facts: str, *, answered: bool, is_complete: bool
) -> None:
    rephrasing = replace(ANSWERED, answered=answered)
    is_due = rephrasing.is_due(facts, NOW + timedelta(hours=hours), is_complete=is_complete)
    if answered and facts == "same":
        assert not is_due
    elif is_complete and facts == "other":
        assert is_due
    else:
        assert is_due == (hours >= 4)


def test_calls_are_counted_up_to_the_maximum_of_each_day() -> None:
    calls: ModelCalls | None = ModelCalls(user_id="ada", day=NOW.date())
    for number in range(1, MAX_CALLS_A_DAY + 1):
        assert calls is not None
        calls = calls.add(NOW.date())
        assert calls is not None
        assert calls.calls == number
    assert calls is not None
    assert calls.add(NOW.date()) is None
    tomorrow = NOW.date() + timedelta(days=1)
    assert calls.add(tomorrow) == ModelCalls(user_id="ada", day=tomorrow, calls=1)
