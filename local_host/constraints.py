"""The route constraints of the Functions host (rule 7), each a predicate on the text of a value."""

import re
from collections.abc import Callable

from local_host.errors import StartError

Constraint = Callable[[str], bool]

_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_MAX_INTEGER = 64  # enough for any 64-bit number with blanks; avoids parsing thousands of digits
_HEX = "[0-9a-f]"
_DASHED = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_GUID = re.compile(rf"\s*(?:{_HEX}{{32}}|{_DASHED}|\{{{_DASHED}\}}|\({_DASHED}\))\s*", re.IGNORECASE)
_ALPHA = re.compile(r"[a-z]*", re.IGNORECASE | re.ASCII)
_BOOL = re.compile(r"\s*(?:true|false)\s*", re.IGNORECASE)


def _integer(text: str, bits: int = 64) -> int | None:
    if len(text) > _MAX_INTEGER or not _INTEGER.fullmatch(text):
        return None
    value = int(text)
    return value if -(1 << bits - 1) <= value < 1 << bits - 1 else None


def _between(low: float, high: float) -> Constraint:
    def is_between(text: str) -> bool:
        value = _integer(text)
        return value is not None and low <= value <= high

    return is_between


def _length_between(low: float, high: float) -> Constraint:
    return lambda text: low <= len(text) <= high


def _pattern(argument: str) -> Constraint:
    try:
        pattern = re.compile(argument, re.IGNORECASE)
    except re.error as error:
        raise StartError(
            f"The route constraint regex({argument}) is not a regular expression: {error}"
        ) from error
    return lambda text: pattern.search(text) is not None


_WITHOUT_ARGUMENTS: dict[str, Constraint] = {
    "int": lambda text: _integer(text, 32) is not None,
    "long": lambda text: _integer(text) is not None,
    "guid": lambda text: _GUID.fullmatch(text) is not None,
    "bool": lambda text: _BOOL.fullmatch(text) is not None,
    "alpha": lambda text: _ALPHA.fullmatch(text) is not None,
}
_INFINITE = float("inf")
_WITH_NUMBERS: dict[tuple[str, int], Callable[..., Constraint]] = {
    ("length", 1): lambda exact: _length_between(exact, exact),
    ("length", 2): _length_between,
    ("minlength", 1): lambda low: _length_between(low, _INFINITE),
    ("maxlength", 1): lambda high: _length_between(0, high),
    ("min", 1): lambda low: _between(low, _INFINITE),
    ("max", 1): lambda high: _between(-_INFINITE, high),
    ("range", 2): _between,
}


def constraint_named(text: str) -> Constraint:
    """Build the constraint written as `int`, `min(1)` or `regex(...)`; `StartError` if it is unknown."""
    name, opening, rest = text.partition("(")
    name = name.lower()
    if not opening:
        if name in _WITHOUT_ARGUMENTS:
            return _WITHOUT_ARGUMENTS[name]
    elif rest.endswith(")"):
        argument = rest[:-1]
        if name == "regex":
            return _pattern(argument)
        numbers = [_integer(part) for part in argument.split(",")]
        build = _WITH_NUMBERS.get((name, len(numbers)))
        if build and None not in numbers:
            return build(*numbers)
    raise StartError(f"The route constraint '{text}' is unknown")
