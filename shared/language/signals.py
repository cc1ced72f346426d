"""Sentences about signals of workload and recovery, and the sources of their rules."""

from datetime import timedelta

from shared.language.speech import Speech
from shared.rules.assistant.signals.signal import Signal
from shared.views.predictions import SignalLevel, SignalRule, SourceView

_DIRECTIVE = "https://eur-lex.europa.eu/eli/dir/2003/88/oj"
_WHO_ILO = "https://doi.org/10.1016/j.envint.2021.106595"
_DETACHMENT = "https://doi.org/10.3389/fpsyg.2016.02072"

# By rule: the key of the source's title, and its address; None for the user's own history.
_SOURCES: dict[SignalRule, tuple[str, str | None]] = {
    SignalRule.LONG_WEEK: ("directive-6", _DIRECTIVE),
    SignalRule.SHORT_NIGHT: ("directive-3", _DIRECTIVE),
    SignalRule.NO_FREE_DAY: ("directive-5", _DIRECTIVE),
    SignalRule.NO_BREAK: ("directive-4", _DIRECTIVE),
    SignalRule.EVENINGS: ("detachment", _DETACHMENT),
    SignalRule.WEEKENDS: ("detachment", _DETACHMENT),
    SignalRule.RISING_LOAD: ("history", None),
    SignalRule.TOUGH_DAYS: ("ratings", None),
    SignalRule.SKIPPED_BREAKS: ("history", None),
}

_BY_LEVEL = {SignalRule.LONG_WEEK, SignalRule.NO_FREE_DAY}
"""The rules that compare with another value at each level."""


def describe_signal(speech: Speech, signal: Signal) -> str:
    """Return what a rule has observed, and what it compares that with."""
    rule = signal.rule
    return speech.say(
        f"signal-{rule}-{signal.level}" if rule in _BY_LEVEL else f"signal-{rule}",
        hours=_say_hours(speech, signal.observed),
        usual_hours=_say_hours(speech, signal.usual or 0),
        count=round(signal.observed),
        percent=round(signal.observed, 1),
        usual=round(signal.usual or 0),
        total=signal.total or 0,
    )


def offer_option(speech: Speech, signal: Signal) -> str:
    """Return something small that the user could do."""
    return speech.say(f"signal-{signal.rule}-option")


def source_of(speech: Speech, signal: Signal) -> SourceView:
    """Return the source of a rule at a level."""
    title, url = _SOURCES[signal.rule]
    if signal.rule is SignalRule.LONG_WEEK and signal.level is SignalLevel.STRONG:
        title, url = "who-ilo", _WHO_ILO
    return {"title": speech.say(f"signal-source-{title}"), "url": url}


def _say_hours(speech: Speech, hours: float) -> str:
    return speech.duration(timedelta(minutes=round(hours * 60)))
