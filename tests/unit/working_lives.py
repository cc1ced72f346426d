"""Random lives with work sessions that are corrected or removed, each beside its clean twin.

The twin does the same, with every session as it is in the end from the start.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from shared.entities.user import UserChanges
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import MovableClock

LIMIT_MINUTES = 480
_MINUTE = timedelta(minutes=1)

ZONES = (
    "UTC",
    "Europe/Madrid",
    "America/Santiago",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
)
DAY_STARTS = (time(0), time(4))
# Mondays: an ordinary one, and before the clocks of some zones change.
MONDAYS = tuple(datetime(2026, month, day, 16, tzinfo=UTC) for month, day in ((3, 9), (3, 23), (10, 19)))

_DELAYS = (0, 0, 30, 200, 600, 100_000)
_MINUTES_OF_DAY = 24 * 60

Span = tuple[int, int]
"""Begin and end, in minutes after the beginning of a life."""


@dataclass(frozen=True)
class Slot:
    """The time of one work session: as it was at first, and what it is corrected to in turn.

    None is its removal. It is corrected some minutes after the end of the slot.
    """

    end: int
    first: Span
    pauses: tuple[Span, ...]
    corrections: tuple[Span | None, ...]
    delay: int

    @property
    def last(self) -> Span | None:
        """The session as it is in the end."""
        return self.corrections[-1] if self.corrections else self.first

    def may_end_around(self, moment: int) -> bool:
        """Return whether it ends before a moment as it was at first or is later, and after it otherwise."""
        ends = [self.first[1], *(span[1] for span in self.corrections if span is not None)]
        return min(ends) <= moment <= max(ends)

    @property
    def last_pauses(self) -> Iterator[Span]:
        """The pauses as they are in the end: cut by each correction."""
        spans = [span for span in self.corrections if span is not None]
        begins, ends = [span[0] for span in spans], [span[1] for span in spans]
        cut = ((max([begin, *begins]), min([end, *ends])) for begin, end in self.pauses)
        yield from ((begin, end) for begin, end in cut if begin < end)


@dataclass(frozen=True)
class Focus:
    """A focus session or break, which is completed or stopped."""

    begin: int
    end: int
    kind: SessionType
    stopped: bool


@dataclass(frozen=True)
class Travel:
    """A change of the time zone, of the start of the day, and of the limit of a workday."""

    at: int
    zone: str
    day_start: time
    limit: int = LIMIT_MINUTES


@dataclass(frozen=True)
class Life:
    """Some days of a user."""

    start: datetime
    zone: str
    day_start: time
    joins: bool
    slots: tuple[Slot, ...]
    focus: tuple[Focus, ...]
    tasks: tuple[int, ...]
    shutdowns: tuple[int, ...]
    travels: tuple[Travel, ...]

    @property
    def end(self) -> int:
        """The end, in minutes."""
        return self.slots[-1].end + 1


def _spans(begin: int, end: int) -> st.SearchStrategy[Span]:
    moments = st.tuples(st.integers(begin, end), st.integers(begin, end))
    return moments.map(sorted).filter(lambda span: span[0] < span[1]).map(lambda span: (span[0], span[1]))


@st.composite
def _slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    now = 0
    for _ in range(draw(st.integers(2, 9))):
        now += draw(st.integers(0, 12) | st.integers(0, 16 * 60))
        end = now + draw(st.integers(5, 14 * 60) | st.integers(5, 45 * 60))
        first = draw(_spans(now, end))
        cuts = sorted(draw(st.lists(st.integers(*first), max_size=6, unique=True)))
        pauses = tuple(zip(cuts[::2], cuts[1::2], strict=False))
        corrections: tuple[Span | None, ...] = tuple(draw(st.lists(_spans(now, end), max_size=2)))
        if draw(st.sampled_from((False, False, True))):
            corrections += (None,)
        slots.append(Slot(end, first, pauses, corrections, draw(st.sampled_from(_DELAYS))))
        now = end
    return tuple(slots)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw a life of some days."""
    slots = draw(_slots())
    end = slots[-1].end
    moments = st.integers(0, end)
    focus = _focus(draw, sorted(draw(st.lists(moments, max_size=6, unique=True))), end)
    travels = draw(st.sampled_from((0, 0, 2)))
    return Life(
        start=draw(st.sampled_from(MONDAYS)),
        zone=draw(st.sampled_from(ZONES)),
        day_start=draw(st.sampled_from(DAY_STARTS)),
        joins=end < 5 * _MINUTES_OF_DAY and draw(st.booleans()),
        slots=tuple(_without_pauses_in_focus(slot, focus) for slot in slots),
        focus=focus,
        tasks=tuple(draw(st.lists(moments, max_size=6))),
        shutdowns=tuple(draw(st.lists(moments, max_size=5))),
        travels=tuple(
            Travel(
                draw(st.sampled_from(slots)).end,
                draw(st.sampled_from(ZONES)),
                draw(st.sampled_from(DAY_STARTS)),
                draw(st.sampled_from((60, 480))),
            )
            for _ in range(travels)
        ),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Life:
    """Draw a life of up to two weeks with work around the limit on most days, for streaks and balance."""
    random = draw(st.randoms(use_true_random=True))

    def length(day: int) -> int:
        if day in {5, 11, 12}:  # the ends of both weeks
            return random.choice((300, LIMIT_MINUTES + 1))
        return random.choice((60, 300, 300, 300, LIMIT_MINUTES, LIMIT_MINUTES, LIMIT_MINUTES + 1))

    slots: list[Slot] = []
    for day in range(random.randint(5, 12)):
        if random.random() < 0.93:
            begin = day * _MINUTES_OF_DAY + 500
            chance = random.random()
            corrections = (None,) if chance < 0.1 else ((begin, begin + length(day)),) if chance < 0.3 else ()
            slots.append(
                Slot(begin + 600, (begin, begin + length(day)), (), corrections, random.choice(_DELAYS))
            )
    return Life(
        start=random.choice(MONDAYS),
        zone=random.choice(("UTC", "UTC", *ZONES)),
        day_start=time(0),
        joins=False,
        slots=tuple(slots) or (Slot(600, (500, 600), (), (None,), 0),),
        focus=(),
        tasks=tuple(random.randint(0, 5 * _MINUTES_OF_DAY) for _ in range(random.randint(0, 2))),
        shutdowns=(),
        travels=(),
    )


@st.composite
def challenged(draw: st.DrawFn) -> Life:
    """Draw a life of a few days in a week with early shutdowns and breaks, for challenges."""
    random = draw(st.randoms(use_true_random=True))
    slots, focus, shutdowns = list[Slot](), list[Focus](), list[int]()
    for day in range(random.randint(1, 4)):
        morning = 540 + _MINUTES_OF_DAY * day  # after midnight in UTC
        for begin in (morning, morning + 300, morning + 600):

            def span(begin: int = begin) -> Span:
                start = begin + random.randint(0, 100)
                return start, start + random.randint(5, 140)

            first = span()
            corrections = random.choice(((), (), (None,), (span(),), (span(), span())))
            slots.append(Slot(begin + 250, first, (), corrections, random.choice(_DELAYS)))
            if random.random() < 0.6:
                at = random.randint(max(begin, first[0] - 20), first[1])
                end = at + random.randint(2, 45)
                kind = random.choice((SessionType.BREAK, SessionType.BREAK, SessionType.FOCUS))
                focus.append(Focus(at, end, kind, stopped=random.random() < 0.3))
            if random.random() < 0.4:
                shutdowns.append(random.choice((first[1], random.randint(*first), begin + 270)))
    return Life(
        start=MONDAYS[0],
        zone=random.choice(("UTC", "Europe/Madrid", "Asia/Kathmandu")),
        day_start=random.choice(DAY_STARTS),
        joins=True,
        slots=tuple(slots),
        focus=tuple(focus),
        tasks=(),
        shutdowns=tuple(shutdowns),
        travels=tuple(
            Travel(at, random.choice(ZONES), random.choice(DAY_STARTS))
            for at in sorted(random.sample(range(540, slots[-1].end), random.choice((0, 0, 1, 3))))
            if not any(slot.may_end_around(at) for slot in slots)
        ),
    )


def _focus(draw: st.DrawFn, begins: list[int], end: int) -> tuple[Focus, ...]:
    found = (
        Focus(
            begin,
            min(after - 1, begin + draw(st.integers(1, 240))),
            draw(st.sampled_from(SessionType)),
            draw(st.sampled_from((False, False, True))),
        )
        for begin, after in pairwise([*begins, end + 300])
    )
    return tuple(focus for focus in found if focus.begin < focus.end)


def _without_pauses_in_focus(slot: Slot, focus: tuple[Focus, ...]) -> Slot:
    """Leave out pauses during focus sessions, which they pause as well."""
    pauses = tuple(
        (begin, end)
        for begin, end in slot.pauses
        if not any(one.begin <= end and begin <= one.end for one in focus)
    )
    return Slot(slot.end, slot.first, pauses, slot.corrections, slot.delay)


class Player:
    """Plays a life through the services of a store of its own."""

    def __init__(self, factory: ServiceFactory, clock: MovableClock, life: Life) -> None:
        self.factory = factory
        self.clock = clock
        self.life = life
        self.work = factory.get_work_session_service()
        self.corrections = factory.get_work_session_corrections()
        self.focus = factory.get_focus_session_service()
        self.tasks = factory.get_task_service()
        self.earned = 0
        clock.set(life.start - timedelta(hours=1))
        self.user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
        self._change(timezone=life.zone, day_start=life.day_start)
        self._change(preferences={"workday_limit_minutes": LIMIT_MINUTES, "focus_goal_minutes": 120})
        if life.joins:
            for challenge in ("healthy-boundaries", "break-champion", "focus-sprint-master"):
                factory.get_challenge_service().join(self.user_id, challenge)

    def play(self, *, clean: bool) -> None:
        """Perform all acts in the order of time; if `clean`, every session is at once as it is in the end."""
        acts: list[tuple[int, int, Callable[[], object]]] = []
        for slot in self.life.slots:
            acts += self._clean(slot) if clean else self._corrected(slot)
        for focus in self.life.focus:
            acts += self._focus(focus)
        acts += [(at, 10, self._complete_task) for at in self.life.tasks]
        acts += [(at, 20, self._shut_down) for at in self.life.shutdowns]
        acts += [(travel.at, 6, self._travel(travel)) for travel in self.life.travels]
        for at, order, act in sorted(acts, key=lambda each: each[:2]):
            # No two acts happen at the same time, but those of one session.
            self.clock.set(self._moment(at) + (timedelta(seconds=order) if order >= 6 else timedelta(0)))
            act()
        self.clock.set(self._moment(self.life.end + 400))

    @property
    def today(self) -> date:
        return self.factory.get_user_service().get_user(self.user_id).calendar.date_of(self.clock.now())

    def _moment(self, minutes: int) -> datetime:
        return self.life.start + minutes * _MINUTE

    def _change(self, **changes: Any) -> None:
        self.factory.get_user_service().update_user(self.user_id, UserChanges(**changes))

    def _clean(self, slot: Slot) -> list[tuple[int, int, Callable[[], object]]]:
        return [] if slot.last is None else self._session(*slot.last, [*slot.last_pauses])

    def _corrected(self, slot: Slot) -> list[tuple[int, int, Callable[[], object]]]:
        found: dict[str, str] = {}

        def remember() -> None:
            active = self.work.get_active_session(self.user_id)
            assert active is not None
            found["id"] = active.id

        def correct(to: Span | None) -> Callable[[], object]:
            def act() -> None:
                if to is None:
                    before = self._points()
                    self.corrections.remove_session(self.user_id, found["id"])
                    self.earned += self._points() - before
                    return
                start, end = map(self._moment, to)
                outcome = self.corrections.correct_session(self.user_id, found["id"], start, end)
                self.earned += outcome.earned.points if outcome.earned else 0

            return act

        acts = self._session(*slot.first, [*slot.pauses])
        acts.insert(1, (slot.first[0], 1, remember))
        at = min(slot.end + slot.delay, self.life.end + 300)
        return [*acts, *((at, 5, correct(span)) for span in slot.corrections)]

    def _session(
        self, begin: int, end: int, pauses: list[Span]
    ) -> list[tuple[int, int, Callable[[], object]]]:
        """Return the acts of a session; where they happen at the same time, they are in this order."""
        acts: list[tuple[int, int, Callable[[], object]]] = [
            (begin, 0, lambda: self._send(self.work.start_session(self.user_id)))
        ]
        for pause_begin, pause_end in pauses:
            acts.append((pause_begin, 3, lambda: self.work.pause_session(self.user_id)))
            if pause_end < end:
                acts.append((pause_end, 2, lambda: self.work.resume_session(self.user_id)))
        return [*acts, (end, -1, lambda: self._send(self.work.end_active_session(self.user_id)))]

    def _focus(self, focus: Focus) -> list[tuple[int, int, Callable[[], object]]]:
        def end() -> None:
            session = self.focus.get_current_session(self.user_id)
            assert session is not None
            act = self.focus.stop_session if focus.stopped else self.focus.complete_session
            self._send(act(self.user_id, session.id))

        def start() -> None:
            minutes = min(240, max(1, focus.end - focus.begin))
            self._send(self.focus.start_session(self.user_id, minutes, focus.kind))

        return [(focus.begin, 30, start), (focus.end, 40, end)]

    def _complete_task(self) -> None:
        task = self.tasks.create_task(self.user_id, "Write").value
        self._send(self.tasks.complete_task(self.user_id, task.id))

    def _shut_down(self) -> None:
        self._send(self.factory.get_shutdown_service().reflect(self.user_id, ProductivityRating.GOOD))

    def _travel(self, travel: Travel) -> Callable[[], object]:
        def act() -> None:
            preferences = {"workday_limit_minutes": travel.limit, "focus_goal_minutes": 120}
            self._change(timezone=travel.zone, day_start=travel.day_start, preferences=preferences)

        return act

    def _send(self, outcome: Any) -> None:
        self.earned += outcome.earned.points if outcome.earned else 0

    def _points(self) -> int:
        return self.factory.get_challenge_service().get_stats(self.user_id)["total_points"]
