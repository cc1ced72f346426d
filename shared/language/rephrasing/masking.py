"""Texts whose values are hidden behind placeholders, and the values that are put back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from shared.entities.bidi import isolate
from shared.language.speech import capitalize

_PLACEHOLDER = re.compile(r"(\A|\. |\n\n)?\{([a-z_]+)\}")


@dataclass(frozen=True)
class MaskedText:
    """A text with `{name}` for each value, and the values by name."""

    text: str
    values: Mapping[str, str]

    def fill(self, text: str) -> str:
        """Return a text with the same placeholders and their values; a sentence begins with a capital."""
        return _PLACEHOLDER.sub(partial(_value, self.values), text)


def placeholder(name: str) -> str:
    """Return the placeholder of a value."""
    return f"{{{name}}}"


def _value(values: Mapping[str, str], match: re.Match[str]) -> str:
    start, value = match[1], isolate(values[match[2]])
    return value if start is None else start + capitalize(value)
