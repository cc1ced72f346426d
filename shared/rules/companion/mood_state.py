"""The companion's mood, its cause and the reasons for its meters, as keys of texts in `shared/language`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta

from shared.entities.health import HealthEntry
from shared.rules.companion import tuning
from shared.rules.companion.meters import Meter, Meters
from shared.rules.companion.needs import is_lunch_due
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import FULL
from shared.views.companion import Mood


@dataclass(frozen=True, slots=True)
class MoodState:
    """The meters, from 0 to 100, the mood, and the cause of the mood."""

    energy: float
    fullness: float
    hydration: float
    mood: Mood
    cause: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for the value of a meter: the key of a text, and the values that the text contains."""

    key: str
    durations: dict[str, timedelta] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


def mood_state_of(meters: Meters, streak: int) -> MoodState:
    """Return the mood state; `streak` is the number of consecutive active days."""
    energy, fullness, hydration = meters.energy.value, meters.fullness.value, meters.hydration.value
    mood = _mood(meters.activity, energy, fullness, hydration)
    return MoodState(energy, fullness, hydration, mood, _CAUSES[mood](meters.activity, streak))


def reasons_of(meters: Meters) -> list[Reason]:
    """Return the reasons for energy, hydration and fullness, in this order."""
    activity = meters.activity
    return [
        *_reasons_of_energy(activity, meters.energy),
        _reason_of_hydration(activity, meters.hydration),
        _reason_of_fullness(activity, meters.fullness),
    ]


def _mood(activity: RecentActivity, energy: float, fullness: float, hydration: float) -> Mood:
    proud = any(activity.at - moment <= tuning.PROUD_FOR for moment in activity.task_completions)
    if _is_night(activity) and not activity.working:
        return Mood.PROUD if proud else Mood.ASLEEP
    candidates = (  # in order of precedence
        (Mood.EXHAUSTED, energy < tuning.EXHAUSTED_BELOW),
        (Mood.THIRSTY, hydration < tuning.THIRSTY_BELOW),
        (Mood.HUNGRY, fullness < tuning.HUNGRY_BELOW or _wants_lunch(activity, fullness)),
        (Mood.TIRED, energy < tuning.TIRED_BELOW),
        (Mood.PROUD, proud),
        (Mood.RELAXED, activity.is_shut_down),
        (Mood.HAPPY, activity.working and min(energy, fullness, hydration) >= tuning.HAPPY_FROM),
    )
    return next((mood for mood, holds in candidates if holds), Mood.CONTENT)


def _cause_of_tiredness(activity: RecentActivity, _: int) -> str:
    if not activity.working:
        return "after"
    if activity.worked_today > activity.workday_limit:
        return "overtime"
    return "no-rest" if activity.continuous_work > activity.fatigue_delay else "long-day"


def _cause_of_happiness(activity: RecentActivity, streak: int) -> str:
    if sum(drink.amount_ml for drink in activity.drinks_today) >= activity.user.hydration_goal_ml:
        return "hydrated"
    return "streak" if streak >= tuning.MIN_STREAK else "rested"


def _cause_of_contentment(activity: RecentActivity, _: int) -> str:
    if activity.working:
        return "working"
    return "off" if activity.worked_today or _wall_time(activity) >= tuning.NOON else "morning"


def _wants_lunch(activity: RecentActivity, fullness: float) -> bool:
    if not activity.working and fullness >= tuning.HUNGRY_FOR_LUNCH_BELOW:
        return False
    recently_fed = any(activity.at - meal.at < tuning.MIN_TIME_SINCE_MEAL for meal in activity.meals_today)
    return not recently_fed and is_lunch_due(activity)


_CAUSES: dict[Mood, Callable[[RecentActivity, int], str]] = {
    Mood.EXHAUSTED: _cause_of_tiredness,
    Mood.TIRED: _cause_of_tiredness,
    Mood.THIRSTY: lambda activity, _: "long-ago" if activity.drinks_today else "never",
    Mood.HUNGRY: lambda activity, _: "lunch" if is_lunch_due(activity) else "empty",
    Mood.PROUD: lambda activity, _: "many" if len(activity.task_completions) >= tuning.MANY_TASKS else "task",
    Mood.ASLEEP: lambda *_: "night",
    Mood.RELAXED: lambda *_: "closed",
    Mood.HAPPY: _cause_of_happiness,
    Mood.CONTENT: _cause_of_contentment,
}


def _reasons_of_energy(activity: RecentActivity, energy: Meter) -> Iterator[Reason]:
    worked = activity.worked_today >= tuning.MIN_REPORTED_DURATION
    if not worked and _is_high(energy):
        yield Reason("reason-energy-fresh")
        return
    if worked:
        yield from _reasons_of_work(activity)
    if _is_carried_over(activity, energy):
        yield Reason("reason-energy-yesterday")
    if activity.rested_today >= tuning.MIN_REPORTED_DURATION:
        yield Reason("reason-energy-rested", {"rested": activity.rested_today})
    if activity.is_shut_down:
        yield Reason("reason-energy-closed")


def _reasons_of_work(activity: RecentActivity) -> Iterator[Reason]:
    worked = activity.worked_today
    if activity.working:
        continuous = min(activity.continuous_work, worked)  # only the part of today, as with `worked`
        if continuous < tuning.MIN_REPORTED_DURATION:
            yield Reason("reason-energy-pausing", {"worked": worked})
        else:
            yield Reason("reason-energy-working", {"worked": worked, "continuous": continuous})
    elif worked <= activity.workday_limit:
        yield Reason("reason-energy-worked", {"worked": worked})
    if worked > activity.workday_limit:
        yield Reason("reason-energy-overtime", {"worked": worked, "over": worked - activity.workday_limit})


def _reason_of_hydration(activity: RecentActivity, hydration: Meter) -> Reason:
    drinks = activity.drinks_today
    if drinks:
        numbers = {"ml": sum(drink.amount_ml for drink in drinks), "goal": activity.user.hydration_goal_ml}
        return Reason("reason-hydration-drunk", {"ago": _ago(activity, drinks[-1])}, numbers)
    return _reason_without_entries(activity, "hydration", hydration, "dry")


def _reason_of_fullness(activity: RecentActivity, fullness: Meter) -> Reason:
    meals = activity.meals_today
    if meals:
        kind = "lunch" if meals[-1].is_lunch else "meal"
        return Reason(f"reason-fullness-{kind}", {"ago": _ago(activity, meals[-1])})
    return _reason_without_entries(activity, "fullness", fullness, "empty")


def _reason_without_entries(activity: RecentActivity, name: str, meter: Meter, low_key: str) -> Reason:
    worked = activity.worked_today
    if _is_high(meter):
        return Reason(f"reason-{name}-{'well' if worked >= tuning.MIN_REPORTED_DURATION else 'resting'}")
    if _is_carried_over(activity, meter):
        return Reason(f"reason-{name}-yesterday")
    return Reason(f"reason-{name}-{low_key}", {"worked": worked})


def _is_high(meter: Meter) -> bool:
    return round(meter.value) >= tuning.HIGH_FROM


def _is_carried_over(activity: RecentActivity, meter: Meter) -> bool:
    """Return whether a meter is low and at least half of its deficit dates from before today."""
    carried_over, deficit = meter.carried_over(activity.day_begin), FULL - meter.value
    return not _is_high(meter) and carried_over >= tuning.MIN_CARRIED_OVER_SHARE * deficit


def _ago(activity: RecentActivity, entry: HealthEntry) -> timedelta:
    return activity.at - entry.at


def _is_night(activity: RecentActivity) -> bool:
    wall_time = _wall_time(activity)
    return wall_time >= tuning.NIGHT[0] or wall_time < tuning.NIGHT[1]


def _wall_time(activity: RecentActivity) -> time:
    return activity.at.astimezone(activity.calendar.zone).time()
