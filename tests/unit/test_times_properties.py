"""What holds for every date, time of day, number and text; the generator is `time_phrases.py`."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.entities.recurrence import check_recurrence
from shared.language.times.find import find_time
from shared.language.times.grammar import Parser
from shared.language.times.language import LANGUAGES, grammar_of
from shared.language.times.lengths import find_length
from shared.language.times.numbers import find_numbers
from shared.language.times.tokens import split
from tests.unit.phrase_samples import NUMBERS, sample, tables_of
from tests.unit.time_phrases import clocks_in_words, dates_in_words, number_in_words

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 3, 18, 10, 20, tzinfo=MADRID)
TITLES = {
    "en": [
        "Call the plumber",
        "buy milk",
        "finish slides",
        "Email Sun Li",
        "pay 2 invoices",
        "plan: phase two",
    ],
    "es": [
        "Llamar al fontanero",
        "comprar leche",
        "terminar el informe",
        "hablar con Mar",
        "pagar 2 facturas",
    ],
}

languages = st.sampled_from(LANGUAGES)
days = st.integers(0, 360).map(lambda number: NOW.date() + timedelta(days=number))
long_numbers = st.builds(
    "{}{}{}".format,
    st.sampled_from(["in ", "en ", "", "at "]),
    st.integers(0, 5000).map(lambda length: "9" * length) | st.just("9" * 400 + ".5"),
    st.sampled_from([" days", " horas", "h", "/2", ""]),
)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 11).map(lambda number: 5 * number))


def _words(language: str) -> list[str]:
    """Return the words and numbers of which the phrases of a language consist."""
    phrases = [phrase for rows in tables_of(language).values() for phrase in rows]
    words = {word for phrase in phrases for item in phrase.split() for word in item.rstrip("?").split("|")}
    numbers = [number for samples in NUMBERS.values() for number in samples]
    return [*sorted(word.removeprefix("~") for word in words if not word.startswith("<")), *numbers, "1830"]


VOCABULARY = {language: _words(language) for language in LANGUAGES}


def _when(text: str, language: str, now: datetime) -> date | tuple[date, time] | None:
    """Return the date of a text, with a time of day if it says one; None if it names no time."""
    phrase = find_time(text, language, now)
    if phrase is None:
        return None
    return phrase.day if phrase.clock is None else (phrase.day, phrase.clock)


@given(languages, days, st.data())
def test_any_phrase_for_a_date_is_read_back_and_leaves_the_title(
    language: str, day: date, data: st.DataObject
) -> None:
    phrase = data.draw(st.sampled_from([*dates_in_words(day, language)]))
    title = data.draw(st.sampled_from(TITLES[language]))
    assert _when(phrase, language, NOW) == day
    for text in (f"{title} {phrase}", f"{phrase}: {title}"):
        found = find_time(text, language, NOW)
        assert found is not None
        assert (found.day, found.clock, text[found.begin : found.end]) == (day, None, phrase)
        assert found.remove_from(text) == title


@given(languages, days.filter(lambda day: day > NOW.date()), clocks, st.data())
def test_any_phrase_for_a_moment_is_read_back_in_either_order(
    language: str, day: date, clock: time, data: st.DataObject
) -> None:
    assume(not (day == date(2026, 3, 29) and clock.hour == 2))  # the clocks skip it
    date_phrase = data.draw(st.sampled_from([*dates_in_words(day, language)]))
    clock_phrase = data.draw(st.sampled_from([*clocks_in_words(clock, language)]))
    title = data.draw(st.sampled_from(TITLES[language]))
    for text in (
        f"{title} {date_phrase} {clock_phrase}",
        f"{title} {clock_phrase} {date_phrase}",
        f"{date_phrase}: {title} {clock_phrase}",
    ):
        found = find_time(text, language, NOW)
        assert found is not None
        assert (found.day, found.clock) == (day, clock)
        assert found.remove_from(text) == title


@given(languages, clocks, st.data())
def test_a_time_of_day_alone_is_the_next_such_moment(language: str, clock: time, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from([*clocks_in_words(clock, language)]))
    day = NOW.date() + timedelta(days=clock < NOW.time())
    assert _when(phrase, language, NOW) == (day, clock)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_words_is_read(language: str) -> None:
    for number in range(1000):
        words = number_in_words(number, language)
        [found] = find_numbers(f"({words})", language)
        assert (found.value, found.begin, found.end) == (number, 1, 1 + len(words))


@given(languages, st.integers(1, 600), st.booleans())
def test_every_length_is_read_in_digits_and_in_words(language: str, minutes: int, in_words: bool) -> None:  # noqa: FBT001
    number = number_in_words(minutes, language) if in_words else str(minutes)
    unit = {"en": "minutes", "es": "minutos"}[language]
    found = find_length(f"x {number} {unit} y", language)
    assert found is not None
    assert (found.minutes, found.begin, found.end) == (minutes, 2, 3 + len(f"{number} {unit}") - 1)


@given(languages, st.data())
def test_no_order_of_the_words_of_phrases_is_an_error_or_an_invalid_result(
    language: str, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from(VOCABULARY[language]), min_size=1, max_size=9))
    text = data.draw(st.sampled_from([" ", "  ", ", "])).join(words)
    find_length(text, language)
    find_numbers(text, language)
    found = find_time(text, language, NOW)
    if found is not None:
        assert 0 <= found.begin < found.end <= len(text)
        assert text[found.begin : found.end].strip() == text[found.begin : found.end]
        assert found.rule is None or check_recurrence(found.rule) == found.rule
        assert found.day >= NOW.date() or any(character.isdigit() for character in text)
        assert len(found.remove_from(text)) < len(text)


@given(
    languages,
    st.text(max_size=200) | st.from_regex(r"(in |en )?[0-9]{1,5000}([.,][0-9]{1,500})? ?(days|horas|h)?"),
)
def test_no_text_is_an_error(language: str, text: str) -> None:
    found, length = find_time(text, language, NOW), find_length(text, language)
    assert found is None or text[found.begin : found.end]
    assert length is None or text[length.begin : length.end]
    assert [number for number in find_numbers(text, language) if number.end > len(text)] == []


@given(languages, st.sampled_from(["2026-03-29", "2026-10-25"]), clocks)
def test_a_time_on_the_day_of_a_change_of_the_clocks_exists(language: str, day: str, clock: time) -> None:
    found = find_time(
        f"{day} {clock:%H:%M}h" if language == "es" else f"{day} at {clock:%H:%M}", language, NOW
    )
    assert found is not None
    assert found.clock is not None
    local = datetime.combine(found.day, found.clock, MADRID)
    assert local.astimezone(UTC).astimezone(MADRID).replace(tzinfo=None) == local.replace(tzinfo=None)


def test_hours_from_now_are_hours_that_pass_when_the_clocks_change() -> None:
    evening = datetime(2026, 3, 28, 23, 30, tzinfo=MADRID)
    assert _when("in 3 hours", "en", evening) == (date(2026, 3, 29), time(3, 30))
    assert _when("en 3 horas", "es", evening) == (date(2026, 3, 29), time(3, 30))


def test_a_time_that_the_clocks_skip_is_moved_forward() -> None:
    assert _when("2026-03-29 at 2:30 am", "en", NOW) == (date(2026, 3, 29), time(3, 30))


@given(languages, days, clocks)
def test_a_naive_moment_reads_as_one_of_the_zone_does(language: str, day: date, clock: time) -> None:
    assume(day.month not in (3, 10))
    naive = datetime.combine(day, clock)
    for text in ("in 2 hours", "tomorrow at 9", "at 5pm", "en 2 horas", "mañana a las 9", "el lunes"):
        assert _when(text, language, naive) == _when(text, language, naive.replace(tzinfo=MADRID))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_language_is_read_as_its_symbol(language: str) -> None:
    tables, random = tables_of(language), Random(0)  # noqa: S311 - keeps no secret
    for symbol, phrases in tables.items():
        for phrase in phrases:
            texts = (sample(tables, phrase, random) for _ in range(500))  # some numbers are no dates
            some = [_reads_all(text, symbol, language) for text in islice(texts, 20)]
            assert any(some) or any(_reads_all(text, symbol, language) for text in texts), (symbol, phrase)


def _reads_all(text: str, symbol: str, language: str) -> bool:
    tokens = split(text)
    return bool(tokens) and len(tokens) in Parser(grammar_of(language), tokens, NOW).read(symbol, 0)
