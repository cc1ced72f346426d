"""The texts of conversations are complete, short and kind, and what they offer to say is understood."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, Resource

from interaction.messages import Language
from shared.language import speech
from shared.language.speech import LANGUAGES, conversation_in
from shared.language.times import language as times
from shared.language.understanding import grammar
from shared.language.understanding.engine import understand
from shared.views.conversation import Intent
from tests.unit.language_texts import variables_of
from tests.unit.test_language_texts import GENDERED, SCOLDING

NOW = datetime(2026, 3, 18, 10, 20, tzinfo=UTC)

SUGGESTIONS = {
    "undo": Intent.UNDO,
    "add": Intent.ADD_TASK,
    "tasks": Intent.LIST_TASKS,
    "help": Intent.HELP,
    "status": Intent.STATUS,
    "recommend": Intent.RECOMMEND,
    "focus": Intent.START_FOCUS,
    "unlink": Intent.UNLINK,
    "clock-in": Intent.CLOCK_IN,
    "clock-out": Intent.CLOCK_OUT,
    "resume": Intent.RESUME_WORK,
    "stop": Intent.STOP_FOCUS,
    "shutdown": Intent.SHUTDOWN,
    "outlook": Intent.OUTLOOK,
    "points": Intent.POINTS,
    "challenges": Intent.CHALLENGES,
}
MAY_MEAN = {Intent.RESUME_WORK: {Intent.CLOCK_IN}}
"""What a suggestion may be understood as too, since the service does the same then."""

COUNTS = (0, 1, 2, 21, 1000)
MAX_LENGTH = 170
_QUOTED = re.compile("[“«]([^”»{]+)[”»]")


@cache
def texts_in(language: str) -> Resource:
    path = Path(speech.__file__).with_name("texts") / "conversation" / f"{language}.ftl"
    return FluentParser().parse(path.read_text("utf-8"))


def said(language: str) -> dict[str, list[str]]:
    """Return each text, with samples of its values."""
    texts = conversation_in(language)
    found = defaultdict(list)
    for key, names in variables_of(texts_in(language)).items():
        for count in COUNTS:
            values: dict[str, Any] = {
                name: count if name in {"count", "minutes", "amount", "points", "streak"} else "Water"
                for name in names
            }
            found[key].append(texts.say(key, **values))
    return found


def test_conversations_are_understood_and_answered_in_the_same_languages() -> None:
    assert LANGUAGES == times.LANGUAGES == grammar.LANGUAGES == tuple(sorted(Language))


def test_every_language_has_the_texts_of_english_with_the_same_variables() -> None:
    english = variables_of(texts_in("en"))
    for language in LANGUAGES:
        resource = texts_in(language)
        assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
        keys = Counter(entry.id.name for entry in resource.body if isinstance(entry, Message))
        assert [key for key, times in keys.items() if times > 1] == []
        assert variables_of(resource) == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_short_and_kind(language: str) -> None:
    unkind = re.compile(rf"\b({SCOLDING[language]}|{GENDERED[language]})\b", re.IGNORECASE)
    for key, texts in said(language).items():
        for text in texts:
            assert 1 <= len(text) <= MAX_LENGTH, (key, text)
            assert not unkind.search(text), (key, text)
            assert not re.search(r"[{}$\u2066-\u2069]|\s\s|^\s|\s$", text), (key, text)


def test_each_reply_has_two_variants_or_more() -> None:
    numbered = Counter(key.rpartition("-")[0] for key in variables_of(texts_in("en")) if key[-1].isdigit())
    assert min(numbered.values()) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_suggestion_is_understood_as_what_it_stands_for(language: str) -> None:
    texts = {key: text for key, (text, *_) in said(language).items() if key.startswith("suggest-")}
    assert {key.removeprefix("suggest-") for key in texts} == SUGGESTIONS.keys()
    for name, intent in SUGGESTIONS.items():
        found = understand(texts[f"suggest-{name}"], language, NOW).intent
        assert found in {intent, *MAY_MEAN.get(intent, ())}, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_is_understood(language: str) -> None:
    examples = {
        example
        for key, (text, *_) in said(language).items()
        if re.match("help|add-what|remind-what|reschedule-when", key)
        for example in _QUOTED.findall(text)
    }
    assert len(examples) >= 10
    assert [one for one in examples if understand(one, language, NOW).intent is Intent.NONE] == []
