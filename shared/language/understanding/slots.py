"""The slots of a phrase that fits a message."""

from datetime import datetime

from shared.language.times.find import find_time
from shared.language.understanding.grammar import Grammar
from shared.language.understanding.matching import Fit
from shared.language.understanding.titles import (
    Title,
    is_connector,
    moment_of,
    read_title,
    title_text,
    whole_moment,
)
from shared.language.understanding.tokens import Message
from shared.language.understanding.understood import Moment, Slots
from shared.views.conversation import Intent

_HAS_MOMENT = {Intent.ADD_TASK, Intent.REMIND, Intent.RESCHEDULE, Intent.SNOOZE}
_HAS_DUE = {Intent.ADD_TASK, Intent.RESCHEDULE}
_SLOTS = {
    Intent.ADD_TASK: ("priority",),
    Intent.LIST_TASKS: ("range",),
    Intent.START_FOCUS: ("minutes",),
    Intent.START_BREAK: ("minutes",),
    Intent.SNOOZE: ("minutes",),
    Intent.REST: ("minutes",),
    Intent.DRINK: ("amount_ml",),
    Intent.MEAL: ("kind",),
    Intent.SHUTDOWN: ("rating",),
    Intent.SUMMARY: ("period",),
    Intent.LINK: ("code",),
}
NUMBER_SLOT = {
    Intent.DRINK: ("amount_ml", 30, 3000),
    Intent.START_FOCUS: ("minutes", 1, 480),
    Intent.START_BREAK: ("minutes", 1, 480),
    Intent.REST: ("minutes", 1, 480),
    Intent.SNOOZE: ("minutes", 1, 480),
}
"""The slot that a number without a unit is, between two limits."""

_VAGUE = {("range", "all"), ("range", "upcoming")}

DEFAULT_PERIOD = "today"


def slots_of(fit: Fit, message: Message, grammar: Grammar, now: datetime) -> Slots:
    """Return the slots that the entries and the title of a fit give."""
    intent = fit.phrase.intent
    # The first entry counts, but "all" and "next" are often beside what is meant ("all that is overdue").
    last_first = fit.slots[::-1]
    found = dict(sorted(last_first, key=lambda slot: slot not in _VAGUE))
    values = {name: found[name] for name in _SLOTS.get(intent, ()) if name in found}
    numbers = {name: int(value) for name, value in values.items() if name in ("minutes", "amount_ml")}
    limits = NUMBER_SLOT.get(intent)
    if limits and "number" in found and limits[0] not in numbers:
        number = float(found["number"])
        if limits[1] <= number <= limits[2]:
            numbers[limits[0]] = round(number)
    title, moment = _title_and_moment(fit, message, grammar, now)
    return Slots(
        title=title.text or None,
        due=moment if intent in _HAS_DUE else None,
        at=moment if intent not in _HAS_DUE else None,
        tags=title.tags,
        estimate=title.estimate,
        priority=values.get("priority") or title.priority,
        range=values.get("range"),
        minutes=numbers.get("minutes"),
        amount_ml=numbers.get("amount_ml"),
        kind=values.get("kind"),
        rating=values.get("rating"),
        period=values.get("period", DEFAULT_PERIOD) if intent is Intent.SUMMARY else None,
        code=values.get("code"),
    )


def task_slots(text: str, grammar: Grammar, now: datetime) -> Slots:
    """Return the slots of a text that is a task as a whole."""
    title = read_title(text, grammar.lexicon, grammar.language, now, has_moment=True)
    return Slots(
        title=title.text,
        due=title.moment,
        priority=title.priority,
        tags=title.tags,
        estimate=title.estimate,
    )


def _title_and_moment(
    fit: Fit, message: Message, grammar: Grammar, now: datetime
) -> tuple[Title, Moment | None]:
    intent = fit.phrase.intent
    said = find_time(message.text, grammar.language, now) if "time" in dict(fit.slots) else None
    moment = moment_of(message.text, said) if said and intent in _HAS_MOMENT else None
    if fit.title is None:
        return Title(""), moment
    text = title_text(message, *fit.title)
    if message.is_question and not fit.phrase.has_colon:
        text = text.rstrip("? ")
    if intent not in _HAS_MOMENT:
        return Title(text), None
    if intent is Intent.REMIND and said is None:
        moment = whole_moment(text, grammar.language, now)
        if moment or is_connector(text, grammar.lexicon):
            return Title(""), moment
    title = read_title(text, grammar.lexicon, grammar.language, now, has_moment=said is None)
    return title, moment or title.moment
