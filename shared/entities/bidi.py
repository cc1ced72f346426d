"""Isolation of text whose direction of writing may differ from that of the sentence around it.

Source: Unicode Standard Annex 9, the Unicode Bidirectional Algorithm.
"""

import re
import unicodedata

_FSI, _PDI, _PDF = "\u2068", "\u2069", "\u202c"
_ISOLATES = frozenset("\u2066\u2067\u2068")  # LRI, RLI, FSI
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")  # LRE, RLE, LRO, RLO
# The classes of characters that never change the order of others in text from left to right. A character that
# this version of Python does not know has no class: it may be of a script from right to left.
_LEFT_TO_RIGHT = frozenset(("L", "EN", "ES", "ET", "CS", "NSM", "BN", "S", "WS", "ON"))
_LINE_BREAKS = "[\n\r\x1c-\x1e\x85\u2028\u2029]"  # a paragraph separator would end the isolate


def isolate(text: str) -> str:
    """Return a text so that it cannot change the order of the words around it.

    It becomes an isolate (U+2068 ... U+2069) with balanced controls inside. Text that is written from left to
    right, as all our languages are, stays as it is: an isolate would not change how it is shown.
    """
    if text.isascii() or all(map(_LEFT_TO_RIGHT.__contains__, map(unicodedata.bidirectional, text))):
        return text
    return f"{_FSI}{_balance(re.sub(_LINE_BREAKS, ' ', text))}{_PDI}"


def _balance(text: str) -> str:
    """Return a text without controls that end nothing, and with an end for each control that has none."""
    balanced: list[str] = []
    ends: list[str] = []  # of the isolates and embeddings that are open
    for character in text:
        if character in _ISOLATES:
            ends.append(_PDI)
        elif character in _EMBEDDINGS:
            ends.append(_PDF)
        elif character == _PDI:
            if _PDI not in ends:
                continue
            while ends.pop() == _PDF:  # the end of an isolate is also that of embeddings in it
                balanced.append(_PDF)
        elif character == _PDF:
            if ends[-1:] != [_PDF]:
                continue
            ends.pop()
        balanced.append(character)
    return "".join((*balanced, *reversed(ends)))
