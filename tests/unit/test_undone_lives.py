"""Acts that are undone leave everything as if they had not been done."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st

from shared.errors import AvanochiError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore
from tests.conftest import MovableClock
from tests.unit.offline_lives import CHALLENGES, Act, Life
from tests.unit.test_offline_lives import STARTS

_EVENTS = {
    "start work": "clock_in",
    "end work": "clock_out",
    "pause work": "pause_work",
    "resume work": "resume_work",
    "start focus": "start_focus",
    "start break": "start_break",
    "stop": "stop_focus",
    "stop the focus": "stop_focus",
    "pause focus": "pause_focus",
    "resume focus": "resume_focus",
    "shut down": "shutdown",
    "complete A": "complete_task",
    "complete B": "complete_task",
}
_OF_UNDOING = {
    *("given", "rewards", "times", "completions", "version"),  # how often something was given and taken back
    *("late_acts", "resumed_with"),  # for undoing more
    "work_session_id",  # counts only as the source of a challenge
    *("settled_plan", "carried_over"),  # written by the first change of a task after its planned date
}

_OF_DAYS = {"local_date", "type"}

numbers = count()
often = settings(
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Step:
    """An act that is sent at a moment, or one that is undone then: so many accepted acts before."""

    sent: datetime
    act: Act | None
    back: int = 0


@dataclass(frozen=True)
class Running:
    """What runs in a life, roughly: work, focus and a break, each of which may be paused."""

    work: str = ""
    focus: str = ""
    taken: bool = False

    def choices(self) -> dict[str, "Running"]:
        """Return the acts that make sense, and what runs after each."""
        found = {"shut down": self, f"complete {'AB'[self.taken]}": self}
        found |= _changes("work", "end work", self, self.work)
        if not self.taken:
            found |= {"start break": replace(self, taken=True)}
            found |= _changes("focus", "complete", self, self.focus)
            return found if not self.focus else found | {"stop": replace(self, focus="")}
        for name in ("complete", "stop"):
            found[name] = replace(self, taken=False)
            if self.focus:
                found[f"{name} the focus"] = replace(self, focus="")
        return found


def _changes(kind: str, end: str, running: Running, state: str) -> dict[str, Running]:
    """Return the acts on work or focus, and what runs after each."""

    def after(changed: str) -> Running:
        return replace(running, work=changed) if kind == "work" else replace(running, focus=changed)

    if not state:
        return {f"start {kind}": after("active")}
    verb, changed = ("pause", "paused") if state == "active" else ("resume", "active")
    return {f"{verb} {kind}": after(changed), end: after("")}


@st.composite
def steps_from(draw: st.DrawFn, start: datetime) -> list[Step]:
    """Return the steps of a life with many acts in few minutes; some were done earlier than they are sent."""
    random = draw(st.randoms(use_true_random=False))
    sent, states = start + timedelta(hours=4), [Running()]
    found: list[tuple[datetime, datetime, str | int]] = []
    for _ in range(random.randint(3, 22)):
        sent += timedelta(minutes=random.choice((0, 1, 2, 3, 4, 5, 6, 20, 70)), seconds=1)
        delay = random.choice((0,) * 8 + (3, 30, 130, 800))
        if random.random() < 0.25:
            back = random.choice((0, 0, 0, 1, 1, 2, 3))
            states.append(states[max(0, len(states) - 2 - back)])
            found.append((sent, sent, back))
            continue
        choices = states[-1].choices()
        name = random.choice([*choices])
        states.append(choices[name])
        found.append((sent - timedelta(minutes=delay), sent, name))
    acts = sorted((done, sent, name) for done, sent, name in found if isinstance(name, str))
    numbered = {sent: number for number, (_, sent, _) in enumerate(acts)}
    return [
        Step(sent, None, name) if isinstance(name, int) else Step(sent, Act(numbered[sent], name, done))
        for done, sent, name in found
    ]


@dataclass
class UndoingLife(Life):
    """The life of a user who undoes acts."""

    performed: list[tuple[datetime, Act]] = field(default_factory=list)

    def perform(self, step: Step) -> None:
        """Send an act, or undo one that was accepted."""
        if step.act is not None:
            if self.send(step.act, step.sent):
                self._add(step.sent, step.act)
            return
        if step.back >= len(self.performed):
            return
        _, act = self.performed[-1 - step.back]
        self.clock.set(step.sent)
        try:
            event, name = self._undo_of(act)
            self.services.get_undo_service().undo(self.user_id, event, name)
        except AvanochiError as error:
            note(f"{step.sent:%H:%M} {act.name} is not undone: {error}")
            return
        # The last such act on the same thing is undone.
        undone = next(one for one in reversed(self.performed) if self._undo_of(one[1]) == (event, name))
        note(f"{step.sent:%H:%M} {undone[1].name} of {undone[1].done:%H:%M} is undone")
        self.performed.remove(undone)
        self.accepted.remove(undone[1])
        self.sessions.pop(undone[1].number, None)

    def _add(self, sent: datetime, act: Act) -> None:
        """Add an act to those performed; ending what has ended changes nothing."""
        undo = self._undo_of(act)
        known = any(self._undo_of(one) == undo for _, one in self.performed)
        if known and undo[0] in {"complete_task", "clock_out"}:
            self.accepted.remove(act)
        else:
            self.performed.append((sent, act))

    def _started(self, act: Act) -> int:
        """Return the number of the act that started the session: of the focus, or the latest."""
        kinds = ("focus",) if act.name.endswith("the focus") else ("focus", "break")
        names = {"start work"} if act.kind == "work" else {f"start {kind}" for kind in kinds}
        if act.number in self.sessions:
            return act.number
        known = (one for one in self.acts if one.name in names and one.number in self.sessions)
        before = [one.number for one in known if one.number < act.number]
        return before[-1]

    def _undo_of(self, act: Act) -> tuple[str, str]:
        value = self.values[act.number]
        if act.name in {"complete", "complete the focus"}:
            return f"complete_{value.session_type}", value.id
        return _EVENTS[act.name], value.id


@dataclass
class World:
    """The services, their store and their clock."""

    services: ServiceFactory
    store: DocumentStore
    clock: MovableClock


@pytest.fixture
def world(factory: ServiceFactory, store: DocumentStore, clock: MovableClock) -> World:
    return World(factory, store, clock)


def new_life(world: World, steps: list[Step], start: datetime) -> UndoingLife:
    world.clock.set(start)
    user_id = world.services.get_auth_service().register(f"user {next(numbers)}", "correct horse").user_id
    acts = sorted((step.act for step in steps if step.act), key=lambda act: act.number)
    life = UndoingLife(world.services, world.store, world.clock, user_id, acts)
    life.begin(CHALLENGES)
    return life


def without_undoing(value: Any) -> Any:
    """Return a stored value without the fields that count how often something was undone."""
    if isinstance(value, dict):
        return {name: without_undoing(part) for name, part in value.items() if name not in _OF_UNDOING}
    return [without_undoing(part) for part in value] if isinstance(value, list) else value


def state_of(life: UndoingLife, *, is_running: bool = False) -> dict[str, list[Document]]:
    """Return the stored documents without the ledger, and without days on which nothing was done.

    Breaks during work whose start was sent later count when that ends, and go on to count if that is undone.
    """
    found = life.state(with_weeks=True)
    kept = {kind: [without_undoing(one) for one in found[kind]] for kind in found if kind != "points_entry"}
    days = (day for day in kept["day"] if any(day[name] for name in day if name not in _OF_DAYS))
    if is_running:
        for progress in kept["progress"]:
            del progress["week"]["challenges"]["break-champion"]
    return {**kept, "day": [*days]}


def assert_equal(twin: dict[str, list[Document]], life: dict[str, list[Document]]) -> None:
    for kind in twin.keys() | life.keys():
        for one, other in zip_longest(twin.get(kind, ()), life.get(kind, ())):
            fields = (one or {}).keys() | (other or {}).keys()
            for name in fields:
                assert (kind, name, (one or {}).get(name)) == (kind, name, (other or {}).get(name))


@often
@given(data=st.data(), start=st.sampled_from(STARTS))
def test_undone_acts_leave_everything_as_if_they_had_not_been_done(
    world: World, data: st.DataObject, start: datetime
) -> None:
    steps = data.draw(steps_from(start))
    life = new_life(world, steps, start)
    for step in steps:
        life.perform(step)
    assume(len(life.performed) < len(life.values))
    running = state_of(life, is_running=True)
    end = steps[-1].sent + timedelta(minutes=5)
    world.clock.set(end)
    life.end()
    twin = new_life(world, steps, start)
    for sent, act in life.performed:
        note(f"{sent:%H:%M} {act.name} of {act.done:%H:%M}")
        assert twin.send(act, sent), act
    assume(not life.has_forgotten)
    assert_equal(state_of(twin, is_running=True), running)
    world.clock.set(end)
    twin.end()
    assert_equal(state_of(twin), state_of(life))
