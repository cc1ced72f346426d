"""Messages are understood as their tables say; hostile ones do no harm."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.times.find import find_time
from shared.language.understanding.engine import understand, understand_task
from shared.language.understanding.grammar import LANGUAGES, grammar_of
from shared.language.understanding.lexicon import MAX_ENTRY_WORDS
from shared.language.understanding.understood import Moment, Slots
from shared.views.conversation import Intent
from tests.selection import NumberOfCases

NOW = datetime(2026, 3, 18, 10, 20)  # noqa: DTZ001  # local time, a Wednesday
TABLES = Path(__file__).parent / "understanding"


def rows(language: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    intent = ""
    for line in (TABLES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            intent = line.strip("[]")
        elif line and not line.startswith("#"):
            text, *slots = line.split(" | ")
            yield text, intent, dict(slot.split("=", 1) for slot in slots)


def texts_of(slots: Slots) -> dict[str, str]:
    values = {name: getattr(slots, name) for name in slots.__struct_fields__}
    return {name: text_of(value) for name, value in values.items() if value not in (None, ())}


def text_of(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return value.words if isinstance(value, Moment) else str(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_of_the_table_gives_its_intent_and_slots(
    language: str, number_of_cases: NumberOfCases
) -> None:
    wrong, table = [], list(rows(language))
    for text, intent, slots in table[:: len(table) // number_of_cases(len(table), quick=500)]:
        understood = understand(text, language, NOW)
        found = texts_of(understood.slots)
        if (understood.intent, found) != (intent, slots):
            wrong.append((text, intent, slots, str(understood.intent), found))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_messages_of_each_intent(language: str) -> None:
    assert {intent for _, intent, _ in rows(language)} == set(Intent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_all_messages_are_understood_from_people_with_another_language(language: str) -> None:
    other = next(name for name in LANGUAGES if name != language)
    table = list(rows(language))[::5]
    same = [understand(text, other, NOW).intent == intent for text, intent, _ in table]
    assert sum(same) / len(table) > 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_of_a_word_list_is_longer_than_four_words(language: str) -> None:
    contractions = set(grammar_of(language).lexicon.contractions.values())
    for entry in grammar_of(language).lexicon.entries:
        shortest = entry
        for words in sorted(contractions, key=len, reverse=True):
            shortest = f" {shortest} ".replace(f" {words} ", " _ ").strip()
        assert len(shortest.split()) <= MAX_ENTRY_WORDS, entry


CODE_WORDS = sorted(
    {entry for language in LANGUAGES for entry in grammar_of(language).lexicon.entries if entry.isalpha()}
)
"""Words that phrases are made of."""

LEADS = {"en": ("add task: ", "new task: ", "todo: "), "es": ("añade tarea: ", "nueva tarea: ", "tarea: ")}


@given(
    st.sampled_from(LANGUAGES),
    st.integers(0, 2),
    st.lists(st.sampled_from(CODE_WORDS), min_size=1, max_size=5),
    st.integers(0, 5),
)
def test_a_title_behind_a_colon_is_kept_whatever_words_are_in_it(
    language: str, lead: int, code_words: list[str], place: int
) -> None:
    words = [*code_words[:place], "Zyx", *code_words[place:], "Qwv"]
    title = " ".join(words)
    if find_time(title, language, NOW):
        return
    understood = understand(f"{LEADS[language][lead]}{title}", language, NOW)
    assert (understood.intent, understood.slots.title) == (Intent.ADD_TASK, title)


@given(
    st.one_of(
        st.text(max_size=1000),
        st.lists(st.sampled_from(CODE_WORDS), max_size=150).map(" ".join),
        st.lists(
            st.sampled_from([*CODE_WORDS, "\n", ":", "?", "#", "!", "'", '"', "\x00", "٣", "½", "ß"])
        ).map("".join),
    ),
    st.sampled_from([*LANGUAGES, "fr", ""]),
)
def test_any_text_is_understood_without_an_error(text: str, language: str) -> None:
    understood = understand(text, language, NOW)
    assert understood.intent in Intent
    if understood.slots.title is not None:
        assert understood.slots.title.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("undo", {"title": "undo"}),
        ("I finished the report tomorrow", {"title": "I finished the report", "due": "tomorrow"}),
        ("add task: take a break, urgent", {"title": "take a break", "priority": "high"}),
    ],
)
def test_a_message_sent_as_a_task_is_one_whatever_it_says(text: str, expected: dict[str, str]) -> None:
    understood = understand_task(text, "en", NOW)
    assert (understood.intent, texts_of(understood.slots)) == (Intent.ADD_TASK, expected)


READING = {"list_tasks", "status", "summary", "outlook", "recommend", "points", "challenges"}
HARMLESS = {*READING, "help", "greeting", "thanks", "none"}


DENIALS = [
    *(
        ("en", words)
        for words in ("don't", "never", "if I", "what if I", "why did you", "how do I", "he said")
    ),
    *(("es", words) for words in ("nunca", "por qué", "debería", "y si yo", "ella quiere", "él dijo")),
]


@pytest.mark.parametrize("number", range(len(DENIALS)), ids=[words for _, words in DENIALS])
def test_an_act_that_is_denied_assumed_or_asked_about_changes_nothing(number: int) -> None:
    language, words = DENIALS[number]
    acts = [text for text, intent, _ in rows(language) if intent not in HARMLESS]
    messages = [f"{words} {text[0].lower()}{text[1:]}" for text in acts[number :: len(DENIALS)]]
    acted = [text for text in messages if understand(text, language, NOW).intent not in HARMLESS]
    assert acted == []
