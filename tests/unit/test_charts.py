"""The charts are legible, accessible, true to their values, and safe to embed in any page."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo.charts import (
    DAYS_LABELS,
    HEATMAP_LABELS,
    OUTLOOK_LABELS,
    days_chart,
    heatmap_chart,
    outlook_chart,
)
from shared.pictures.charts.canvas import Heading
from shared.pictures.charts.days import draw_days
from shared.pictures.charts.heatmap import draw_heatmap
from shared.pictures.charts.outlook import draw_outlook
from shared.pictures.charts.theme import COLOURS
from shared.pictures.face.palette import mix_colours
from shared.views.picture import Theme
from shared.views.predictions import DayForecastView
from shared.views.stats import DayStatsView
from shared.views.summary import HeatmapView
from tests.unit.contrast import contrast

DOCS = Path(__file__).resolve().parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2026, 3, 16)
MIN_PIXELS = 11  # of text, in a chart 320 pixels wide

in_both_themes = pytest.mark.parametrize("theme", Theme)

minutes = st.sampled_from([0, 0, 1, 30, 59, 480]) | st.integers(0, 1500)
hostile_texts = st.text(max_size=30) | st.just("</title><script>alert(1)</script>&")


def _day(on: date, worked: int = 0, focus: int = 0, overtime: int = 0, tasks: int = 0) -> DayStatsView:
    return {
        "date": on,
        "worked_minutes": worked,
        "focus_minutes": focus,
        "focus_sessions": 0,
        "break_minutes": 0,
        "rest_minutes": 0,
        "first_start": None,
        "last_end": None,
        "overtime_minutes": overtime,
        "tasks_completed": tasks,
        "tasks_planned": 0,
        "tasks_carried_over": 0,
        "water_ml": 0,
        "meals": 0,
        "lunch_taken": False,
        "points": 0,
        "shutdown_rating": None,
    }


def _days(*values: tuple[int, ...], first: date = MONDAY) -> list[DayStatsView]:
    return [_day(first + timedelta(days=number), *one) for number, one in enumerate(values)]


def _heatmap(cells: dict[int, tuple[int, int, int]], weeks: int = 12) -> HeatmapView:
    return {
        "weeks": weeks,
        "cells": [
            {
                "weekday": hour // 24,
                "hour": hour % 24,
                "minutes_worked": cells.get(hour, (0, 0, 0))[0],
                "focus_minutes": cells.get(hour, (0, 0, 0))[1],
                "tasks_completed": cells.get(hour, (0, 0, 0))[2],
            }
            for hour in range(168)
        ],
    }


series = st.builds(
    lambda first, values: _days(*values, first=first),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.tuples(minutes, minutes, minutes, st.integers(0, 40)), min_size=1, max_size=92),
)
heatmaps = st.builds(
    _heatmap, st.dictionaries(st.integers(0, 167), st.tuples(minutes, minutes, st.integers(0, 40)))
)
lengths = st.sampled_from([0.0, 0.01, 8.0]) | st.floats(0, 24)
outlooks: st.SearchStrategy[list[list[float]]] = st.lists(
    st.tuples(lengths, lengths, lengths).map(sorted), min_size=7, max_size=7
) | st.just([])
draw = partial(draw_days, labels=DAYS_LABELS, shaded=())
draw_hours = partial(draw_heatmap, labels=HEATMAP_LABELS, shaded=())


def _parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by the function under test


def _paths(svg: str) -> list[ET.Element]:
    """Return the paths outside of the legend."""
    return _parse(svg).findall(f"{SVG}path")


def _texts(svg: str) -> list[ET.Element]:
    return [*_parse(svg).iter(f"{SVG}text")]


def _assert_sound(svg: str) -> None:
    """Assert that a chart is well-formed, safe to inline, accessible, and legible at 320 pixels."""
    picture = _parse(svg)
    assert {part.tag for part in picture.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "path", "text")
    }
    names = {name for part in picture.iter() for name in part.keys()}  # noqa: SIM118 - an element, not a dict
    assert not names & {"style", "class", "id", "href"}
    assert not {name for name in names if name.startswith("on")}
    assert not re.search(r"nan|inf|url\(", re.sub(r"<(title|desc|text)\b.*?</\1>", "", svg))
    assert picture.get("role") == "img"
    assert [part.tag for part in picture][:2] == [f"{SVG}title", f"{SVG}desc"]
    left, top, width, height = map(float, (picture.get("viewBox") or "").split())
    assert (left, top) == (0, 0)
    for text in picture.iter(f"{SVG}text"):
        assert float(text.get("font-size") or 0) * 320 / width >= MIN_PIXELS
        assert 0 <= float(text.get("x") or -1) <= width
        assert 0 <= float(text.get("y") or -1) <= height
    grammar = re.compile(r"(?:[MmLlHhVvQqAaZz](?:[ ]?-?(?:\d+(?:\.\d+)?|\.\d+))*)+")
    assert all(grammar.fullmatch(part.get("d") or "") for part in picture.iter(f"{SVG}path"))


@settings(max_examples=60)
@example(rows=_days((0, 0, 0, 0)), theme=Theme.DARK)
@example(rows=_days((10**6, 1, 10**7, 10**5)), theme=Theme.LIGHT)
@given(rows=series, theme=st.sampled_from(Theme))
def test_chart_of_any_days_is_sound_and_reproducible(rows: list[DayStatsView], theme: Theme) -> None:
    svg = draw(rows, theme)
    _assert_sound(svg)
    assert svg == draw([*rows], theme)
    assert len(svg.encode()) < 60_000


@settings(max_examples=40)
@example(view=_heatmap({}), theme=Theme.DARK)
@example(view=_heatmap({0: (10**6, 10**7, 10**5), 167: (1, 1, 1)}), theme=Theme.LIGHT)
@given(view=heatmaps, theme=st.sampled_from(Theme))
def test_any_heatmap_is_sound_and_reproducible(view: HeatmapView, theme: Theme) -> None:
    svg = draw_hours(view, theme)
    _assert_sound(svg)
    assert svg == draw_hours(view, theme)
    assert len(svg.encode()) < 120_000


def _outlook(values: list[list[float]], theme: Theme, line: float = 6.0) -> str:
    """Draw the outlook of days, each with the end of its range, its hours, and the other end."""
    days: list[DayForecastView] = [
        {
            "date": MONDAY + timedelta(days=number),
            "expected_hours": expected,
            "low_hours": low,
            "high_hours": high,
            "overload_chance": 0.5,
            "over_limit_chance": 0.5,
        }
        for number, (low, expected, high) in enumerate(values)
    ]
    return draw_outlook(days, line, theme, OUTLOOK_LABELS, shaded={MONDAY})


@settings(max_examples=40)
@given(values=outlooks, line=st.floats(6, 24), theme=st.sampled_from(Theme))
def test_any_outlook_is_sound_and_reproducible(values: list[list[float]], line: float, theme: Theme) -> None:
    svg = _outlook(values, theme, line)
    _assert_sound(svg)
    assert svg == _outlook(values, theme, line)
    assert len(svg.encode()) < 20_000


@settings(max_examples=30)
@example(content="a\x00b\ud800c\uffff")
@given(content=hostile_texts)
def test_any_text_is_escaped(content: str) -> None:
    heading = Heading(content, content, content)
    days = replace(DAYS_LABELS, heading=heading, work=content, empty=content, day=lambda _: content)
    hours = replace(HEATMAP_LABELS, heading=heading, tasks=content, empty=content, hour=lambda _: content)
    kept = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", content).replace(
        "\r\n", "\n"
    )
    for svg in (
        draw(_days((60, 0, 0, 1)), Theme.LIGHT, labels=days),
        draw(_days((0, 0, 0, 0)), Theme.LIGHT, labels=days),
        draw_hours(_heatmap({9: (60, 0, 1)}), Theme.LIGHT, labels=hours),
        draw_hours(_heatmap({}), Theme.LIGHT, labels=hours),
    ):
        assert _parse(svg).findtext(f"{SVG}title") == kept.replace("\r", "\n")
        assert "<script" not in svg


# Contrast


@in_both_themes
def test_text_has_a_contrast_of_4_5_on_the_surface_and_on_bands(theme: Theme) -> None:
    colours = COLOURS[theme]
    for text in (colours.text, colours.faint_text):
        assert min(contrast(text, colours.surface), contrast(text, colours.band)) >= 4.5


@in_both_themes
def test_marks_have_a_contrast_of_3_by_fill_or_outline(theme: Theme) -> None:
    colours = COLOURS[theme]
    palest = mix_colours(colours.work, colours.surface, 0.6)
    for behind in (colours.surface, colours.band):
        for fill in (colours.work, colours.tasks, palest):
            assert max(contrast(fill, behind), contrast(colours.outline, behind)) >= 3
        assert contrast(colours.focus, behind) >= 3
    assert contrast(colours.focus, colours.work) >= 3
    assert contrast(colours.outline, colours.work) >= 3  # the hatching of overtime


# Days


@pytest.mark.parametrize("count", [1, 7, 14, 30, 31, 92])
def test_bars_are_in_proportion_to_the_minutes(count: int) -> None:
    colours = COLOURS[Theme.LIGHT]
    rows = _days(*[(0, 60 * (1 + number % 8), 0, 0) for number in range(count)])
    tops = [
        _top(part)
        for part in _parse(draw(rows, Theme.LIGHT)).findall(f"{SVG}path")
        if part.get("fill") == colours.focus
    ]
    assert len(tops) == count
    longest = max(row["focus_minutes"] for row in rows)
    unit = max(tops) / longest
    for row, top in zip(rows, tops, strict=True):
        assert top == pytest.approx(row["focus_minutes"] * unit, abs=0.3)


def _top(part: ET.Element) -> float:
    """Return the height of a bar from its path: the straight side and the round corner above it."""
    data = part.get("d") or ""
    side, corner = re.match(r"M[\d.]+ [\d.]+v(-?[\d.]+)q0 (-?[\d.]+)", data).groups()  # type: ignore[union-attr]
    return -(float(side) + float(corner))


def test_touching_bars_share_an_outline_for_each_run_with_steps_in_proportion() -> None:
    worked = [480, 240, 0, 120, 360] + [0] * 87
    paths = _paths(draw(_days(*[(each, 0, 0, 1) for each in worked]), Theme.LIGHT))
    outlines = [part.get("d") or "" for part in paths if part.get("fill") == COLOURS[Theme.LIGHT].work]
    steps = [[*map(float, re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", outline))][3::2] for outline in outlines]
    full = -steps[0][0]
    rises = [[0, 1, 0, -0.5, 0, -0.5], [0, 0.25, 0, 0.5, 0, -0.75]]
    for found, expected in zip(steps, rises, strict=True):
        assert [-step for step in found] == pytest.approx([full * rise for rise in expected[1:]], abs=0.2)


def test_overtime_is_hatched_and_work_within_the_limit_is_not() -> None:
    regular, overtime = _days((480, 0, 0, 0)), _days((480, 0, 60, 0))
    assert draw(regular, Theme.LIGHT) != draw(overtime, Theme.LIGHT)
    outline = COLOURS[Theme.LIGHT].outline
    lines = [
        sum(
            part.get("stroke") == outline and not part.get("fill") for part in _parse(draw(rows, Theme.LIGHT))
        )
        for rows in (regular, overtime)
    ]
    assert lines == [0, 1]


@pytest.mark.parametrize("minutes", [1, 5, 10, 20, 60, 480])
def test_overtime_is_marked_within_the_round_end_of_its_bar(minutes: int) -> None:
    colours = COLOURS[Theme.LIGHT]
    paths = _paths(draw(_days((480, 0, minutes, 0)), Theme.LIGHT))
    shape = next(part.get("d") or "" for part in paths if part.get("fill") == colours.work)
    lines = next(part.get("d") or "" for part in paths if part.get("stroke") == colours.outline)
    left, base, side, radius = map(
        float,
        re.match(r"M([\d.]+) ([\d.]+)v(-[\d.]+)q0 -([\d.]+)", shape).groups(),  # type: ignore[union-attr]
    )
    top = base + side - radius
    curve = [(radius * t * t, radius * (1 - t) ** 2) for t in (number / 100 for number in range(101))]
    for x, y in re.findall(r"M([\d.]+) ([\d.]+)", lines):
        edge = max((inset for inset, depth in curve if depth >= float(y) - top), default=0)
        assert float(x) >= left + edge - 1, "at most the half of a line's width outside"


def test_days_of_a_week_show_their_values() -> None:
    rows = _days((454, 200, 0, 3), (0, 0, 0, 0), (61, 0, 0, 0), (0, 0, 0, 12))
    shown = Counter(text.text for text in _texts(draw(rows, Theme.LIGHT)))
    assert shown["7:34"] == shown["1:01"] == shown["12"] == shown["3"] == 1
    assert "0:00" not in shown


@pytest.mark.parametrize("count", [8, 14, 30, 31, 60, 92])
@pytest.mark.parametrize("offset", range(7))
def test_dates_are_mondays_at_equal_distances_that_do_not_overlap(count: int, offset: int) -> None:
    rows = _days(*[(480, 0, 0, 1)] * count, first=MONDAY + timedelta(days=offset))
    texts = _texts(draw(rows, Theme.LIGHT))
    bottom = max(float(text.get("y") or 0) for text in texts)
    labels = [text for text in texts if float(text.get("y") or 0) == bottom]
    mondays = {DAYS_LABELS.day(row["date"]) for row in rows if row["date"].weekday() == 0}
    assert {text.text for text in labels} <= mondays or count == 8
    starts = [float(text.get("x") or 0) for text in labels]
    steps = {round(later - earlier) for earlier, later in pairwise(starts)}
    assert max(steps, default=0) - min(steps, default=0) <= 1
    if count > 8:
        widths = [len(text.text or "") * 23 * 0.56 for text in labels]
        ends = [start + width for start, width in zip(starts, widths, strict=True)]
        assert all(end < start for end, start in zip(ends[:-1], starts[1:], strict=True))


def test_day_without_anything_has_a_dot_and_others_have_none() -> None:
    faint = COLOURS[Theme.LIGHT].faint_text
    svg = draw(_days((480, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 30, 0, 0)), Theme.LIGHT)
    dots = [part for part in _parse(svg) if part.get("fill") == faint and part.tag == f"{SVG}path"]
    assert len(dots) == 2


@pytest.mark.parametrize(
    ("longest", "labels"),
    [
        (0, ["1 h", "2 h"]),
        (61, ["1 h", "2 h"]),
        (240, ["1 h", "2 h", "3 h", "4 h"]),
        (241, ["2 h", "4 h", "6 h"]),
        (600, ["3 h", "6 h", "9 h", "12 h"]),
        (1440, ["6 h", "12 h", "18 h", "24 h"]),
        (1500, ["8 h", "16 h", "24 h", "32 h"]),
        (60 * 200, ["50 h", "100 h", "150 h", "200 h"]),
    ],
)
def test_axis_has_at_most_four_round_hours(longest: int, labels: list[str]) -> None:
    svg = draw(_days((longest, 0, 0, 1)), Theme.LIGHT)
    assert [text.text for text in _texts(svg) if re.fullmatch(r"\d+ h", text.text or "")] == labels


def _bands(svg: str) -> list[list[float]]:
    """Return the numbers in the paths of the bands: first x, y and the width."""
    paths = [part.get("d") or "" for part in _paths(svg) if part.get("fill") == COLOURS[Theme.LIGHT].band]
    return [[*map(float, re.findall(r"[\d.]+", path))] for path in paths]


def test_shaded_days_that_follow_each_other_share_a_band() -> None:
    rows = _days(*[(480, 0, 0, 1)] * 7)
    assert not _bands(draw(rows, Theme.LIGHT))
    shaded = {rows[number]["date"] for number in (1, 5, 6)}
    tuesday, weekend = _bands(draw(rows, Theme.LIGHT, shaded=shaded))
    assert weekend[0] - tuesday[0] == pytest.approx(4 * tuesday[2], abs=0.5)
    assert weekend[2] == pytest.approx(2 * tuesday[2], abs=0.2)


# The heatmap


def _sides(svg: str, fill: str) -> list[float]:
    """Return the widths of the boxes of a fill, without the sign of the legend."""
    found = []
    for part in _paths(svg):
        numbers = re.match(r"M[\d.]+ [\d.]+h([\d.]+)q([\d.]+)", part.get("d") or "")
        if part.get("fill") == fill and numbers:
            found.append(float(numbers[1]) + 2 * float(numbers[2]))
    return found


def test_area_of_a_box_grows_with_its_minutes() -> None:
    focus = COLOURS[Theme.DARK].focus
    svg = draw_hours(_heatmap({0: (0, 60, 0), 5: (0, 240, 0), 9: (0, 540, 0), 10: (0, 540, 0)}), Theme.DARK)
    quarter, half, *full = _sides(svg, focus)
    assert quarter < half < full[0] == full[1] < 22
    assert (half + 1.8) ** 2 / (full[0] + 1.8) ** 2 == pytest.approx(240 / 540, abs=0.03)


def test_every_hour_has_a_mark_and_tasks_have_a_leaf() -> None:
    colours = COLOURS[Theme.LIGHT]
    svg = draw_hours(_heatmap({9: (60, 0, 1), 10: (0, 0, 2)}), Theme.LIGHT)
    fills = Counter(part.get("fill") for part in _paths(svg))
    assert fills[colours.faint_text] == 167
    assert fills[colours.tasks] == 2


def test_shaded_weekdays_that_follow_each_other_share_a_band() -> None:
    view = _heatmap({9: (60, 0, 0)})
    assert not _bands(draw_hours(view, Theme.LIGHT))
    monday, weekend = _bands(draw_hours(view, Theme.LIGHT, shaded=(6, 0, 5)))
    assert weekend[1] - monday[1] == 5 * 40


def test_legend_of_sizes_has_different_durations_up_to_the_longest() -> None:
    for longest, labels in (
        (1, ["1 min"]),
        (20, ["2 min", "10 min", "20 min"]),
        (700, ["1 h", "5 h", "11 h"]),
    ):
        shown = [text.text for text in _texts(draw_hours(_heatmap({9: (longest, 0, 0)}), Theme.LIGHT))]
        assert shown[-len(labels) :] == labels


# The outlook


def test_day_of_the_outlook_has_its_hours_above_its_bar_and_range() -> None:
    svg = _outlook([[6.0, 8.5, 10.0], *[[0.0, 0.0, 0.0]] * 6], Theme.LIGHT, line=9.0)
    shown = {text.text: float(text.get("y") or 0) for text in _texts(svg)}
    assert {"8:30", "Mon", "16", "Sun", "22", "12 h"} <= shown.keys()
    tops = [
        float(one) for part in _paths(svg) for one in re.findall(r"^M\S+ \S+V(\S+?)M", part.get("d") or "")
    ]
    axis = {hours: shown[f"{hours} h"] - 8 for hours in (3, 6, 9, 12)}
    base = axis[3] + (axis[3] - axis[6])
    unit = (base - axis[12]) / 12
    assert tops == pytest.approx([base - 10 * unit, base - 6 * unit], abs=0.2)
    assert shown["8:30"] < tops[0]
    dashed = [part for part in _paths(svg) if part.get("stroke-dasharray")]
    assert [part.get("d") for part in dashed] == [f"M92 {base - 9 * unit:.1f}H614"]
    fills = [part.get("fill") for part in _paths(svg)]
    assert fills.count(COLOURS[Theme.LIGHT].band) == 1
    assert fills.count(COLOURS[Theme.LIGHT].faint_text) == 6, "a dot for each day without work"


# The documentation


@pytest.mark.parametrize(
    ("name", "chart"),
    [("days.svg", days_chart), ("heatmap.svg", heatmap_chart), ("outlook.svg", outlook_chart)],
)
def test_chart_in_docs_is_up_to_date(name: str, chart: Any) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == chart() + "\n"
