"""Narratives without their values: what a language model gets, and how the values come back."""

import random
import re
from collections.abc import Iterator

import pytest

from shared.language.narratives import describe_narrative, mask_narrative
from shared.language.rephrasing.gate import find_fault
from shared.language.rephrasing.masking import MaskedText
from shared.language.speech import LANGUAGES
from shared.rules.assistant.narratives.plan import Narrative, plan_narrative
from shared.views.narratives import NarrativeView
from tests.processor_time import least_seconds
from tests.selection import NumberOfCases
from tests.unit.narrative_lives import live

MAX_MILLISECONDS = 20
ISOLATES = re.compile("[\u2066-\u2069]")
VALUES = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|june|july|august"
    r"|september|october|november|december)|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|enero"
    r"|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b|[\d%“”«»]",
    re.IGNORECASE,
)


def narratives(cases: int) -> Iterator[Narrative]:
    for number in range(cases):
        life = live(number)
        for period in life.periods(random.Random(number)):  # noqa: S311 - examples
            yield plan_narrative(life.history, period, life.tasks, knows_all_tasks=life.knows_all_tasks)


def masked_and_shown(cases: int) -> Iterator[tuple[str, MaskedText, NarrativeView]]:
    for narrative in narratives(cases):
        for language in LANGUAGES:
            yield (
                language,
                mask_narrative(language, narrative, "ada"),
                describe_narrative(language, narrative, "ada"),
            )


def test_masked_text_has_no_value_passes_the_gate_and_becomes_the_text_of_the_rules(
    number_of_cases: NumberOfCases,
) -> None:
    for language, masked, shown in masked_and_shown(number_of_cases(30, quick=10, thorough=1000)):
        words = re.sub(r"\{[a-z_]+\}", "", masked.text)
        assert not VALUES.search(words), masked.text
        tag = shown["facts"].get("tag")
        assert tag is None or str(tag["value"]) not in masked.text
        assert find_fault(language, masked.text, masked.text) is None
        assert ISOLATES.sub("", masked.fill(masked.text)) == ISOLATES.sub("", shown["text"])


def test_value_that_begins_a_sentence_is_capitalized_and_no_other() -> None:
    masked = MaskedText("", {"part": "in the morning", "day": "ámbar", "tag": "“café”"})
    text = "{part} you rested. {day}: {part}.\n\n{tag} and {day}. {tag}."
    assert masked.fill(text) == (
        "In the morning you rested. Ámbar: in the morning.\n\n“café” and ámbar. “café”."
    )


def test_value_with_braces_is_not_filled_again() -> None:
    masked = MaskedText("", {"tag": "“{hours_worked} {tag}”", "hours_worked": "8 h"})
    assert masked.fill("{tag}: {hours_worked}.") == "“{hours_worked} {tag}”: 8 h."


@pytest.mark.parametrize("language", LANGUAGES)
def test_masking_and_the_gate_take_little_time(language: str) -> None:
    planned = [*narratives(20)]

    def mask_all() -> None:
        for narrative in planned:
            masked = mask_narrative(language, narrative, "ada")
            find_fault(language, masked.text, masked.text)
            masked.fill(masked.text)

    assert least_seconds(mask_all, runs=2) / len(planned) * 1000 < MAX_MILLISECONDS
