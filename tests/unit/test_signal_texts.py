"""The sentences of signals: each has its numbers, says that work was tracked, and names a source."""

import re
from datetime import date

import pytest

from shared.language.signals import describe_signal, offer_option, source_of
from shared.language.speech import LANGUAGES, speech_in
from shared.rules.assistant.signals.signal import Signal
from shared.views.metric import Unit
from shared.views.predictions import SignalLevel, SignalRule

RATED = {SignalRule.TOUGH_DAYS}
HOURS = {SignalRule.LONG_WEEK, SignalRule.NO_FREE_DAY, SignalRule.RISING_LOAD}
COMPARING = {SignalRule.EVENINGS, SignalRule.WEEKENDS, SignalRule.RISING_LOAD}
TRACKED = {"en": "tracked", "es": "registrado"}
DIAGNOSIS = {
    "en": r"burn\w*|stress\w*|strain\w*|exhaust\w*|disease\w*|health\w*|sick\w*|ill\w*|risk\w*|danger\w*",
    "es": r"burn\w*|estr[eé]s\w*|agot\w*|enferm\w*|salud\w*|riesgo\w*|peligr\w*|dañ\w*|quema\w*",
}

each_level = pytest.mark.parametrize("level", SignalLevel)
each_rule = pytest.mark.parametrize("rule", SignalRule)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def _signal(rule: SignalRule, level: SignalLevel) -> Signal:
    return Signal(
        rule=rule,
        level=level,
        since=date(2026, 3, 5),
        observed=57.75 if rule in HOURS else 7,
        limit=6,
        unit=Unit.HOURS if rule in HOURS else Unit.COUNT,
        usual=40.5 if rule in HOURS else 3,
        total=21,
    )


@each_rule
@each_level
@in_each_language
def test_text_has_the_observed_number_and_the_usual_one_and_says_that_work_was_tracked(
    rule: SignalRule, level: SignalLevel, language: str
) -> None:
    text = re.sub("[\u2066-\u2069]", "", describe_signal(speech_in(language), _signal(rule, level)))
    assert ("57 h 45 min" if rule in HOURS else "7") in text
    if rule in COMPARING:
        assert text.endswith("40 h 30 min." if rule in HOURS else "3.")
    if rule not in RATED:
        assert TRACKED[language] in text.casefold()


@each_rule
@in_each_language
def test_option_is_one_offer_without_numbers(rule: SignalRule, language: str) -> None:
    option = offer_option(speech_in(language), _signal(rule, SignalLevel.NOTICE))
    assert re.search({"en": r"\bYou could\b", "es": r"\b[Pp]odrías\b"}[language], option)
    assert option.count(".") == 1


@each_rule
@each_level
@in_each_language
def test_no_sentence_is_a_diagnosis(rule: SignalRule, level: SignalLevel, language: str) -> None:
    speech, signal = speech_in(language), _signal(rule, level)
    for text in (describe_signal(speech, signal), offer_option(speech, signal)):
        assert not re.search(rf"\b({DIAGNOSIS[language]})\b", text, re.IGNORECASE), text


@each_rule
@each_level
@in_each_language
def test_source_has_a_title_and_an_address_unless_it_is_the_own_history(
    rule: SignalRule, level: SignalLevel, language: str
) -> None:
    source = source_of(speech_in(language), _signal(rule, level))
    own = {SignalRule.RISING_LOAD, SignalRule.TOUGH_DAYS, SignalRule.SKIPPED_BREAKS}
    assert source["title"]
    assert (source["url"] is None) == (rule in own)
    assert source["url"] is None or source["url"].startswith("https://")
