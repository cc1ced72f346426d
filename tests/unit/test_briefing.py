"""The briefing in words: complete, kind and short in every language, and true to its facts."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Resource
from hypothesis import given
from hypothesis import strategies as st

from shared.entities.task import Task
from shared.entities.user import User
from shared.language import speech
from shared.language.briefing import MAX_WEIGHT, BriefingFacts, describe_day, part_of_day, weight_of
from shared.language.speech import LANGUAGES, briefings_in
from shared.views.voice import BriefingPart
from tests.unit.language_texts import variables_of
from tests.unit.test_language_texts import GENDERED, SCOLDING

NOW = datetime(2026, 3, 18, 14, 5, tzinfo=UTC)
TODAY = date(2026, 3, 18)
NUMBERS = ("count", "hours", "minutes", "hour")
USER = User(user_id="ada", username="Ada", created_at=NOW)


def texts_in(language: str) -> Resource:
    path = Path(speech.__file__).with_name("texts") / "briefing" / f"{language}.ftl"
    return FluentParser().parse(path.read_text("utf-8"))


def task(title: str = "Call Ana", due: datetime | None = None) -> Task:
    return Task(id=title, user_id="ada", title=title, created_at=NOW, updated_at=NOW, due_date=due)


def facts(**changes: Any) -> BriefingFacts:
    nothing: dict[str, Any] = {
        "user": USER,
        "now": NOW,
        "today": TODAY,
        "open_tasks": (),
        "has_more": False,
        "reminders": (),
        "needs": (),
        "message": "All is well.",
        "completed": 0,
        "worked": timedelta(0),
        "focused": timedelta(0),
        "expected_today": None,
        "expected_tomorrow": None,
        "is_free_today": False,
        "is_free_tomorrow": False,
        "is_closed": False,
    }
    return BriefingFacts(**{**nothing, **changes})


def say(part: BriefingPart, language: str = "en", **changes: Any) -> list[str]:
    said = describe_day(part, facts(**changes), language)
    return re.sub("[\u2066-\u2069]", "", said).splitlines()


def test_every_language_has_the_texts_of_english() -> None:
    english = variables_of(texts_in("en"))
    for language in LANGUAGES:
        resource = texts_in(language)
        assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
        assert variables_of(resource).keys() == english.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_short_and_kind(language: str) -> None:
    unkind = re.compile(rf"\b({SCOLDING[language]}|{GENDERED[language]})\b", re.IGNORECASE)
    for key, names in variables_of(texts_in(language)).items():
        for count in (0, 1, 2, 21, 50):
            values: dict[str, Any] = {name: count if name in NUMBERS else "Ada" for name in names}
            text = briefings_in(language).say(key, **values)
            assert 1 <= len(text) <= 120, (key, text)
            assert not unkind.search(text), (key, text)


titles = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=200)
lengths = st.timedeltas(timedelta(0), timedelta(hours=20))
hours = st.none() | st.floats(0, 16)
moments = st.integers(-60 * 400, 60 * 400).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(
    st.sampled_from(BriefingPart),
    st.sampled_from(LANGUAGES),
    st.fixed_dictionaries(
        {
            "open_tasks": st.lists(st.builds(task, titles, st.none() | moments), max_size=6),
            "has_more": st.booleans(),
            "reminders": st.lists(titles, max_size=4),
            "needs": st.lists(st.just("A glass of water?"), max_size=3),
            "completed": st.integers(0, 30),
            "worked": lengths,
            "focused": lengths,
            "expected_today": hours,
            "expected_tomorrow": hours,
            "is_free_today": st.booleans(),
            "is_free_tomorrow": st.booleans(),
            "is_closed": st.booleans(),
        }
    ),
)
def test_briefing_of_any_day_is_short_and_whole(
    part: BriefingPart, language: str, changes: dict[str, Any]
) -> None:
    said = describe_day(part, facts(**changes), language)
    assert weight_of(said) <= MAX_WEIGHT
    assert len(said.splitlines()) >= 2
    assert not re.search(r"\{ ?\$", said)


def test_numbers_and_forms_agree() -> None:
    evening = BriefingPart.EVENING
    assert "You completed one task." in say(evening, completed=1)[1]
    assert "You completed 2 tasks." in say(evening, completed=2)[1]
    assert "You worked one hour and 1 minute" not in say(evening, worked=timedelta(minutes=61))[1]
    assert "You worked one hour and one minute." in say(evening, worked=timedelta(minutes=61))[1]
    said = say(evening, worked=timedelta(hours=2), focused=timedelta(minutes=50))[1]
    assert said == "You worked 2 hours. 50 minutes of that was focus."
    assert say(evening, focused=timedelta(hours=1))[1] == "One hour of the day was focus."
    assert say(evening, "es", worked=timedelta(hours=1))[1] == "Has trabajado una hora."


@pytest.mark.parametrize(("hour", "words"), [(1, "Es la 1:05"), (0, "Son las 0:05"), (13, "Son las 13:05")])
def test_spanish_hours_agree(hour: int, words: str) -> None:
    assert words in say(BriefingPart.NOW, "es", now=NOW.replace(hour=hour))[0]


def test_what_was_due_is_told_from_what_is_due() -> None:
    tasks = [task("Late", NOW - timedelta(minutes=1)), task("Soon", NOW + timedelta(minutes=1))]
    said = say(BriefingPart.MORNING, open_tasks=tasks)
    assert said[2:4] == ["“Late” was due today at 14:04.", "“Soon” is due today at 14:06."]


def test_long_title_is_cut_at_a_word() -> None:
    said = say(BriefingPart.NOW, open_tasks=[task("word " * 40)])[1]
    assert re.fullmatch("Next on your list: “(word )+word…”.", said)
    assert len(said) < 100


def test_little_or_unknown_work_is_not_expected() -> None:
    for hours_ahead in (None, 0.0, 0.1):
        assert "By your own days" not in " ".join(say(BriefingPart.MORNING, expected_today=hours_ahead))
    free = say(BriefingPart.MORNING, expected_today=8.0, is_free_today=True)
    assert "Today is a day off." in free
    assert "By your own days" not in " ".join(free)
    assert "By your own days, today has about 7 hours and 45 minutes of work." in say(
        BriefingPart.MORNING, expected_today=7.7
    )


def test_each_hour_has_a_part() -> None:
    parts = [part_of_day(hour) for hour in range(24)]
    morning, now, evening = BriefingPart.MORNING, BriefingPart.NOW, BriefingPart.EVENING
    assert parts == [*[evening] * 4, *[morning] * 8, *[now] * 5, *[evening] * 7]
