"""Understands a message by the phrases of the person's language, else by those of another."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.language.understanding.grammar import DEFAULT_LANGUAGE, LANGUAGES, Grammar, grammar_of
from shared.language.understanding.guards import is_impossible, is_refused
from shared.language.understanding.lexicon import Places
from shared.language.understanding.matching import Fit, Matcher
from shared.language.understanding.quantities import add_quantities
from shared.language.understanding.slots import slots_of, task_slots
from shared.language.understanding.starts import Starts
from shared.language.understanding.tokens import Message, read_message
from shared.language.understanding.understood import Slots, Understood
from shared.views.conversation import Intent


def understand(text: str, language: str, now: datetime) -> Understood:
    """Return what a message asks for; `now` is the person's local time.

    The language that knows most of the words is tried first, the person's before others that know as many.
    `none` has the person's language.
    """
    for grammar in _grammars(text, language):
        understood = _understand_in(grammar, text, now)
        if understood:
            return understood
    return Understood(Intent.NONE, Slots(), language)


def understand_task(text: str, language: str, now: datetime) -> Understood:
    """Return a message as a task to add, even if its words ask for something else."""
    understood = understand(text, language, now)
    if understood.intent is Intent.ADD_TASK and understood.slots.title:
        return understood
    name = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return Understood(Intent.ADD_TASK, task_slots(text, grammar_of(name), now), name)


def _grammars(text: str, language: str) -> list[Grammar]:
    """Return the grammars, the one that knows most words of a text first, the person's before others."""
    grammars = [grammar_of(name) for name in LANGUAGES]
    return sorted(grammars, key=lambda grammar: (-grammar.known_words(text), grammar.language != language))


def _understand_in(grammar: Grammar, text: str, now: datetime) -> Understood | None:
    message = read_message(text, grammar.lexicon.contractions)
    places = grammar.lexicon.places(message.words())
    add_quantities(message, places, grammar.language, now)
    fits = sorted(_fits(grammar, message, places), key=Fit.rank)
    if not fits:
        return None
    best = _first_accepted(fits, message, places)
    if (
        best is None
        or best.phrase.intent is Intent.NONE
        or is_impossible(best, message, grammar.language, now)
    ):
        return Understood(Intent.NONE, Slots(), grammar.language)
    return Understood(best.phrase.intent, slots_of(best, message, grammar, now), grammar.language)


def _first_accepted(fits: Sequence[Fit], message: Message, places: Places) -> Fit | None:
    """Return the best fit, or if it is a doubtful one and refused, the next of its intent.

    A refused phrase does not give way to another intent: the message would be understood wrongly.
    """
    for fit in fits:
        if fit.phrase.intent is not fits[0].phrase.intent:
            continue
        if not is_refused(fit, message, places):
            return fit
        if not fit.phrase.is_doubtful:
            return None
    return None


def _fits(grammar: Grammar, message: Message, places: Places) -> Iterator[Fit]:
    matcher = Matcher(message.tokens, places)
    starts = Starts(places, len(message.tokens))
    for phrase in grammar.phrases_with(matcher.names()):
        if matcher.could_fit(phrase):
            yield from matcher.fits(phrase, starts.of(phrase, is_question=message.is_question))
