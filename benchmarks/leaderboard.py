"""What a look at the leaderboard takes, and at the challenges, with ten thousand people in each."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.pairs import Plan
from benchmarks.report import Section
from shared.credential_manager import CredentialManager
from shared.entities.leaderboard import ChallengeMember, LeaderboardEntry
from shared.ids import new_id
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.rules.rewards.challenges import CHALLENGES
from shared.store.contract import BATCH_LIMIT, Upsert
from shared.store.sqlite.database import EmbeddedDBService

_PEOPLE = 10_000
_WEEK = "2026-W12"
_LEADERS = 10
_LOOKS = 200
_FACES = 3
_JOINED = datetime(2026, 3, 16, tzinfo=UTC)
_AT_MOST_MS = {"numbers in all challenges": 25.0}  # counted along an index; the others read a few documents


def run(workspace: Path, _plan: Plan) -> Section:
    """Fill a week, time the two queries of a look at the leaderboard, and one at all challenges."""
    store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(workspace / "leaderboard.db")}))
    dice = random.Random(7)  # noqa: S311 - keeps no secret
    entries = [
        LeaderboardEntry(
            week=_WEEK, member_id=new_id(), name="Somebody", avatar_url=None, points=dice.randint(1, 1500)
        )
        for _ in range(_PEOPLE)
    ]
    _fill(store, entries)
    _fill(
        store, [_participant(number, challenge.id) for number in range(_PEOPLE) for challenge in CHALLENGES]
    )
    standing_repo, participant_repo = LeaderboardRepository(store), ChallengeMemberRepository(store)
    times = {
        "leaderboard, somebody": [_look(standing_repo, dice.choice(entries).points) for _ in range(_LOOKS)],
        "leaderboard, the last one of all": [_look(standing_repo, 1) for _ in range(_LOOKS)],
        "faces of all challenges": [_look_at_faces(participant_repo) for _ in range(_LOOKS)],
        "numbers in all challenges": [_look_at_numbers(participant_repo) for _ in range(_LOOKS)],
    }
    store.close()
    section = Section(
        f"a week of {_PEOPLE:,} people: top {_LEADERS} and own rank, who takes part in challenges",
        ("what", "p50 ms", "at most ms", ""),
    )
    for what, taken in times.items():
        at_most = _AT_MOST_MS.get(what, 5.0)
        verdict = "ok" if median(taken) <= at_most else "MISS"
        section.rows.append((what, f"{median(taken):.2f}", f"{at_most:.0f}", verdict))
    return section


def _fill(store: EmbeddedDBService, copies: Sequence[LeaderboardEntry | ChallengeMember]) -> None:
    for begin in range(0, len(copies), BATCH_LIMIT):
        batch = copies[begin : begin + BATCH_LIMIT]
        store.batch(batch[0].user_id, [Upsert(one.to_document()) for one in batch])


def _participant(number: int, challenge_id: str) -> ChallengeMember:
    joined_at = _JOINED + timedelta(seconds=number)
    return ChallengeMember(
        week=_WEEK,
        challenge_id=challenge_id,
        member_id=new_id(),
        avatar_url=None if number >= _FACES else f"/avatars/{number}.png",  # those of the first ones
        joined_at=joined_at,
    )


def _look(repository: LeaderboardRepository, points: int) -> float:
    begun = time.perf_counter()
    repository.list_top(_WEEK, _LEADERS)
    repository.count_above(_WEEK, points)
    return (time.perf_counter() - begun) * 1000


def _look_at_faces(repository: ChallengeMemberRepository) -> float:
    begun = time.perf_counter()
    for challenge in CHALLENGES:
        repository.list_avatars(_WEEK, challenge.id, _FACES)
    return (time.perf_counter() - begun) * 1000


def _look_at_numbers(repository: ChallengeMemberRepository) -> float:
    begun = time.perf_counter()
    for challenge in CHALLENGES:
        repository.count_of(_WEEK, challenge.id)
    return (time.perf_counter() - begun) * 1000
