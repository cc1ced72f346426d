"""The demo: a team whose numbers are earned, and are those that a naive recount of its documents gives."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from demo import own_store
from demo.desk import Desk
from demo.quarter import OwnClock, lead, plan
from demo.team import TEAM
from shared.credential_manager import CredentialManager
from shared.entities.page import PageRequest
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.system.demo_recount import Recount, leaders
from tests.system.demo_shown import shown
from tests.system.servers import ROOT, Person, Server
from tests.unit.household import CHEAP
from tests.unit.recount import documents_of

# A Friday afternoon in London; some of the 13 weeks before it turned the clock in New York, Jerusalem,
# Madrid and Auckland, and in Auckland and Tokyo it is Saturday.
UNTIL = datetime(2026, 4, 10, 15, 20, 30, 123456, UTC)
MONDAY = datetime(2026, 4, 6, 2, 10, tzinfo=UTC)  # still Sunday in America
PASSWORD = "correct horse battery"
ALL = PageRequest(order_by="created_at", limit=10)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Quarter:
    """A store that the team has lived in."""

    def __init__(self, folder: Path, *, until: datetime, weeks: int, seed: int) -> None:
        credentials = CredentialManager({"EMBEDDED_DB_PATH": str(folder / "demo.db")}, root=folder)
        clock = OwnClock(until)
        self.until = until
        self.store = EmbeddedDBService(credentials, clock)
        self.services = ServiceFactory(credentials=credentials, store=self.store, clock=clock)
        self.desks = [Desk(self.services, member, PASSWORD) for member in TEAM]
        self.appointments = plan(self.desks, until=until, weeks=weeks, seed=seed)
        self.reported = list(lead(self.appointments, clock))

    def documents(self, desk: Desk) -> list[Document]:
        return documents_of(self.store, desk.user_id)

    def everything(self) -> list[str]:
        """Return all of the team's documents, but for what is random in them."""
        return sorted(
            _UUID.sub("", json.dumps({**document, "_etag": "", "password_hash": ""}))
            for desk in self.desks
            for document in self.documents(desk)
        )


@contextmanager
def lived(folder: Path, *, until: datetime = UNTIL, weeks: int = 2, seed: int = 1) -> Iterator[Quarter]:
    quarter = Quarter(folder, until=until, weeks=weeks, seed=seed)
    try:
        yield quarter
    finally:
        quarter.store.close()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """The quarter that the demo fills a store with."""
    with lived(tmp_path_factory.mktemp("quarter"), weeks=13) as whole:
        yield whole


def check_numbers(quarter: Quarter, until: datetime) -> None:
    team = {desk: Recount(quarter.documents(desk), until) for desk in quarter.desks}
    for desk, recount in team.items():
        recount.check_stamps()
        recount.check_ledger()
        assert shown(quarter.services, desk.user_id, recount.today) == recount.counted()
    for desk, recount in team.items():
        seen = quarter.services.get_challenge_service().list_leaders(desk.user_id)
        expected = leaders(team.values(), recount)
        mine = [place for place in expected if place["is_current_user"]]
        assert [place for place in seen if place["is_current_user"]] == mine
        assert [place["points"] for place in seen[:10]] == [place["points"] for place in expected[:10]]
        assert all(place in expected for place in seen)


def test_the_numbers_of_everybody_are_those_of_a_naive_recount(quarter: Quarter) -> None:
    check_numbers(quarter, UNTIL)


def test_they_are_so_on_the_first_day_of_a_week(tmp_path: Path) -> None:
    with lived(tmp_path, until=MONDAY) as fortnight:
        check_numbers(fortnight, MONDAY)


def test_the_deeds_are_those_of_a_believable_quarter(quarter: Quarter) -> None:
    assert sum(events for _, events in quarter.reported) == len(quarter.appointments) > 12_000
    everybody = [Recount(quarter.documents(desk), UNTIL) for desk in quarter.desks]
    by_name = {one.user["username"]: one for one in everybody}
    assert len({one.user["timezone"] for one in everybody}) == 12
    assert all(one.user["onboarding_completed"] for one in everybody)
    tasks = [task for one in everybody for task in one.tasks]
    assert all(any(task["due_date"] for task in one.tasks) for one in everybody)
    assert any(task["subtasks"] for task in tasks)
    assert {task["priority"] for task in tasks} == {"low", "medium", "high"}
    assert [task for task in tasks if not task["completed"] and (task["due_date"] or "9") < "2026-04"]
    assert any(task.get("completions", 0) > 1 for task in tasks)
    states = {(s["session_type"], s["status"]) for one in everybody for s in one.sessions}
    assert states >= {(kind, how) for kind in ("focus", "break") for how in ("completed", "stopped")}
    ledger = [entry for one in everybody for entry in one.ledger]
    assert {entry["rule"] for entry in ledger} == {
        *("task_completed", "task_reopened", "focus_goal_reached", "shutdown", "shutdown_streak"),
        "challenge_completed",
    }
    assert by_name["ananya"].user["day_start"] == "04:00"
    assert max(by_name["amara"].active_days) == by_name["amara"].today
    assert len(by_name["mateo"].active_days) < 24 < len(by_name["lucia"].active_days)


def test_the_same_seed_gives_the_same_quarter_and_another_seed_another(tmp_path: Path) -> None:
    found = []
    for number, seed in enumerate((7, 7, 8)):
        with lived(tmp_path / str(number), seed=seed) as quarter:
            found.append(quarter.everything())
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A store that the command has filled, and what it said."""
    store = tmp_path_factory.mktemp("demo") / "my store.db"
    return store, run("--store", str(store), "--weeks", "1")


def test_it_says_who_is_there_and_what_to_look_at(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    store, done = filled
    assert done.returncode == 0, done.stderr
    assert all(
        re.search(rf"^{member.username} +{member.timezone} ", done.stdout, re.MULTILINE) for member in TEAM
    )
    assert f"EMBEDDED_DB_PATH='{store}' python3 dev.py start" in done.stdout
    assert done.stdout.count("  curl ") == 3
    assert len(done.stderr.splitlines()) == 1, "the progress bar alone"


def test_a_second_run_refuses_and_leaves_the_store_as_it_is(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    store, _ = filled
    before = store.read_bytes()
    refused = run("--store", str(store), "--weeks", "1")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert "--replace" in refused.stderr
    assert store.read_bytes() == before


def test_one_logs_in_with_the_printed_password(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    store, done = filled
    (password,) = re.findall(r"^The password of each of them: (.+)$", done.stdout, re.MULTILINE)
    settings = {"JWT_SECRET": "a secret that lives as long as a test does"}
    with Server(store, settings=settings) as server, server.client() as client:
        lucia = Person(client, "lucia", password)
        stats: dict[str, Any] = lucia.stats()
        row = next(line.split() for line in done.stdout.splitlines() if line.startswith("lucia "))
        assert str(stats["completed_tasks"]) in row
        for path in re.findall(r"\$API/(\S+) -H", done.stdout):
            assert lucia.call("GET", path).status_code == 200, path


def test_a_store_is_replaced_when_that_is_asked_for(tmp_path: Path) -> None:
    with lived(tmp_path, weeks=1) as quarter:
        own_store.mark(quarter.store)
        quarter.desks[0].plan_task(0, "Something else", {})
    done = run("--store", str(tmp_path / "demo.db"), "--weeks", "1", "--replace", "--password", PASSWORD)
    assert done.returncode == 0, done.stderr
    assert f"each of them: {PASSWORD}\n" in done.stdout
    assert b"Something else" not in (tmp_path / "demo.db").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["demo.db"]


@pytest.mark.parametrize("name", ["lucia", "bob"])
@pytest.mark.parametrize("replace", [(), ("--replace",)])
def test_a_store_in_which_others_live_is_neither_filled_nor_removed(
    credentials: CredentialManager, clock: MovableClock, name: str, replace: tuple[str, ...]
) -> None:
    store = EmbeddedDBService(credentials, clock)
    with closing(store):
        services = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP)
        user_id = services.get_auth_service().register(name, PASSWORD, {}).user_id
        before = documents_of(store, user_id)
        refused = run("--store", str(credentials.get_embedded_database_path()), "--weeks", "1", *replace)
        assert refused.returncode == 1
        assert "accounts in" in refused.stderr
        assert refused.stderr.count("\n") == 1
        assert documents_of(store, user_id) == before
        assert [user.username for user in services.get_user_service().list_users(ALL).entities] == [name]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--weeks", "0"), "a number from 1 to 26"),
        (("--weeks", "27"), "a number from 1 to 26"),
        (("--password", "short"), "8 to 128 characters"),
        (("--store", "/dev/null/demo.db"), "cannot be opened"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], complaint: str) -> None:
    refused = run(*arguments)
    assert refused.returncode in (1, 2)
    assert complaint in refused.stderr
    assert "Traceback" not in refused.stderr
