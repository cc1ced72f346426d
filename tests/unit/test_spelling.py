"""The words of every text are spelled as the dictionary of its language has them; English is British."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Resource

from shared.language import speech
from shared.language.speech import LANGUAGES
from tests.unit.language_texts import in_every_language
from tests.unit.spelling import Dictionary, sayings, words_in

TEXTS = Path(speech.__file__).with_name("texts")
# Correct words that the dictionaries lack, by the reason.
ALLOWED = {
    "en": {
        "words of the product": "Avanochi hatchling subtask subtasks Unlink unlink",
        "names in sources": "ILO Pega et al Wendsche Lohmann Haislah",
        "sounds": "Glug glug",
    },
    "es": {
        "words of the product": "Avanochi Slack Teams escríbelo subtarea subtareas",
        "units": "h min ml",
        "months and weekdays": "feb abr may jun jul ago sept oct nov dic lun jue vie sáb",
        "organizations": "UE CE OMS OIT",
        "names in sources": "Environment International Frontiers Psychology Wendsche Lohmann Haislah",
        "diminutives": "estrellitas vasito pausita descansito banderitas piedrecita golpecitos sorbito",
        "verbs with their object": "Disfrutémoslo Celebrémoslo recuérdame deshacerlo",
        "a code": "F K MN Q",
        "sounds": "Psst Shh Zzz Chof Glu glu Ñam",
    },
}


def misspelled(language: str, *files: Resource) -> dict[str, str]:
    """Return the words that the dictionary of a language lacks, each with the key of a text that has it."""
    dictionary = Dictionary(language)
    words = {word: key for file in files for key, text in sayings(file) for word in words_in(text)}
    return {word: key for word, key in words.items() if not dictionary.knows(word)}


@in_every_language
def test_every_word_of_the_texts_is_in_the_dictionary_or_allowed(language: str) -> None:
    paths = [*TEXTS.rglob("*.ftl")]
    assert {path.stem for path in paths} == set(LANGUAGES)
    files = [FluentParser().parse(path.read_text("utf-8")) for path in paths if path.stem == language]
    found = misspelled(language, *files)
    allowed = set(" ".join(ALLOWED[language].values()).split())
    assert {word: key for word, key in found.items() if word not in allowed} == {}
    assert allowed - found.keys() == set(), "these need not be allowed"


@pytest.mark.parametrize(
    ("language", "texts", "words"),
    [
        ("en", "a = You worked { $n }, and recieved", "recieved"),
        ("en", "a = { $n ->\n [one] a braek\n *[other] { $n } breaks\n }", "braek"),
        ("en", "a = Colour, towards, isn\u2019t, o\u2019clock, brand-new\nb = The color", "color"),
        ("en", "a = On Monday\nb = on monday", "monday"),
        ("en", 'a = week{ $n ->\n [one] ly\n *[other] s\n } { b }\nb = { "dayz" }', "dayz"),
        ("es", "a = Tu concentración\nb = tu concentracion", "concentracion"),
        ("es", 'a = la{ $n ->\n [one] {""}\n *[other] s\n } tarea\nb = las taraes', "taraes"),
        ("es", "a = las comparaciones, llevarlas, reordenar\nb = Un dia habitual", "dia"),
    ],
)
def test_misspelled_words_are_found_in_every_part_of_a_text(language: str, texts: str, words: str) -> None:
    assert misspelled(language, FluentParser().parse(texts)).keys() == set(words.split())


def test_percent_sign_follows_the_number_as_in_each_language() -> None:
    wrong = {"en": r"\s%", "es": r"\S%"}
    for path in TEXTS.rglob("*.ftl"):
        for key, text in sayings(FluentParser().parse(path.read_text("utf-8"))):
            assert not re.search(wrong[path.stem], text), (key, text)
