"""Entities: equality, ETags, idempotency keys, the sign-in lock, and views of single entities."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.challenge import WeeklyChallenge
from shared.entities.entity import IfMatch, entity_tag, to_json
from shared.entities.focus_session import ActiveFocusSession
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.points import LedgerEntry
from shared.entities.shutdown import Reflection
from shared.entities.sign_in import FailedLogins, SignInAddresses
from shared.entities.task import Task
from shared.entities.user import CompanionName
from shared.entities.work_session import ActiveWorkSession
from shared.errors import PreconditionFailedError
from shared.repos.stored_forms import from_stored, to_stored
from shared.views.challenge import ChallengeType
from shared.views.points import Rule
from shared.views.shutdown import ProductivityRating
from tests.unit.entity_strategies import tasks
from tests.unit.strategies import moments, texts

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def test_entities_are_equal_unless_they_differ_in_class_or_in_more_than_their_version() -> None:
    one = ActiveWorkSession(user_id="ada", session_id="1")
    assert one == replace(one, etag="other")
    assert hash(one) == hash(replace(one, etag="other"))
    assert one != replace(one, session_id="2")
    assert one != ActiveFocusSession(user_id="ada", session_id="1")
    assert one != "ada"


# ETags


@settings(steadily, max_examples=100)
@given(task=tasks, other=tasks)
def test_entity_tags_are_equal_exactly_for_equal_content(task: Task, other: Task) -> None:
    one, two = to_json(task.to_dict()), to_json(other.to_dict())
    assert (entity_tag(one) == entity_tag(two)) is (one == two)
    assert entity_tag(one) == entity_tag(to_json(from_stored(Task, to_stored(task)).to_dict()))


@steadily
@given(
    task=tasks,
    before=st.lists(st.sampled_from(['"a"', 'W/"b"', '""', " "]), max_size=3),
    blanks=st.sampled_from(["", " ", "\t"]),
)
def test_if_match_accepts_the_current_version_anywhere_in_its_list(
    task: Task, before: list[str], blanks: str
) -> None:
    current = entity_tag(to_json(task.to_dict()))
    IfMatch(f"{blanks},{blanks}".join([*before, current])).check(task)
    IfMatch("*").check(task)


@steadily
@given(task=tasks, header=texts)
def test_if_match_rejects_every_other_version(task: Task, header: str) -> None:
    if "*" in header:
        return
    current = entity_tag(to_json(task.to_dict()))
    for stale in (header, f"W/{current}", current.strip('"'), current.upper() if current.islower() else "x"):
        with pytest.raises(PreconditionFailedError):
            IfMatch(stale).check(task)


@steadily
@given(moment=moments)
def test_timestamps_in_json_are_rfc_3339_in_utc(moment: datetime) -> None:
    shown = json.loads(to_json({"at": moment}))["at"]
    assert shown.endswith("Z")
    assert datetime.fromisoformat(shown) == moment


# Idempotency keys


@steadily
@given(key=texts, method=texts, path=texts, body=st.binary(max_size=20), other=st.binary(max_size=20))
def test_fingerprints_are_equal_exactly_for_equal_bodies(
    key: str, method: str, path: str, body: bytes, other: bytes
) -> None:
    one, two = IdempotencyKey.of(key, method, path, body), IdempotencyKey.of(key, method, path, other)
    assert (one.fingerprint == two.fingerprint) is (body == other)
    assert one.key == two.key


def test_fingerprint_depends_on_method_and_path() -> None:
    one = IdempotencyKey.of("k", "POST", "tasks", b"{}")
    for method, path in (("PUT", "tasks"), ("POST", "users")):
        assert IdempotencyKey.of("k", method, path, b"{}").fingerprint != one.fingerprint


@pytest.mark.parametrize("replayed", [False, True])
def test_outcome_shows_its_value_and_keeps_that_it_is_a_replay(*, replayed: bool) -> None:
    outcome = Outcome(CompanionName(user_id="ada", name="Pixel"), replayed)
    assert outcome.to_dict() == {"name": "Pixel"}
    assert outcome.view() == Outcome({"name": "Pixel"}, replayed)
    assert outcome.event_view(dict) == Outcome({"name": "Pixel", "earned": None}, replayed)
    assert not Outcome("a first answer").replayed


# Failed sign-ins


@steadily
@given(steps=st.lists(st.timedeltas(timedelta(0), timedelta(minutes=20)), max_size=12))
def test_subject_is_locked_after_five_failures_within_fifteen_minutes(steps: list[timedelta]) -> None:
    now = datetime(2026, 3, 18, tzinfo=UTC)
    failures, all_of_them = FailedLogins(subject="5a"), list[datetime]()
    for step in steps:
        now += step
        recent = sorted(at for at in all_of_them if at > now - timedelta(minutes=15))
        locked_for = failures.locked_for(now, 5)
        assert (locked_for is not None) is (len(recent) >= 5)
        if locked_for is not None:
            assert failures.locked_for(now + timedelta(seconds=locked_for), 5) is None
            assert locked_for <= 15 * 60 + 1
        else:
            failures = failures.add(now, "7f")
            all_of_them.append(now)
    assert failures.without("7f").locked_for(now, 1) is None
    assert failures.locked_for(now, 1, "another address") is None


@steadily
@given(signed_in=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=40))
def test_latest_twenty_addresses_are_known_for_90_days(signed_in: list[tuple[int, int]]) -> None:
    today, addresses, last_days = date(2026, 3, 18), SignInAddresses(user_id="ada"), dict[str, date]()
    for number, step in signed_in:
        today += timedelta(days=step)
        addresses = addresses.add(str(number), today)
        last_days = {**last_days, str(number): today}
    latest = sorted(last_days.values())[-20:]
    for address, day in last_days.items():
        recent = day > today - timedelta(days=90)
        if recent and day > latest[0]:
            assert addresses.has([address], today)
        if not recent or day < latest[0]:
            assert not addresses.has([address], today)
    assert len(addresses.days) <= 20


# Views


@pytest.mark.parametrize(
    ("times", "name"),
    [
        (1, "points:task_completed:1234"),
        (2, "points:task_completed:1234:2"),
        (9, "points:task_completed:1234:9"),
    ],
)
def test_id_of_a_ledger_entry_is_derived_from_its_event(times: int, name: str) -> None:
    entry = LedgerEntry(
        user_id="ada",
        at=NOW,
        rule=Rule.TASK_COMPLETED,
        delta=5,
        reason="Task completed",
        source_id="1234",
        times=times,
    )
    assert entry.id == name
    assert entry.to_dict() == {
        "id": name,
        "at": NOW,
        "rule": "task_completed",
        "delta": 5,
        "reason": "Task completed",
        "source_id": "1234",
    }


def test_view_of_a_reflection_has_the_time_of_the_shutdown() -> None:
    reflection = Reflection(
        id="1",
        user_id="ada",
        productivity_rating=ProductivityRating.TOUGH,
        created_at=NOW,
        shutdown_on=date(2026, 3, 18),
        mindful_disconnect_completed=(True, False),
    )
    assert reflection.to_dict() == {
        "id": "1",
        "productivity_rating": "tough",
        "reflection_note": None,
        "mindful_disconnect_completed": (True, False),
        "session_id": None,
        "created_at": NOW,
        "shutdown_date": NOW,
    }


def test_there_are_four_productivity_ratings() -> None:
    assert [rating.value for rating in ProductivityRating] == ["great", "good", "okay", "tough"]


@pytest.mark.parametrize(("progress", "total"), [(None, None), (0, 15), (15, 15)])
def test_view_of_a_challenge_has_a_total_once_it_is_joined(progress: int | None, total: int | None) -> None:
    challenge = WeeklyChallenge(
        id="task-finisher",
        user_id="ada",
        name="Task Finisher",
        description="Complete 15 tasks",
        points=75,
        challenge_type=ChallengeType.TASK,
        target_value=15,
        duration_days=7,
        created_at=NOW,
        joined_count=0,
        joined_avatars=(),
        progress=progress,
    )
    shown = challenge.to_dict()
    assert (shown["progress"], shown["total"], shown["is_active"]) == (progress, total, True)
