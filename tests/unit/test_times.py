"""Dates, moments and series in texts; the tables are `times_english.txt` and `times_spanish.txt`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.language.times.find import find_time

_NOW = datetime(2026, 3, 18, 10, 20, tzinfo=ZoneInfo("Europe/Madrid"))
_TABLES = {"en": "times_english.txt", "es": "times_spanish.txt"}


def _rows(language: str) -> Iterator[tuple[str, str, str]]:
    lines = (Path(__file__).parent / _TABLES[language]).read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("# "):
            text, expected, *title = [part.strip() for part in line.split(" | ")]
            yield text, expected, title[0] if title else ""


def _read(text: str, language: str) -> tuple[str, str]:
    """Return what a text says in the form of the tables, and its title."""
    phrase = find_time(text, language, _NOW)
    if phrase is None:
        return "none", ""
    clock = f"T{phrase.clock:%H:%M}" if phrase.clock else ""
    rule = f"{phrase.rule} " if phrase.rule else ""
    return f"{rule}{phrase.day}{clock}", phrase.remove_from(text)


@pytest.mark.parametrize("language", _TABLES)
def test_phrases_of_the_table_are_read_as_it_says(language: str) -> None:
    wrong = [
        (text, expected, title, *_read(text, language))
        for text, expected, title in _rows(language)
        if _read(text, language) != (expected, title)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", _TABLES)
def test_table_has_many_phrases_and_many_that_are_no_times(language: str) -> None:
    expected = [expected for _, expected, _ in _rows(language)]
    assert len(expected) >= 200
    assert expected.count("none") >= 40
