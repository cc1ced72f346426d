"""The demo creates its data through the services: all numbers match a naive recount of the documents."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from demo.__main__ import main
from demo.simulation import ThreadClock, plan_actions, run_actions
from demo.team import SETTINGS, TEAM
from demo.user import DemoUser
from shared.credential_manager import CredentialManager
from shared.entities.page import PageRequest
from shared.entities.task_filter import PlannedRange, TaskFilter
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.local_host.test_host_start import started
from tests.oracle.naive_calendar import monday_of, naive_longest
from tests.oracle.recount import calendar_of, check_totals, documents_of, is_free_of, log_of, of_type
from tests.oracle.views import assert_views_equal
from tests.selection import NumberOfCases, first_usually
from tests.system.servers import ROOT, Person, Server

# A Friday afternoon in London; in Auckland and Tokyo it is Saturday. In the 13 weeks before, clocks change
# in New York, Jerusalem, Madrid and Auckland.
UNTIL = datetime(2026, 4, 10, 15, 20, 30, 123456, UTC)
MONDAY = datetime(2026, 4, 6, 2, 10, tzinfo=UTC)  # still Sunday in America
WEEKS_SHOWN = 14
PASSWORD = "correct horse battery"
ALL = PageRequest(order_by="created_at", limit=10)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class FilledStore:
    """A store filled by the demo."""

    def __init__(self, folder: Path, *, until: datetime, weeks: int, seed: int, members: int) -> None:
        settings = {"EMBEDDED_DB_PATH": str(folder / "demo.db"), **SETTINGS}
        credentials = CredentialManager(settings, root=folder)
        clock = ThreadClock(until)
        self.until = until
        self.store = EmbeddedDBService(credentials, clock)
        self.services = ServiceFactory(
            credentials=credentials, store=self.store, clock=clock, hasher=CHEAP_HASHER
        )
        self.users = [DemoUser(self.services, member, PASSWORD) for member in TEAM[:members]]
        self.user_actions = plan_actions(self.users, until=until, weeks=weeks, seed=seed)
        deliver_reminders = self.services.get_reminder_service().deliver_due
        self.reported = list(run_actions(self.user_actions, clock, deliver_reminders))

    def documents(self, user: DemoUser) -> list[Document]:
        return documents_of(self.store, user.user_id)

    def all_documents(self) -> list[str]:
        """Return all documents of the team without their random parts.

        Those of reminder positions are left out: when a reminder is due depends on the random id of the user.
        So does the wording of notifications.
        """
        return sorted(
            _UUID.sub("", json.dumps({**document, "_etag": "", "password_hash": "", "body": ""}))
            for user in self.users
            for document in self.documents(user)
            if document["type"] != "reminder_position"
        )


@contextmanager
def fill(
    folder: Path, *, until: datetime = UNTIL, weeks: int = 2, seed: int = 1, members: int = len(TEAM)
) -> Iterator[FilledStore]:
    quarter = FilledStore(folder, until=until, weeks=weeks, seed=seed, members=members)
    with closing(quarter.store):
        yield quarter


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


class Ended(NamedTuple):
    """The exit code of the command, and its output."""

    code: object
    output: str
    errors: str


RunHere = Callable[..., Ended]


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunHere:
    """Return a function that runs the command in this process, and raises its unexpected errors."""

    def run_here(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["demo", *arguments])
        monkeypatch.setattr("demo.__main__.stay_on_one_core", lambda: None)
        try:
            code: object = main()
        except SystemExit as error:
            code = error.code
        return Ended(code, *capsys.readouterr())

    return run_here


@pytest.fixture(scope="module")
def weeks(number_of_cases: NumberOfCases) -> int:
    """The weeks of `quarter`: with --thorough as many as the demo fills by default."""
    return number_of_cases(6, thorough=13)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory, weeks: int) -> Iterator[FilledStore]:
    """The store as the demo fills it."""
    with fill(tmp_path_factory.mktemp("quarter"), weeks=weeks) as whole:
        yield whole


class RecountedUser:
    """The documents of a user, and the events in them."""

    def __init__(self, documents: list[Document], until: datetime) -> None:
        self.documents = documents
        (self.user,) = of_type(documents, "user")
        self.today = calendar_of(self.user).date_of(until)
        self.log = log_of(documents, is_exact=True)
        self.days = [self.today - timedelta(days=age) for age in range(7 * WEEKS_SHOWN)]


def check_numbers(quarter: FilledStore, until: datetime) -> None:
    team = [RecountedUser(quarter.documents(user), until) for user in quarter.users]
    for one in team:
        check_totals(one.documents, one.log)
        assert_views_equal(quarter.services, one.log, one.documents, until, WEEKS_SHOWN)
    for reader in team:
        seen = quarter.services.get_challenge_service().list_leaders(reader.user["user_id"])
        expected = expected_leaders(team, reader)
        mine = [place for place in expected if place["is_current_user"]]
        assert [place for place in seen if place["is_current_user"]] == mine
        assert [place["points"] for place in seen[:10]] == [place["points"] for place in expected[:10]]
        assert all(place in expected for place in seen)


def expected_leaders(team: list[RecountedUser], reader: RecountedUser) -> list[dict[str, Any]]:
    """Return the complete leaderboard as shown to one user, sorted by points and name."""
    points = [(one, one.log.points(monday_of(reader.today))) for one in team]
    places = [
        {
            "rank": 1 + sum(other > own for _, other in points),
            "name": one.user["full_name"],
            "avatar": one.user["avatar_url"],
            "points": own,
            "is_current_user": one is reader,
        }
        for one, own in points
        if own > 0 or one is reader
    ]
    return sorted(places, key=lambda place: (-place["points"], str(place["name"])))


def test_numbers_of_all_users_match_a_naive_recount(quarter: FilledStore) -> None:
    check_numbers(quarter, UNTIL)


def test_numbers_match_a_naive_recount_on_the_first_day_of_a_week(
    tmp_path: Path, number_of_cases: NumberOfCases
) -> None:
    with fill(tmp_path, until=MONDAY, members=number_of_cases(5, thorough=len(TEAM))) as fortnight:
        check_numbers(fortnight, MONDAY)


def test_demo_data_has_realistic_variety(quarter: FilledStore, weeks: int) -> None:
    assert sum(events for _, events in quarter.reported) == len(quarter.user_actions) > 925 * weeks
    recounts = [RecountedUser(quarter.documents(user), UNTIL) for user in quarter.users]
    by_name = {recount.user["username"]: recount for recount in recounts}
    documents = [document for recount in recounts for document in recount.documents]
    assert len({recount.user["timezone"] for recount in recounts}) == 12
    assert all(recount.user["onboarding_completed"] for recount in recounts)
    tasks = of_type(documents, "task")
    assert {task["user_id"] for task in tasks if task["due_date"]} == {user.user_id for user in quarter.users}
    assert any(task["subtasks"] for task in tasks)
    assert {task["priority"] for task in tasks} == {"low", "medium", "high"}
    assert [task for task in tasks if not task["completed"] and (task["due_date"] or "9") < "2026-04"]
    assert any(task.get("completions", 0) > 1 for task in tasks)
    assert any(task.get("spent_seconds", 0) > 3600 for task in tasks)
    states = {(one["session_type"], one["status"]) for one in of_type(documents, "focus_session")}
    assert states >= {(kind, how) for kind in ("focus", "break") for how in ("completed", "stopped")}
    assert {entry["rule"] for entry in of_type(documents, "points_entry")} == {
        *("task_completed", "task_reopened", "focus_goal_reached", "shutdown", "shutdown_streak"),
        "challenge_completed",
    }
    assert by_name["ananya"].user["day_start"] == "04:00"
    active = {name: recount.log.days("task", "work") for name, recount in by_name.items()}
    assert max(active["amara"]) == by_name["amara"].today
    assert len(active["mateo"]) < 24 < len(active["lucia"])


def test_members_plan_days_and_take_time_off(quarter: FilledStore, weeks: int) -> None:
    services = quarter.services
    planning, with_days_off, kept = set[str](), set[str](), set[str]()
    for user in quarter.users:
        name, recount = user.member.username, RecountedUser(quarter.documents(user), UNTIL)
        tasks = services.get_task_service().list_tasks(
            user.user_id, TaskFilter(planned=PlannedRange.WEEK), ALL
        )
        planning |= {name} if list(tasks) else set()
        recurring = [task for task in of_type(recount.documents, "task") if task.get("recurrence")]
        assert any(task.get("next_id") for task in recurring), name
        assert any(task.get("estimate_minutes") for task in of_type(recount.documents, "task")), name
        assert of_type(recount.documents, "notification"), name

        user_entity = services.get_user_service().get_user(user.user_id)
        is_free, days = is_free_of(recount.user), recount.days
        assert not any(is_free(day) for day in recount.log.days("work")), name
        off = {day for day in days if user_entity.work_calendar.is_day_off(day)}
        with_days_off |= {name} if off else set()
        active = recount.log.days("task", "work")
        # The streak as it would be if days off ended it.
        streak = naive_longest(active, [day for day in days if is_free(day) and day not in off])
        longest = services.get_stats_service().get_user_stats(user.user_id)["longest_streak"]
        kept |= {name} if longest > streak else set()
    members = {member.username for member in TEAM}
    assert planning == members - {"grace"}
    assert with_days_off >= {
        member.username
        for member in TEAM
        if any(0 <= days_off.days_ago < 7 * weeks for days_off in member.days_off)
    }
    assert "lukas" in kept


def test_plans_are_carried_over_and_moved(quarter: FilledStore) -> None:
    by_name = {user.member.username: user for user in quarter.users}
    service, ravi = quarter.services.get_task_service(), by_name["ravi"].user_id
    overdue = list(service.list_tasks(ravi, TaskFilter(planned=PlannedRange.OVERDUE), ALL))
    assert overdue
    assert all(task.carried_over > 0 for task in overdue)
    tasks = of_type(quarter.documents(by_name["lucia"]), "task")
    assert any(task.get("carried_over") and task["planned_date"] != task["settled_plan"] for task in tasks)


@pytest.mark.parametrize("weeks", first_usually([1, 2], "as one week, for twice as long"))
def test_documents_depend_only_on_the_seed(
    tmp_path: Path, weeks: int, number_of_cases: NumberOfCases
) -> None:
    found, members = [], number_of_cases(5, thorough=len(TEAM))
    for number, seed in enumerate((7, 7, 8)):
        with fill(tmp_path / str(number), weeks=weeks, seed=seed, members=members) as quarter:
            found.append(quarter.all_documents())
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A store filled by the command, and the output of the command."""
    store = tmp_path_factory.mktemp("demo") / "my store.db"
    return store, run("--store", str(store), "--weeks", "1")


def test_command_prints_users_and_next_steps(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    store, done = filled
    assert done.returncode == 0, done.stderr
    assert all(
        re.search(rf"^{member.username} +{member.timezone} ", done.stdout, re.MULTILINE) for member in TEAM
    )
    assert done.stdout.endswith(f"\n  python3 dev.py start --store '{store}' --open lucia\n")
    assert done.stdout.count("  curl ") == 1
    assert len(done.stderr.splitlines()) == 1, "the progress bar alone"


def test_second_run_without_replace_fails_and_changes_nothing(
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


def test_printed_password_and_commands_work(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    store, done = filled
    (password,) = re.findall(r"^Password of all users: (.+)$", done.stdout, re.MULTILINE)
    settings = {"JWT_SECRET": "a secret for the duration of a test only"}
    with Server(store, settings=settings) as server, server.client() as client:
        lucia = Person(client, "lucia", password)
        stats: dict[str, Any] = lucia.stats()
        row = next(line.split() for line in done.stdout.splitlines() if line.startswith("lucia "))
        assert str(stats["completed_tasks"]) in row
        (path,) = re.findall(r"\$API/(\S+) -H", done.stdout)
        assert lucia.call("GET", path).status_code == 200


def test_last_command_prints_a_link_that_signs_in(
    filled: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    *_, store, __, username = shlex.split(filled[1].stdout.splitlines()[-1])
    settings = {
        "EMBEDDED_DB_PATH": store,
        "OPEN_PAGE_AS": username,
        "COSMOS_DB_URI": "",
    }  # as dev.py sets them
    with started(ROOT, "--report", "open_page.start:report", **settings) as (_, url, printed):
        (code,) = re.findall(r"#open=(\S+)$", "\n".join(printed), re.MULTILINE)
        with httpx.Client(base_url=f"{url}/api/", headers={"Origin": url}) as page:
            assert page.post("auth/open", json={"code": code}).status_code == 200
            assert page.get("auth/user_info").json()["username"] == "lucia"


def test_replace_option_replaces_the_store(
    filled: tuple[Path, subprocess.CompletedProcess[str]], run_here: RunHere, tmp_path: Path
) -> None:
    path = tmp_path / "demo.db"
    shutil.copy(filled[0], path)
    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(path)}))) as store:
        store.create({"id": "else", "user_id": "else", "type": "note", "text": "Something else"})
    assert b"Something else" in path.read_bytes()
    done = run_here("--store", str(path), "--weeks", "1", "--replace", "--password", PASSWORD)
    assert done.code == 0, done.errors
    assert f"Password of all users: {PASSWORD}\n" in done.output
    assert b"Something else" not in path.read_bytes()
    assert {file.name for file in tmp_path.iterdir()} == {"demo.db", "demo.db-reserve"}


@pytest.mark.parametrize("name", ["lucia", "bob"])
@pytest.mark.parametrize("replace", [(), ("--replace",)])
def test_store_with_other_accounts_is_neither_filled_nor_removed(
    credentials: CredentialManager,
    clock: MovableClock,
    run_here: RunHere,
    name: str,
    replace: tuple[str, ...],
) -> None:
    store = EmbeddedDBService(credentials, clock)
    with closing(store):
        services = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
        user_id = services.get_auth_service().register(name, PASSWORD).user_id
        before = documents_of(store, user_id)
        refused = run_here("--store", str(credentials.get_embedded_database_path()), "--weeks", "1", *replace)
        assert refused.code == 1
        assert "accounts in" in refused.errors
        assert refused.errors.count("\n") == 1
        assert documents_of(store, user_id) == before
        assert [user.username for user in services.get_user_service().list_users(ALL)] == [name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--weeks", "0"), "a number from 1 to 26"),
        (("--weeks", "27"), "a number from 1 to 26"),
        (("--password", "short"), "8 to 128 characters"),
        (("--store", "/dev/null/demo.db"), "cannot be opened"),
    ],
)
def test_invalid_options_are_reported(run_here: RunHere, arguments: tuple[str, ...], message: str) -> None:
    refused = run_here(*arguments)
    assert refused.code in (1, 2)
    assert message in refused.errors
