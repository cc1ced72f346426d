"""The command that a message gives: an answer to the open question, or one of its own."""

import re
from datetime import datetime, time

from msgspec.structs import replace

from shared.entities.conversation import Command, Question, Slots
from shared.language.answers import Agreement, name_choice, read_answer
from shared.language.guesses import guess
from shared.language.times.find import find_time
from shared.language.understanding.engine import understand, understand_task
from shared.language.understanding.understood import Understood
from shared.views.conversation import Intent, TaskRange
from shared.views.health import MealKind
from shared.views.shutdown import ProductivityRating
from shared.views.task import Priority

_ABOUT_A_TASK = {
    Intent.COMPLETE_TASK,
    Intent.REOPEN_TASK,
    Intent.DELETE_TASK,
    Intent.RESCHEDULE,
    Intent.REMIND,
}
_DAY_WAS = {"en": "today was", "es": "hoy ha sido"}
"""What an answer to how the day was goes on from."""

_DECLINED = Command(intent=Intent.NONE, declines=True)


def answer_to(question: Question, text: str, language: str, now: datetime) -> Command | None:
    """Return the command that a text gives as an answer to a question; None if it is no answer.

    `now` is in local time.
    """
    choices = question.choices
    answer = read_answer(text, language, [choice.label for choice in choices])
    if isinstance(answer, int):
        return choices[answer].command or _DECLINED
    if question.is_confirmation and answer is not None:
        return choices[answer is Agreement.NO].command or _DECLINED
    if answer is Agreement.NO:
        return _DECLINED
    if question.asks_when:
        return _at_time(choices[0].command, text, language, now)
    return _rated(question, text, language, now)


def _rated(question: Question, text: str, language: str, now: datetime) -> Command | None:
    """Return the command of the choice with the rating that a text says of a day, as in "quite well"."""
    ratings = {choice.command.slots.rating: choice.command for choice in question.choices if choice.command}
    if None in ratings or not ratings or "?" in text:
        return None
    day = understand(f"{_DAY_WAS[language]} {text}", language, now)
    return ratings.get(_command(day).slots.rating) if day.intent is Intent.SHUTDOWN else None


def choice_named(question: Question, text: str, language: str) -> Command | None:
    """Return the command of the choice that some words of its label name; None if they name no single one."""
    choices = question.choices
    named = name_choice(text, language, [choice.label for choice in choices])
    return None if named is None else choices[named].command


def _at_time(command: Command | None, text: str, language: str, now: datetime) -> Command | None:
    """Return a command at the time that a text is; None if it says anything else."""
    when = find_time(text, language, now)
    if command is None or when is None or when.rule is not None or re.search(r"\w", when.remove_from(text)):
        return None
    return replace(command, slots=replace(command.slots, day=when.day, minute=_minute(when.clock)))


def read_command(text: str, language: str, now: datetime) -> tuple[Command, str]:
    """Return what a text asks for, and the language in which it was understood; `now` is in local time."""
    understood = understand(text, language, now)
    return _command(understood), understood.language


def guess_command(text: str, language: str, now: datetime) -> Command | None:
    """Return what a text that was not understood may ask for, to be asked before it is done; else None."""
    guessed = guess(text, language)
    if guessed is None:
        return None
    if not guessed.title:
        return Command(intent=guessed.intent)
    if guessed.intent is Intent.ADD_TASK:
        command = read_as(Intent.ADD_TASK, guessed.title, language, now)
        return replace(command, slots=replace(command.slots, is_doubtful=True))
    return Command(intent=guessed.intent, slots=Slots(title=guessed.title, is_doubtful=True))


def read_as(intent: Intent, text: str, language: str, now: datetime) -> Command:
    """Return the command of an intent with the details of a text, even if it asks for something else."""
    if intent is Intent.ADD_TASK:
        command = _command(understand_task(text, language, now))
        has_details = replace(command.slots, title=None) != Slots()
        return command if has_details else Command(intent=intent, slots=Slots(title=text))
    understood = understand(text, language, now)
    if understood.intent is intent:
        return _command(understood)
    return Command(intent=intent, slots=Slots(title=text if intent in _ABOUT_A_TASK else None))


def _command(understood: Understood) -> Command:
    said = understood.slots
    when = said.at or said.due
    slots = Slots(
        title=said.title,
        day=when.phrase.day if when else None,
        minute=_minute(when.phrase.clock if when else None),
        rule=when.phrase.rule if when else None,
        priority=Priority(said.priority) if said.priority else None,
        tags=said.tags,
        estimate_minutes=said.estimate,
        minutes=said.minutes,
        amount_ml=said.amount_ml,
        meal=MealKind(said.kind) if said.kind else None,
        rating=ProductivityRating(said.rating) if said.rating else None,
        period=said.period,
        range=TaskRange(said.range) if said.range else None,
    )
    return Command(intent=understood.intent, slots=slots)


def _minute(clock: time | None) -> int | None:
    return None if clock is None else 60 * clock.hour + clock.minute
