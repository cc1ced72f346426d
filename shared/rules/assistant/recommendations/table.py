"""The rules of recommendations by kind, when each kind is suppressed, and which kinds exclude others.

The smallest evidence of a rule is a constant of its module.
"""

from collections.abc import Callable, Mapping

from shared.rules.assistant.recommendations.candidate import Candidate
from shared.rules.assistant.recommendations.challenges import join_challenge
from shared.rules.assistant.recommendations.day_end import shutdown, stop_for_today
from shared.rules.assistant.recommendations.focus import protect_best_hours, start_focus
from shared.rules.assistant.recommendations.lighter_day import lighter_day
from shared.rules.assistant.recommendations.next_task import next_task
from shared.rules.assistant.recommendations.overdue import replan_overdue
from shared.rules.assistant.recommendations.pauses import drink, lunch, take_break
from shared.rules.assistant.recommendations.personal_bests import celebrate
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.assistant.recommendations.tasks import estimate_better, split_task
from shared.rules.assistant.recommendations.tomorrow import plan_tomorrow
from shared.views.recommendations import RecommendationKind as Kind

RULES: Mapping[Kind, Callable[[Situation], Candidate | None]] = {
    Kind.NEXT_TASK: next_task,
    Kind.START_FOCUS: start_focus,
    Kind.TAKE_BREAK: take_break,
    Kind.DRINK: drink,
    Kind.LUNCH: lunch,
    Kind.REPLAN_OVERDUE: replan_overdue,
    Kind.SPLIT_TASK: split_task,
    Kind.ESTIMATE_BETTER: estimate_better,
    Kind.PROTECT_BEST_HOURS: protect_best_hours,
    Kind.LIGHTER_DAY: lighter_day,
    Kind.STOP_FOR_TODAY: stop_for_today,
    Kind.SHUTDOWN: shutdown,
    Kind.PLAN_TOMORROW: plan_tomorrow,
    Kind.JOIN_CHALLENGE: join_challenge,
    Kind.CELEBRATE: celebrate,
}
"""By kind, the rule that recommends it, or returns None."""

WITHOUT_WORK = frozenset({Kind.PLAN_TOMORROW, Kind.JOIN_CHALLENGE, Kind.CELEBRATE})
"""The only kinds that are recommended on days without work, and after the shutdown."""

NOT_AT_NIGHT = frozenset(
    {
        *(Kind.NEXT_TASK, Kind.REPLAN_OVERDUE, Kind.SPLIT_TASK, Kind.ESTIMATE_BETTER),
        *(Kind.PROTECT_BEST_HOURS, Kind.LIGHTER_DAY),
    }
)
"""The kinds that are recommended only while the user is likely to be awake, or works."""

_MORE_WORK = frozenset(
    {
        *(Kind.NEXT_TASK, Kind.START_FOCUS, Kind.TAKE_BREAK, Kind.LUNCH, Kind.PROTECT_BEST_HOURS),
        *(Kind.SPLIT_TASK, Kind.ESTIMATE_BETTER, Kind.PLAN_TOMORROW),
    }
)
CONTRADICTED: Mapping[Kind, frozenset[Kind]] = {
    Kind.STOP_FOR_TODAY: _MORE_WORK | {Kind.SHUTDOWN},
    Kind.SHUTDOWN: _MORE_WORK,
    Kind.LUNCH: frozenset({Kind.TAKE_BREAK, Kind.START_FOCUS, Kind.NEXT_TASK}),
    Kind.TAKE_BREAK: frozenset({Kind.START_FOCUS, Kind.NEXT_TASK}),
}
"""By kind, the kinds that it excludes, since both cannot be done."""
