"""The scorer of `dev.py bench outlook`."""

import gzip
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks import outlook
from benchmarks.outlook_data import Person, evenings, read_people
from benchmarks.outlook_scores import Prediction, auc, brier, calibration_error, skill

WEEK = (9.0, 8.0, 8.0, 8.0, 6.0, 0.0, 0.0)
MONDAY = date(2026, 1, 5)


def _person(weeks: int, week: Sequence[float] = WEEK) -> Person:
    return Person("a", MONDAY, tuple(week) * weeks)


def _file(path: Path, weeks: int) -> Path:
    """Write two people, the second one without rows for days off."""
    rows = ["id,date,hours"]
    for name, rest in (("a", True), ("b", False)):
        for at, hours in enumerate(WEEK * weeks):
            if hours or rest:
                rows.append(f"{name},{MONDAY + timedelta(days=at)},{hours}")
    text = "\n".join([*rows, ""]).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def _oracle(history: Sequence[tuple[str, float]], _today_iso: str, line: float) -> list[Prediction]:
    """Forecast that the last week comes again, which it does, and that a week is heavy with a chance of 0."""
    days = [
        {"hours": hours, "lo": hours, "hi": hours, "p_overload": float(hours > line)}
        for _, hours in history[-7:]
    ]
    days[0] |= {"week_lo": sum(WEEK), "week_hi": sum(WEEK), "p_heavy_week": 0.0}
    return days


def test_scores_of_chances_are_those_computed_by_hand() -> None:
    chances = [(0.1, False), (0.4, True), (0.4, False), (0.8, True)]
    assert brier(chances) == pytest.approx((0.01 + 0.36 + 0.16 + 0.04) / 4)
    assert auc(chances) == pytest.approx(3.5 / 4)  # of four pairs, three are right and one is a tie
    assert skill(chances, [(0.5, came) for _, came in chances]) == pytest.approx(1 - 0.1425 / 0.25)
    assert calibration_error([(0.3, at % 2 == 0) for at in range(40)]) == pytest.approx(0.2)
    assert calibration_error([(at / 10, at >= 5) for at in range(10)]) == pytest.approx(0.25)


def test_perfect_forecast_has_perfect_scores_and_repeating_the_week_is_the_unit_of_error() -> None:
    week = [_person(8), Person("b", MONDAY, tuple(float(at % 5 + at % 3) for at in range(70)))]
    cases = [evening for person in week for evening in evenings(person, 100)]
    steady = [evening for evening in cases if evening.person == "a"]
    scores, _ = outlook.score(_oracle, steady)
    assert brier(scores.overloads) == scores.absolute_error == scores.bias == 0
    assert auc(scores.overloads) == 1
    assert all(scores.days_in_range)
    assert all(scores.weeks_in_range)
    assert scores.heavy_skill == 1
    assert outlook.score(outlook.last_week, cases)[0].mase == pytest.approx(1)


def test_evenings_are_those_of_the_first_weeks_and_at_most_so_many_of_all_weekdays_later() -> None:
    cases = [*evenings(_person(100), 40)]
    known = [evening.days_known for evening in cases]
    assert known[:21] == [*range(7, 28)]
    later = known[21:]
    assert 30 <= len(later) <= 40
    assert {days % 7 for days in later} == set(range(7))
    for evening in cases:
        assert len(evening.history) == min(400, evening.days_known)
        last_day, hours = evening.history[-1]
        assert date.fromisoformat(last_day) == MONDAY + timedelta(days=evening.days_known - 1)
        assert hours == WEEK[(evening.days_known - 1) % 7]
        assert evening.actual == (WEEK * 2)[evening.days_known % 7 :][:7]
    assert [*evenings(_person(1), 40)] == []


@pytest.mark.parametrize("name", ["hours.csv", "hours.csv.gz"])
def test_file_is_read_with_missing_days_as_days_off(tmp_path: Path, name: str) -> None:
    first, second = read_people(_file(tmp_path / name, 4))
    assert first == Person("a", MONDAY, WEEK * 4)
    assert second == Person("b", MONDAY, (WEEK * 4)[:-2])  # it ends with the last row


def test_table_has_a_row_for_each_forecast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outlook.main(["--data", str(_file(tmp_path / "hours.csv", 8)), "--evenings", "10"])
    output = capsys.readouterr().out
    assert "2 people" in output
    for title in ("28 days of history or more: 18 evenings", "7 to 27 days of history: 42 evenings"):
        assert title in output
    for name in outlook.FORECASTERS:
        assert output.count(f"\n{name} ") == 2
    assert "nan" in output  # the error relative to last week, which was the same
