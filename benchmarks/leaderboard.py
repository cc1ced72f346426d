"""What a look at the leaderboard takes, with ten thousand people on it."""

import random
import time
from pathlib import Path
from statistics import median

from benchmarks.pairs import Plan
from benchmarks.report import Section
from shared.credential_manager import CredentialManager
from shared.document_store import BATCH_LIMIT, Upsert
from shared.embedded_database import EmbeddedDBService
from shared.entities.standing import Standing
from shared.ids import new_id
from shared.repos.standing_repo import StandingRepository

_PEOPLE = 10_000
_WEEK = "2026-W12"
_LEADERS = 10
_LOOKS = 200
_AT_MOST_MS = 5.0


def run(workspace: Path, _plan: Plan) -> Section:
    """Fill a week's leaderboard, and time the two queries of a look by people from top to bottom."""
    store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(workspace / "leaderboard.db")}))
    dice = random.Random(7)  # noqa: S311 - keeps no secret
    standings = [
        Standing(
            week=_WEEK, member_id=new_id(), name="Somebody", avatar_url=None, points=dice.randint(1, 1500)
        )
        for _ in range(_PEOPLE)
    ]
    for begin in range(0, _PEOPLE, BATCH_LIMIT):
        batch = [Upsert(one.to_document()) for one in standings[begin : begin + BATCH_LIMIT]]
        store.batch(Standing.partition_of(_WEEK), batch)
    repository = StandingRepository(store)
    looks = [_look(repository, dice.choice(standings).points) for _ in range(_LOOKS)]
    last = [_look(repository, 1) for _ in range(_LOOKS)]
    store.close()
    section = Section(
        f"leaderboard: top {_LEADERS} and own rank among {_PEOPLE:,} people",
        ("what", "p50 ms", "at most ms", ""),
    )
    for what, times in (("somebody", looks), ("the last one of all", last)):
        verdict = "ok" if median(times) <= _AT_MOST_MS else "MISS"
        section.rows.append((what, f"{median(times):.2f}", f"{_AT_MOST_MS:.0f}", verdict))
    return section


def _look(repository: StandingRepository, points: int) -> float:
    begun = time.perf_counter()
    repository.list_top(_WEEK, _LEADERS)
    repository.count_above(_WEEK, points)
    return (time.perf_counter() - begun) * 1000
