"""The texts of the page: the same in both languages, none missing, and none that nothing shows."""

import ast
import re
from functools import cache

import pytest

from tests.page_texts import LANGUAGES, WEB, Text, read_texts
from tests.unit import code_facts
from tests.unit.spelling import Dictionary, words_in

ROOT = WEB.parent

_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_KEY = re.compile(r"[a-z]+(\.[\w-]+)+")
_SHOWN = re.compile(r'\bt\("([^"]+)"')
_COMPOSED = re.compile(r"(translated\()?`([a-z]+\.[\w.-]*(?:\$\{[^}]*\}[\w.-]*)+)`")
_EXPRESSION = re.compile(r"\$\{[^}]*\}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Correct words that the dictionaries lack.
_ALLOWED = {
    "en": "Avanochi authenticator Leaderboard leaderboard Subtasks Unlink Unlinked",
    "es": "Avanochi Subtareas Reintentar ml min m MB com campanita Europe NOMBRE python dev py open "
    "Configúralo Estrénalo Revísalos Slack Teams cópialo descárgalos revísalo termínala",
}
_DESCRIBED = re.compile(r'\bh\(\s*"[^"]+"')  # an element by its tag and classes, such as "nav.tabs"
_WORDS = re.compile(r"[a-z] [a-z]")
_OF_THE_API = "api."  # followed by an English sentence of the API


@cache
def _scripts() -> str:
    """Return the scripts of the page, without the tables of texts and the names of elements."""
    paths = [path for path in sorted(WEB.rglob("*.js")) if path.stem not in LANGUAGES]
    return _DESCRIBED.sub("h(", "\n".join(path.read_text() for path in paths))


@cache
def _all(language: str) -> dict[str, Text]:
    return {key: text for texts in read_texts(language).values() for key, text in texts.items()}


@cache
def _patterns(*, of_the_api: bool = False) -> list[re.Pattern[str]]:
    """Return what the keys match that scripts compose, with the composed parts as groups."""
    composed = [key for translated, key in _COMPOSED.findall(_scripts()) if translated or not of_the_api]
    return [re.compile(r"([\w-]*)".join(map(re.escape, _EXPRESSION.split(key)))) for key in composed]


def _forms(text: Text) -> list[str]:
    return list(text.values()) if isinstance(text, dict) else [text]


def test_both_languages_have_the_same_texts() -> None:
    english, spanish = (read_texts(language) for language in LANGUAGES)

    assert english.keys() == spanish.keys()
    for folder, texts in english.items():
        assert texts.keys() - spanish[folder].keys() == set(), folder
        of_the_api = spanish[folder].keys() - texts.keys()
        assert [key for key in of_the_api if not _is_of_the_api(key)] == [], folder


def _is_of_the_api(key: str) -> bool:
    """Return whether English needs no text, since it is what the API answers."""
    return any(pattern.fullmatch(key) for pattern in _patterns(of_the_api=True)) or key.startswith(
        _OF_THE_API
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_has_one_text(language: str) -> None:
    keys = [key for texts in read_texts(language).values() for key in texts]

    assert sorted(keys) == sorted(_all(language))


def test_texts_have_the_same_placeholders_in_both_languages() -> None:
    english, spanish = (_all(language) for language in LANGUAGES)

    for key, text in english.items():
        names = set(_PLACEHOLDER.findall(_forms(text)[-1]))
        for form in [*_forms(text), *_forms(spanish[key])]:
            assert names - {"count"} <= set(_PLACEHOLDER.findall(form)) <= names, (key, form)


def test_each_text_is_shown_somewhere() -> None:
    strings = set(_STRING.findall(_scripts()))
    patterns = _patterns()
    words = set(re.findall(r"[\w-]+", _scripts())) | _words_of_the_api()

    unused = [
        key
        for key in _all("es")
        if key not in strings
        and not key.startswith(_OF_THE_API)
        and not any(
            set(found.groups()) <= words | {""} for pattern in patterns if (found := pattern.fullmatch(key))
        )
    ]
    assert unused == []


@cache
def _words_of_the_api() -> set[str]:
    sources = [path.read_text() for path in (ROOT / "shared").rglob("*.py")]
    return {word for source in sources for word in re.findall(r'"([\w-]+)"', source)}


def test_each_shown_text_is_there() -> None:
    english, spanish = (_all(language) for language in LANGUAGES)
    subjects = {key.partition(".")[0] for key in english}
    strings = set(_STRING.findall(_scripts()))

    shown = set(_SHOWN.findall(_scripts()))
    shown |= {text for text in strings if _KEY.fullmatch(text) and text.partition(".")[0] in subjects}
    assert shown - english.keys() == set()
    composed = [pattern for pattern in _patterns() if not any(map(pattern.match, spanish))]
    assert composed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_the_dictionary_or_allowed(language: str) -> None:
    dictionary = Dictionary(language)
    plain = {
        _PLACEHOLDER.sub("0", form): key for key, text in _all(language).items() for form in _forms(text)
    }
    unknown = {
        word: key for form, key in plain.items() for word in words_in(form) if not dictionary.knows(word)
    }
    allowed = set(_ALLOWED[language].split())

    assert {word: key for word, key in unknown.items() if word not in allowed} == {}
    assert allowed - unknown.keys() == set(), "these need not be allowed"


@pytest.mark.parametrize(
    ("language", "forbidden"), [("en", r"\"|'|\.\.\.|\s[…%]|«"), ("es", r"\"|'|\.\.\.|\s…|\S%|[“”]")]
)
def test_texts_have_typographic_signs(language: str, forbidden: str) -> None:
    wrong = [
        (key, form)
        for key, text in _all(language).items()
        for form in _forms(text)
        if re.search(forbidden, form)
    ]

    assert wrong == []


def test_translated_refusals_are_sentences_of_the_api() -> None:
    refusals = [key.removeprefix(_OF_THE_API) for key in _all("es") if key.startswith(_OF_THE_API)]
    texts, patterns = _sentences_of_the_api()

    assert len(refusals) >= 24
    assert [
        text
        for text in refusals
        if text not in texts and not any(pattern.fullmatch(text) for pattern in patterns)
    ] == []


def _sentences_of_the_api() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the texts of the source, and patterns in which any text stands for each value that one has."""
    nodes = [node for tree in code_facts.modules() for node in ast.walk(tree)]
    values = {node.value for node in nodes if isinstance(node, ast.Constant)}
    texts = {value for value in values if isinstance(value, str) and _WORDS.search(value)}
    patterns = [_as_pattern(one) for one in (*texts, *nodes) if isinstance(one, str | ast.JoinedStr)]
    return texts, [pattern for pattern in patterns if pattern is not None]


def _as_pattern(text: str | ast.JoinedStr) -> re.Pattern[str] | None:
    """Return the pattern of a text with values; None if it has none, or would match any sentence."""
    if isinstance(text, str):
        parts = re.split(r"\{\w+\}", text)
    else:
        parts = "".join(
            str(part.value) if isinstance(part, ast.Constant) else "\0" for part in text.values
        ).split("\0")
    if len(parts) == 1 or not any(map(_WORDS.search, parts)):
        return None
    return re.compile(".+".join(map(re.escape, parts)))
