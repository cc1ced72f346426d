"""The texts of the page, which are tables in modules of its folders, one for each language."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[1] / "web"
LANGUAGES = ("en", "es")

_PREFIX = re.compile(r'^export const prefix = "([\w.]+)";$', re.MULTILINE)
_TOKEN = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*")|//[^\n]*|(?P<name>\b[A-Za-z]\w*)(?=\s*:)|,(?=\s*})')

Text = str | dict[str, str]
"""A text, or its plural forms."""


@cache
def read_texts(language: str) -> dict[str, dict[str, Text]]:
    """Return the texts of a language by key, for each folder of the page that has some."""
    return {path.parent.name: _read(path.read_text()) for path in sorted(WEB.glob(f"*/{language}.js"))}


def _read(module: str) -> dict[str, Text]:
    table = module.partition("export default ")[2].rstrip().removesuffix(";")
    prefix = "".join(_PREFIX.findall(module))
    return {prefix + key: text for key, text in json.loads(_TOKEN.sub(_as_json, table)).items()}


def _as_json(token: re.Match[str]) -> Any:
    """Return a string as it is, a name in quotes, and neither comments nor trailing commas."""
    return token["string"] or (f'"{token["name"]}"' if token["name"] else "")
