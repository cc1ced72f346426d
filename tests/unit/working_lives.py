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
# Mondays: an ordinary one, and before the clocks of some zones change.
MONDAYS = tuple(datetime(2026, month, day, 16, tzinfo=UTC) for month, day in ((3, 9), (3, 23), (10, 19)))

Span = tuple[int, int]
"""Begin and end, in minutes after the beginning of a life."""


@dataclass(frozen=True)
class Slot:
    """The time of one work session: as it was at first, and what it is corrected to in turn.

    None is its removal. It is corrected `late`, at the end of the life, or at the end of the slot.
    """

    end: int
    first: Span
    pauses: tuple[Span, ...]
    corrections: tuple[Span | None, ...]
    late: bool

    @property
    def last(self) -> Span | None:
        """The session as it is in the end."""
        return self.corrections[-1] if self.corrections else self.first

    @property
    def last_pauses(self) -> Iterator[Span]:
        """The pauses as they are in the end: cut by each correction."""
        spans = [span for span in self.corrections if span is not None]
        begins, ends = [span[0] for span in spans], [span[1] for span in spans]
        cut = ((max([begin, *begins]), min([end, *ends])) for begin, end in self.pauses)
        yield from ((begin, end) for begin, end in cut if begin < end)


@dataclass(frozen=True)
class Life:
    """Some days of a user."""

    start: datetime
    zone: str
    day_start: time
    joins: bool
    slots: tuple[Slot, ...]
    breaks: tuple[tuple[int, int, SessionType], ...]
    tasks: tuple[int, ...]
    shutdowns: tuple[int, ...]
    travels: tuple[tuple[int, str, int], ...]  # when, where to, and the limit of a workday from then on

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
        slots.append(Slot(end, first, pauses, corrections, draw(st.booleans())))
        now = end
    return tuple(slots)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw a life of some days."""
    slots = draw(_slots())
    end = slots[-1].end
    moments = st.integers(0, end)
    begins = sorted(draw(st.lists(moments, max_size=6, unique=True)))
    breaks = tuple(
        (begin, min(after - 1, begin + draw(st.integers(1, 240))), draw(st.sampled_from(SessionType)))
        for begin, after in pairwise([*begins, end + 300])
    )
    travels = draw(st.sampled_from((0, 0, 2)))
    return Life(
        start=draw(st.sampled_from(MONDAYS)),
        zone=draw(st.sampled_from(ZONES)),
        day_start=draw(st.sampled_from((time(0), time(4)))),
        joins=end < 5 * 24 * 60 and draw(st.booleans()),
        slots=tuple(_without_pauses_in_focus(slot, breaks) for slot in slots),
        breaks=tuple(one for one in breaks if one[0] < one[1]),
        tasks=tuple(draw(st.lists(moments, max_size=6))),
        shutdowns=tuple(draw(st.lists(moments, max_size=5))),
        travels=tuple(
            (draw(st.sampled_from(slots)).end, draw(st.sampled_from(ZONES)), draw(st.sampled_from((60, 480))))
            for _ in range(travels)
        ),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Life:
    """Draw a life of up to two weeks with work around the limit on most days, for streaks and balance."""
    lengths = st.sampled_from((60, 300, LIMIT_MINUTES, LIMIT_MINUTES + 1))
    slots: list[Slot] = []
    for day in range(draw(st.integers(4, 12))):
        for begin, end in ((500, 600), (600, 1300)):
            if draw(st.sampled_from((False, True, True) if end == 1300 else (False, False, True))):
                begin, end = day * 1440 + begin, day * 1440 + end  # noqa: PLW2901 - in minutes of the life
                first, *others = (
                    (begin, min(end, begin + draw(lengths))) for _ in range(draw(st.sampled_from((1, 1, 2))))
                )
                removal = (None,) if draw(st.integers(0, 5)) == 0 else ()
                slots.append(Slot(end, first, (), (*others, *removal), draw(st.booleans())))
    if not slots:
        slots.append(Slot(600, (500, 600), (), (None,), late=True))
    return Life(
        start=draw(st.sampled_from(MONDAYS)),
        zone=draw(st.sampled_from((*ZONES[:1], *ZONES))),
        day_start=time(0),
        joins=False,
        slots=tuple(slots),
        breaks=(),
        tasks=tuple(draw(st.lists(st.integers(0, slots[-1].end), max_size=2))),
        shutdowns=(),
        travels=(),
    )


def _without_pauses_in_focus(slot: Slot, breaks: tuple[tuple[int, int, SessionType], ...]) -> Slot:
    """Leave out pauses during focus sessions, which they pause as well."""
    pauses = tuple(
        (begin, end)
        for begin, end in slot.pauses
        if not any(start <= end and begin <= stop for start, stop, _ in breaks)
    )
    return Slot(slot.end, slot.first, pauses, slot.corrections, slot.late)


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
        """Live through it; `clean` has the sessions as they are in the end, from the start."""
        acts: list[tuple[int, int, Callable[[], object]]] = []
        for slot in self.life.slots:
            acts += self._clean(slot) if clean else self._corrected(slot)
        for begin, end, kind in self.life.breaks:
            acts += self._focus(begin, end, kind)
        acts += [(at, 10, self._complete_task) for at in self.life.tasks]
        acts += [(at, 20, self._shut_down) for at in self.life.shutdowns]
        acts += [(at, 6, self._travel(zone, limit)) for at, zone, limit in self.life.travels]
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
        at = self.life.end + 300 if slot.late else slot.end
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

    def _focus(self, begin: int, end: int, kind: SessionType) -> list[tuple[int, int, Callable[[], object]]]:
        def complete() -> None:
            session = self.focus.get_current_session(self.user_id)
            assert session is not None
            self._send(self.focus.complete_session(self.user_id, session.id))

        def start() -> None:
            self._send(self.focus.start_session(self.user_id, min(240, max(1, end - begin)), kind))

        return [(begin, 30, start), (end, 40, complete)]

    def _complete_task(self) -> None:
        task = self.tasks.create_task(self.user_id, "Write").value
        self._send(self.tasks.complete_task(self.user_id, task.id))

    def _shut_down(self) -> None:
        self._send(self.factory.get_shutdown_service().reflect(self.user_id, ProductivityRating.GOOD))

    def _travel(self, zone: str, limit: int) -> Callable[[], object]:
        def act() -> None:
            preferences = {"workday_limit_minutes": limit, "focus_goal_minutes": 120}
            self._change(timezone=zone, preferences=preferences)

        return act

    def _send(self, outcome: Any) -> None:
        self.earned += outcome.earned.points if outcome.earned else 0

    def _points(self) -> int:
        return self.factory.get_challenge_service().get_stats(self.user_id)["total_points"]
