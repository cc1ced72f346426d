"""The gate lets no text of a language model through that says anything but what the rules say."""

import re
import unicodedata
from itertools import combinations, permutations
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.rephrasing.gate import Fault, find_fault
from shared.language.rephrasing.words import words_of
from shared.language.speech import LANGUAGES
from tests.selection import NumberOfCases
from tests.unit import spelling
from tests.unit.language_texts import in_every_language
from tests.unit.rephrasings import HONEST, LIES, RULE_TEXTS
from tests.unit.test_language_texts import SCOLDING
from tests.unit.test_narratives import NUMBER_WORDS, UNKIND

TOKEN = re.compile(r"\{[a-z_]+\}|[^\W\d_]+")

# Words with which a true sentence becomes another one, beside numbers and words of guilt and diagnosis.
CHANGING = {
    "en": """
no not nor never neither without none nothing hardly barely almost nearly about around roughly exactly
more most less least fewer fewest than as too very much many few some any all each every both only just
even better best worse worst above below over under beyond before after since until between from to by up
down again still yet already always often seldom rarely sometimes usually if unless whether or either
else except can could may might must shall should will would want need do does did don't isn't wasn't
hasn't good bad great poor high low long short early late enough half double twice increase decrease same
different
""",
    "es": """
no ni nunca jamás sin nada nadie ninguno ningún casi apenas cerca unos unas exactamente más menos mejor
peor mayor menor que como tan tanto muy mucho poco todo toda cada ambos solo sólo incluso sobre bajo
encima debajo antes después desde hasta entre de a por durante otra vez ya todavía aún siempre si o u
salvo excepto puede podría debe debería hará quiere necesita bueno buena malo mala alto bajo largo corto
pronto tarde bastante mitad doble aumenta baja igual distinto
""",
}


def refused(language: str, rule_text: str, text: str) -> bool:
    return find_fault(language, rule_text, text) is not None


def spoken(language: str, text: str) -> list[str]:
    """Return the words and placeholders of a text that are not connecting."""
    connecting = words_of(language).connecting
    return [token for token in TOKEN.findall(text) if token.lower() not in connecting]


@in_every_language
def test_text_of_the_rules_passes(language: str) -> None:
    for text in RULE_TEXTS[language]:
        assert find_fault(language, text, text) is None


@pytest.mark.parametrize(("language", "rule_text", "text"), HONEST)
def test_honest_rephrasing_passes(language: str, rule_text: str, text: str) -> None:
    assert find_fault(language, rule_text, text) is None


@pytest.mark.parametrize(("language", "rule_text", "text"), LIES)
def test_lie_is_refused(language: str, rule_text: str, text: str) -> None:
    assert not refused(language, rule_text, rule_text)
    assert refused(language, rule_text, text)


@in_every_language
def test_word_of_the_dictionary_that_is_not_on_the_list_is_refused_in_any_place(
    language: str, number_of_cases: NumberOfCases
) -> None:
    with ZipFile(spelling._FOLDER / f"{language}.zip") as files:  # noqa: SLF001 - its words are the cases
        lines = files.read("index.dic").decode().splitlines()[1:]
    words = sorted({line.partition("/")[0] for line in lines if line} - words_of(language).connecting)
    assert len(words) > 40_000
    random = Random(18)  # noqa: S311 - examples
    for word in random.sample(words, number_of_cases(1000, thorough=len(words))):
        text = random.choice(RULE_TEXTS[language])
        places = [match.start() for match in re.finditer("(?<= )|^", text)]
        place = random.choice(places)
        assert refused(language, text, f"{text[:place]}{word} {text[place:]}"), (word, text)
    rule_text = RULE_TEXTS[language][1]
    for word in (*random.sample(words, 10), *CHANGING[language].split()):
        for match in re.finditer("(?<= )|^", rule_text):
            changed = f"{rule_text[: match.start()]}{word} {rule_text[match.start() :]}"
            assert refused(language, rule_text, changed), changed


@in_every_language
def test_word_or_placeholder_that_is_left_out_repeated_or_moved_is_refused(language: str) -> None:
    for rule_text in RULE_TEXTS[language]:
        tokens = [
            match
            for match in TOKEN.finditer(rule_text)
            if match[0].lower() not in words_of(language).connecting
        ]
        for token in tokens:
            before, after = rule_text[: token.start()], rule_text[token.end() :]
            assert refused(language, rule_text, before + after[1:])
            assert refused(language, rule_text, f"{before}{token[0]} and {token[0]}{after}")
        for one, other in combinations(tokens, 2):
            if one[0].lower() == other[0].lower():
                continue
            swapped = (
                f"{rule_text[: one.start()]}{other[0]}{rule_text[one.end() : other.start()]}"
                f"{one[0]}{rule_text[other.end() :]}"
            )
            for text in (swapped, swapped.lower(), swapped[0].upper() + swapped[1:].lower()):
                assert refused(language, rule_text, text)


@in_every_language
def test_any_other_order_of_sentences_is_refused(language: str) -> None:
    for rule_text in RULE_TEXTS[language]:
        sentences = rule_text.replace("\n\n", " ").split(". ")
        sentences[-1] = sentences[-1].removesuffix(".")
        for order in permutations(sentences[:4]):
            text = ". ".join([*order, *sentences[4:]]) + "."
            assert refused(language, rule_text, text) == (list(order) != sentences[:4])


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_character_but_letters_and_punctuation_is_refused_in_any_place(
    data: st.DataObject, language: str
) -> None:
    text = data.draw(st.sampled_from(RULE_TEXTS[language]))
    place = data.draw(st.integers(0, len(text)))
    character = data.draw(st.characters(exclude_characters=" .,:;", exclude_categories=["Cs"]))
    changed = text[:place] + character + text[place:]
    if refused(language, text, changed):
        return
    # A letter may make one word of the list of another one, such as "the" of "then".
    assert character.isalpha()
    assert spoken(language, changed) == spoken(language, text)


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_text_that_passes_says_the_same_words_and_placeholders_in_the_same_order(
    data: st.DataObject, language: str
) -> None:
    rule_text = data.draw(st.sampled_from(RULE_TEXTS[language]))
    pool = [*TOKEN.findall(" ".join(RULE_TEXTS[language])), *words_of(language).connecting]
    tokens = TOKEN.findall(rule_text)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(tokens)))
        match data.draw(st.sampled_from(["add", "leave out", "replace"])):
            case "add":
                tokens.insert(place, data.draw(st.sampled_from(pool)))
            case "leave out":
                del tokens[place : place + 1]
            case _:
                tokens[place : place + 1] = [data.draw(st.sampled_from(pool))]
    text = " ".join(tokens) + "."
    if not refused(language, rule_text, text):
        synonyms = words_of(language).synonyms
        said = [
            [synonyms.get(one.lower(), one.lower()) for one in spoken(language, two)]
            for two in (text, rule_text)
        ]
        assert said[0] == said[1]


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u2060", "\u202e", "\u2066", "\ufeff", "\u00ad", "\0", "\x1b"]
)
@in_every_language
def test_invisible_character_is_refused_in_any_place(language: str, hidden: str) -> None:
    text = RULE_TEXTS[language][0]
    for place in range(len(text) + 1):
        assert refused(language, text, text[:place] + hidden + text[place:])


@in_every_language
def test_text_in_another_normal_form_is_refused(language: str) -> None:
    text = RULE_TEXTS[language][-1]
    assert refused("es", RULE_TEXTS["es"][0], unicodedata.normalize("NFD", RULE_TEXTS["es"][0]))
    assert refused(language, text, text.translate(str.maketrans("aeoc", "аеос")))  # noqa: RUF001 - Cyrillic
    assert refused(language, text, text.upper())


@in_every_language
def test_text_in_another_language_is_refused(language: str) -> None:
    for rule_text in RULE_TEXTS[language]:
        for other in LANGUAGES:
            if other != language:
                assert all(refused(language, rule_text, text) for text in RULE_TEXTS[other])


@in_every_language
def test_text_of_quite_another_length_is_refused(language: str) -> None:
    text = RULE_TEXTS[language][0]
    filler = " ".join(sorted(words_of(language).connecting))
    assert find_fault(language, text, f"{filler} {text}") is Fault.LENGTH
    assert find_fault(language, text, "") is Fault.LENGTH


@in_every_language
def test_lists_have_no_word_that_changes_a_fact_or_judges(language: str) -> None:
    words = words_of(language)
    listed = words.connecting | words.synonyms.keys()
    assert not any(word in phrase.split() for phrase in words.moving for word in ("no", "not", "sin"))
    assert not listed & set(CHANGING[language].split())
    pattern = f"{SCOLDING[language]}|{UNKIND[language]}|{NUMBER_WORDS[language]}"
    assert {word for word in listed if re.fullmatch(pattern, word, re.IGNORECASE)} == set()
    assert all(word == word.lower() and unicodedata.is_normalized("NFC", word) for word in listed)
    assert not words.connecting & words.synonyms.keys()
    dictionary = spelling.Dictionary(language)
    assert [word for word in listed if not dictionary.knows(word)] == []
