"""The texts are complete, correct and kind in every language."""

import re
from collections import Counter

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    Junk,
    Message,
)

from shared.language.speech import speech_in
from shared.views.companion import Mood
from tests.unit.language_texts import (
    CAUSES,
    COUNTS,
    MESSAGES,
    VARIABLES,
    differences,
    formatted_texts,
    in_every_language,
    parse_texts,
    sample_values,
    unreachable_forms,
    variables_of,
)

# Words that texts must not contain; a language without an entry is not checked.
SCOLDING = {
    "en": r"you should|should have|must|lazy|lazi\w*|fail\w*|fault|guilt\w*|blame\w*|shame\w*|bad|wrong|worse"
    r"|disappoint\w*|forgot\w*|neglect\w*|too late|too long|finally|die|dead|dying|kill\w*|hurry up",
    "es": r"deb[eí]\w*|tienes que|hay que|vag[oa]s?|perez\w*|fracas\w*|fall[ao]\w*|culpa\w*|vergüenza"
    r"|mal[oa]?s?|peor|decepci\w*|olvid\w*|descuid\w*|demasiado|por fin|morir\w*|muer\w*|matar\w*|date prisa",
}
GENDERED = {
    "en": r"he|him|his|she|her|hers",
    "es": r"\w*(?:cansad|agotad|dormid|orgullos|content|relajad|tranquil|satisfech|preparad|bienvenid|sedient"
    r"|hambrient|exhaust|sentad|nosotr|vosotr)[oa]s?|estás? (?:list|sol)[oa]",
}


@in_every_language
def test_text_files_have_no_syntax_errors_or_duplicate_keys(language: str) -> None:
    resource = parse_texts(language)
    assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
    keys = Counter(entry.id.name for entry in resource.body if isinstance(entry, Message))
    assert [key for key, times in keys.items() if times > 1] == []


def test_english_has_exactly_the_texts_and_variables_that_the_app_uses() -> None:
    used = variables_of(parse_texts("en"))
    assert used.keys() == VARIABLES.keys()
    assert {key: names - VARIABLES[key] for key, names in used.items() if names - VARIABLES[key]} == {}


@in_every_language
def test_every_language_has_the_keys_and_variables_of_english(language: str) -> None:
    assert differences(parse_texts("en"), parse_texts(language)) == set()


def test_missing_and_unknown_keys_and_variables_are_detected() -> None:
    parse = FluentParser().parse
    english = parse("hello = Hello { $person }\nbye = Bye\nproud-task-1 = Done")
    other = parse(
        "hello = Hola { $persona }\nthanks = Gracias\nproud-task-1 = { $tasks ->\n *[other] Hecho\n }"
    )
    assert differences(english, english) == set()
    assert differences(english, other) == {
        "bye is missing",
        "thanks is unknown",
        "hello has no $persona",
    }


@in_every_language
def test_every_plural_form_is_reachable(language: str) -> None:
    assert unreachable_forms(language, parse_texts(language)) == set()


def test_unreachable_plural_forms_are_detected() -> None:
    forms = "{ $tasks ->\n [0] a\n [one] b\n [few] c\n *[other] d\n }"
    texts = FluentParser().parse(
        "\n".join(f"{key} = {forms}" for key in ("proud-task-1", "proud-many-1", "x"))
    )
    assert unreachable_forms("en", texts) == {
        "proud-task-1 [0]",
        "proud-task-1 [few]",
        "proud-many-1 [0]",
        "proud-many-1 [one]",
        "proud-many-1 [few]",
        "x [few]",
    }
    assert unreachable_forms("pl", texts) == {"proud-task-1 [0]", "proud-many-1 [0]", "proud-many-1 [one]"}


def test_22_causes_of_moods_have_four_messages_each() -> None:
    assert set(CAUSES) == set(Mood)
    assert len(MESSAGES) == 88


@in_every_language
@pytest.mark.parametrize("number", range(len(COUNTS)), ids=COUNTS)
def test_all_mood_messages_differ(language: str, number: int) -> None:
    messages = [
        texts[number].casefold() for key, texts in formatted_texts(language).items() if key in MESSAGES
    ]
    assert [text for text, times in Counter(messages).items() if times > 1] == []


@in_every_language
def test_no_text_contains_markup_or_stray_spaces(language: str) -> None:
    for key, texts in formatted_texts(language).items():
        for text in texts:
            assert not re.search(r"[{}$\u2066-\u2069]|\?\?\?|\s\s|^\s|\s$", text), (key, text)


@in_every_language
def test_texts_are_short(language: str) -> None:
    # Descriptions are only for screen readers.
    longest = {"title": 40, "body": 130, "description": 240}
    for key, texts in formatted_texts(language).items():
        for text in texts:
            assert 1 <= len(text) <= longest.get(key.rpartition("-")[2], 110), (key, text)
            assert len(re.findall(r"[.?!](?= |$)", text.replace("Zzz...", "Zzz,"))) <= 3, (key, text)


@pytest.mark.parametrize("language", SCOLDING)
def test_no_text_scolds(language: str) -> None:
    scolding = re.compile(rf"\b({SCOLDING[language]})\b", re.IGNORECASE)
    assert [
        (key, text)
        for key, texts in formatted_texts(language).items()
        for text in texts
        if scolding.search(text)
    ] == []


@in_every_language
def test_no_text_shouts(language: str) -> None:
    for key, texts in formatted_texts(language).items():
        for text in texts:
            assert text.count("!") <= 1, (key, text)
            assert not re.search(r"\b[^\W\d_]{4,}\b", text) or not text.isupper(), (key, text)


@pytest.mark.parametrize("language", GENDERED)
def test_no_text_assumes_a_gender(language: str) -> None:
    gendered = re.compile(rf"\b({GENDERED[language]})\b", re.IGNORECASE)
    assert [
        (key, text)
        for key, texts in formatted_texts(language).items()
        for text in texts
        if gendered.search(text)
    ] == []


@pytest.mark.parametrize(
    ("language", "key", "count", "text"),
    [
        ("en", "proud-task-3", 1, "1 task done today, and how it shines. Nice work."),
        ("en", "proud-task-3", 2, "2 tasks done today, and how they shine. Nice work."),
        (
            "en",
            "proud-many-2",
            100,
            "What a day, Marisol: 100 tasks done. Let\u2019s celebrate with a break.",
        ),
        ("en", "happy-streak-1", 3, "3 days in a row. We make a good team."),
        ("es", "proud-task-3", 1, "1 tarea hecha hoy, y cómo brilla. Buen trabajo."),
        ("es", "proud-task-3", 2, "2 tareas hechas hoy, y cómo brillan. Buen trabajo."),
        ("es", "proud-many-1", 5, "5 tareas hoy. Me estoy quedando sin estrellas para repartir."),
        (
            "es",
            "happy-streak-4",
            100,
            "En mi tejado ondean 100 banderitas: una por cada día de nuestra racha.",
        ),
    ],
)
def test_plural_forms_match_the_count(language: str, key: str, count: int, text: str) -> None:
    assert speech_in(language).say(key, **sample_values(language, key, count)) == text


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize(
    "key", [key for key, names in VARIABLES.items() if "time" in names], ids=lambda key: key
)
def test_every_time_in_spanish_is_feminine_plural_but_that_of_one_o_clock(key: str, hour: int) -> None:
    values = sample_values("es", key, 2) | {"time": f"{hour:02}:30", "hour": hour}
    text = re.sub("[\u2066-\u2069]", "", speech_in("es").say(key, **values))
    assert f"a la{'' if hour == 1 else 's'} {hour:02}:30" in text


@in_every_language
def test_every_time_is_said_by_the_text_for_times(language: str) -> None:
    used = {key for key, names in variables_of(parse_texts(language)).items() if "time" in names}
    assert used == {"at-time"}


@pytest.mark.parametrize(
    ("language", "tasks", "streak", "begin"),
    [
        ("en", 0, 0, "Last week: 31 h of work, 12 h of focus, 0 finished tasks and a fresh streak to begin."),
        ("en", 1, 1, "Last week: 31 h of work, 12 h of focus, 1 finished task and a streak of 1 day."),
        ("en", 9, 2, "Last week: 31 h of work, 12 h of focus, 9 finished tasks and a streak of 2 days."),
        (
            "es",
            1,
            2,
            "La semana pasada: 31 h de trabajo, 12 h de concentración, 1 tarea terminada y una racha de",
        ),
        (
            "es",
            2,
            1,
            "La semana pasada: 31 h de trabajo, 12 h de concentración, 2 tareas terminadas y una racha",
        ),
    ],
)
def test_weekly_summary_is_one_sentence(language: str, tasks: int, streak: int, begin: str) -> None:
    key = "notification-weekly_summary-body"
    text = speech_in(language).say(key, worked="31 h", focus="12 h", tasks=tasks, streak=streak)
    assert text.startswith(begin)
    assert text.count(".") == 1
