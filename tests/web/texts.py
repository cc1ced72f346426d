"""The texts of the page, by which a test finds what a person reads."""

import json
import re
from functools import cache

from tests.system.servers import ROOT

_LINE = re.compile(r'^\s*"?([\w.-]+)"?: (".*"),$', re.MULTILINE)
_PREFIX = re.compile(r'^export const prefix = "([\w.]+)";$', re.MULTILINE)
_PLURAL = re.compile(r'^\s*"?([\w.-]+)"?: \{.*other: ("(?:[^"\\]|\\.)*").*\},$', re.MULTILINE)


class Texts:
    """The texts of a language, by their keys; a plural text is that of many."""

    def __init__(self, language: str) -> None:
        self._texts = _read(language)

    def __call__(self, key: str, **values: str | int) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), self._texts[key])


@cache
def _read(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in (ROOT / "web").glob(f"*/{language}.js"):
        module = file.read_text()
        prefix = "".join(_PREFIX.findall(module))
        found = [pair for pattern in (_LINE, _PLURAL) for pair in pattern.findall(module)]
        texts |= {prefix + key: json.loads(text) for key, text in found}
    return texts
