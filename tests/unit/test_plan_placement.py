"""When the tasks of a plan are done, against a simulation by minutes."""

from collections import Counter
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.rules.assistant.plan.placement import Piece, Work, place
from shared.rules.assistant.plan.rests import Position, Rest, Rests
from tests.unit.plan_simulation import naive_minutes

many = settings(max_examples=400)


@st.composite
def _rests(draw: st.DrawFn) -> Rests:
    first = draw(st.integers(0, 150))
    return Rests(
        end=draw(st.integers(100, 400)),
        rest_after=draw(st.sampled_from([25, 55, 55, 90])),
        break_minutes=draw(st.sampled_from([5, 5, 15])),
        lunch=draw(st.sampled_from([None, (first, first), (first, first + 90)])),
        lunch_minutes=30,
    )


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Work], Rests, Position, list[tuple[int, int]]]:
    """Return tasks that have room, in any order: most must be done by a minute that is hard to keep."""
    rests, start = draw(_rests()), Position(run=draw(st.sampled_from([0, 0, 10, 25])))
    works, room = list[Work](), len(naive_minutes(rests, start))
    for number in range(draw(st.integers(1, 6))):
        minutes = draw(st.sampled_from([15, 20, 35, 60, 100]))
        total = sum(one.minutes for one in works) + minutes
        if total <= room:
            by = draw(st.sampled_from([total, total, None]))
            by = None if by is None else by + draw(st.integers(-5, 60))
            works.append(Work(f"t{number}", minutes, by, draw(st.booleans())))
    best = draw(st.sampled_from([[], [(30, 90)], [(0, 60), (200, 260)], [(120, 300)]]))
    return draw(st.permutations(works)), rests, start, best


def _ends(pieces: list[Piece]) -> dict[str, int]:
    return {piece.key: piece.end for piece in pieces if piece.rest is None}


@many
@given(_cases())
def test_all_is_placed_in_order_and_rests_are_in_time(
    case: tuple[list[Work], Rests, Position, list[tuple[int, int]]],
) -> None:
    works, rests, start, best = case
    pieces = place(works, rests, start, best)
    done = Counter[str]()
    run, ate = start.run, 0
    for piece in pieces:
        assert piece.begin < piece.end <= rests.end
        run = 0 if piece.rest else run + piece.end - piece.begin
        assert run <= rests.rest_after
        if piece.rest is Rest.LUNCH:
            ate += 1
            assert rests.lunch is not None
            assert rests.lunch[0] <= piece.begin <= rests.lunch[1]
        if piece.rest is None:
            done[piece.key] += piece.end - piece.begin
            assert piece.end - piece.begin <= 90
    assert done == Counter({one.key: one.minutes for one in works})
    assert all(piece.end == following.begin for piece, following in pairwise(pieces))
    assert not pieces or pieces[-1].rest is None
    is_needed = rests.lunch is not None and any(one.end > rests.lunch[1] for one in pieces if not one.rest)
    assert ate == 1 if is_needed else ate <= 1


@many
@given(_cases())
def test_due_dates_are_kept_that_doing_the_first_due_first_keeps(
    case: tuple[list[Work], Rests, Position, list[tuple[int, int]]],
) -> None:
    works, rests, start, best = case
    ends, minutes = _ends(place(works, rests, start, best)), naive_minutes(rests, start)
    done = 0
    for one in sorted((one for one in works if one.by is not None), key=lambda one: one.by or 0):
        done += one.minutes
        if one.by is not None and minutes[done - 1] + 1 <= one.by:
            assert ends[one.key] <= one.by


@many
@given(_cases())
def test_without_due_dates_and_best_hours_tasks_are_done_in_their_order(
    case: tuple[list[Work], Rests, Position, list[tuple[int, int]]],
) -> None:
    works, rests, start, _ = case
    works = [one._replace(by=None, is_important=False) for one in works]
    assume(works)
    pieces = place(works, rests, start, [])
    assert [*dict.fromkeys(piece.key for piece in pieces if piece.rest is None)] == [one.key for one in works]


def test_important_task_waits_for_the_best_hours_unless_it_would_be_late() -> None:
    rests = Rests(end=240, rest_after=60, break_minutes=5)
    works = [Work("deep", 50, is_important=True), Work("mail", 30), Work("call", 20)]
    best = [(60, 120)]
    assert _order(place(works, rests, Position(), best)) == ["mail", "call", "deep"]
    late = [works[0]._replace(by=55), *works[1:]]
    assert _order(place(late, rests, Position(), best)) == ["deep", "mail", "call"]
    others_first = [works[1], works[2], works[0]]
    assert _order(place(others_first, rests, Position(), [(0, 60)])) == ["deep", "mail", "call"]
    hopeless = [works[1]._replace(by=5), works[2], works[0]]
    assert _order(place(hopeless, rests, Position(), [(0, 60)])) == ["deep", "mail", "call"]


def test_rests_are_between_tasks_and_parts_are_10_minutes_or_longer_where_the_room_allows() -> None:
    rests = Rests(end=400, rest_after=55, break_minutes=5, lunch=(100, 200))
    works = [Work("a", 40), Work("b", 45), Work("c", 60), Work("d", 30)]
    assert [(one.begin, one.end, one.key or one.rest) for one in place(works, rests, Position(), [])] == [
        (0, 40, "a"),
        (40, 45, Rest.BREAK),
        (45, 90, "b"),
        (90, 100, "c"),
        (100, 130, Rest.LUNCH),
        (130, 180, "c"),
        (180, 185, Rest.BREAK),
        (185, 215, "d"),
    ]
    works = [Work("a", 60), Work("b", 20)]
    assert [(one.begin, one.end, one.key or one.rest) for one in place(works, rests, Position(), [])] == [
        (0, 50, "a"),
        (50, 55, Rest.BREAK),
        (55, 65, "a"),
        (65, 85, "b"),
    ]


def _order(pieces: list[Piece]) -> list[str]:
    return [*_ends(pieces)]
