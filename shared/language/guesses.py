"""Messages that leave in doubt what they ask for: "finish the report" may be a command or a task to add."""

import re
from typing import NamedTuple

from shared.language.understanding.grammar import grammar_of
from shared.language.understanding.tokens import fold
from shared.views.conversation import Intent


class Guess(NamedTuple):
    """What a message may ask for, and the title in it; empty if it has none."""

    intent: Intent
    title: str


MAX_LENGTH = 200
"""The length of a message; a longer one says more than a command."""

MIN_ACT_WORDS = 2
"""The words of an act on a thing: "gotta go" is no task."""

_COMMANDS = {
    "en": {
        Intent.DELETE_TASK: (
            *("delete", "remove", "cancel", "scrap", "drop", "erase", "get rid of", "forget about", "trash"),
        ),
        Intent.COMPLETE_TASK: ("finish", "complete", "close"),
        Intent.ADD_TASK: ("add", "i need to", "i have to", "i must", "i gotta", "gotta", "need to"),
    },
    "es": {
        Intent.DELETE_TASK: (
            *("borra", "borrar", "elimina", "eliminar", "quita", "quitar", "cancela", "cancelar", "suprime"),
        ),
        Intent.COMPLETE_TASK: ("termina", "terminar", "completa", "completar", "acaba", "acabar"),
        Intent.ADD_TASK: ("anade", "agrega", "apunta", "tengo que", "hay que"),
    },
}
"""The words before a title."""

_BARE = {
    "en": {
        "stop": Intent.STOP_FOCUS,
        "done": Intent.COMPLETE_TASK,
        "delete": Intent.DELETE_TASK,
        "remove": Intent.DELETE_TASK,
        "add": Intent.ADD_TASK,
        "wrap up": Intent.SHUTDOWN,
        "?": Intent.HELP,
    },
    "es": {
        "para": Intent.STOP_FOCUS,
        "stop": Intent.STOP_FOCUS,
        "hecho": Intent.COMPLETE_TASK,
        "listo": Intent.COMPLETE_TASK,
        "borra": Intent.DELETE_TASK,
        "borrar": Intent.DELETE_TASK,
        "elimina": Intent.DELETE_TASK,
        "anade": Intent.ADD_TASK,
        "apunta": Intent.ADD_TASK,
        "reanudar": Intent.RESUME_WORK,
        "reanuda": Intent.RESUME_WORK,
        "?": Intent.HELP,
    },
}
"""Commands that are whole messages."""

_POLITE = {"please", "pls", "plz", "porfa", "favor", "por"}
_PERSONAL = {
    *("me", "you", "it", "that", "this", "us", "i", "is", "are", "not", "no", "never", "and", "te", "nos"),
    *("es", "eso", "esto", "y"),
}
"""Words of what is said to the companion, or about an act."""

_ARTICLES = {"the", "my", "el", "la", "los", "las", "mis"}
_NO_TITLE = {
    "en": {
        *("all", "every", "everything", "each", "it", "that", "this", "these", "those", "them", "both"),
        *("any", "not", "no", "never", "what", "one", "task", "tasks", "list", "to", ""),
    },
    "es": {
        *("todo", "toda", "todos", "todas", "cada", "eso", "esto", "esa", "ese", "estas", "estos", "lo"),
        *("no", "nunca", "nada", "que", "ambos", "tarea", "tareas", "lista", ""),
    },
}
"""The first words of what is no title of one task."""

_SPEAKS_OTHERWISE = re.compile('[?"“”«»\n:]')
_MARKS = " \t.,;!¡"


def guess(text: str, language: str) -> Guess | None:
    """Return what a message that was not understood may ask for, if it begins like a command; else None."""
    said = text.strip(_MARKS)
    words = [word for word in said.split() if fold(word).strip(_MARKS) not in _POLITE]
    bare = _BARE[language].get(fold(" ".join(words)))
    if bare is not None:
        return Guess(bare, "")
    if len(said) > MAX_LENGTH or _SPEAKS_OTHERWISE.search(said):
        return None
    for intent, commands in _COMMANDS[language].items():
        for command in commands:
            size = len(command.split())
            if fold(" ".join(words[:size])) == command:
                title = words[size:]
                too_short = intent is Intent.ADD_TASK and len(title) < MIN_ACT_WORDS
                is_title = _may_be_title(title, language) and not too_short
                return Guess(intent, " ".join(title)) if is_title else None
    return Guess(Intent.ADD_TASK, " ".join(words)) if _names_act(words, language) else None


def _names_act(words: list[str], language: str) -> bool:
    """Return whether words name an act on a thing, such as "buy milk"; "tell me a joke" is none."""
    folded = [*map(fold, words)]
    begins = grammar_of(language).lexicon.places(folded[:1]).get("infinitive", {})
    return len(words) >= MIN_ACT_WORDS and 0 in begins and not _PERSONAL.intersection(folded)


def _may_be_title(words: list[str], language: str) -> bool:
    first = next((word for word in map(fold, words) if word not in _ARTICLES), "")
    return first not in _NO_TITLE[language] and not first.isdecimal()
