"""Messages in doubt are asked about, and what says something else is not guessed at."""

import pytest

from shared.language.guesses import guess
from shared.language.speech import LANGUAGES
from shared.views.conversation import Intent
from tests.unit.test_understanding import rows

ASKS = {Intent.ADD_TASK, Intent.COMPLETE_TASK, Intent.DELETE_TASK}
"""What asks before it changes anything, if it was guessed."""


@pytest.mark.parametrize(
    ("text", "language", "intent", "title"),
    [
        ("Finish the report", "en", Intent.COMPLETE_TASK, "the report"),
        ("delete the report please", "en", Intent.DELETE_TASK, "the report"),
        ("get rid of Café tasks!", "en", Intent.DELETE_TASK, "Café tasks"),
        ("I need to send it", "en", Intent.ADD_TASK, "send it"),
        ("buy milk tmrw", "en", Intent.ADD_TASK, "buy milk tmrw"),
        ("llamar a mamá a las 5", "es", Intent.ADD_TASK, "llamar a mamá a las 5"),
        ("Stop!", "en", Intent.STOP_FOCUS, ""),
        ("?", "en", Intent.HELP, ""),
        ("termina el informe", "es", Intent.COMPLETE_TASK, "el informe"),
        ("borra el Año por favor", "es", Intent.DELETE_TASK, "el Año"),
        ("Añade terminar el libro", "es", Intent.ADD_TASK, "terminar el libro"),
        ("¡para!", "es", Intent.STOP_FOCUS, ""),
    ],
)
def test_message_in_doubt_is_guessed_with_its_title(
    text: str, language: str, intent: Intent, title: str
) -> None:
    assert guess(text, language) == (intent, title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_that_means_nothing_is_guessed_as_an_act_that_is_done_at_once(language: str) -> None:
    nothing = [text for text, intent, _ in rows(language) if intent == Intent.NONE]
    guesses = {text: found for text in nothing if (found := guess(text, language))}
    assert {found.intent for found in guesses.values()} <= ASKS | {Intent.HELP}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        *("", "...", "do not delete the report", "delete everything", "delete all tasks", "delete it"),
        *(
            "delete the report?",
            'delete "the report"',
            "she said delete the report",
            "delete: all",
            "stop it",
        ),
        *(
            "done?",
            "tell me a joke",
            "gotta go",
            "delete 2",
            "complete the task",
            "i need to",
            "delete the",
            f"delete {'x' * 200}",
        ),
        *(
            "no borres el informe",
            "borra todo",
            "borra todas las tareas",
            "¿borra el informe?",
            "para mañana",
        ),
        *(
            "debo 20 euros",
            "tengo que irme",
            "llamar",
            "hecho?",
            "termina la lista",
            "tengo que",
            "hay que nada",
            "para de avisarme",
        ),
    ],
)
def test_message_that_says_something_else_is_not_guessed(text: str, language: str) -> None:
    found = guess(text, language)
    assert found is None or not found.title
    assert found is None or found.intent in ASKS
