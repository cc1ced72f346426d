"""What is spoken is never markup, and always a valid document."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.language.ssml import speakable_lines, ssml_of

NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"
VOICE = "en-US-JennyNeural"
MARKUP = st.sampled_from(
    [
        *(
            "<break time='9s'/>",
            "</p></voice></speak>",
            "<audio src='https://example.com/x'/>",
            "&amp;",
            "&#0;",
        ),
        *(
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
            "&y;",
            "<?xml?>",
            '"',
        ),
        *("\x00", "\x0b", "\x1f", "\x7f", "\u0085", "\ud800", "\ufffe", "\uffff", "\u202e", "\u2066", "🎉"),
    ]
)
TEXTS = st.lists(st.text(st.characters()) | MARKUP, max_size=8).map("".join)


def spoken(text: str) -> str:
    """Return the words of a line, by a parser of XML, after a check that the document has nothing else."""
    root = ET.fromstring(ssml_of([text], VOICE).encode())  # noqa: S314 - made above
    (voice,) = root
    (paragraph,) = voice
    assert [one.tag for one in root.iter()] == [f"{NAMESPACE}{name}" for name in ("speak", "voice", "p")]
    assert len(paragraph) == 0
    assert (root.text, voice.text, paragraph.tail, voice.tail) == (None, None, None, None)
    return paragraph.text or ""


@given(TEXTS)
@example("</p></voice><voice name='x'>")
@example("a < b & c > d \"e\" 'f' ]]>")
def test_whatever_a_line_has_is_one_paragraph_of_words(text: str) -> None:
    said = spoken(text)
    kept = iter(text)
    assert all(one in kept for one in said if one != " ")  # the characters that are left are in order
    assert said == " ".join(said.split())
    ascii_words = "".join(one for one in text if one.isascii() and one.isprintable() and one != " ")
    assert "".join(one for one in said if one.isascii() and one != " ") == ascii_words


@given(TEXTS)
def test_lines_are_sentences_without_characters_that_are_not_spoken(text: str) -> None:
    for line in speakable_lines(text, "en"):
        assert line.strip() == line != ""
        assert line[-1] in ".!?…:;\"”»')"
        assert line.isprintable()


def test_lists_are_spoken_without_their_signs() -> None:
    text = "Which one?\n1. \u2068Call Ana\u2069\n• Buy milk, due today\n\n- Rest!\n"
    assert speakable_lines(text, "en") == ["Which one?", "1. Call Ana.", "Buy milk, due today.", "Rest!"]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "It was 7 h 30 min, and 1,250 ml.", "It was 7 hours 30 minutes, and 1,250 millilitres."),
        ("en", "1 h 1 min", "1 hour 1 minute."),
        ("es", "Llevas 1 h de 8 h y 2000 ml.", "Llevas 1 hora de 8 horas y 2000 mililitros."),
        ("en", "At 9:30 h, minus 3 minx, 4 hours", "At 9:30 h, minus 3 minx, 4 hours."),
    ],
)
def test_units_are_written_out(language: str, text: str, said: str) -> None:
    assert speakable_lines(text, language) == [said]


@pytest.mark.parametrize(
    ("voice", "locale"),
    [("en-US-JennyNeural", "en-US"), ("es-MX-DaliaNeural", "es-MX"), ("fil-PH-AngeloNeural", "fil-PH")],
)
def test_document_has_the_locale_of_its_voice(voice: str, locale: str) -> None:
    root = ET.fromstring(ssml_of(["Hello."], voice))  # noqa: S314 - made above
    assert root.attrib == {"version": "1.0", "{http://www.w3.org/XML/1998/namespace}lang": locale}
    assert root[0].attrib == {"name": voice}
