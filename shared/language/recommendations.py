"""Recommendations in words: title, text, reasons and the label of the action."""

from collections.abc import Mapping
from datetime import date, timedelta

from shared.language.insights import clock
from shared.language.speech import Speech
from shared.rules.assistant.narratives.facts import Fact, Form
from shared.rules.assistant.recommendations.candidate import Action
from shared.rules.assistant.recommendations.recommendations import Recommendation
from shared.views.narratives import FactView
from shared.views.recommendations import ActionView, RecommendationView

Values = Mapping[str, str | float]

_TEXT_KEY = "$"


def describe_recommendation(speech: Speech, recommendation: Recommendation) -> RecommendationView:
    """Return a recommendation in words; each number in them is one of its evidence, as it says it."""
    candidate, key = recommendation.candidate, f"recommendation-{recommendation.kind}"
    evidence = {name: _fact(speech, fact) for name, fact in candidate.evidence.items()}
    values = {name: _value(fact, evidence[name]["text"]) for name, fact in candidate.evidence.items()}
    variant = f"-{candidate.variant}" if candidate.variant else ""
    reasons = [*candidate.reasons, *([recommendation.moved] if recommendation.moved else [])]
    action = candidate.action
    return {
        "id": recommendation.id,
        "kind": recommendation.kind,
        "title": speech.say(f"{key}-title"),
        "text": speech.say(f"{key}-text{variant}", **values),
        "because": [speech.say(f"recommendation-because-{reason}", **values) for reason in reasons],
        "evidence": evidence,
        "action": None if action is None else _action(speech, key, action),
        "valid_until": candidate.valid_until,
    }


def _action(speech: Speech, key: str, action: Action) -> ActionView:
    return {
        "label": speech.say(f"{key}-{action.label}"),
        "method": action.method,
        "path": action.path,
        "body": None if action.body is None else _body(speech, action.body),
    }


def _body(speech: Speech, body: Mapping[str, object]) -> dict[str, object]:
    """Return a body with the texts that its keys of texts stand for."""
    return {name: _inner(speech, value) for name, value in body.items()}


def _inner(speech: Speech, value: object) -> object:
    if isinstance(value, Mapping):
        return _body(speech, value)
    if isinstance(value, list):
        return [_inner(speech, one) for one in value]
    if isinstance(value, str) and value.startswith(_TEXT_KEY):
        return speech.say(f"recommendation-{value.removeprefix(_TEXT_KEY)}")
    return value


def _fact(speech: Speech, fact: Fact) -> FactView:
    value = fact.value
    if isinstance(value, date):
        return {"value": value.isoformat(), "unit": fact.unit, "text": _date(speech, value, fact.form)}
    if isinstance(value, str):
        return {"value": value, "unit": fact.unit, "text": speech.say("recommendation-name", value=value)}
    if fact.form is Form.CLOCK:
        return {"value": clock(value), "unit": fact.unit, "text": clock(value)}
    if fact.form is Form.DURATION:
        text = speech.duration(timedelta(minutes=round(60 * value)))
        return {"value": value, "unit": fact.unit, "text": text}
    text = speech.say(f"recommendation-{fact.form}", value=value)
    return {"value": value, "unit": fact.unit, "text": text}


def _date(speech: Speech, day: date, form: Form) -> str:
    if form is Form.WEEKDAY:
        return speech.say("chart-weekdays").split()[day.weekday()]
    month = speech.say("chart-months").split()[day.month - 1]
    return speech.say("recommendation-date", day=day.day, month=month)


def _value(fact: Fact, text: str) -> str | float:
    """Return what texts say of a fact: a number where they choose a plural by it."""
    return fact.value if fact.form is Form.NUMBER and not isinstance(fact.value, date) else text
