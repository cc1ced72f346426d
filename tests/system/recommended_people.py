"""Which recommendations must, may and must not be the first three of each member of the demo's team.

They follow from the habits in `demo/team.py`, and not from what the rules do: this table was written first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from demo.team import TEAM, Member
from shared.views.recommendations import RecommendationKind as Kind

FIRST_DAY = date(2026, 2, 8)
"""A Sunday, five weeks before `LAST_DAY`."""

LAST_DAY = date(2026, 3, 15)
"""The day up to which the demo simulates members, from which it counts their days off."""

EVERY_KIND = frozenset(Kind)
WITHOUT_WORK = frozenset({Kind.CELEBRATE, Kind.JOIN_CHALLENGE})
"""The kinds that may be recommended while a user does not work."""

AT_THE_END = frozenset({Kind.STOP_FOR_TODAY, Kind.SHUTDOWN, Kind.PLAN_TOMORROW})
AFTER_SOME_WORK = frozenset({Kind.TAKE_BREAK, Kind.DRINK, Kind.LUNCH})
OF_LONG_HABITS = frozenset(
    {Kind.ESTIMATE_BETTER, Kind.PROTECT_BEST_HOURS, Kind.LIGHTER_DAY, Kind.JOIN_CHALLENGE, Kind.CELEBRATE}
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A member at a local time of a day, and the kinds that are required and refused; others may be given."""

    name: str
    at: str
    must: frozenset[Kind] = frozenset()
    must_not: frozenset[Kind]
    why: str
    last_day: date = LAST_DAY

    @property
    def member(self) -> Member:
        """The member."""
        return next(member for member in TEAM if member.username == self.name)

    @property
    def moment(self) -> datetime:
        """The moment, with the zone of the member."""
        return datetime.fromisoformat(self.at).replace(tzinfo=ZoneInfo(self.member.timezone))


ROWS = (
    Row(
        name="lucia",
        at="2026-03-10 08:30",
        must=frozenset({Kind.NEXT_TASK}),
        must_not=AT_THE_END | AFTER_SOME_WORK,
        why="She plans nearly every task, and starts at 9: before work there is one to begin with.",
    ),
    Row(
        name="oliver",
        at="2026-03-10 17:30",
        must_not=EVERY_KIND - WITHOUT_WORK - {Kind.PLAN_TOMORROW},
        why="He starts at 6:15 and shuts nearly every day down, at about 15:15: for him it is evening.",
    ),
    Row(
        name="beatriz",
        at="2026-03-09 15:00",
        must_not=EVERY_KIND - WITHOUT_WORK,
        why="She works from Tuesday to Saturday: this Monday is free, and not yet an evening.",
    ),
    Row(
        name="ananya",
        at="2026-03-11 16:40",
        must=frozenset({Kind.NEXT_TASK}),
        must_not=AT_THE_END | AFTER_SOME_WORK,
        why="Her day begins at 17:00 and goes on after midnight: the evening of others is her morning.",
    ),
    Row(
        name="grace",
        at="2026-03-12 18:45",
        must=frozenset({Kind.STOP_FOR_TODAY}),
        must_not=frozenset(
            {
                *(Kind.NEXT_TASK, Kind.START_FOCUS, Kind.TAKE_BREAK, Kind.LUNCH, Kind.PROTECT_BEST_HOURS),
                *(Kind.SPLIT_TASK, Kind.ESTIMATE_BETTER, Kind.PLAN_TOMORROW),
            }
        ),
        why="She starts at 8:30 and works 10 hours: by now more than the 8.5 of a working day.",
    ),
    Row(
        name="aroha",
        at="2026-03-12 10:00",
        must_not=EVERY_KIND - WITHOUT_WORK,
        why="She works from Monday to Wednesday: on a Thursday nothing of work is recommended.",
    ),
    Row(
        name="lukas",
        at="2026-03-11 10:00",
        last_day=date(2026, 4, 19),
        must_not=EVERY_KIND - {Kind.CELEBRATE},
        why="He is in the mountains for two weeks: neither work nor the challenges of this week.",
    ),
    Row(
        name="haruto",
        at="2026-03-11 09:05",
        must=frozenset({Kind.NEXT_TASK, Kind.PROTECT_BEST_HOURS}),
        must_not=AT_THE_END | AFTER_SOME_WORK | {Kind.LIGHTER_DAY},
        why="He has five focus sessions of an hour on each day, which starts at 9:30: those hours are ahead.",
    ),
    Row(
        name="mateo",
        at="2026-02-19 08:30",
        must=frozenset({Kind.NEXT_TASK}),
        must_not=AT_THE_END | AFTER_SOME_WORK | OF_LONG_HABITS | {Kind.SPLIT_TASK},
        why="He has been here for two days: there are tasks, and no habits yet.",
    ),
    Row(
        name="noa",
        at="2026-03-15 08:05",
        must=frozenset({Kind.NEXT_TASK}),
        must_not=AT_THE_END | AFTER_SOME_WORK,
        why="She works from Sunday to Thursday: Sunday is the first day of her week.",
    ),
    Row(
        name="amara",
        at="2026-03-15 13:00",
        must=frozenset({Kind.CELEBRATE}),
        must_not=EVERY_KIND - WITHOUT_WORK,
        why="She does something every single day, since the second one five weeks ago: 35 days in a row.",
    ),
    Row(
        name="ravi",
        at="2026-03-11 09:30",
        must=frozenset({Kind.NEXT_TASK, Kind.REPLAN_OVERDUE}),
        must_not=AT_THE_END | AFTER_SOME_WORK,
        why="He plans much and finishes less than half of it: much is past its day when he starts at 10.",
    ),
)
