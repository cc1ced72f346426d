"""The keys and variables that the app uses, and helpers that parse and format the text files."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    Message,
    NumberLiteral,
    Resource,
    SelectExpression,
    VariableReference,
)
from fluent.syntax.visitor import Visitor

from shared.language import speech
from shared.language.speech import LANGUAGES, speech_in
from shared.rules.assistant.estimates import Basis
from shared.rules.assistant.metrics.table import METRICS
from shared.rules.assistant.plan.order import Obstacle, Reason
from shared.rules.companion.tuning import MANY_TASKS, MIN_STREAK
from shared.views.challenge import ChallengeType
from shared.views.companion import Mood, NeedKind, Stage
from shared.views.forecast import FactorName
from shared.views.metric import Unit
from shared.views.predictions import SignalRule
from shared.views.recommendations import RecommendationKind

in_every_language = pytest.mark.parametrize("language", LANGUAGES)

CAUSES = {
    Mood.EXHAUSTED: ("overtime", "no-rest", "long-day", "after"),
    Mood.THIRSTY: ("never", "long-ago"),
    Mood.HUNGRY: ("lunch", "empty"),
    Mood.TIRED: ("overtime", "no-rest", "long-day", "after"),
    Mood.PROUD: ("task", "many"),
    Mood.ASLEEP: ("night",),
    Mood.RELAXED: ("closed",),
    Mood.HAPPY: ("rested", "streak", "hydrated"),
    Mood.CONTENT: ("working", "off", "morning"),
}
MESSAGES = [
    f"{mood}-{cause}-{number}"
    for mood, causes in CAUSES.items()
    for cause in causes
    for number in (1, 2, 3, 4)
]
MESSAGE_VARIABLES = "person worked continuous streak tasks"
# Texts of metrics: of those whose value is text, of the others, and why one is not known.
INSIGHTS = {
    "insight-fact": "fact",
    "insight-newest": "fact limit",
    **dict.fromkeys(("insight-more", "insight-fewer", "insight-less"), "fact percent weeks"),
    **{
        f"insight-{name}": "value n"
        if metric.unit in {Unit.HOURS, Unit.CLOCK} or name == "break_minutes"
        else "amount n"
        for name, metric in METRICS.items()
        if name != "estimate_deviation"
    },
    **{f"insight-estimate_deviation-{direction}": "amount n" for direction in ("over", "under", "even")},
    **{f"insight-{name}-none": "needed" for name in METRICS},
}
# Texts of the plan of a day: as a whole, what it is made from, and the reasons of its blocks.
PLAN = {
    "plan-text": "tasks worked begin end",
    **{f"plan-text-{name}": "" for name in ("free-day", "shut-down", "no-tasks", "full", "over", "none")},
    "plan-text-short": "left",
    "plan-because-limit": "limit",
    "plan-because-worked": "limit worked",
    "plan-because-reserve": "percent",
    "plan-because-default-reserve": "percent",
    "plan-because-hours": "begin end",
    "plan-because-default-hours": "begin end",
    "plan-because-session": "",
    "plan-because-clock-out": "time hour",
    "plan-because-best-hours": "",
    "plan-because-most-due": "limit",
    **{f"plan-why-{reason}": "" for reason in Reason},
    "plan-why-best-hours": "",
    "plan-why-break": "after",
    "plan-why-lunch": "",
    **{f"plan-estimate-{basis}": "length tag" if basis is Basis.TAGS else "length" for basis in Basis},
    **dict.fromkeys(("plan-estimate-several-tags", "plan-estimate-least", "plan-left-rest"), "length"),
    **{f"plan-left-{obstacle}": "" for obstacle in Obstacle},
}
# Texts of recommendations: of each kind its own, and reasons.
RECOMMENDATIONS = {
    **{f"recommendation-{form}": "value" for form in ("number", "percent", "millilitres", "name")},
    "recommendation-date": "day month",
    **{f"recommendation-{kind}-title": "" for kind in RecommendationKind},
    **{f"recommendation-{kind}-action": "" for kind in RecommendationKind},
    **{
        f"recommendation-{kind}-text": values
        for kind, values in {
            "next_task": "task focus",
            "start_focus": "focus",
            "take_break": "break",
            "drink": "amount",
            "lunch": "to",
            "replan_overdue": "task day",
            "split_task": "task",
            "estimate_better": "task estimate",
            "protect_best_hours": "task from to",
            "lighter_day": "hours day",
            "stop_for_today": "worked",
            "shutdown": "",
            "plan_tomorrow": "task day",
            "join_challenge": "challenge points",
        }.items()
    },
    "recommendation-lighter_day-text-task": "task other_day day hours",
    "recommendation-lighter_day-look": "",
    "recommendation-shutdown-text-carry-over": "day",
    "recommendation-celebrate-text-streak": "days",
    "recommendation-celebrate-text-focus": "focused",
    "recommendation-celebrate-text-tasks": "tasks",
    "recommendation-step-first": "",
    "recommendation-step-rest": "",
    **{
        f"recommendation-because-{reason}": values
        for reason, values in {
            **dict.fromkeys(("overdue", "due-today", "due-soon", "planned", "planned-earlier"), ""),
            **dict.fromkeys(("priority", "first", "best-hours-now", "focus-first", "often", "seldom"), ""),
            "others": "tasks",
            "left": "left",
            "fits": "left",
            "focus-missing": "missing",
            "focus-so-far": "focused",
            "focus-usual": "sessions",
            "no-rest": "worked after",
            "drunk-ago": "ago drunk goal",
            "not-drunk": "goal",
            "lunch-time": "from to",
            "worked-today": "worked",
            "past-its-day": "days",
            "overdue-tasks": "tasks",
            "open-long": "days",
            "carried-over": "times",
            "takes-longer": "tasks deviation",
            "takes-less": "tasks deviation",
            "best-hours": "share from to days",
            "long-day": "limit day",
            "long-days": "",
            "limit": "limit",
            "tasks-done": "tasks",
            "clock-out": "end",
            "usual-end": "end",
            "tasks-without-day": "tasks",
            "planned-tomorrow": "planned day",
            **{f"challenge-{kind}": "target usual" for kind in ChallengeType},
            "best-streak": "days",
            "best-focus": "days before",
            "best-tasks": "days most",
        }.items()
    },
}
SECURITY_EVENTS = ("enabled", "removed", "reset", "recovery-codes", "recovery-code", "guesses")
# Every key that the app uses, with the variables that it passes.
VARIABLES: dict[str, set[str]] = {
    key: set(values.split())
    for key, values in {
        **dict.fromkeys(MESSAGES, MESSAGE_VARIABLES),
        **{f"mood-{mood}": "" for mood in Mood},
        **{f"notification-{kind}-title": "" for kind in NeedKind},
        **{f"notification-link-{event}-title": "" for event in ("linked", "moved", "ended")},
        **{f"notification-link-{event}-body": "chat workspace" for event in ("linked", "moved", "ended")},
        **{f"notification-security-{event}-title": "" for event in SECURITY_EVENTS},
        **{f"notification-security-{event}-body": "" for event in SECURITY_EVENTS},
        "notification-security-recovery-code-body": "left",
        **{f"reminder-{kind}-{number}": "worked continuous" for kind in NeedKind for number in (1, 2, 3)},
        "duration-hours-minutes": "hours minutes",
        "duration-hours": "hours",
        "duration-minutes": "minutes",
        "at-time": "time hour",
        "face-title": "name mood",
        "reason-energy-fresh": "",
        "reason-energy-working": "worked continuous",
        "reason-energy-pausing": "worked",
        "reason-energy-worked": "worked",
        "reason-energy-overtime": "worked over",
        "reason-energy-yesterday": "",
        "reason-energy-rested": "rested",
        "reason-energy-closed": "",
        "reason-hydration-drunk": "ml goal ago",
        "reason-hydration-dry": "worked",
        "reason-hydration-yesterday": "",
        "reason-hydration-well": "",
        "reason-hydration-resting": "",
        "reason-fullness-lunch": "ago",
        "reason-fullness-meal": "ago",
        "reason-fullness-empty": "worked",
        "reason-fullness-yesterday": "",
        "reason-fullness-well": "",
        "reason-fullness-resting": "",
        "notification-task_reminder-title": "",
        "notification-task_reminder-body": "title",
        "notification-deadline-title": "",
        "notification-deadline-day-body": "title",
        "notification-deadline-today-body": "title time hour",
        "notification-deadline-tomorrow-body": "title time hour",
        "notification-deadline-later-body": "title time hour",
        "notification-shutdown_reminder-title": "",
        "notification-shutdown_reminder-body": "",
        "notification-session_forgotten-title": "",
        "notification-session_forgotten-body": "worked",
        "notification-weekly_summary-title": "",
        "notification-weekly_summary-body": "worked tasks focus streak",
        "notification-achievement-title": "",
        "notification-achievement-body": "name",
        "notification-challenge-title": "",
        "notification-challenge-body": "name",
        "notification-level-title": "",
        **{f"notification-level-{stage}-body": "level" for stage in Stage if stage is not Stage.EGG},
        **{f"chart-{names}{form}": "" for names in ("months", "weekdays") for form in ("", "-short")},
        **{f"chart-{name}": "" for name in ("work", "focus", "overtime", "tasks", "empty")},
        "notification-overload_ahead-title": "",
        "notification-overload_ahead-week-body": "worked_hours expected_hours limit_hours",
        "notification-overload_ahead-usual-body": "expected_hours usual_hours",
        "notification-overload_ahead-last_week-body": "expected_hours limit_hours",
        "notification-overload_ahead-rising-body": "last_week_hours expected_hours usual_hours",
        "notification-long_day_ahead-title": "",
        **dict.fromkeys(
            ("notification-long_day_ahead-start-body", "notification-long_day_ahead-weekday-body"),
            "days long_days worked_hours expected_hours limit_hours",
        ),
        "notification-recovery-title": "",
        "outlook-off": "",
        **PLAN,
        "outlook-none": "missing",
        "outlook-week": "hours low high",
        "outlook-week-rough": "hours low high",
        "outlook-untracked": "",
        "outlook-week-steady": "hours",
        "outlook-week-free": "",
        "task-at-risk": "title left free",
        **{f"factor-{name}-{more}": "hours" for name in FactorName for more in ("more", "less")},
        **INSIGHTS,
        **RECOMMENDATIONS,
        "signal-long_week-notice": "hours",
        "signal-long_week-strong": "hours",
        "signal-short_night": "count",
        "signal-no_free_day-notice": "hours",
        "signal-no_free_day-strong": "hours",
        "signal-no_break": "count",
        "signal-evenings": "count usual",
        "signal-weekends": "count usual",
        "signal-rising_load": "hours usual_hours",
        "signal-tough_days": "count total",
        "signal-skipped_breaks": "percent total",
        **{f"signal-{rule}-option": "" for rule in SignalRule},
        **{f"signal-source-directive-{article}": "" for article in (3, 4, 5, 6)},
        **{f"signal-source-{name}": "" for name in ("who-ilo", "detachment", "history", "ratings")},
        "chart-day": "day month year",
        "chart-day-short": "day month",
        "chart-period": "first last year",
        "chart-one-day": "last year",
        "chart-days-title": "",
        "chart-days-nothing": "first last",
        "chart-days-description": "first last worked focus overtime tasks best most",
        "chart-outlook-title": "",
        "chart-outlook-day": "weekday hours",
        "chart-expected": "",
        "chart-range": "",
        "chart-line": "hours",
        "chart-heatmap-title": "",
        "chart-heatmap-period": "weeks",
        "chart-heatmap-nothing": "weeks",
        "chart-heatmap-description": "weeks worked focus tasks weekday time hour most",
    }.items()
}
COUNT_VARIABLES = {
    *("streak", "tasks", "ml", "goal", "hours", "minutes", "day", "weeks", "level", "hour"),
    *("amount", "n", "percent", "limit", "needed"),
    *("count", "usual", "total"),
    *("days", "long_days"),
    *("sessions", "times", "target", "points", "planned", "most"),
}
# The range of counts with which a message is used, where it is limited.
BOUNDS = {
    "proud-task": {"tasks": (1, MANY_TASKS - 1)},
    "proud-many": {"tasks": (MANY_TASKS, 1000)},
    "happy-streak": {"streak": (MIN_STREAK, 1000)},
    "at": {"hour": (0, 23)},
}
ANY_NUMBER = (0, 1000)
COUNTS = (0, 1, 2, 3, 5, 100)
SAMPLE_NAMES = {"person": "Marisol", "name": "Nochi", "mood": "happy", "title": "Water the plants"}
SAMPLE_NAMES |= {"task": "“Water the plants”", "challenge": "“Task Finisher”", "other_day": "Monday"}
SAMPLE_NAMES["fact"] = "5 breaks on 18 days"


class _VariableCollector(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own name
        self.names.add(node.id.name)


@cache
def parse_texts(language: str) -> Resource:
    path = Path(speech.__file__).with_name("texts") / f"{language}.ftl"
    return FluentParser().parse(path.read_text("utf-8"))


def variables_of(resource: Resource) -> dict[str, set[str]]:
    """Return the variables that each message uses."""
    used = {}
    for message in resource.body:
        if isinstance(message, Message):
            collector = _VariableCollector()
            collector.visit(message)
            used[message.id.name] = collector.names
    return used


def differences(english: Resource, other: Resource) -> set[str]:
    """Return the keys that a language lacks or adds compared with English, and variables it must not use."""
    expected, found = variables_of(english), variables_of(other)
    missing = {f"{key} is missing" for key in expected.keys() - found.keys()}
    unknown = {f"{key} is unknown" for key in found.keys() - expected.keys()}
    passed = {*MESSAGES, "at-time"}  # with more values than English uses
    allowed = {key: VARIABLES[key] if key in passed else names for key, names in expected.items()}
    unexpected = {
        f"{key} has no ${name}"
        for key in expected.keys() & found.keys()
        for name in found[key] - allowed[key]
    }
    return missing | unknown | unexpected


@cache
def usable_keys(language: str) -> frozenset[str]:
    """Return the keys of a language without those in which it differs from English."""
    found = differences(parse_texts("en"), parse_texts(language))
    return frozenset(VARIABLES.keys() - {difference.partition(" ")[0] for difference in found})


def _bounds(key: str, name: str) -> tuple[int, int]:
    return BOUNDS.get(key.rpartition("-")[0], {}).get(name, ANY_NUMBER)


def sample_values(language: str, key: str, count: int) -> dict[str, Any]:
    """Return plausible values for a text; counts are as close to `count` as their bounds allow."""
    complete = usable_keys(language) >= {"duration-hours-minutes", "duration-hours", "duration-minutes"}
    duration = speech_in(language if complete else "en").duration(timedelta(seconds=count * 6 * 61))
    values: dict[str, Any] = {}
    for name in VARIABLES[key]:
        lowest, highest = _bounds(key, name)
        is_count = name in COUNT_VARIABLES
        values[name] = min(max(count, lowest), highest) if is_count else SAMPLE_NAMES.get(name, duration)
    return values


@cache
def formatted_texts(language: str) -> dict[str, list[str]]:
    """Return each text, formatted with each of COUNTS."""
    texts = speech_in(language)
    return {
        key: [texts.say(key, **sample_values(language, key, count)) for count in COUNTS]
        for key in VARIABLES
        if key in usable_keys(language)
    }


class SelectCollector(Visitor):
    def __init__(self) -> None:
        self.found: list[SelectExpression] = []

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802 - the visitor's own name
        self.found.append(node)
        self.generic_visit(node)


def unreachable_forms(language: str, resource: Resource) -> set[str]:
    """Return the variants, except defaults, that no value passed by the app selects."""
    plural_form, unreachable = Locale.parse(language).plural_form, set()
    for message in resource.body:
        if not isinstance(message, Message):
            continue
        choices = SelectCollector()
        choices.visit(message)
        for choice in choices.found:
            if not isinstance(choice.selector, VariableReference):
                continue
            lowest, highest = _bounds(message.id.name, choice.selector.id.name)
            numbers = range(lowest, highest + 1)
            reachable = {str(number) for number in numbers} | {plural_form(number) for number in numbers}
            keys = [
                variant.key.value if isinstance(variant.key, NumberLiteral) else variant.key.name
                for variant in choice.variants
                if not variant.default
            ]
            unreachable |= {f"{message.id.name} [{key}]" for key in keys if key not in reachable}
    return unreachable
