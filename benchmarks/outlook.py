"""`dev.py bench outlook --data FILE`: the forecast beside baselines on the histories of a file.

The file is a CSV file (also .gz) with the columns `id`, `date` and `hours` (or `hours_wide`), a row a day.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.outlook_data import MIN_DAYS, MIN_DAYS_GOOD, Evening, evenings, read_people
from benchmarks.outlook_scores import Prediction, Scores, auc, calibration_error, share, skill
from benchmarks.report import aligned
from shared.rules.assistant.forecast.forecast import LINE_DAYS, overload_line
from shared.rules.assistant.forecast.forecast import forecast as forecast_hours
from shared.rules.assistant.quantiles import quantile

Forecaster = Callable[[Sequence[tuple[str, float]], str, float], list[Prediction]]

MIN_LINE_HOURS = 3.0
"""The lowest overload line: histories that are rebuilt from traces of work have many short days."""

HEADER = (
    *("forecast", "skill %", "AUC", "calibration", "MASE", "week bias %", "days in range %"),
    *("weeks in range %", "heavy skill %", "heavy AUC", "ms"),
)


def forecast(
    history: Sequence[tuple[str, float]], today_iso: str, line: float | None = None
) -> list[Prediction]:
    """Return a dictionary for each of the seven days after today; the first one has the week, too.

    `history` has the date and the hours of each day, oldest first; the last one is today.
    """
    result = forecast_hours([hours for _, hours in history], date.fromisoformat(today_iso), line=line)
    days = [
        {
            "hours": day.expected_hours,
            "lo": day.low_hours,
            "hi": day.high_hours,
            "p_overload": day.overload_chance,
            "p_abs": day.over_limit_chance,
        }
        for day in result.days
    ]
    if result.week:
        days[0] |= {
            "week_lo": result.week.low_hours,
            "week_hi": result.week.high_hours,
            "p_heavy_week": result.week.heavy_chance,
        }
    return days


def weekday_rates(history: Sequence[tuple[str, float]], _today_iso: str, line: float) -> list[Prediction]:
    """Return the mean and the rate of overload of the same weekdays, drawn to that of all days."""
    hours = [of_day for _, of_day in history]
    overall = (sum(of_day > line for of_day in hours) + 1) / (len(hours) + 10)
    days = []
    for ahead in range(1, 8):
        same = hours[-8 + ahead :: -7]
        days.append(_sample(same, (sum(of_day > line for of_day in same) + 4 * overall) / (len(same) + 4)))
    return days


def last_week(history: Sequence[tuple[str, float]], _today_iso: str, line: float) -> list[Prediction]:
    """Return the last week again."""
    return [_sample([hours], float(hours > line)) for _, hours in history[-7:]]


def all_days(history: Sequence[tuple[str, float]], _today_iso: str, line: float) -> list[Prediction]:
    """Return the mean and the rate of overload of all of the person's days."""
    hours = [of_day for _, of_day in history]
    return [_sample(hours, share([of_day > line for of_day in hours]))] * 7


def _sample(hours: Sequence[float], chance: float) -> Prediction:
    return {
        "hours": sum(hours) / len(hours),
        "lo": quantile(hours, 0.1),
        "hi": quantile(hours, 0.9),
        "p_overload": chance,
    }


BASELINE = "own weekdays"
FORECASTERS: dict[str, Forecaster] = {
    "last week": last_week,
    "all own days": all_days,
    BASELINE: weekday_rates,
    "the forecast": forecast,
}


def heavy_line(hours: Sequence[float]) -> float | None:
    """Return the 80th percentile of a person's rolling weeks of the last 180 days; None below 28 days."""
    recent = hours[-LINE_DAYS:]
    weeks = [sum(recent[at : at + 7]) for at in range(len(recent) - 6)]
    return quantile(weeks, 0.8) if len(hours) >= MIN_DAYS_GOOD else None


def score(forecaster: Forecaster, cases: Sequence[Evening]) -> tuple[Scores, float]:
    """Return the scores of a forecaster, and the milliseconds of processor time that a call takes."""
    scores, seconds = Scores(), 0.0
    for evening in cases:
        hours = [of_day for _, of_day in evening.history]
        line = max(MIN_LINE_HOURS, overload_line(hours))
        started = time.process_time()
        days = forecaster(evening.history, evening.history[-1][0], line)
        seconds += time.process_time() - started
        scores.add(evening, days, line, heavy_line(hours))
    return scores, seconds / len(cases) * 1000


def table(cases: Sequence[Evening]) -> list[str]:
    """Return the lines of a table with a row for each forecaster."""
    results = {name: score(forecaster, cases) for name, forecaster in FORECASTERS.items()}
    baseline, _ = results[BASELINE]
    rows = [
        (
            name,
            f"{100 * skill(scores.overloads, baseline.overloads):.2f}",
            f"{auc(scores.overloads):.3f}",
            f"{calibration_error(scores.overloads):.4f}",
            f"{scores.mase:.3f}",
            f"{100 * scores.bias:+.1f}",
            f"{100 * share(scores.days_in_range):.1f}",
            f"{100 * share(scores.weeks_in_range):.1f}" if scores.weeks_in_range else "-",
            f"{100 * scores.heavy_skill:.1f}" if scores.heavy_weeks else "-",
            f"{auc(scores.heavy_weeks):.3f}" if scores.heavy_weeks else "-",
            f"{milliseconds:.2f}",
        )
        for name, (scores, milliseconds) in results.items()
    ]
    return aligned([HEADER, *rows])


def main(arguments: Sequence[str]) -> None:
    """Print a table for people with at least 28 days of history, and one for those with less."""
    parser = argparse.ArgumentParser(prog="dev.py bench outlook", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the CSV file, also compressed with gzip")
    parser.add_argument("--column", help="the column of hours, by default hours_wide or else hours")
    parser.add_argument("--evenings", type=int, default=120, help="at most so many a person, by default 120")
    options = parser.parse_args(arguments)
    people = read_people(options.data, options.column)
    cases = [evening for person in people for evening in evenings(person, options.evenings)]
    good = [evening for evening in cases if evening.days_known >= MIN_DAYS_GOOD]
    rough = [evening for evening in cases if evening.days_known < MIN_DAYS_GOOD]
    print(f"{len(people)} people, skill over the rates of {BASELINE}, heavy weeks over a constant fifth\n")
    for title, part in (
        (f"{MIN_DAYS_GOOD} days of history or more", good),
        (f"{MIN_DAYS} to {MIN_DAYS_GOOD - 1} days of history", rough),
    ):
        if part:
            print(f"{title}: {len(part):,} evenings", *table(part), sep="\n", end="\n\n")
