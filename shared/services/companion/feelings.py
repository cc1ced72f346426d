"""How the companion feels, and why: a pure function of a life, named by the keys of the texts that say it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from shared.entities.companion import Mood
from shared.entities.health import HealthEntry
from shared.services.companion.constants import (
    EXHAUSTED_BELOW,
    FULL,
    HIGH_FROM,
    HUNGRY_BELOW,
    HUNGRY_FOR_LUNCH_BELOW,
    MANY_TASKS,
    NIGHT,
    NOON,
    PROUD_FOR,
    SATED_FOR,
    SHORTEST_SPOKEN_OF,
    SHORTEST_STREAK,
    THIRSTY_BELOW,
    TIRED_BELOW,
    WELL_FROM,
    YESTERDAYS_FROM,
)
from shared.services.companion.life import Life
from shared.services.companion.meters import Meter, Meters
from shared.services.companion.needs import is_lunch_due


@dataclass(frozen=True, slots=True)
class Feelings:
    """Its meters, from 0 to 100, its mood, and what the mood comes from."""

    energy: float
    fullness: float
    hydration: float
    mood: Mood
    cause: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What has moved a meter: the key of a text, and the lengths of time and numbers in it."""

    key: str
    durations: dict[str, timedelta]
    numbers: dict[str, int]


def feelings_of(meters: Meters, streak: int) -> Feelings:
    """Return how it feels; `streak` counts the active days in a row."""
    energy, fullness, hydration = meters.energy.value, meters.fullness.value, meters.hydration.value
    mood = _mood(meters.life, energy, fullness, hydration)
    return Feelings(energy, fullness, hydration, mood, _CAUSES[mood](meters.life, streak))


def reasons_of(meters: Meters) -> list[Reason]:
    """Return what has moved energy, hydration and fullness, in this order."""
    life = meters.life
    return [
        *_reasons_of_energy(life, meters.energy),
        _reason_of_hydration(life, meters.hydration),
        _reason_of_fullness(life, meters.fullness),
    ]


def _mood(life: Life, energy: float, fullness: float, hydration: float) -> Mood:
    proud = any(life.at - moment <= PROUD_FOR for moment in life.done)
    if _is_night(life) and not life.working:
        return Mood.PROUD if proud else Mood.ASLEEP
    felt = (
        (Mood.EXHAUSTED, energy < EXHAUSTED_BELOW),
        (Mood.THIRSTY, hydration < THIRSTY_BELOW),
        (Mood.HUNGRY, fullness < HUNGRY_BELOW or _wants_lunch(life, fullness)),
        (Mood.TIRED, energy < TIRED_BELOW),
        (Mood.PROUD, proud),
        (Mood.RELAXED, life.is_closed),
        (Mood.HAPPY, life.working and min(energy, fullness, hydration) >= WELL_FROM),
    )
    return next((mood for mood, holds in felt if holds), Mood.CONTENT)


def _cause_of_tiredness(life: Life, _: int) -> str:
    if not life.working:
        return "after"
    if life.worked_today > life.limit:
        return "overtime"
    return "no-rest" if life.continuous > life.fresh_for else "long-day"


def _cause_of_happiness(life: Life, streak: int) -> str:
    if sum(drink.amount_ml for drink in life.drinks_today) >= life.user.hydration_goal_ml:
        return "hydrated"
    return "streak" if streak >= SHORTEST_STREAK else "rested"


def _cause_of_contentment(life: Life, _: int) -> str:
    if life.working:
        return "working"
    return "off" if life.worked_today or _clock(life) >= NOON else "morning"


def _wants_lunch(life: Life, fullness: float) -> bool:
    if not life.working and fullness >= HUNGRY_FOR_LUNCH_BELOW:
        return False
    sated = any(life.at - meal.at < SATED_FOR for meal in life.meals_today)
    return not sated and is_lunch_due(life)


_CAUSES: dict[Mood, Callable[[Life, int], str]] = {
    Mood.EXHAUSTED: _cause_of_tiredness,
    Mood.TIRED: _cause_of_tiredness,
    Mood.THIRSTY: lambda life, _: "long-ago" if life.drinks_today else "never",
    Mood.HUNGRY: lambda life, _: "lunch" if is_lunch_due(life) else "empty",
    Mood.PROUD: lambda life, _: "many" if len(life.done) >= MANY_TASKS else "task",
    Mood.ASLEEP: lambda *_: "night",
    Mood.RELAXED: lambda *_: "closed",
    Mood.HAPPY: _cause_of_happiness,
    Mood.CONTENT: _cause_of_contentment,
}


def _reasons_of_energy(life: Life, energy: Meter) -> Iterator[Reason]:
    worked = life.worked_today >= SHORTEST_SPOKEN_OF
    if not worked and _is_high(energy):
        yield Reason("reason-energy-fresh", {}, {})
        return
    if worked:
        yield from _reasons_of_work(life)
    if _is_yesterdays(life, energy):
        yield Reason("reason-energy-yesterday", {}, {})
    if life.rested_from_work >= SHORTEST_SPOKEN_OF:
        yield Reason("reason-energy-rested", {"rested": life.rested_from_work}, {})
    if life.is_closed:
        yield Reason("reason-energy-closed", {}, {})


def _reasons_of_work(life: Life) -> Iterator[Reason]:
    worked = life.worked_today
    if life.working:
        continuous = min(life.continuous, worked)  # of today, like the other
        if continuous < SHORTEST_SPOKEN_OF:
            yield Reason("reason-energy-pausing", {"worked": worked}, {})
        else:
            yield Reason("reason-energy-working", {"worked": worked, "continuous": continuous}, {})
    elif worked <= life.limit:
        yield Reason("reason-energy-worked", {"worked": worked}, {})
    if worked > life.limit:
        yield Reason("reason-energy-overtime", {"worked": worked, "over": worked - life.limit}, {})


def _reason_of_hydration(life: Life, hydration: Meter) -> Reason:
    drinks = life.drinks_today
    if drinks:
        numbers = {"ml": sum(drink.amount_ml for drink in drinks), "goal": life.user.hydration_goal_ml}
        return Reason("reason-hydration-drunk", {"ago": _ago(life, drinks[-1])}, numbers)
    return _reason_without_entries(life, "hydration", hydration, "dry")


def _reason_of_fullness(life: Life, fullness: Meter) -> Reason:
    meals = life.meals_today
    if meals:
        kind = "lunch" if meals[-1].is_lunch else "meal"
        return Reason(f"reason-fullness-{kind}", {"ago": _ago(life, meals[-1])}, {})
    return _reason_without_entries(life, "fullness", fullness, "empty")


def _reason_without_entries(life: Life, name: str, meter: Meter, lacking: str) -> Reason:
    worked = life.worked_today
    if _is_high(meter):
        return Reason(f"reason-{name}-{'well' if worked >= SHORTEST_SPOKEN_OF else 'resting'}", {}, {})
    if _is_yesterdays(life, meter):
        return Reason(f"reason-{name}-yesterday", {}, {})
    return Reason(f"reason-{name}-{lacking}", {"worked": worked}, {})


def _is_high(meter: Meter) -> bool:
    return round(meter.value) >= HIGH_FROM


def _is_yesterdays(life: Life, meter: Meter) -> bool:
    """Tell whether a meter is low, and at least half of what it lacks was lacking when today began."""
    return not _is_high(meter) and meter.carried_over(life.day_begin) >= YESTERDAYS_FROM * (
        FULL - meter.value
    )


def _ago(life: Life, entry: HealthEntry) -> timedelta:
    return life.at - entry.at


def _is_night(life: Life) -> bool:
    clock = _clock(life)
    return clock >= NIGHT[0] or clock < NIGHT[1]


def _clock(life: Life) -> time:
    return life.at.astimezone(life.calendar.zone).time()
