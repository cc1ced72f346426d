"""Reading a user's history: from the totals of recent days, and from the rhythm."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, dropwhile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.credential_manager import CredentialManager
from shared.entities.daily_totals import DailyTotals
from shared.entities.rhythm import MAX_HISTORY_DAYS, Rhythm
from shared.entities.user import UserChanges
from shared.errors import NotFoundError
from shared.repos.rhythm_repo import RhythmRepository
from shared.repos.stored_forms import to_stored
from shared.services.rhythm_reader import RhythmReader
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of
from tests.selection import NumberOfCases

_DAY = timedelta(days=1)
_names = count()

# What happens: days pass, a day of the last month gets other hours, the rhythm is lost, or it is read.
steps = st.lists(
    st.tuples(st.just("pass"), st.integers(1, 90))
    | st.tuples(st.just("work"), st.integers(0, 31))
    | st.sampled_from([("lose", 0), ("read", 0), ("read", 0)]),
    min_size=5,
    max_size=25,
)


class Life:
    """A user whose days of work are written straight to the store."""

    def __init__(self, factory: ServiceFactory, store: DocumentStore, clock: MovableClock) -> None:
        self._store, self._clock = store, clock
        self.user_id = factory.get_auth_service().register(f"user {next(_names)}", "a password").user_id
        self.reader = factory.get(RhythmReader)
        self.hours: dict[date, int] = {}

    @property
    def today(self) -> date:
        return self._clock.now().date()

    def work(self, day: date, hours: int) -> None:
        """Let a day have these hours of work."""
        self.hours[day] = hours
        totals = DailyTotals(user_id=self.user_id, local_date=day, work_hours={9: 3600 * hours})
        self._store.upsert(to_stored(totals))

    def lose(self) -> None:
        """Delete the rhythm, if there is one."""
        if self.rhythm is not None:
            self._store.delete("rhythm", self.user_id)

    @property
    def rhythm(self) -> Rhythm | None:
        """The stored rhythm."""
        return RhythmRepository(self._store).find(self.user_id, "rhythm")

    def read(self) -> list[int]:
        """Return the hours of each day of the history."""
        return [day.worked // 3600 for day in self.reader.read(self.user_id).days]

    def expected(self) -> list[int]:
        """Return the hours of the last 400 days, from the first with work on; at least today's."""
        ages = range(MAX_HISTORY_DAYS - 1, -1, -1)
        *before, today = (self.hours.get(self.today - age * _DAY, 0) for age in ages)
        return [*dropwhile(lambda worked: not worked, before), today]


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[FailingStore]:
    embedded = EmbeddedDBService(credentials, clock)
    yield FailingStore(embedded)
    embedded.close()


@pytest.fixture
def life(factory: ServiceFactory, store: FailingStore, clock: MovableClock) -> Life:
    return Life(factory, store, clock)


def work_for(life: Life, clock: MovableClock, days: int) -> None:
    """Let the user work every day of a number of days, up to today."""
    for number in range(days):
        life.work(life.today + number * _DAY, 1 + number % 8)
    clock.move(days=days - 1)


def test_history_is_the_same_whenever_the_rhythm_was_written_or_lost(
    factory: ServiceFactory, store: FailingStore, clock: MovableClock, number_of_cases: NumberOfCases
) -> None:
    begun = clock.now()

    @settings(
        max_examples=number_of_cases(30, quick=10, thorough=1000),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(steps)
    def run(chosen: list[tuple[str, int]]) -> None:
        clock.set(begun)
        life = Life(factory, store, clock)
        for number, (step, days) in enumerate(chosen):
            if step == "pass":
                clock.move(days=days)
                life.work(life.today, 1 + number % 12)
            elif step == "work":
                life.work(life.today - days * _DAY, number % 12)
            elif step == "lose":
                life.lose()
            else:
                assert life.read() == life.expected()
        assert life.read() == life.expected()

    run()


def test_reading_takes_one_query_and_once_a_week_one_write(
    life: Life, store: FailingStore, clock: MovableClock
) -> None:
    work_for(life, clock, 450)
    life.read()
    writes = 0
    for _ in range(28):
        clock.move(days=1)
        life.work(life.today, 8)
        store.counts.clear()
        assert len(life.read()) == MAX_HISTORY_DAYS
        writes += store.counts.pop("batch", 0)
        assert store.counts - Counter(read=1) == Counter(query=1), "one read is of the cached calendar"
    assert writes == 4
    assert life.rhythm is not None
    assert life.rhythm.end - life.rhythm.first < MAX_HISTORY_DAYS * _DAY


def test_missing_rhythm_is_written_again_from_the_totals(life: Life, clock: MovableClock) -> None:
    work_for(life, clock, 450)
    life.read()
    first = life.rhythm
    life.lose()
    life.read()
    assert life.rhythm == first
    life.read()
    assert life.rhythm == first


def test_failed_write_of_the_rhythm_is_made_up_for_later(
    life: Life, store: FailingStore, clock: MovableClock
) -> None:
    work_for(life, clock, 100)
    store.fail("batch")
    assert life.read() == life.expected()
    assert (store.failures, life.rhythm) == (1, None)
    store.recover()
    assert life.read() == life.expected()
    assert life.rhythm is not None


def test_rhythm_is_not_stored_for_an_account_that_is_closed_meanwhile(
    life: Life, store: FailingStore, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_for(life, clock, 100)
    original = RhythmRepository.keep

    def keep(repository: RhythmRepository, *arguments: object) -> None:
        for document in documents_of(store, life.user_id):
            store.delete(document["id"], life.user_id)
        original(repository, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(RhythmRepository, "keep", keep)
    assert life.read() == [1 + number % 8 for number in range(100)]
    assert documents_of(store, life.user_id) == []
    with pytest.raises(NotFoundError):
        life.read()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_history_ends_with_the_local_date(
    factory: ServiceFactory, life: Life, clock: MovableClock, zone: str
) -> None:
    clock.set(datetime.fromisoformat("2026-03-18T10:30:00+00:00"))
    factory.get_user_service().update_user(life.user_id, UserChanges(timezone=zone))
    history = life.reader.read(life.user_id)
    local = history.user.calendar.date_of(clock.now())
    assert history.today == local
    life.work(local, 3)
    assert life.read() == [3]
