"""The gate lets no text of a language model through that says anything but what the rules say."""

import re
import unicodedata
from importlib import resources
from itertools import combinations, permutations
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language.rephrasing.gate import Fault, find_fault
from shared.language.rephrasing.words import instructions_in, phrases_of
from shared.language.speech import LANGUAGES
from tests.selection import NumberOfCases
from tests.unit import spelling
from tests.unit.language_texts import in_every_language
from tests.unit.rephrasings import HONEST, LIES, RULE_TEXTS
from tests.unit.test_language_texts import SCOLDING
from tests.unit.test_narratives import NUMBER_WORDS, UNKIND

TOKEN = re.compile(r"\{[a-z_]+\}|[^\W\d_]+")
TOKEN_OR_MARK = re.compile(rf"{TOKEN.pattern}|[.,:;]")

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


# Words of `CHANGING` that phrases add, in which they change no fact.
ALLOWED_IN_PHRASES = {"en": {"by", "over"}, "es": {"como", "más", "por"}}


def refused(language: str, rule_text: str, text: str) -> bool:
    return find_fault(language, rule_text, text) is not None


def listed_words(language: str) -> set[str]:
    """Return the words of all phrases of a language."""
    phrases = phrases_of(language)
    small = (
        *phrases.summaries,
        *phrases.adverbs,
        phrases.subject,
        *phrases.parts,
        *phrases.wholes,
        *phrases.running,
    )
    listed = (*phrases.ands, *phrases.buts, *small, *phrases.asides, *phrases.moving, *phrases.same)
    return {
        token for token in TOKEN.findall(" ".join(listed).replace("'ve", "")) if not token.startswith("{")
    }


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
    words = sorted({line.partition("/")[0] for line in lines if line} - listed_words(language))
    assert len(words) > 40_000
    random = Random(18)  # noqa: S311 - examples
    for word in random.sample(words, number_of_cases(300, quick=100, thorough=len(words))):
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
def test_word_or_placeholder_that_is_left_out_repeated_or_moved_is_refused(
    language: str, number_of_cases: NumberOfCases
) -> None:
    for rule_text in RULE_TEXTS[language]:
        listed = listed_words(language)
        tokens = [match for match in TOKEN.finditer(rule_text) if match[0].lower() not in listed]
        for token in tokens:
            before, after = rule_text[: token.start()], rule_text[token.end() :]
            assert refused(language, rule_text, before + after[1:])
            assert refused(language, rule_text, f"{before}{token[0]} and {token[0]}{after}")
        pairs = [*combinations(tokens, 2)]
        step = number_of_cases(5, quick=15, thorough=1)  # 1: every pair
        for one, other in pairs[::step]:
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
def test_any_character_but_a_space_or_a_comma_is_refused_in_any_place(
    data: st.DataObject, language: str
) -> None:
    text = data.draw(st.sampled_from(RULE_TEXTS[language]))
    place = data.draw(st.integers(0, len(text)))
    character = data.draw(st.characters(exclude_characters=",", exclude_categories=["Cs"]))
    assert refused(language, text, text[:place] + character + text[place:])


def spoken(language: str, text: str) -> tuple[list[str], list[str], set[int]]:
    """Return the words of a text but small ones, those of phrases that may move, and where it is divided.

    A place is the number of words before it. A text may also be divided at words that join and openings.
    """
    phrases = phrases_of(language)
    text = phrases.patterns.same.sub(lambda match: phrases.same[match[0]], text.lower())
    moving = phrases.patterns.moving.findall(text)
    text = phrases.patterns.moving.sub("", text)
    listed = (
        phrases.summaries,
        phrases.adverbs,
        phrases.parts,
        phrases.wholes,
        phrases.running,
        phrases.asides,
    )
    joins = phrases.ands | phrases.buts
    small = {*TOKEN.findall(" ".join(word for words in listed for word in words)), phrases.subject}
    words, places = list[str](), set[int]()
    for token in TOKEN_OR_MARK.findall(text):
        if token in joins or token in ".,:;":
            places.add(len(words))
        elif token not in small:
            words.append(token)
    return words, moving, places


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_text_that_passes_has_the_same_words_in_the_same_order_and_is_divided_in_the_same_places(
    data: st.DataObject, language: str
) -> None:
    phrases = phrases_of(language)
    rule_text = data.draw(st.sampled_from(RULE_TEXTS[language]))
    pool = [
        *TOKEN.findall(" ".join(RULE_TEXTS[language])),
        *sorted(listed_words(language)),
        *",:;,.",
        ".",
        ",",
    ]
    tokens = TOKEN_OR_MARK.findall(rule_text)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(tokens)))
        length = data.draw(st.integers(0, 2))
        tokens[place : place + length] = data.draw(st.lists(st.sampled_from(pool), max_size=2))
    text = re.sub(r" ([.,:;])", r"\1", " ".join(tokens))
    text = re.sub(r"(\A|\. )(.)", lambda match: match[1] + match[2].upper(), text)
    if refused(language, rule_text, text):
        return
    words, moving, places = spoken(language, text)
    rule_words, rule_moving, rule_places = spoken(language, rule_text)
    assert (words, len(moving)) == (rule_words, len(rule_moving))
    ends_of_openings = {
        len(TOKEN.findall(" ".join(rule_words)[: match.end()]))
        for match in phrases.patterns.opening.finditer(" ".join(rule_words))
    }
    assert places <= rule_places | ends_of_openings | {0}


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
    filler = " ".join(sorted(listed_words(language)))
    assert find_fault(language, text, f"{filler} {text}") is Fault.LENGTH
    assert find_fault(language, text, "") is Fault.LENGTH


@in_every_language
def test_phrases_have_no_word_that_changes_a_fact_or_judges(language: str) -> None:
    phrases = phrases_of(language)
    first = {phrase: set(group.split()) for phrase, group in {**phrases.same, **phrases.moving}.items()}
    added = {word for phrase, words in first.items() for word in set(phrase.split()) - words}
    assert added & set(CHANGING[language].split()) == ALLOWED_IN_PHRASES[language]
    small = {
        *phrases.summaries,
        *phrases.adverbs,
        phrases.subject,
        *phrases.parts,
        *phrases.wholes,
        *phrases.running,
    }
    assert not small & set(CHANGING[language].split())
    pattern = f"{SCOLDING[language]}|{UNKIND[language]}|{NUMBER_WORDS[language]}"
    assert {word for word in added | small if re.fullmatch(pattern, word, re.IGNORECASE)} == set()
    assert all(one == one.lower() and unicodedata.is_normalized("NFC", one) for one in [*first, *small])
    dictionary = spelling.Dictionary(language)
    assert [word for word in listed_words(language) if not dictionary.knows(word)] == []


@in_every_language
def test_instructions_name_all_phrases(language: str) -> None:
    instructions, phrases = instructions_in(language), phrases_of(language)
    for phrase in (*phrases.same, *phrases.moving, *phrases.summaries, *phrases.adverbs):
        assert phrase in instructions


@in_every_language
def test_phrases_that_may_be_replaced_occur_in_the_texts_of_the_rules(language: str) -> None:
    source = (
        resources.files("shared.language").joinpath(f"texts/narratives/{language}.ftl").read_text("utf-8")
    )
    texts = re.sub(r"\{ \$(\w+) \}", r"{\1}", source)
    phrases = phrases_of(language)
    needed = {*phrases.same.values(), *phrases.moving.values(), *phrases.openings, *phrases.parts}
    assert [phrase for phrase in needed if not re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", texts)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_list_passes_in_place_of_another(language: str) -> None:
    phrases = phrases_of(language)
    for phrase, first in phrases.same.items():
        texts = [
            text for text in RULE_TEXTS[language] if re.search(rf"(?<!\w){re.escape(first)}(?!\w)", text)
        ]
        for text in texts:
            changed = re.sub(rf"(?<!\w){re.escape(first)}(?!\w)", phrase, text, count=1)
            assert not refused(language, text, changed), phrase
