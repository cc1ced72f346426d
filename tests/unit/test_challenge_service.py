"""Challenges and the leaderboard as users see them, also after copies could not be published."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.challenge import ChallengeMember, WeeklyChallenge
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.user import UserChanges
from shared.errors import DatabaseError, DocumentExistsError, ValidationError
from shared.repos.keys import challenge_partition, leaderboard_partition
from shared.repos.leaderboard_repo import ChallengeMemberRepository
from shared.repos.stored_forms import to_stored
from shared.services.challenge_service import ChallengeService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import BATCH_LIMIT, Create, Document, DocumentPage
from shared.store.query import Equals, Query
from shared.store.sql import matching_index
from shared.views.challenge import LeaderView
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of, of_type
from tests.unit.conftest import failing_store

WEEK = "2026-W12"
KEY = IdempotencyKey(key="key", fingerprint="fingerprint")


store = failing_store


@pytest.fixture
def challenges(factory: ServiceFactory) -> ChallengeService:
    return factory.get_challenge_service()


def _register(factory: ServiceFactory, name: str, avatar_url: str | None = None) -> str:
    user_id = factory.get_auth_service().register(name, "correct horse").user_id
    if avatar_url:
        factory.get_user_service().update_user(user_id, UserChanges(avatar_url=avatar_url))
    return user_id


def _complete_tasks(factory: ServiceFactory, user_id: str, number: int = 1) -> list[str]:
    tasks = factory.get_task_service()
    ids = [tasks.create_task(user_id, "Write").value.id for _ in range(number)]
    for task_id in ids:
        tasks.complete_task(user_id, task_id)
    return ids


def _places(leaders: list[LeaderView]) -> list[tuple[int, str, int]]:
    return [(one["rank"], one["name"], one["points"]) for one in leaders]


def _published_members(store: FailingStore) -> list[str]:
    found = of_type(documents_of(store, challenge_partition(WEEK)), "participant")
    return [one["challenge_id"] for one in found]


def _list_week(challenges: ChallengeService, user_id: str) -> dict[str, WeeklyChallenge]:
    return {one.id: one for one in challenges.list_week(user_id)}


def test_user_without_points_is_ranked_behind_all_users_with_points(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    _complete_tasks(factory, _register(factory, "Bob"))
    assert _places(challenges.list_leaders(ada)) == [(1, "Bob", 5), (2, "Ada", 0)]


def test_users_with_equal_points_share_a_rank_and_the_next_rank_counts_them_all(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    for name, number in (("Bob", 2), ("Cy", 2), ("Di", 3)):
        _complete_tasks(factory, _register(factory, name), number)
    _complete_tasks(factory, ada)
    leaders = challenges.list_leaders(ada)
    assert {place for place in _places(leaders) if place[2] == 10} == {(2, "Bob", 10), (2, "Cy", 10)}
    assert [one["rank"] for one in leaders] == [1, 2, 2, 4]
    assert [one["name"] for one in leaders if one["is_current_user"]] == ["Ada"]


def test_user_outside_the_top_ten_is_appended_with_the_true_rank(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    for number in range(12):
        _complete_tasks(factory, _register(factory, f"Bob {number}"), 2)
    _complete_tasks(factory, ada)
    leaders = challenges.list_leaders(ada)
    assert [one["rank"] for one in leaders] == [1] * 10 + [13]
    assert (leaders[-1]["name"], leaders[-1]["is_current_user"]) == ("Ada", True)
    _complete_tasks(factory, ada)
    assert [one["rank"] for one in challenges.list_leaders(ada)] in ([1] * 10, [1] * 11)


def test_leaderboard_shows_the_full_name_and_the_avatar(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    _complete_tasks(factory, ada)
    changes = UserChanges(full_name="Ada Lovelace", avatar_url="/avatars/1.png")
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


def test_new_week_starts_with_an_empty_leaderboard(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    _complete_tasks(factory, ada)
    clock.move(days=7)
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    assert challenges.get_stats(ada)["total_points"] == 5


def test_event_is_committed_although_the_leaderboard_cannot_be_updated(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    store.fail("upsert", "standing")
    _complete_tasks(factory, ada)
    assert challenges.get_stats(ada)["total_points"] == 5
    assert documents_of(store, leaderboard_partition(WEEK)) == []


def test_entry_is_published_although_two_upserts_collide(
    factory: ServiceFactory,
    challenges: ChallengeService,
    ada: str,
    store: FailingStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collisions = [DocumentExistsError("standing"), DocumentExistsError("standing")]

    def upsert(document: Document) -> Document:
        if document["type"] == "standing" and collisions:
            raise collisions.pop()
        return FailingStore.upsert(store, document)

    monkeypatch.setattr(store, "upsert", upsert)
    _complete_tasks(factory, ada)
    assert collisions == []
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 5)]


def test_entry_that_could_not_be_published_is_repaired_when_its_user_lists_the_leaders(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    store.fail("upsert", "standing")
    _complete_tasks(factory, ada)
    store.recover()
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 5)]
    assert len(documents_of(store, leaderboard_partition(WEEK))) == 1


def test_entry_with_points_that_were_taken_back_since_is_repaired(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    (task_id,) = _complete_tasks(factory, ada)
    store.fail("upsert", "standing")
    factory.get_task_service().reopen_task(ada, task_id)
    store.recover()
    assert _places(challenges.list_leaders(ada)) == [(1, "Ada", 0)]
    bob = _register(factory, "Bob")
    assert _places(challenges.list_leaders(bob)) == [(1, "Bob", 0)]


def test_challenge_shows_the_avatars_of_the_three_users_who_joined_last_and_have_one(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    for number in range(5):
        avatar_url = f"/avatars/{number}.png" if number != 3 else None
        challenges.join(_register(factory, f"Bob {number}", avatar_url), "task-finisher")
        clock.move(minutes=1)
    shown = _list_week(challenges, ada)
    assert shown["task-finisher"].joined_count == 5
    assert shown["task-finisher"].joined_avatars == ("/avatars/4.png", "/avatars/2.png", "/avatars/1.png")
    assert (shown["break-champion"].joined_count, shown["break-champion"].joined_avatars) == (0, ())


def test_avatars_are_found_by_an_index_that_skips_members_without_one(
    challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    members = [
        ChallengeMember(
            week=WEEK,
            challenge_id="task-finisher",
            member_id=f"bob-{number}",
            avatar_url=None if number >= 3 else f"/avatars/{number}.png",
            joined_at=datetime(2026, 3, 16, tzinfo=UTC) + timedelta(minutes=number),
        )
        for number in range(1000)
    ]
    for begin in range(0, len(members), BATCH_LIMIT):
        batch = members[begin : begin + BATCH_LIMIT]
        store.batch(challenge_partition(WEEK), [Create(to_stored(one)) for one in batch])
    (query,) = _queries_for_avatars(store)
    index = matching_index(query)
    assert index is not None
    fixed = {condition.field for condition in query.where if isinstance(condition, Equals)}
    assert fixed == set(index.equals)
    assert len(query.where) == len(index.equals)  # the index has no other field
    shown = _list_week(challenges, ada)["task-finisher"]
    assert shown.joined_avatars == ("/avatars/2.png", "/avatars/1.png", "/avatars/0.png")
    assert shown.joined_count == 1000


def _queries_for_avatars(store: FailingStore) -> list[Query]:
    queries: list[Query] = []

    class RecordingStore(CountingStore):
        def query(self, query: Query, user_id: str) -> DocumentPage:
            queries.append(query)
            return super().query(query, user_id)

    ChallengeMemberRepository(RecordingStore(store)).list_avatars(WEEK, "task-finisher", 3)
    return queries


def test_answer_to_joining_counts_the_user_who_joins(challenges: ChallengeService, ada: str) -> None:
    joined = challenges.join(ada, "task-finisher").value
    assert (joined.joined_count, joined.progress, joined.status) == (1, 0, "in_progress")
    challenges.leave(ada, "task-finisher")
    assert {one.joined_count for one in challenges.list_week(ada)} == {0}


def test_challenge_is_created_at_the_start_of_its_week(
    challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    assert {one.created_at.isoformat() for one in challenges.list_week(ada)} == {"2026-03-16T00:00:00+00:00"}
    clock.move(days=5)
    assert {one.created_at.isoformat() for one in challenges.list_week(ada)} == {"2026-03-23T00:00:00+00:00"}


def test_progress_beyond_the_target_is_shown_as_the_target(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    challenges.join(ada, "task-finisher")
    _complete_tasks(factory, ada, 16)
    shown = _list_week(challenges, ada)["task-finisher"]
    assert (shown.progress, shown.status) == (15, "completed")


def test_avatar_that_is_changed_after_joining_is_shown_with_the_challenge(
    factory: ServiceFactory, challenges: ChallengeService, ada: str
) -> None:
    challenges.join(ada, "task-finisher")
    factory.get_user_service().update_user(ada, UserChanges(avatar_url="/avatars/1.png"))
    shown = _list_week(challenges, ada)["task-finisher"]
    assert (shown.joined_count, shown.joined_avatars) == (1, ("/avatars/1.png",))


def test_joining_that_fails_publishes_no_member(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    store.fail("batch")
    with pytest.raises(DatabaseError):
        challenges.join(ada, "task-finisher")
    store.recover()
    assert _published_members(store) == []
    assert {one.joined_count for one in challenges.list_week(_register(factory, "Bob"))} == {0}


def test_user_who_joins_is_counted_although_the_member_cannot_be_published(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    challenges.join(_register(factory, "Bob"), "task-finisher")
    store.fail("upsert", "participant")
    joined = challenges.join(ada, "task-finisher").value
    assert (joined.joined_count, joined.status) == (2, "in_progress")
    store.recover()
    shown = _list_week(challenges, ada)["task-finisher"]
    assert (shown.joined_count, len(_published_members(store))) == (2, 2)


def test_repeated_joining_counts_the_user_once_and_shows_the_current_members(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, clock: MovableClock
) -> None:
    def join() -> Outcome[WeeklyChallenge]:
        with factory.idempotent(KEY):
            return challenges.join(ada, "task-finisher")

    outcomes = [join(), join()]
    clock.move(minutes=1)
    challenges.join(_register(factory, "Bob", "/avatars/bob.png"), "task-finisher")
    outcomes.append(join())
    challenges.leave(ada, "task-finisher")
    outcomes.append(join())
    assert [one.replayed for one in outcomes] == [False, True, True, True]
    assert [one.value.joined_count for one in outcomes] == [1, 1, 2, 2]
    assert outcomes[2].value.joined_avatars == ("/avatars/bob.png",)
    assert {one.value.progress for one in outcomes} == {0}


def test_stored_answer_to_joining_contains_nothing_about_other_members(
    factory: ServiceFactory, challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    bob = _register(factory, "Bob", "/avatars/bob.png")
    challenges.join(bob, "task-finisher")
    with factory.idempotent(KEY):
        assert challenges.join(ada, "task-finisher").value.joined_avatars
    assert "/avatars/bob.png" not in str(documents_of(store, ada))
    factory.get_user_service().delete_user(bob)
    with factory.idempotent(KEY):
        again = challenges.join(ada, "task-finisher").value
    assert (again.joined_count, again.joined_avatars) == (1, ())


def test_member_that_could_not_be_removed_is_removed_when_its_user_lists_the_challenges(
    challenges: ChallengeService, ada: str, store: FailingStore
) -> None:
    challenges.join(ada, "task-finisher")
    store.fail("delete", "challenges:")
    challenges.leave(ada, "task-finisher")
    assert _published_members(store) == ["task-finisher"]
    store.recover()
    assert {one.joined_count for one in challenges.list_week(ada)} == {0}
    assert _published_members(store) == []


@pytest.mark.parametrize("joined", [True, False])
def test_setting_progress_that_changes_nothing_writes_nothing(
    challenges: ChallengeService, ada: str, store: FailingStore, *, joined: bool
) -> None:
    if joined:
        challenges.join(ada, "task-finisher")
        challenges.set_progress(ada, "task-finisher", 3)
    store.fail("batch")
    challenges.set_progress(ada, "task-finisher", 3)


def test_leaving_and_setting_progress_count_no_members(
    credentials: CredentialManager, ada: str, store: FailingStore, clock: MovableClock
) -> None:
    counting = CountingStore(store)
    factory = ServiceFactory(credentials=credentials, store=counting, clock=clock, hasher=CHEAP_HASHER)
    challenges = factory.get_challenge_service()
    challenges.join(ada, "task-finisher")
    counting.counts.clear()
    challenges.set_progress(ada, "task-finisher", 2)
    challenges.leave(ada, "task-finisher")
    assert not counting.counts.keys() & {"query", "count"}


def test_leaving_a_challenge_that_was_not_joined_is_rejected(challenges: ChallengeService, ada: str) -> None:
    with pytest.raises(ValidationError, match="Not participating in this challenge"):
        challenges.leave(ada, "task-finisher")


@pytest.mark.parametrize("challenge_id", ["", "Task Finisher", "task_finisher", "../task-finisher"])
def test_unknown_challenge_is_rejected(challenges: ChallengeService, ada: str, challenge_id: str) -> None:
    for operation in (challenges.join, challenges.leave):
        with pytest.raises(ValidationError, match="Challenge not found"):
            operation(ada, challenge_id)
    with pytest.raises(ValidationError, match="Challenge not found"):
        challenges.set_progress(ada, challenge_id, 1)
