"""The companion's words: whole and kind in every language, and in that of whom it speaks to."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    Junk,
    Message,
    NumberLiteral,
    Resource,
    SelectExpression,
    VariableReference,
)
from fluent.syntax.visitor import Visitor
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import LanguageAccept

from shared.language import speech
from shared.language.speech import LANGUAGES, Speech, choose_language, speech_in
from shared.rules.companion.tuning import MANY_TASKS, MIN_STREAK
from shared.views.companion import Mood, NeedKind

steadily = settings(max_examples=60)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
UNSPOKEN = "qaa"  # no language will ever bear the name: it is for private use (RFC 5646, section 2.2.1)

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
VALUES_OF_A_MESSAGE = "person worked continuous streak tasks"
# Every text that the app asks for, with the values that it gives.
GIVEN: dict[str, set[str]] = {
    key: set(values.split())
    for key, values in {
        **dict.fromkeys(MESSAGES, VALUES_OF_A_MESSAGE),
        **{f"mood-{mood}": "" for mood in Mood},
        **{f"notification-{kind}-title": "" for kind in NeedKind},
        **{f"reminder-{kind}-{number}": "worked continuous" for kind in NeedKind for number in (1, 2, 3)},
        "duration-hours-minutes": "hours minutes",
        "duration-hours": "hours",
        "duration-minutes": "minutes",
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
        "notification-session_forgotten-title": "",
        "notification-session_forgotten-body": "worked",
        "notification-weekly_summary-title": "",
        "notification-weekly_summary-body": "worked tasks focus streak",
    }.items()
}
COUNTED = {"streak", "tasks", "ml", "goal", "hours", "minutes"}
# What cannot be just any number, since it is what the text is chosen by: from the least to the most.
BOUNDS = {
    "proud-task": {"tasks": (1, MANY_TASKS - 1)},
    "proud-many": {"tasks": (MANY_TASKS, 1000)},
    "happy-streak": {"streak": (MIN_STREAK, 1000)},
}
ANY_NUMBER = (0, 1000)
COUNTS = (0, 1, 2, 3, 5, 100)
NAMED = {"person": "Marisol", "name": "Nochi", "mood": "happy", "title": "Water the plants"}

# A language may do without an entry in the tables below: then nobody has said yet how it would scold.
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


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own name
        self.names.add(node.id.name)


@cache
def _parse(language: str) -> Resource:
    path = Path(speech.__file__).with_name("texts") / f"{language}.ftl"
    return FluentParser().parse(path.read_text("utf-8"))


def _variables(resource: Resource) -> dict[str, set[str]]:
    """Return the variables that each message uses."""
    used = {}
    for message in resource.body:
        if isinstance(message, Message):
            seen = _Variables()
            seen.visit(message)
            used[message.id.name] = seen.names
    return used


def _differences(english: Resource, other: Resource) -> set[str]:
    """Return where a language says less or more than English, or asks for other values."""
    ours, theirs = _variables(english), _variables(other)
    missing = {f"{key} is missing" for key in ours.keys() - theirs.keys()}
    unknown = {f"{key} is unknown" for key in theirs.keys() - ours.keys()}
    allowed = {key: GIVEN[key] if key in MESSAGES else values for key, values in ours.items()}
    strange = {
        f"{key} does not know ${name}"
        for key in ours.keys() & theirs.keys()
        for name in theirs[key] - allowed[key]
    }
    return missing | unknown | strange


@cache
def _sayable(language: str) -> frozenset[str]:
    """Return the texts of a language, but those that another check finds missing or strange."""
    differences = _differences(_parse("en"), _parse(language))
    return frozenset(GIVEN.keys() - {one.partition(" ")[0] for one in differences})


def _bounds(key: str, name: str) -> tuple[int, int]:
    return BOUNDS.get(key.rpartition("-")[0], {}).get(name, ANY_NUMBER)


def _values(language: str, key: str, count: int) -> dict[str, Any]:
    """Return plausible values for a text; those that are counted are as near to `count` as can be."""
    whole = _sayable(language) >= {"duration-hours-minutes", "duration-hours", "duration-minutes"}
    duration = speech_in(language if whole else "en").duration(count * 6 * 61)
    values: dict[str, Any] = {}
    for name in GIVEN[key]:
        least, most = _bounds(key, name)
        values[name] = min(max(count, least), most) if name in COUNTED else NAMED.get(name, duration)
    return values


@cache
def _everything(language: str) -> dict[str, list[str]]:
    """Return each text with no, one, some and a hundred of everything, as far as that can be."""
    says = speech_in(language)
    return {
        key: [says.say(key, **_values(language, key, count)) for count in COUNTS]
        for key in GIVEN
        if key in _sayable(language)
    }


class _Choices(Visitor):
    def __init__(self) -> None:
        self.found: list[SelectExpression] = []

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802 - the visitor's own name
        self.found.append(node)
        self.generic_visit(node)


def _unheard(language: str, resource: Resource) -> set[str]:
    """Return the variants that no value chooses which the app can give; the last resort may be one."""
    form, unheard = Locale.parse(language).plural_form, set()
    for message in resource.body:
        if not isinstance(message, Message):
            continue
        choices = _Choices()
        choices.visit(message)
        for choice in choices.found:
            if not isinstance(choice.selector, VariableReference):
                continue
            least, most = _bounds(message.id.name, choice.selector.id.name)
            numbers = range(least, most + 1)
            heard = {str(number) for number in numbers} | {form(number) for number in numbers}
            keys = [
                one.key.value if isinstance(one.key, NumberLiteral) else one.key.name
                for one in choice.variants
                if not one.default
            ]
            unheard |= {f"{message.id.name} [{key}]" for key in keys if key not in heard}
    return unheard


@in_every_language
def test_a_file_holds_nothing_that_its_reader_would_skip(language: str) -> None:
    resource = _parse(language)
    assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
    keys = Counter(entry.id.name for entry in resource.body if isinstance(entry, Message))
    assert [key for key, times in keys.items() if times > 1] == []


def test_english_has_every_text_that_the_app_asks_for_and_needs_no_value_that_it_does_not_give() -> None:
    used = _variables(_parse("en"))
    assert used.keys() == GIVEN.keys()
    assert {key: names - GIVEN[key] for key, names in used.items() if names - GIVEN[key]} == {}


@in_every_language
def test_every_language_says_what_english_says(language: str) -> None:
    assert _differences(_parse("en"), _parse(language)) == set()


def test_a_text_that_is_missing_strange_or_asks_for_too_much_would_be_found() -> None:
    parse = FluentParser().parse
    english = parse("hello = Hello { $person }\nbye = Bye\nproud-task-1 = Done")
    other = parse(
        "hello = Hola { $persona }\nthanks = Gracias\nproud-task-1 = { $tasks ->\n *[other] Hecho\n }"
    )
    assert _differences(english, english) == set()
    assert _differences(english, other) == {
        "bye is missing",
        "thanks is unknown",
        "hello does not know $persona",
    }


@in_every_language
def test_every_plural_form_can_be_heard(language: str) -> None:
    assert _unheard(language, _parse(language)) == set()


def test_a_plural_form_that_nobody_hears_would_be_found() -> None:
    forms = "{ $tasks ->\n [0] a\n [one] b\n [few] c\n *[other] d\n }"
    texts = FluentParser().parse(
        "\n".join(f"{key} = {forms}" for key in ("proud-task-1", "proud-many-1", "x"))
    )
    assert _unheard("en", texts) == {
        "proud-task-1 [0]",
        "proud-task-1 [few]",
        "proud-many-1 [0]",
        "proud-many-1 [one]",
        "proud-many-1 [few]",
        "x [few]",
    }
    assert _unheard("pl", texts) == {"proud-task-1 [0]", "proud-many-1 [0]", "proud-many-1 [one]"}


def test_there_are_22_causes_of_moods_with_four_messages_each() -> None:
    assert set(CAUSES) == set(Mood)
    assert len(MESSAGES) == 88


@in_every_language
@pytest.mark.parametrize("number", range(len(COUNTS)), ids=COUNTS)
def test_all_messages_of_moods_differ(language: str, number: int) -> None:
    said = [texts[number].casefold() for key, texts in _everything(language).items() if key in MESSAGES]
    assert [text for text, times in Counter(said).items() if times > 1] == []


@in_every_language
def test_no_text_shows_a_mark_of_its_making(language: str) -> None:
    for key, texts in _everything(language).items():
        for text in texts:
            assert not re.search(r"[{}$\u2066-\u2069]|\?\?\?|\s\s|^\s|\s$", text), (key, text)


@in_every_language
def test_texts_are_short(language: str) -> None:
    longest = {"title": 40, "body": 130}
    for key, texts in _everything(language).items():
        for text in texts:
            assert 1 <= len(text) <= longest.get(key.rpartition("-")[2], 110), (key, text)
            assert len(re.findall(r"[.?!](?= |$)", text.replace("Zzz...", "Zzz,"))) <= 3, (key, text)


@pytest.mark.parametrize("language", SCOLDING)
def test_it_never_scolds(language: str) -> None:
    scolding = re.compile(rf"\b({SCOLDING[language]})\b", re.IGNORECASE)
    assert [
        (key, text) for key, texts in _everything(language).items() for text in texts if scolding.search(text)
    ] == []


@in_every_language
def test_it_never_shouts(language: str) -> None:
    for key, texts in _everything(language).items():
        for text in texts:
            assert text.count("!") <= 1, (key, text)
            assert not re.search(r"\b[^\W\d_]{4,}\b", text) or not text.isupper(), (key, text)


@pytest.mark.parametrize("language", GENDERED)
def test_it_supposes_nobodys_gender(language: str) -> None:
    gendered = re.compile(rf"\b({GENDERED[language]})\b", re.IGNORECASE)
    assert [
        (key, text) for key, texts in _everything(language).items() for text in texts if gendered.search(text)
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
def test_what_is_counted_is_in_the_right_number(language: str, key: str, count: int, text: str) -> None:
    assert speech_in(language).say(key, **_values(language, key, count)) == text


@pytest.mark.parametrize(
    ("language", "tasks", "streak", "text"),
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
def test_a_week_is_summed_up_in_one_sentence(language: str, tasks: int, streak: int, text: str) -> None:
    key = "notification-weekly_summary-body"
    said = speech_in(language).say(key, worked="31 h", focus="12 h", tasks=tasks, streak=streak)
    assert said.startswith(text)
    assert said.count(".") == 1


def test_an_unknown_text_is_not_said() -> None:
    with pytest.raises(LookupError, match="proud-boring-1"):
        speech_in("en").vary("proud-boring", "a seed")
    with pytest.raises(LookupError, match="proud-boring"):
        speech_in("en").say("proud-boring")


@pytest.mark.parametrize("key", ["face-title", "notification-weekly_summary-body"])
def test_a_text_without_its_values_is_not_said(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        speech_in("en").say(key, name="Nochi", worked="2 h", focus="1 h", tasks=2)


def test_a_title_is_repeated_as_it_is_whatever_is_in_it() -> None:
    title = "{ $x } -> *[other] <b> {-term} \\u0041"
    assert speech_in("en").say("notification-task_reminder-body", title=title).endswith(f"“{title}”.")


@in_every_language
def test_a_seed_always_says_the_same_and_all_variants_are_said_about_equally_often(language: str) -> None:
    variants = {f"proud-task-{number}" for number in (1, 2, 3, 4)}
    if not variants <= _sayable(language):
        pytest.skip("what is missing or strange is told by another test")
    says, values = speech_in(language), _values(language, "proud-task-1", 2)
    seeds = [f"user {number}" for number in range(400)]
    said = [says.vary("proud-task", seed, **values) for seed in seeds]
    assert said == [says.vary("proud-task", seed, **values) for seed in seeds]
    times = Counter(said)
    assert set(times) == {says.say(key, **values) for key in variants}
    assert min(times.values()) >= 70


def test_the_choice_of_a_variant_outlives_the_process() -> None:
    says = Speech("en", "x-1 = a\nx-2 = b\nx-3 = c")
    assert "".join(says.vary("x", str(seed)) for seed in range(12)) == "bbcbcacccbab"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 min"),
        (0, "0 min"),
        (59, "0 min"),
        (60, "1 min"),
        (2700, "45 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (7259, "2 h"),
        (22_200, "6 h 10 min"),
        (90_000, "25 h"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])  # another may say it otherwise
def test_a_duration_is_said_in_hours_and_minutes(language: str, seconds: int, text: str) -> None:
    assert speech_in(language).duration(seconds) == text


def test_another_language_may_say_a_duration_otherwise() -> None:
    hours = "{ $hours ->\n [one] einer Stunde\n *[other] { $hours } Stunden\n }"
    german = f"duration-hours-minutes = {{ $minutes }} Minuten nach {hours}"
    assert Speech("de", german).duration(3900) == "5 Minuten nach einer Stunde"


@pytest.mark.parametrize(
    ("preferred", "header", "language"),
    [
        ("es", "en", "es"),
        ("ES", "", "es"),
        ("es-MX", "en", "es"),
        ("es_mx", "en", "es"),
        (" es ", "en", "es"),
        ("en-GB", "es", "en"),
        (UNSPOKEN, "es", "es"),
        ("", "es", "es"),
        ("../../es", "", "en"),
        ("essay", "", "en"),
        (None, "es", "es"),
        (True, "es", "es"),
        (7, "es", "es"),
        (["es"], "", "en"),
        ({"es": "es"}, "", "en"),
        (None, "", "en"),
        (None, "es-MX", "es"),
        (None, "es-419,es;q=0.9,en;q=0.8", "es"),
        (None, "es-MX,en;q=0.5", "es"),
        (None, "en;q=0.5,es-AR;q=0.7", "es"),
        (None, "es,en", "es"),
        (None, "en,es", "en"),
        (None, f"{UNSPOKEN}-CH, {UNSPOKEN};q=0.9, es;q=0.8, *;q=0.5", "es"),
        (None, f"es;q=0, {UNSPOKEN}", "en"),
        (None, "*", "en"),
        (None, UNSPOKEN, "en"),
        (None, "es;q=2", "en"),
        (None, '"', "en"),
        (None, ",;=,q=", "en"),
        (None, "\x00\xff", "en"),
    ],
)
def test_the_profile_chooses_the_language_then_the_header_then_english(
    preferred: object, header: str, language: str
) -> None:
    assert choose_language(preferred, header) == language


_header_parts = st.sampled_from(
    ["es", "en", "-", "MX", ",", ";", "q", "=", "0.5", "*", '"', "\\", "''", "%ff", " ", "\ud800", "é"]
)


@steadily
@given(header=st.text(st.characters(codec=None)) | st.lists(_header_parts, max_size=20).map("".join))
@example(header='es;a="\ud800"')
@example(header="en;*=x")
def test_no_header_is_too_strange_to_choose_a_language(header: str) -> None:
    assert choose_language(None, header) in LANGUAGES


@steadily
@given(
    preferred=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
)
def test_no_preference_is_too_strange_to_choose_a_language(preferred: object) -> None:
    assert choose_language(preferred, "") in LANGUAGES


def test_a_header_on_which_an_older_werkzeug_stumbles_means_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(header: str, _: type[LanguageAccept]) -> LanguageAccept:
        raise IndexError(header)  # as release 3.1.8 did for "es;*=x"

    monkeypatch.setattr(speech, "parse_accept_header", stumble)
    assert choose_language(None, "es;*=x") == "en"
    assert choose_language("es", "es;*=x") == "es"


def test_english_and_spanish_are_spoken() -> None:
    assert {"en", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", [UNSPOKEN, "", "../texts/en", "EN"])
def test_a_language_without_a_file_is_not_spoken(language: str) -> None:
    with pytest.raises(LookupError):
        speech_in(language)


def test_threads_that_come_together_speak_with_one_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "_load", cache(speech._load.__wrapped__))  # noqa: SLF001 - as at the start
    with ThreadPoolExecutor(8) as threads:
        voices = list(threads.map(speech_in, ["en", "es"] * 8))
    assert len({id(voice) for voice in voices}) == 2
