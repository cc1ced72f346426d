"""A plan of a day in words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from shared.language.insights import clock
from shared.language.speech import Speech
from shared.rules.assistant.estimates import MIN_MINUTES_LEFT, Basis, Estimates
from shared.rules.assistant.plan.frame import Closed
from shared.rules.assistant.plan.order import Obstacle, TaskCandidate
from shared.rules.assistant.plan.plan import Block, DayPlan, LeftOut
from shared.rules.assistant.plan.rests import Rest
from shared.rules.assistant.plan.selection import MIN_BLOCK
from shared.rules.assistant.plan.version import version_of
from shared.views.plan import BlockKind, BlockView, DayPlanView, LeftOutView

_CLOSED = {
    Closed.OFF: "outlook-off",
    Closed.FREE_DAY: "plan-text-free-day",
    Closed.SHUT_DOWN: "plan-text-shut-down",
}


class PlanTexts:
    """The view of a plan: its blocks, and the reasons of them and of what is left out, in one language."""

    def __init__(
        self, speech: Speech, plan: DayPlan, estimates: Estimates, *, limit: int | None = None
    ) -> None:
        """Say a plan; `limit` is the number of open tasks that were looked at, if there may be more."""
        self._speech = speech
        self._plan = plan
        self._frame = plan.frame
        self._estimates = estimates
        self._limit = limit
        self._say = cache(speech.say)  # many tasks have the same reason

    def view(self) -> DayPlanView:
        """Return the view."""
        frame, plan = self._frame, self._plan
        return {
            "date": frame.on,
            "version": version_of(frame.on, frame.room, plan.selected),
            "capacity_minutes": 0 if frame.closed else frame.capacity.minutes,
            "because": [] if frame.closed else [*self._because()],
            "blocks": [self._block(block) for block in plan.blocks],
            "left_out": [self._left_out(one) for one in plan.left_out],
            "text": self._text(),
        }

    def _text(self) -> str:
        blocks = self._plan.blocks
        if not blocks:
            return self._nothing()
        worked = sum((one.end - one.begin for one in blocks if one.candidate), timedelta(0))
        return self._say(
            "plan-text",
            tasks=len(self._plan.selected),
            worked=self._speech.duration(worked),
            begin=self._clock(blocks[0].begin),
            end=self._clock(blocks[-1].end),
        )

    def _nothing(self) -> str:
        """Return why nothing is planned."""
        frame, left_out = self._frame, self._plan.left_out
        if frame.closed is not None:
            return self._say(_CLOSED[frame.closed])
        if not left_out:
            return self._say("plan-text-no-tasks")
        if frame.room < MIN_BLOCK:
            return self._say("plan-text-full" if frame.capacity.minutes < MIN_BLOCK else "plan-text-over")
        if any(one.obstacle is Obstacle.NO_ROOM for one in left_out):
            return self._say("plan-text-short", left=self._minutes(frame.room))
        return self._say("plan-text-none")

    def _because(self) -> Iterator[str]:
        capacity, usual = self._frame.capacity, self._frame.usual
        limit, worked = self._minutes(capacity.limit), self._minutes(capacity.worked)
        if capacity.worked:
            yield self._say("plan-because-worked", limit=limit, worked=worked)
        else:
            yield self._say("plan-because-limit", limit=limit)
        reserve = "reserve" if capacity.is_own else "default-reserve"
        yield self._say(f"plan-because-{reserve}", percent=round(100 * capacity.reserve))
        hours = "hours" if usual.is_known else "default-hours"
        yield self._say(f"plan-because-{hours}", begin=clock(usual.start), end=clock(usual.end))
        if self._frame.is_beyond_usual:
            yield self._say("plan-because-session")
        elif self._frame.ends_by_clock_out:
            time = self._clock(self._frame.usual_on_day.end)
            yield self._say("plan-because-clock-out", time=time, hour=int(time[:2]))
        if any(block.is_in_best_hours for block in self._plan.blocks):
            yield self._say("plan-because-best-hours")
        if self._limit is not None:
            yield self._say("plan-because-most-due", limit=self._limit)

    def _block(self, block: Block) -> BlockView:
        one = block.candidate
        kind = BlockKind.TASK if one else BlockKind(block.rest or Rest.BREAK)
        return {
            "from": block.begin,
            "to": block.end,
            "kind": kind,
            "task_id": one.task.id if one else None,
            "title": one.task.title if one else None,
            "why": self._why(one, block) if one else self._why_rest(kind),
        }

    def _why(self, one: TaskCandidate, block: Block) -> str:
        best = [self._say("plan-why-best-hours")] if block.is_in_best_hours else []
        return " ".join([self._say(f"plan-why-{one.reason}"), *best, self._estimate(one)])

    def _why_rest(self, kind: BlockKind) -> str:
        if kind is BlockKind.LUNCH:
            return self._say("plan-why-lunch")
        return self._say("plan-why-break", after=self._minutes(self._frame.rests.rest_after))

    def _estimate(self, one: TaskCandidate) -> str:
        length = self._minutes(one.minutes)
        if one.minutes <= MIN_MINUTES_LEFT:
            return self._say("plan-estimate-least", length=length)
        if one.basis is not Basis.TAGS:
            return self._say(f"plan-estimate-{one.basis}", length=length)
        known = [tag for tag in dict.fromkeys(one.task.tags) if tag in self._estimates.by_tag]
        if len(known) > 1:
            return self._say("plan-estimate-several-tags", length=length)
        return self._say("plan-estimate-tags", length=length, tag=known[0])

    def _left_out(self, one: LeftOut) -> LeftOutView:
        if one.minutes is not None:
            why = self._say("plan-left-rest", length=self._minutes(one.minutes))
        else:
            why = self._say(f"plan-left-{one.obstacle}")
        return {"task_id": one.task.id, "title": one.task.title, "why": why}

    def _minutes(self, minutes: int) -> str:
        return self._speech.duration(timedelta(minutes=minutes))

    def _clock(self, moment: datetime) -> str:
        return self._frame.history.user.calendar.clock_of(moment)
