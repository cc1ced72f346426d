"""The form in which texts are searched and names are compared: the same for all spellings of a word."""

import re
import unicodedata

# The property Default_Ignorable_Code_Point, including the code points reserved for later versions of Unicode.
# Source: DerivedCoreProperties.txt.
_IGNORABLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def fold_text(text: str) -> str:
    """Return a text without letter case and default-ignorable code points, in Unicode form NFKC.

    Every i is the same one, with or without its dot: Turkish has two, and their capitals differ.
    """
    if text.isascii():
        return text.casefold()
    visible = re.sub(_IGNORABLE, "", text)
    folded = unicodedata.normalize("NFKD", visible).casefold().replace("\u0131", "i")
    # Folding the Turkish capital I with a dot leaves the dot as a character of its own.
    return unicodedata.normalize("NFKC", re.sub("i\u0307+", "i", folded))
