"""Recommendations fit the person: those of each member of the demo's team, at a moment of a day.

Each member is simulated by the demo up to that moment, and asks for the first three.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

import pytest

from demo.simulation import ThreadClock, plan_actions, run_actions
from demo.team import SETTINGS, TEAM
from demo.user import DemoUser
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.recommendations import RecommendationView
from tests.conftest import CHEAP_HASHER
from tests.system.recommended_people import FIRST_DAY, ROWS, Row

_PASSWORD = "correct horse battery"


class _Team(NamedTuple):
    services: ServiceFactory
    clock: ThreadClock
    users: dict[str, DemoUser]

    def recommend(self, row: Row, limit: int) -> list[RecommendationView]:
        """Return the recommendations to the member of a row."""
        self.clock.set(row.moment.astimezone(UTC))
        service = self.services.get_recommendation_service()
        return service.recommend(self.users[row.name].user_id, limit)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Team]:
    """The team, each member as of the moment of the row."""
    folder = tmp_path_factory.mktemp("people")
    credentials = CredentialManager({"EMBEDDED_DB_PATH": str(folder / "demo.db"), **SETTINGS}, root=folder)
    clock = ThreadClock(max(row.moment for row in ROWS).astimezone(UTC))
    with closing(EmbeddedDBService(credentials, clock)) as store:
        services = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
        users = {row.name: DemoUser(services, row.member, _PASSWORD) for row in ROWS}
        actions = [
            action
            for row in ROWS
            for action in plan_actions([users[row.name]], until=_end(row), weeks=_weeks(row), seed=1)
            if action[0].at <= row.moment
        ]
        actions.sort(key=lambda action: action[0].at)
        for _ in run_actions(actions, clock, lambda: None):
            pass
        yield _Team(services, clock, users)


def _end(row: Row) -> datetime:
    return datetime.combine(row.last_day, time(23), row.moment.tzinfo).astimezone(UTC)


def _weeks(row: Row) -> int:
    return (row.last_day - FIRST_DAY) // timedelta(weeks=1)


def test_table_has_every_member_and_no_contradiction() -> None:
    assert [row.name for row in ROWS] == [member.username for member in TEAM]
    for row in ROWS:
        assert not row.must & row.must_not, row.name
        assert len(row.must) <= 3
        assert row.must | row.must_not, row.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_first_three_recommendations_fit_the_person(team: _Team, row: Row) -> None:
    found = {one["kind"] for one in team.recommend(row, 3)}
    assert row.must <= found, row.why
    assert not found & row.must_not, row.why
