"""The phrases of the languages, read from their files when they are first needed."""

import tomllib
from functools import lru_cache
from pathlib import Path

from shared.language.times.grammar import Grammar

_PHRASES = Path(__file__).with_name("phrases")

LANGUAGES = tuple(sorted(path.stem for path in _PHRASES.glob("*.toml")))
"""The languages that have a file."""


@lru_cache
def grammar_of(language: str) -> Grammar:
    """Return the phrases of a language."""
    from shared.language.times.meanings import MEANINGS  # noqa: PLC0415 - the meanings use this module

    return Grammar(tomllib.loads((_PHRASES / f"{language}.toml").read_text(encoding="utf-8")), MEANINGS)
