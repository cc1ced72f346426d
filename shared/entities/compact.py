"""Small numbers as text, with one character per number: as JSON, numbers take two or three."""

from collections.abc import Iterable

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}

MAX_NUMBER = len(_DIGITS) - 1


def encode_numbers(numbers: Iterable[int]) -> str:
    """Return numbers as text; those above 63 are written as 63."""
    return "".join(_DIGITS[min(number, MAX_NUMBER)] for number in numbers)


def decode_numbers(text: str) -> list[int]:
    """Return the numbers of a text of `encode_numbers`."""
    return [_VALUES[digit] for digit in text]
