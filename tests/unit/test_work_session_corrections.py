"""Random lives with corrected and removed work sessions, compared with clean twins and with the oracle."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.credential_manager import CredentialManager
from shared.entities.active_days import ActiveDays
from shared.entities.calendar import week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.totals import LifetimeTotals, Usage
from shared.repos.stored_forms import from_stored
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.oracle.recount import check_totals, documents_of, log_of, of_type
from tests.oracle.views import assert_views_equal
from tests.selection import NumberOfCases
from tests.unit.working_lives import Life, Player, challenged, lives, weeks

_STREAKS = {"warming-up", "unstoppable", "evening-ritual"}


@contextmanager
def _played(life: Life, *, clean: bool) -> Iterator[tuple[Player, EmbeddedDBService]]:
    clock = MovableClock()
    with TemporaryDirectory() as folder:
        credentials = CredentialManager({"QUOTA_EVENTS_PER_DAY": "100000"}, root=Path(folder))
        store = EmbeddedDBService(credentials, clock)
        factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
        player = Player(factory, clock, life)
        try:
            player.play(clean=clean)
            yield player, store
        finally:
            store.close()


@pytest.mark.slow("plays and recounts many lives")
@pytest.mark.parametrize("kind", [lives, weeks, challenged])
def test_totals_and_views_are_those_of_the_clean_twin(
    kind: Callable[[], st.SearchStrategy[Life]], number_of_cases: NumberOfCases
) -> None:
    @settings(max_examples=number_of_cases(12, quick=5, thorough=400))
    @given(life=kind())
    def check(life: Life) -> None:
        _assert_equals_clean_twin(life)

    check()


def _assert_equals_clean_twin(life: Life) -> None:
    with _played(life, clean=False) as (player, store), _played(life, clean=True) as (twin, clean_store):
        documents, clean = (
            documents_of(each, one.user_id) for each, one in ((store, player), (clean_store, twin))
        )
        assert _sessions(documents) == _sessions(clean)
        assert _days(documents) == _days(clean)
        assert _lifetime(documents, player.today) == _lifetime(clean, twin.today)
        assert _views(player) == _views(twin)
        assert player.earned == sum(entry["delta"] for entry in of_type(documents, "points_entry"))
        # Documents do not say when a focus session was stopped that ran at a shutdown.
        if not life.travels and not any(focus.stopped for focus in life.focus):
            for one, found in ((player, documents), (twin, clean)):
                log = check_totals(found, log_of(found, is_exact=True))
                assert_views_equal(one.factory, log, found, one.clock.now(), 1)


def _names(documents: list[Document]) -> dict[str, str]:
    """Return names of sessions that are equal in both lives."""
    return {
        one["id"]: f"{one['type']} {one['start_time']}"
        for one in documents
        if one["type"] in {"work_session", "focus_session"}
    }


def _sessions(documents: list[Document]) -> list[Document]:
    shown = ("start_time", "end_time", "pauses", "ended_on", "counted_by", "centihours")
    return sorted(
        ({name: one.get(name) for name in shown} for one in of_type(documents, "work_session")),
        key=lambda one: str(one["start_time"]),
    )


def _days(documents: list[Document]) -> dict[Any, dict[str, Any]]:
    """Return the totals of the days with events; points of challenges may be given on other days."""
    names, found = _names(documents), {}
    for document in of_type(documents, "day"):
        day = from_stored(DailyTotals, document)
        fields = {
            name: getattr(day, name) for name in day.__struct_fields__ if name not in {"etag", "user_id"}
        }
        for name in ("worked", "rested", "paused"):
            fields[name] = [(one.begin, one.end, names[one.source]) for one in getattr(day, name)]
        fields["task_completions"] = [*day.task_completions.values()]
        fields["points"] %= 75
        empty = DailyTotals(user_id=day.user_id, local_date=day.local_date)
        if replace(day, points=0) != empty:
            found[day.local_date] = fields
    return found


def _lifetime(documents: list[Document], today: date) -> dict[str, Any]:
    (document,) = of_type(documents, "progress")
    totals, names = from_stored(LifetimeTotals, document).at_week(week_of(today)), _names(documents)
    week = {
        name: (one.progress, one.completed, sorted(names.get(mark, mark) for mark in one.marks))
        for name, one in totals.week.challenges.items()
    }
    # Passed days are those of the last event, which may be a correction.
    changed = replace(totals, user_id="", usage=Usage(), unlocked={}, permanent=(), passed_days=ActiveDays())
    fields = {name: getattr(changed, name) for name in totals.__struct_fields__ if name != "etag"}
    return {**fields, "week": (totals.week.name, totals.week.points, week)}


def _views(player: Player) -> dict[str, Any]:
    """Return what the user sees, without ids."""
    factory, user_id = player.factory, player.user_id
    challenges = factory.get_challenge_service()
    return {
        "stats": {**factory.get_stats_service().get_user_stats(user_id), "user_id": ""},
        "series": [
            {**row, "points": row["points"] % 75}
            for row in factory.get_day_stats_service().list_days(user_id, None, player.today)
        ],
        "heatmap": factory.get_summary_service().get_heatmap(user_id, 26),
        "achievements": {
            one["id"]: (one["progress"], one["unlocked"])
            for one in factory.get_reward_service().list_achievements(user_id)
            if not (player.life.travels and one["id"] in _STREAKS)
        },
        "challenges": [(one.id, one.progress, one.status) for one in challenges.list_week(user_id)],
        "challenge stats": challenges.get_stats(user_id),
        "leaders": [one["points"] for one in challenges.list_leaders(user_id) if one["is_current_user"]],
        "shutdown": factory.get_shutdown_service().get_summary(user_id)
        | {"tomorrow": None, "todayTasks": None},
        "companion": {**factory.get_companion_service().get_companion(user_id), "message": ""},
        "health": factory.get_health_service().get_today(user_id),
    }
