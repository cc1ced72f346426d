"""Lives of users whose acts reach the services late and in another order, and the twins who act in time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from hypothesis import strategies as st

from shared.entities.idempotency import Outcome
from shared.entities.task import TaskChanges
from shared.entities.timestamps import format_sortable
from shared.entities.user import UserChanges
from shared.errors import AvanochiError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of, of_type

TASKS = ("A", "B", "C")
PREFERENCES = {"focus_goal_minutes": 40, "workday_limit_minutes": 240, "work_days": [1, 2, 3, 4, 5, 6, 7]}
CHALLENGES = ("healthy-boundaries", "focus-sprint-master", "break-champion", "task-finisher")

_NAMES = (
    *("start work", "end work", "pause work", "resume work", "start work", "end work"),
    *("start focus", "start break", "complete", "complete", "stop", "pause focus", "resume focus"),
    *("shut down", "complete A", "complete B", "complete C"),
)
_ENDS = {"complete", "stop"}
_NOT_COMPARED = {
    # of the request, and not of the act
    *("_etag", "usage", "updated_at", "created_at", "version", "before", "task_updated_at"),
    *("late_acts", "recorded_at", "counted"),
    # of the documents themselves
    *("user_id", "id"),
    "work_session_id",  # counts only as the source of a challenge
}
_COMPARED = (
    *("task", "work_session", "focus_session", "shutdown_reflection", "day", "progress", "points_entry"),
    *("active_work_session", "active_focus_session"),
)


@dataclass(frozen=True)
class Act:
    """An act of a life: its number, its name, and when it was done."""

    number: int
    name: str
    done: datetime

    @property
    def kind(self) -> str:
        """The kind of session that it is about; empty for other acts."""
        if self.name.endswith("work"):
            return "work"
        return "focus" if self.name in {*_NAMES[6:13]} or self.name.endswith("the focus") else ""


@dataclass
class Life:
    """A user, and the ids of the sessions that the acts have started, by the number of the act."""

    services: ServiceFactory
    store: DocumentStore
    clock: MovableClock
    user_id: str
    acts: Sequence[Act]
    tasks: dict[str, str] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)
    accepted: list[Act] = field(default_factory=list)
    values: dict[int, Any] = field(default_factory=dict)  # what each accepted act returned, by its number
    has_forgotten: bool = False  # whether a focus session or break ended before now by no act

    def begin(self, challenges: Iterable[str]) -> None:
        """Set the preferences, create the tasks and join the challenges."""
        changes = UserChanges(preferences=dict(PREFERENCES))
        self.services.get_user_service().update_user(self.user_id, changes)
        for title in TASKS:
            planned = TaskChanges(planned_date=self.clock.now().date())
            outcome = self.services.get_task_service().create_task(self.user_id, title, planned)
            self.tasks[title] = outcome.value.id
        for challenge in challenges:
            self.services.get_challenge_service().join(self.user_id, challenge)

    def send(self, act: Act, sent: datetime) -> bool:
        """Send an act; return whether it was accepted."""
        self.clock.set(sent)
        try:
            value = self._find(act)(None if sent == act.done else act.done).value
        except (AvanochiError, LookupError):
            return False
        if act.name.startswith("start"):
            self.sessions[act.number] = value.id
        self.accepted.append(act)
        self.values[act.number] = value
        return True

    def end(self) -> None:
        """End what still runs now: each as an act of the moment at which it ended."""
        work, focus = self.services.get_work_session_service(), self.services.get_focus_session_service()
        if work.get_active_session(self.user_id) is not None:
            session = work.end_active_session(self.user_id).value
            self._add_end("end work", session.id, session.end_time)
        while (current := focus.get_current_session(self.user_id)) is not None:
            focus.stop_session(self.user_id, current.id)
        ended = {self.sessions[self._started(act)] for act in self.accepted if act.name in _ENDS}
        now = format_sortable(self.clock.now())
        sessions = of_type(documents_of(self.store, self.user_id), "focus_session")
        self.has_forgotten = any(one["id"] not in ended and one["end_time"] != now for one in sessions)

    def _add_end(self, name: str, session_id: str, done: datetime | None) -> None:
        (started,) = (number for number, started in self.sessions.items() if started == session_id)
        assert done is not None
        self.accepted.append(Act(started, name, done))

    def _find(self, act: Act) -> Callable[[datetime | None], Outcome[Any]]:
        """Return the operation of an act; `KeyError` if the session was never started."""
        user, work = self.user_id, self.services.get_work_session_service()
        focus, tasks = self.services.get_focus_session_service(), self.services.get_task_service()
        verb, _, rest = act.name.partition(" ")
        if verb == "complete" and rest in self.tasks:
            return lambda at: tasks.complete_task(user, self.tasks[rest], at=at)
        if act.name == "shut down":
            reflect = self.services.get_shutdown_service().reflect
            return lambda at: reflect(user, ProductivityRating.GOOD, at=at)
        if act.name == "start work":
            return lambda at: work.start_session(user, at=at)
        if act.name in {"start focus", "start break"}:
            kind, task_id = SessionType(rest), self.tasks["A"] if rest == "focus" else None
            return lambda at: focus.start_session(user, 15, kind, task_id=task_id, at=at)
        return self._find_change(act, self.sessions[self._started(act)])

    def _find_change(self, act: Act, session_id: str) -> Callable[[datetime | None], Outcome[Any]]:
        user, work = self.user_id, self.services.get_work_session_service()
        verb, focus = act.name.partition(" ")[0], self.services.get_focus_session_service()
        if act.name == "end work":
            return lambda at: work.end_session(user, session_id, at=at)
        if act.name in {"pause work", "resume work"}:
            change = work.pause_session if verb == "pause" else work.resume_session
            return lambda at: change(user, at=at)
        change_focus = getattr(focus, f"{verb}_session")
        return lambda at: change_focus(user, session_id, at=at)

    def _started(self, act: Act) -> int:
        """Return the number of the act that started the session: the latest before, in the order of doing."""
        if act.number in self.sessions:
            return act.number  # the session itself
        before = [
            one.number
            for one in self.acts
            if one.kind == act.kind and one.name.startswith("start") and one.number < act.number
        ]
        return before[-1]  # `IndexError` without one

    def state(self, *, with_weeks: bool) -> dict[str, list[Any]]:
        """Return the stored documents, with names for ids and without what depends on the requests."""
        documents = documents_of(self.store, self.user_id)
        text = orjson.dumps([one for one in documents if one["type"] in _COMPARED]).decode()
        for name, document_id in self._names(documents).items():
            text = text.replace(document_id, name)
        found: dict[str, list[Any]] = {}
        for document in orjson.loads(text):
            found.setdefault(document["type"], []).append(_comparable(document, with_weeks=with_weeks))
        return {kind: sorted(values, key=repr) for kind, values in sorted(found.items())}

    def _names(self, documents: Iterable[Document]) -> dict[str, str]:
        names = {**self.tasks, "user": self.user_id}
        for kind in ("work_session", "focus_session"):
            sessions = sorted(of_type(documents, kind), key=lambda one: (one["start_time"], one["end_time"]))
            names.update({f"{kind} {number}": one["id"] for number, one in enumerate(sessions)})
        return names


def _comparable(document: Document, *, with_weeks: bool) -> Document:
    left_out = {*_NOT_COMPARED, *(() if with_weeks else ("week", "other_weeks", "completed_week"))}
    comparable = {name: value for name, value in document.items() if name not in left_out}
    if "unlocked" in document:
        comparable["unlocked"] = sorted(document["unlocked"])
    for progress in comparable.get("week", {}).get("challenges", {}).values():
        progress["marks"] = sorted(progress["marks"])
    if document.get("rule") in {"focus_goal_reached", "challenge_completed"}:
        del comparable["at"]  # that of the event that was the last to be known
    return comparable


def _minutes(low: int, high: int) -> st.SearchStrategy[timedelta]:
    return st.integers(low, high).map(lambda minutes: timedelta(minutes=minutes))


gaps = st.one_of(_minutes(1, 30), _minutes(1, 30), _minutes(31, 180), _minutes(600, 1000))


@st.composite
def acts_from(draw: st.DrawFn, start: datetime) -> list[Act]:
    """Return the acts of a life, of which many make no sense."""
    done, found = start, []
    for number, (gap, name) in enumerate(
        draw(st.lists(st.tuples(gaps, st.sampled_from(_NAMES)), min_size=3, max_size=24))
    ):
        done += gap
        found.append(Act(number, name, done))
    return found


@dataclass
class Lives:
    """The life of a user who sends acts late, and that of the twin who did them in time."""

    offline: Life
    in_time: Life

    def assert_equal(self) -> None:
        """Assert that both lives have the same documents."""
        with_weeks = all(_week(act.done) == _week(self.offline.clock.now()) for act in self.offline.accepted)
        offline, in_time = (life.state(with_weeks=with_weeks) for life in (self.offline, self.in_time))
        assert offline == in_time


def _week(moment: datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]


def deliver(life: Life, sent: Iterable[tuple[datetime, Act]]) -> None:
    """Send acts, in the order in which they are sent; then end what still runs."""
    for moment, act in sorted(sent, key=lambda one: (one[0], one[1].number)):
        life.send(act, moment)
    life.clock.set(max(*(act.done for act in life.acts), life.clock.now()) + timedelta(minutes=1))
    life.end()


def in_time(life: Life, accepted: Iterable[Act]) -> None:
    """Do acts in time; each must be accepted."""
    for act in sorted(accepted, key=lambda act: (act.done, act.number)):
        assert life.send(act, act.done), act
