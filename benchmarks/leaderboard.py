"""The leaderboard and the challenges of a week with ten thousand users."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.pairs import Plan
from benchmarks.report import Section
from shared.credential_manager import CredentialManager
from shared.entities.challenge import ChallengeMember, LeaderboardEntry
from shared.ids import new_id
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.stored_forms import to_stored
from shared.rules.rewards.challenges import CHALLENGES
from shared.store.contract import BATCH_LIMIT, Upsert
from shared.store.sqlite.database import EmbeddedDBService

_USERS = 10_000
_WEEK = "2026-W12"
_TOP = 10
_REPETITIONS = 200
_AVATARS = 3
_JOINED = datetime(2026, 3, 16, tzinfo=UTC)
# Members are counted with an index; the other queries read a few documents.
_MAX_MS = {"members of all challenges, counted": 25.0}


def run(workspace: Path, _plan: Plan) -> Section:
    """Fill a week, and measure the queries for the leaderboard and for all challenges."""
    store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(workspace / "leaderboard.db")}))
    dice = random.Random(7)  # noqa: S311 - not used for secrets
    entries = [
        LeaderboardEntry(
            week=_WEEK, member_id=new_id(), name="Ada", avatar_url=None, points=dice.randint(1, 1500)
        )
        for _ in range(_USERS)
    ]
    _fill(store, entries)
    _fill(store, [_member(number, challenge.id) for number in range(_USERS) for challenge in CHALLENGES])
    entry_repo, member_repo = LeaderboardRepository(store), ChallengeMemberRepository(store)
    times = {
        "leaderboard, a random user": [
            _measure_leaderboard(entry_repo, dice.choice(entries).points) for _ in range(_REPETITIONS)
        ],
        "leaderboard, the last user": [_measure_leaderboard(entry_repo, 1) for _ in range(_REPETITIONS)],
        "avatars of all challenges": [_measure_avatars(member_repo) for _ in range(_REPETITIONS)],
        "members of all challenges, counted": [_measure_counts(member_repo) for _ in range(_REPETITIONS)],
    }
    store.close()
    section = Section(
        f"a week of {_USERS:,} users: top {_TOP} and own rank, members of challenges",
        ("what", "p50 ms", "maximum ms", ""),
    )
    for what, taken in times.items():
        maximum = _MAX_MS.get(what, 5.0)
        verdict = "ok" if median(taken) <= maximum else "MISS"
        section.rows.append((what, f"{median(taken):.2f}", f"{maximum:.0f}", verdict))
    return section


def _fill(store: EmbeddedDBService, copies: Sequence[LeaderboardEntry | ChallengeMember]) -> None:
    for begin in range(0, len(copies), BATCH_LIMIT):
        batch = [to_stored(copy) for copy in copies[begin : begin + BATCH_LIMIT]]
        store.batch(batch[0]["user_id"], [Upsert(document) for document in batch])


def _member(number: int, challenge_id: str) -> ChallengeMember:
    joined_at = _JOINED + timedelta(seconds=number)
    return ChallengeMember(
        week=_WEEK,
        challenge_id=challenge_id,
        member_id=new_id(),
        avatar_url=None if number >= _AVATARS else f"/avatars/{number}.png",  # only the first members
        joined_at=joined_at,
    )


def _measure_leaderboard(repository: LeaderboardRepository, points: int) -> float:
    started = time.perf_counter()
    repository.list_top(_WEEK, _TOP)
    repository.count_above(_WEEK, points)
    return (time.perf_counter() - started) * 1000


def _measure_avatars(repository: ChallengeMemberRepository) -> float:
    started = time.perf_counter()
    for challenge in CHALLENGES:
        repository.list_avatars(_WEEK, challenge.id, _AVATARS)
    return (time.perf_counter() - started) * 1000


def _measure_counts(repository: ChallengeMemberRepository) -> float:
    started = time.perf_counter()
    for challenge in CHALLENGES:
        repository.count_members(_WEEK, challenge.id)
    return (time.perf_counter() - started) * 1000
