"""Texts are found, formatted and varied, and the language is chosen for the user."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import LanguageAccept

from shared.language import speech
from shared.language.speech import LANGUAGES, Speech, choose_language, narratives_in, speech_in
from tests.unit.language_texts import in_every_language, sample_values, usable_keys

few_examples = settings(max_examples=60)
UNAVAILABLE = (
    "qaa"  # no language will ever have this code, which is for private use (RFC 5646, section 2.2.1)
)


def test_unknown_key_raises_lookup_error() -> None:
    with pytest.raises(LookupError, match="proud-boring-1"):
        speech_in("en").vary("proud-boring", "a seed")
    with pytest.raises(LookupError, match="proud-boring"):
        speech_in("en").say("proud-boring")


@pytest.mark.parametrize("key", ["face-title", "notification-weekly_summary-body"])
def test_missing_value_raises_value_error(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        speech_in("en").say(key, name="Nochi", worked="2 h", focus="1 h", tasks=2)


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        (1, "1 task", "1 tarea"),
        (999, "999 tasks", "999 tareas"),
        (1000, "1,000 tasks", "1000 tareas"),
        (9999, "9,999 tasks", "9999 tareas"),
        (10_000, "10,000 tasks", "10.000 tareas"),
    ],
)
def test_thousands_are_separated_as_in_each_language(number: int, english: str, spanish: str) -> None:
    said = {language: narratives_in(language).say("fact-tasks", value=number) for language in LANGUAGES}
    assert said == {"en": english, "es": spanish}


def test_markup_in_a_title_is_not_interpreted() -> None:
    title = "{ $x } -> *[other] <b> {-term} \\u0041"
    assert speech_in("en").say("notification-task_reminder-body", title=title).endswith(f"“{title}”.")


@in_every_language
def test_variant_depends_only_on_the_seed_and_variants_are_equally_likely(language: str) -> None:
    variants = {f"proud-task-{number}" for number in (1, 2, 3, 4)}
    if not variants <= usable_keys(language):
        pytest.skip("another test reports the missing or unexpected text")
    texts, values = speech_in(language), sample_values(language, "proud-task-1", 2)
    seeds = [f"user {number}" for number in range(400)]
    chosen = [texts.vary("proud-task", seed, **values) for seed in seeds]
    assert chosen == [texts.vary("proud-task", seed, **values) for seed in seeds]
    times = Counter(chosen)
    assert set(times) == {texts.say(key, **values) for key in variants}
    assert min(times.values()) >= 70


def test_choice_of_a_variant_is_the_same_in_every_process() -> None:
    texts = Speech("en", "x-1 = a\nx-2 = b\nx-3 = c")
    assert "".join(texts.vary("x", str(seed)) for seed in range(12)) == "bbcbcacccbab"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 min"),
        (0, "0 min"),
        (59, "0 min"),
        (60, "1 min"),
        (2700, "45 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (7259, "2 h"),
        (22_200, "6 h 10 min"),
        (90_000, "25 h"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])  # other languages may format it differently
def test_duration_is_in_hours_and_minutes(language: str, seconds: int, text: str) -> None:
    assert speech_in(language).duration(timedelta(seconds=seconds)) == text


def test_language_can_format_durations_differently() -> None:
    hours = "{ $hours ->\n [one] einer Stunde\n *[other] { $hours } Stunden\n }"
    german = f"duration-hours-minutes = {{ $minutes }} Minuten nach {hours}"
    assert Speech("de", german).duration(timedelta(seconds=3900)) == "5 Minuten nach einer Stunde"


@pytest.mark.parametrize(
    ("preferred", "header", "language"),
    [
        ("es", "en", "es"),
        ("ES", "", "es"),
        ("es-MX", "en", "es"),
        ("es_mx", "en", "es"),
        (" es ", "en", "es"),
        ("en-GB", "es", "en"),
        (UNAVAILABLE, "es", "es"),
        ("", "es", "es"),
        ("../../es", "", "en"),
        ("essay", "", "en"),
        (None, "es", "es"),
        (True, "es", "es"),
        (7, "es", "es"),
        (["es"], "", "en"),
        ({"es": "es"}, "", "en"),
        (None, "", "en"),
        (None, "es-MX", "es"),
        (None, "es-419,es;q=0.9,en;q=0.8", "es"),
        (None, "es-MX,en;q=0.5", "es"),
        (None, "en;q=0.5,es-AR;q=0.7", "es"),
        (None, "es,en", "es"),
        (None, "en,es", "en"),
        (None, f"{UNAVAILABLE}-CH, {UNAVAILABLE};q=0.9, es;q=0.8, *;q=0.5", "es"),
        (None, f"es;q=0, {UNAVAILABLE}", "en"),
        (None, "*", "en"),
        (None, UNAVAILABLE, "en"),
        (None, "es;q=2", "en"),
        (None, '"', "en"),
        (None, ",;=,q=", "en"),
        (None, "\x00\xff", "en"),
    ],
)
def test_language_is_that_of_the_profile_then_of_the_header_then_english(
    preferred: object, header: str, language: str
) -> None:
    assert choose_language(preferred, header) == language


_header_parts = st.sampled_from(
    ["es", "en", "-", "MX", ",", ";", "q", "=", "0.5", "*", '"', "\\", "''", "%ff", " ", "\ud800", "é"]
)


@few_examples
@given(header=st.text(st.characters(codec=None)) | st.lists(_header_parts, max_size=20).map("".join))
@example(header='es;a="\ud800"')
@example(header="en;*=x")
def test_any_header_gives_an_available_language(header: str) -> None:
    assert choose_language(None, header) in LANGUAGES


@few_examples
@given(
    preferred=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
)
def test_any_preference_gives_an_available_language(preferred: object) -> None:
    assert choose_language(preferred, "") in LANGUAGES


def test_header_that_fails_in_an_older_werkzeug_means_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(header: str, _: type[LanguageAccept]) -> LanguageAccept:
        raise IndexError(header)  # as release 3.1.8 did for "es;*=x"

    monkeypatch.setattr(speech, "parse_accept_header", fail)
    assert choose_language(None, "es;*=x") == "en"
    assert choose_language("es", "es;*=x") == "es"


def test_english_and_spanish_are_available() -> None:
    assert {"en", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", [UNAVAILABLE, "", "../texts/en", "EN"])
def test_language_without_a_file_raises_lookup_error(language: str) -> None:
    with pytest.raises(LookupError):
        speech_in(language)


def test_concurrent_threads_load_each_language_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "_load", cache(speech._load.__wrapped__))  # noqa: SLF001 - as at the start
    with ThreadPoolExecutor(8) as threads:
        loaded = list(threads.map(speech_in, ["en", "es"] * 8))
    assert len({id(texts) for texts in loaded}) == 2
