"""Text of users in a sentence: it cannot change the order of the sentence's own words."""

# These tests need letters of other scripts.
# ruff: noqa: RUF001

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.entities.bidi import isolate
from shared.language.speech import speech_in
from tests.unit.language_texts import formatted_texts, in_every_language

_ENDS = {
    "LRI": "PDI",
    "RLI": "PDI",
    "FSI": "PDI",
    "LRE": "PDF",
    "RLE": "PDF",
    "LRO": "PDF",
    "RLO": "PDF",
}
_HARMLESS = {"L", "EN", "ES", "ET", "CS", "NSM", "BN", "S", "WS", "ON"}
_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

texts = (
    st.text(st.sampled_from(f"{_CONTROLS}\u2028\u2029\u200e\u200f\u061ca1-(\u05d0\u0661\u0627\U00010d40é"))
    | st.text()
)


def outside(sentence: str) -> str:
    """Return what is outside of all isolates and embeddings, all of which must be closed in order."""
    ends: list[str] = []
    found = ""
    for character in sentence:
        kind = unicodedata.bidirectional(character)
        if kind in _ENDS:
            ends.append(_ENDS[kind])
        elif kind in {"PDI", "PDF"}:
            assert ends.pop() == kind
        else:
            assert kind != "B"
            found += "" if ends else character
    assert ends == []
    return found


@given(text=texts)
@example(text="\u2069\u202e")
@example(text="\u2067\u202e\u2069")
@example(text="\u202c\u2069\u2067a\u202ba\u2069\u202c\u2069")
def test_text_in_a_sentence_is_left_to_right_or_in_a_closed_isolate(text: str) -> None:
    marker = outside(f"<{isolate(text)}>")
    if marker != "<>":
        assert marker == f"<{text}>"
        assert {unicodedata.bidirectional(character) for character in text} <= _HARMLESS


@given(text=texts)
def test_isolating_keeps_every_character_but_controls_and_line_breaks(text: str) -> None:
    dropped = dict.fromkeys(map(ord, _CONTROLS)) | dict.fromkeys(
        map(ord, "\n\r\x1c\x1d\x1e\x85\u2028\u2029"), " "
    )
    if isolate(text) != text:
        assert isolate(text).translate(dropped) == text.translate(dropped)


@given(text=texts.filter(lambda text: isolate(text) != text))
def test_balanced_text_is_unchanged_within_its_isolate(text: str) -> None:
    isolated = isolate(text)
    assert isolate(isolated) == f"\u2068{isolated}\u2069"


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("Write (2)", "Write (2)"),
        ("Café 日本 🦉", "Café 日本 🦉"),
        ("שלום", "\u2068שלום\u2069"),
        ("\u202eevil", "\u2068\u202eevil\u202c\u2069"),
        ("\u2069\u2069evil\u202c", "\u2068evil\u2069"),
        ("\u2067a\u202eb", "\u2068\u2067a\u202eb\u202c\u2069\u2069"),
        ("\u2067a\u202eb\u2069c\u202c", "\u2068\u2067a\u202eb\u202c\u2069c\u2069"),
        ("a\u2029ש", "\u2068a ש\u2069"),
    ],
)
def test_text_is_isolated_only_where_it_may_change_the_order(text: str, isolated: str) -> None:
    assert isolate(text) == isolated


@in_every_language
def test_every_value_that_is_text_is_isolated_in_the_sentence(language: str) -> None:
    speech, flip = speech_in(language), "\u2069\u202eא"
    sentences = (
        speech.say("notification-task_reminder-body", title=flip),
        speech.say("face-title", name=flip, mood="x"),
        *(speech.vary("proud-task", str(seed), person=flip, tasks=1) for seed in range(20)),
    )
    plain = (
        speech.say("notification-task_reminder-body", title=""),
        speech.say("face-title", name="", mood="x"),
        *(speech.vary("proud-task", str(seed), person="", tasks=1) for seed in range(20)),
    )
    assert tuple(map(outside, sentences)) == plain
    assert sentences != plain


@in_every_language
def test_every_language_is_written_from_left_to_right_as_isolation_assumes(language: str) -> None:
    for key, sentences in formatted_texts(language).items():
        assert {unicodedata.bidirectional(each) for each in "".join(sentences)} <= _HARMLESS, key
