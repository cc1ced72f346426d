"""The companion's mood, its cause and its reasons at a moment of a timeline."""

from datetime import datetime

from shared.rules.companion.meters import Meters
from shared.rules.companion.mood_state import mood_state_of, reasons_of
from shared.views.companion import Mood
from tests.unit.activities import Action, Timeline, on_wednesday, timeline_of

WORKING = timeline_of(running=on_wednesday("09:00"))


def mood_and_cause(timeline: Timeline, clock: str, streak: int = 0) -> tuple[Mood, str]:
    mood_state = mood_state_of(Meters(timeline.activity(on_wednesday(clock))), streak)
    return mood_state.mood, mood_state.cause


def reason_keys(timeline: Timeline, moment: datetime) -> set[str]:
    """Return the keys of the reasons without their prefix; assert that they are unique."""
    found = [reason.key.removeprefix("reason-") for reason in reasons_of(Meters(timeline.activity(moment)))]
    assert len(set(found)) == len(found)
    return set(found)


def running_since(begin: str, *actions: Action) -> Timeline:
    return timeline_of(*actions, running=on_wednesday(begin))
