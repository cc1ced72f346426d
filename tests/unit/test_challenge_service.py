"""What somebody is told of their challenges and of the leaderboard, also when it was not told in time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, tau

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.idempotency import IdempotencyKey
from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.errors import DatabaseError, ValidationError
from shared.repos.leaderboard_repo import ChallengeMemberRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.services.challenge_service import ChallengeService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import BATCH_LIMIT, Create, Document, DocumentPage, Operation
from shared.store.query import Equals, Query
from shared.store.sql import matching_index
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.challenge import LeaderView
from tests.conftest import MovableClock
from tests.unit.household import CHEAP
from tests.unit.recount import documents_of, of_type

WEEK = "2026-W12"
_MINUTES = 24 * 60


class DeafStore(EmbeddedDBService):
    """The embedded store, which takes nothing of some types while it is `deaf` to them."""

    deaf: frozenset[str] = frozenset()

    def upsert(self, document: Document) -> Document:
        if document["type"] in self.deaf:
            raise DatabaseError("The store does not answer")
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        if user_id.partition(":")[0] in self.deaf:
            raise DatabaseError("The store does not answer")
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        if "batch" in self.deaf:
            raise DatabaseError("The store does not answer")
        super().batch(user_id, operations)


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[DeafStore]:
    store = DeafStore(credentials, clock)
    yield store
    store.deaf = frozenset()
    store.close()


@pytest.fixture
def factory(credentials: CredentialManager, store: DeafStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP)


@pytest.fixture
def challenges(factory: ServiceFactory) -> ChallengeService:
    return factory.get_challenge_service()


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    return _register(factory, "Ada")


def _register(factory: ServiceFactory, name: str, avatar_url: str | None = None) -> str:
    user_id = factory.get_auth_service().register(name, "correct horse", {}).user_id
    if avatar_url:
        factory.get_user_service().update_user(user_id, {"avatar_url": avatar_url})
    return user_id


def _get_done(factory: ServiceFactory, user_id: str, number: int = 1) -> list[str]:
    tasks = factory.get_task_service()
    done = [tasks.create_task(user_id, "Write").id for _ in range(number)]
    for task_id in done:
        tasks.complete_task(user_id, task_id)
    return done


def _places(leaders: list[LeaderView]) -> list[tuple[int, str, int]]:
    return [(one["rank"], one["name"], one["points"]) for one in leaders]


def _members(store: DeafStore) -> list[str]:
    found = of_type(documents_of(store, ChallengeMember.partition_of(WEEK)), "participant")
    return [one["challenge_id"] for one in found]


def test_who_has_no_points_yet_comes_behind_all_who_have(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    _get_done(factory, _register(factory, "Bob"))
    assert _places(challenges.list_leaders(ada)) == [(1, "Bob", 5), (2, "Ada", 0)]


def test_equal_points_share_a_rank_and_the_next_one_is_behind_them_all(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    for name, number in (("Bob", 2), ("Cy", 2), ("Di", 3)):
        _get_done(factory, _register(factory, name), number)
    _get_done(factory, ada)
    leaders = challenges.list_leaders(ada)
    assert {place for place in _places(leaders) if place[2] == 10} == {(2, "Bob", 10), (2, "Cy", 10)}
    assert [one["rank"] for one in leaders] == [1, 2, 2, 4]
    assert [one["name"] for one in leaders if one["is_current_user"]] == ["Ada"]


def test_who_is_not_among_the_first_ten_is_appended_with_the_true_rank(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    for number in range(12):
        _get_done(factory, _register(factory, f"Bob {number}"), 2)
    _get_done(factory, ada)
    leaders = challenges.list_leaders(ada)
    assert [one["rank"] for one in leaders] == [1] * 10 + [13]
    assert (leaders[-1]["name"], leaders[-1]["is_current_user"]) == ("Ada", True)
    _get_done(factory, ada)
    assert [one["rank"] for one in challenges.list_leaders(ada)] in ([1] * 10, [1] * 11)


def test_the_leaderboard_shows_the_full_name_and_the_picture(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    _get_done(factory, ada)
    changes = {"full_name": "Ada Lovelace", "avatar_url": "/avatars/1.png"}
    factory.get_user_service().update_user(ada, changes)
    assert challenges.list_leaders(ada) == [
        {
            "rank": 1,
            "name": "Ada Lovelace",
            "avatar": "/avatars/1.png",
            "points": 5,
            "is_current_user": True,
        }
    ]


def test_a_new_week_has_an_empty_leaderboard(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    _get_done(factory, ada)
    clock.move(days=7)
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    assert challenges.get_stats(ada)["total_points"] == 5


def test_a_deed_is_done_also_when_the_leaderboard_cannot_be_told(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    store.deaf = frozenset({"standing"})
    _get_done(factory, ada)
    assert challenges.get_stats(ada)["total_points"] == 5
    assert documents_of(store, LeaderboardEntry.partition_of(WEEK)) == []


def test_what_the_leaderboard_was_not_told_is_put_right_when_its_owner_asks(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    store.deaf = frozenset({"standing"})
    _get_done(factory, ada)
    store.deaf = frozenset()
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 5)]
    assert len(documents_of(store, LeaderboardEntry.partition_of(WEEK))) == 1


def test_points_that_were_taken_back_unheard_are_put_right_as_well(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    (task_id,) = _get_done(factory, ada)
    store.deaf = frozenset({"standing"})
    factory.get_task_service().reopen_task(ada, task_id)
    store.deaf = frozenset()
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    bob = _register(factory, "Bob")
    assert _places(challenges.list_leaders(bob)) == [(1, "Bob", 0)]


def test_pictures_of_the_three_who_joined_last_are_shown(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    for number in range(5):
        picture = f"/avatars/{number}.png" if number != 3 else None
        challenges.join(_register(factory, f"Bob {number}", picture), "task-finisher")
        clock.move(minutes=1)
    shown = {one.id: one for one in challenges.list_week(ada)}
    assert shown["task-finisher"].joined_count == 5
    assert shown["task-finisher"].joined_avatars == ("/avatars/4.png", "/avatars/2.png", "/avatars/1.png")
    assert (shown["break-champion"].joined_count, shown["break-champion"].joined_avatars) == (0, ())


def test_faces_are_found_without_reading_those_who_have_none(
    challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    crowd = [
        ChallengeMember(
            week=WEEK,
            challenge_id="task-finisher",
            member_id=f"bob-{number}",
            avatar_url=None if number >= 3 else f"/avatars/{number}.png",
            joined_at=datetime(2026, 3, 16, tzinfo=UTC) + timedelta(minutes=number),
        )
        for number in range(1000)
    ]
    for begin in range(0, len(crowd), BATCH_LIMIT):
        batch = crowd[begin : begin + BATCH_LIMIT]
        store.batch(batch[0].user_id, [Create(one.to_document()) for one in batch])
    (query,) = _queries_for_faces(store)
    index = matching_index(query)
    assert index is not None
    fixed = {condition.field for condition in query.where if isinstance(condition, Equals)}
    assert (fixed, len(query.where)) == (set(index.equals), len(index.equals))  # the index has no others
    shown = {one.id: one for one in challenges.list_week(ada)}["task-finisher"]
    assert shown.joined_avatars == ("/avatars/2.png", "/avatars/1.png", "/avatars/0.png")
    assert shown.joined_count == 1000


def _queries_for_faces(store: DeafStore) -> list[Query]:
    asked: list[Query] = []

    class Listening(CountingStore):
        def query(self, query: Query, user_id: str) -> DocumentPage:
            asked.append(query)
            return super().query(query, user_id)

    ChallengeMemberRepository(Listening(store)).list_avatars(WEEK, "task-finisher", 3)
    return asked


def test_the_answer_to_joining_counts_the_one_who_joins(challenges: ChallengeService, ada: str) -> None:
    joined = challenges.join(ada, "task-finisher")
    assert (joined.joined_count, joined.progress, joined.status) == (1, 0, "in_progress")
    challenges.leave(ada, "task-finisher")
    assert {one.joined_count for one in challenges.list_week(ada)} == {0}


def test_a_challenge_begins_with_its_week(
    challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    assert {one.created_at.isoformat() for one in challenges.list_week(ada)} == {"2026-03-16T00:00:00+00:00"}
    clock.move(days=5)
    assert {one.created_at.isoformat() for one in challenges.list_week(ada)} == {"2026-03-23T00:00:00+00:00"}


def test_what_has_been_done_beyond_the_target_is_not_shown(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    challenges.join(ada, "task-finisher")
    _get_done(factory, ada, 16)
    shown = {one.id: one for one in challenges.list_week(ada)}["task-finisher"]
    assert (shown.progress, shown.status) == (15, "completed")


def test_a_picture_that_is_changed_after_joining_is_shown_when_its_owner_looks(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    challenges.join(ada, "task-finisher")
    factory.get_user_service().update_user(ada, {"avatar_url": "/avatars/1.png"})
    shown = {one.id: one for one in challenges.list_week(ada)}["task-finisher"]
    assert (shown.joined_count, shown.joined_avatars) == (1, ("/avatars/1.png",))


def test_joining_that_fails_is_shown_to_nobody(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    store.deaf = frozenset({"batch"})
    with pytest.raises(DatabaseError):
        challenges.join(ada, "task-finisher")
    store.deaf = frozenset()
    assert _members(store) == []
    assert {one.joined_count for one in challenges.list_week(_register(factory, "Bob"))} == {0}


def test_who_joins_counts_also_when_the_others_cannot_be_told(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    challenges.join(_register(factory, "Bob"), "task-finisher")
    store.deaf = frozenset({"participant"})
    joined = challenges.join(ada, "task-finisher")
    assert (joined.joined_count, joined.status) == (2, "in_progress")
    store.deaf = frozenset()
    shown = {one.id: one for one in challenges.list_week(ada)}["task-finisher"]
    assert (shown.joined_count, len(_members(store))) == (2, 2)


def test_a_repeat_of_joining_counts_oneself_once_and_the_others_as_they_are_by_now(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    retries = [IdempotencyKey("key", "fingerprint") for _ in range(4)]
    answers = [challenges.join(ada, "task-finisher", retry=retries[0])]
    answers.append(challenges.join(ada, "task-finisher", retry=retries[1]))
    clock.move(minutes=1)
    challenges.join(_register(factory, "Bob", "/avatars/bob.png"), "task-finisher")
    answers.append(challenges.join(ada, "task-finisher", retry=retries[2]))
    challenges.leave(ada, "task-finisher")
    answers.append(challenges.join(ada, "task-finisher", retry=retries[3]))
    assert [one.replayed for one in retries] == [False, True, True, True]
    assert [one.joined_count for one in answers] == [1, 1, 2, 2]
    assert answers[2].joined_avatars == ("/avatars/bob.png",)
    assert {one.progress for one in answers} == {0}


def test_the_answer_that_is_kept_for_a_repeat_of_joining_says_nothing_of_the_others(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    bob = _register(factory, "Bob", "/avatars/bob.png")
    challenges.join(bob, "task-finisher")
    assert challenges.join(ada, "task-finisher", retry=IdempotencyKey("key", "print")).joined_avatars
    assert "/avatars/bob.png" not in str(documents_of(store, ada))
    factory.get_user_service().delete_user(bob)
    again = challenges.join(ada, "task-finisher", retry=IdempotencyKey("key", "print"))
    assert (again.joined_count, again.joined_avatars) == (1, ())


def test_leaving_that_was_not_told_is_told_when_its_owner_looks(
    challenges: ChallengeService, ada: str, store: DeafStore
) -> None:
    challenges.join(ada, "task-finisher")
    store.deaf = frozenset({"challenges"})
    challenges.leave(ada, "task-finisher")
    assert _members(store) == ["task-finisher"]
    store.deaf = frozenset()
    assert {one.joined_count for one in challenges.list_week(ada)} == {0}
    assert _members(store) == []


@pytest.mark.parametrize("joined", [True, False])
def test_progress_that_changes_nothing_writes_nothing(
    challenges: ChallengeService, ada: str, store: DeafStore, *, joined: bool
) -> None:
    if joined:
        challenges.join(ada, "task-finisher")
        challenges.set_progress(ada, "task-finisher", 3)
    store.deaf = frozenset({"batch"})
    challenges.set_progress(ada, "task-finisher", 3)


def test_nobody_is_counted_to_leave_a_challenge_or_to_set_its_progress(
    credentials: CredentialManager, ada: str, store: DeafStore, clock: MovableClock
) -> None:
    counting = CountingStore(store)
    factory = ServiceFactory(credentials=credentials, store=counting, clock=clock, hasher=CHEAP)
    challenges = factory.get_challenge_service()
    challenges.join(ada, "task-finisher")
    counting.counts.clear()
    challenges.set_progress(ada, "task-finisher", 2)
    challenges.leave(ada, "task-finisher")
    assert not counting.counts.keys() & {"query", "count"}


def test_leaving_what_was_never_joined_is_refused(challenges: ChallengeService, ada: str) -> None:
    with pytest.raises(ValidationError, match="Not participating in this challenge"):
        challenges.leave(ada, "task-finisher")


@pytest.mark.parametrize("challenge_id", ["", "Task Finisher", "task_finisher", "../task-finisher"])
def test_a_challenge_that_there_is_not_is_refused(
    challenges: ChallengeService, ada: str, challenge_id: str
) -> None:
    for call in (challenges.join, challenges.leave):
        with pytest.raises(ValidationError, match="Challenge not found"):
            call(ada, challenge_id)
    with pytest.raises(ValidationError, match="Challenge not found"):
        challenges.set_progress(ada, challenge_id, 1)


def test_a_task_done_before_there_was_a_heatmap_can_be_reopened(
    factory: ServiceFactory, ada: str, store: DeafStore
) -> None:
    (task_id,) = _get_done(factory, ada)
    task = store.read(task_id, ada)
    new = ("completed_hour", "completed_week", "completions", "_etag")
    store.upsert({key: value for key, value in task.items() if key not in new})
    day = store.read("day:2026-03-18", ada)
    store.upsert({key: value for key, value in day.items() if key not in {"done", "task_hours", "_etag"}})
    factory.get_task_service().reopen_task(ada, task_id)
    cells = factory.get_summary_service().get_heatmap(ada, 1)["cells"]
    assert {cell["tasks_completed"] for cell in cells} == {0}


@pytest.mark.parametrize(
    ("minutes", "mean"),
    [
        ([], "0:00"),
        ([18 * 60 + 30], "18:30"),
        ([9 * 60 + 5], "9:05"),
        ([18 * 60, 19 * 60], "18:30"),
        ([23 * 60, 60], "0:00"),
        ([23 * 60, 2 * 60], "0:30"),
        ([23 * 60, 25 * 60], "0:00"),
        ([22 * 60, 23 * 60, 0], "23:00"),
        ([6 * 60, 18 * 60], "12:00"),
        ([0, 8 * 60, 16 * 60], "8:00"),
        ([17 * 60] * 29 + [18 * 60], "17:02"),
    ],
)
def test_the_mean_time_of_shutdowns_goes_around_the_clock(
    challenges: ChallengeService, ada: str, store: DeafStore, minutes: list[int], mean: str
) -> None:
    _remember(store, ada, minutes)
    assert challenges.get_stats(ada)["avg_shutdown_time"] == mean


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(minutes=st.lists(st.integers(0, 2 * _MINUTES), min_size=1, max_size=12))
def test_the_mean_time_is_the_one_nearest_to_all_directions(
    challenges: ChallengeService, ada: str, store: DeafStore, minutes: list[int]
) -> None:
    def nearness(mean: int) -> float:
        return sum(cos((minute - mean) / _MINUTES * tau) for minute in minutes)

    best = max(range(_MINUTES), key=nearness)
    assume(nearness(best) > 0.1)  # else they point nowhere
    _remember(store, ada, minutes)
    hour, minute = challenges.get_stats(ada)["avg_shutdown_time"].split(":")
    assert abs((int(hour) * 60 + int(minute) - best + 720) % _MINUTES - 720) <= 1


def _remember(store: DeafStore, user_id: str, minutes: list[int]) -> None:
    repo = LifetimeTotalsRepository(store)
    remembered = {f"2026-03-{day:02}": minute for day, minute in enumerate(minutes, start=1)}
    repo.update(replace(repo.get_of(user_id), shutdown_minutes=remembered))
