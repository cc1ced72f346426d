"""Refresh families: the tokens that were just spent, and the end of a sign-in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.entities.sign_in import RefreshFamily, clean_user_agent

BEGIN = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def new_family() -> RefreshFamily:
    return RefreshFamily(user_id="ada", family="f", token_hash="0", created_at=BEGIN, last_used_at=BEGIN)


@given(st.lists(st.sampled_from([0.0, 0.5, 5.0, 29.0, 30.0, 31.0]), max_size=40))
def test_just_spent_tokens_are_those_of_the_last_30_seconds_up_to_10(pauses: list[float]) -> None:
    family, now = new_family(), BEGIN
    spent: list[tuple[str, datetime]] = []
    for number, pause in enumerate(pauses, start=1):
        now += timedelta(seconds=pause)
        spent.append((family.token_hash, now))
        family = family.rotate(now, str(number))
        recent = {token for token, at in spent[-10:] if now - at < timedelta(seconds=30)}
        assert {token for token, _ in spent if family.was_just_spent(token, now)} == recent
        assert len(family.spent) <= 10
    assert not family.was_just_spent(family.token_hash, now)


@given(st.lists(st.floats(0.1, 29.9), max_size=6), st.floats(0, 100))
def test_sign_in_ends_30_days_after_its_last_use_and_90_days_after_it_began(
    pauses: list[float], later: float
) -> None:
    family, now = new_family(), BEGIN
    for number, pause in enumerate(pauses):
        if family.has_ended(now + pause * DAY):
            break
        now += pause * DAY
        family = family.rotate(now, str(number))
    seen = now + later * DAY
    assert family.has_ended(seen) is (seen >= min(now + 30 * DAY, BEGIN + 90 * DAY))
    assert family.lifetime == min(now + 30 * DAY, BEGIN + 90 * DAY) - now


@given(st.none() | st.text(max_size=400))
def test_user_agent_is_short_and_printable(header: str | None) -> None:
    cleaned = clean_user_agent(header)
    assert cleaned is None or (cleaned.isprintable() and 0 < len(cleaned) <= 200)
