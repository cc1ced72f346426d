"""Replies to acts that are impossible give no reason that is false."""

from datetime import timedelta

import pytest

from tests.api.conftest import Person
from tests.api.test_conversation import say
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.mark.parametrize(
    ("before", "text", "minutes_ago"),
    [
        (["hello"], "focus for 300 minutes", 0),
        (["hello"], "take a break of 300 minutes", 0),
        (["hello"], "I drank 5 liters of water", 0),
        (["clock in"], "clock out", 90),
        (["clock in"], "pause work", 90),
        (["clock in", "pause work"], "resume work", 90),
        (["clock in", "clock out"], "clock in", 90),
    ],
)
def test_act_with_an_impossible_length_or_moment_is_not_refused_for_what_is_running(
    ada: Person, clock: MovableClock, before: list[str], text: str, minutes_ago: int
) -> None:
    for message in before:
        assert "changed" not in say(ada, message)["reply"]
        clock.move(minutes=60)
    answer = say(ada, text, at=(clock.now() - timedelta(minutes=minutes_ago)).isoformat())
    assert answer["did"] == []
    assert "othing has changed" in answer["reply"]
    assert "session" not in answer["reply"]
