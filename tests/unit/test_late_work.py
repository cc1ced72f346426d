"""Random weeks of work of which some is sent later, compared with twins who sent it in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.credential_manager import CredentialManager
from shared.entities.user import UserChanges
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.selection import NumberOfCases

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
LAST_DAY = (MONDAY + timedelta(days=13)).date()
LIMIT_MINUTES = 480
NEXT_EVENING = timedelta(days=1, hours=19, minutes=10)


@dataclass(frozen=True)
class Work:
    """A work session, and when it is sent, if that is later than it is done."""

    begin: datetime
    end: datetime
    sent: datetime | None = None

    def acts(self, *, in_time: bool) -> list[tuple[datetime, str, datetime | None]]:
        """Return when its start and its end are sent, and their `at`."""
        if in_time or self.sent is None:
            return [(self.begin, "start", None), (self.end, "end", None)]
        return [(self.sent, "start", self.begin), (self.sent + timedelta(seconds=1), "end", self.end)]


@st.composite
def _weeks(draw: st.DrawFn) -> list[Work]:
    """Draw up to two weeks with work around the limit.

    Some of a day is sent in its evening, in any order, and some of an evening on the next one.
    """
    random = draw(st.randoms(use_true_random=True))
    found: list[Work] = []
    for day in range(random.randint(5, 12)):
        midnight = MONDAY + timedelta(days=day)
        now, sending = midnight + timedelta(hours=7), [timedelta(hours=19, minutes=5 + n) for n in range(2)]
        random.shuffle(sending)
        for sent in sending[: random.choice((0, 1, 2, 2, 2, 2))]:
            begin = now + timedelta(minutes=random.randint(1, 60))
            now = begin + timedelta(minutes=random.choice((10, 60, 240, 240, 240, 300)))
            found.append(Work(begin, now, midnight + sent if random.random() < 0.4 else None))
        if random.random() < 0.4:
            begin = midnight + timedelta(hours=20, minutes=random.randint(0, 60))
            end = begin + timedelta(minutes=random.choice((30, 60, 240)))
            found.append(Work(begin, min(end, midnight + timedelta(days=1)), midnight + NEXT_EVENING))
    return found


def test_work_that_is_sent_later_counts_as_if_it_had_been_sent_in_time(
    number_of_cases: NumberOfCases,
) -> None:
    @settings(max_examples=number_of_cases(10, quick=3, thorough=500))
    @given(week=_weeks())
    def check(week: list[Work]) -> None:
        assert _views_after(week, in_time=False) == _views_after(week, in_time=True)

    check()


def _views_after(week: Sequence[Work], *, in_time: bool) -> dict[str, Any]:
    """Return what a user sees after these sessions, without ids and the times of achievements."""
    clock = MovableClock()
    clock.set(MONDAY)
    with TemporaryDirectory() as folder:
        credentials = CredentialManager({}, root=Path(folder))
        store = EmbeddedDBService(credentials, clock)
        try:
            factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
            user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
            preferences = {"workday_limit_minutes": LIMIT_MINUTES}
            factory.get_user_service().update_user(user_id, UserChanges(preferences=preferences))
            work = factory.get_work_session_service()
            acts = {"start": work.start_session, "end": work.end_active_session}
            for sent, act, at in sorted(act for one in week for act in one.acts(in_time=in_time)):
                clock.set(sent)
                acts[act](user_id, at=at)
            clock.set(MONDAY + timedelta(days=13, hours=20))
            return {
                "achievements": {
                    one["id"]: (one["unlocked"], one["progress"])
                    for one in factory.get_reward_service().list_achievements(user_id)
                },
                "stats": {**factory.get_stats_service().get_user_stats(user_id), "user_id": ""},
                "series": factory.get_day_stats_service().list_days(user_id, None, LAST_DAY),
                "heatmap": factory.get_summary_service().get_heatmap(user_id, 3),
            }
        finally:
            store.close()
