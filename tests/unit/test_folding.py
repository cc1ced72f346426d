"""The folding of texts and names: every spelling of a text has the same form."""

import unicodedata
from collections.abc import Callable
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from shared.entities.folding import fold_text

# The ranges of Default_Ignorable_Code_Point in DerivedCoreProperties.txt of Unicode 16.
IGNORABLE = [
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
    *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
    (0xE0000, 0xE0FFF),
]

ignorables = st.one_of(*(st.integers(first, last).map(chr) for first, last in IGNORABLE))
letters = st.sampled_from("iI\u0131\u0130\u0307\u0323\u0301ß\u017fςΣ한\u1112\u1161") | st.characters(
    codec="utf-8"
)
# In upper case an iota subscript is a letter, to which the marks after it belong: that is another text.
texts = st.text(letters, max_size=8).filter(lambda text: "\u0345" not in unicodedata.normalize("NFD", text))
cases: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.upper, str.lower, str.swapcase, str.casefold, str.title]
)
forms: st.SearchStrategy[Literal["NFC", "NFD", "NFKC", "NFKD"]] = st.sampled_from(
    ["NFC", "NFD", "NFKC", "NFKD"]
)


def test_every_i_is_the_same() -> None:
    assert fold_text("iI\u0131\u0130\U0001d6a4i\u0307I\u0307\u0131\u0307\uff29") == "i" * 9


@given(text=texts, data=st.data())
def test_spellings_of_a_text_have_the_same_form(text: str, data: st.DataObject) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded
    other = unicodedata.normalize(data.draw(forms), data.draw(cases)(text))
    for ignorable in data.draw(st.lists(ignorables, max_size=4)):
        place = data.draw(st.integers(0, len(other)))
        other = other[:place] + ignorable + other[place:]
    assert fold_text(other) == folded


@given(text=st.text(max_size=8))
def test_folded_text_has_no_default_ignorable_code_point_and_is_in_form_nfkc(text: str) -> None:
    folded = fold_text(text)
    assert not any(first <= ord(each) <= last for each in folded for first, last in IGNORABLE)
    assert unicodedata.is_normalized("NFKC", folded)


@given(text=st.text(max_size=8))
def test_different_visible_letters_stay_different(text: str) -> None:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())
    visible = not any(first <= ord(each) <= last for each in text for first, last in IGNORABLE)
    if visible and not {"\u0131", "\u0307"} & set(unicodedata.normalize("NFKD", text)):
        assert fold_text(text) == plain
