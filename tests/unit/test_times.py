"""Dates, moments and series in texts, by the tables in `times`."""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.language.times import language as language_module
from shared.language.times.find import find_time
from shared.language.times.language import LANGUAGES
from shared.language.times.lengths import find_length
from shared.language.times.time_phrase import LengthPhrase

_NOW = datetime(2026, 3, 18, 10, 20, tzinfo=ZoneInfo("Europe/Madrid"))
_PACKAGE = Path(language_module.__file__).parent
_TABLES = Path(__file__).with_name("times")


def _rows(language: str) -> Iterator[tuple[str, str, str]]:
    lines = (_TABLES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("# "):
            text, expected, *title = [part.strip() for part in line.split(" | ")]
            yield text, expected, title[0] if title else ""


def _phrases(language: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((_PACKAGE / "phrases" / f"{language}.toml").read_text(encoding="utf-8"))


def _read(text: str, language: str, now: datetime = _NOW) -> tuple[str, str]:
    """Return what a text says in the form of the tables, and its title."""
    phrase = find_time(text, language, now)
    if phrase is None:
        return "none", ""
    clock = f"T{phrase.clock:%H:%M}" if phrase.clock else ""
    rule = f"{phrase.rule} " if phrase.rule else ""
    return f"{rule}{phrase.day}{clock}", phrase.remove_from(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_of_the_table_are_read_as_it_says(language: str) -> None:
    wrong = [
        (text, expected, title, *_read(text, language))
        for text, expected, title in _rows(language)
        if _read(text, language) != (expected, title)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_has_many_phrases_and_many_that_are_no_times(language: str) -> None:
    expected = [expected for _, expected, _ in _rows(language)]
    assert len(expected) >= 200
    assert expected.count("none") >= 40


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        ("2026-03-18T23:30", "at 7", "2026-03-19T07:00"),
        ("2026-03-18T23:30", "in an hour", "2026-03-19T00:30"),
        ("2026-03-18T21:30", "at 8", "2026-03-19T08:00"),
        ("2026-03-18T18:00", "at 5", "2026-03-19T17:00"),
        ("2026-03-18T06:00", "at 7", "2026-03-18T07:00"),
        ("2026-03-18T13:30", "noon", "2026-03-19T12:00"),
        ("2026-03-18T22:00", "tonight", "2026-03-18"),
        ("2026-03-18T17:00", "at 5", "2026-03-18T17:00"),
        ("2026-03-20T09:00", "friday", "2026-03-27"),
        ("2026-03-20T09:00", "this friday", "2026-03-20"),
        ("2026-03-20T09:00", "next friday", "2026-03-27"),
        ("2026-03-22T09:00", "next friday", "2026-03-27"),
        ("2026-03-22T09:00", "next week", "2026-03-23"),
        ("2026-03-22T09:00", "this week", "2026-03-22"),
        ("2026-03-22T09:00", "this weekend", "2026-03-22"),
        ("2026-03-21T09:00", "next weekend", "2026-03-28"),
        ("2026-03-31T09:00", "end of month", "2026-03-31"),
        ("2026-03-31T09:00", "in a month", "2026-04-30"),
        ("2026-04-01T09:00", "the 31st", "2026-05-31"),
        ("2026-12-15T09:00", "next month", "2027-01-01"),
        ("2026-12-31T09:00", "tomorrow", "2027-01-01"),
        ("2026-12-31T09:00", "january 5", "2027-01-05"),
        ("2028-02-28T09:00", "tomorrow", "2028-02-29"),
        ("2026-03-28T10:20", "in 24 hours", "2026-03-29T11:20"),
        ("2026-10-24T10:20", "in 24 hours", "2026-10-25T09:20"),
        ("2026-03-28T10:20", "tomorrow at 2:30 am", "2026-03-29T03:30"),
    ],
)
def test_phrase_is_read_at_another_moment_as_expected(now: str, text: str, expected: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=_NOW.tzinfo)
    assert _read(text, "en", moment)[0] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_of_every_language_use_all_their_symbols_and_have_all_lists(language: str) -> None:
    tables, english = _phrases(language), _phrases("en")
    used = {
        symbol for rows in tables.values() for phrase in rows for symbol in re.findall(r"<(\w+)>", phrase)
    }
    read = {symbol for path in _PACKAGE.glob("*.py") for symbol in re.findall(r'"(\w+)"', path.read_text())}
    assert tables["lists"].keys() >= english["lists"].keys() - {"verb_ending", "days_are_lower_case"}
    assert tables.keys() - {"lists"} <= used | read
    assert {"anywhere", "numbered", "at_start", "edge", "alone", "impossible", "amount"} <= tables.keys()
    assert (_TABLES / f"{language}.txt").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_has_more_than_four_words(language: str) -> None:
    phrases = [phrase for name, rows in _phrases(language).items() if name != "lists" for phrase in rows]
    words = [[item for item in phrase.split() if item[0].isalpha()] for phrase in phrases]
    assert [items for items in words if len(items) > 4] == []


_FRENCH = """
[lists]
not_after = ["le"]
not_after_day = []
not_before = ["dernier"]
connectors = ["pour"]
title_openers = []
verbs = []
measures = []
capitals = []
length_not_after = []
length_not_before = []
[number]
"<int>" = "sum"
"trois" = 3
[amount]
"<number>" = "sum"
[length_phrase]
"<number> heures" = "product 60"
[day]
"demain" = "in_days 1"
"vendredi" = "weekday 4"
[clock]
"a <number> heures" = "clock"
[anywhere]
"<day>|<clock>" = "reading"
"<day> <clock>" = "reading"
[numbered]
[at_start]
[edge]
[alone]
[farewell]
[impossible]
"""


def test_language_is_added_by_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr.toml").write_text(_FRENCH, encoding="utf-8")
    monkeypatch.setattr(language_module, "_PHRASES", tmp_path)
    assert _read("appeler Léa demain à trois heures", "fr") == ("2026-03-19T15:00", "appeler Léa")
    assert _read("vendredi dernier", "fr") == ("none", "")
    assert find_length("3 heures", "fr") == LengthPhrase(begin=0, end=8, minutes=180)
