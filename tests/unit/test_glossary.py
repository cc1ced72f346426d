"""`docs/glossary.md`: its rows are sorted, and each defining module and name exists."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| ([A-Z][^|]*) \| [^|]+ \| `([\w/]+)\.py`: `(\w+)` \|$",
    (ROOT / "docs" / "glossary.md").read_text(),
    re.MULTILINE,
)


def test_every_row_has_a_term_a_meaning_and_a_definition() -> None:
    lines = [line for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line[:1] == "|"]
    assert len(ROWS) == len(lines) - 2  # but the header
    assert len(ROWS) > 50


def test_terms_are_unique_and_in_alphabetical_order() -> None:
    terms = [term.casefold() for term, _, _ in ROWS]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize(("module", "name"), sorted({(module, name) for _, module, name in ROWS}))
def test_definition_exists(module: str, name: str) -> None:
    assert (ROOT / f"{module}.py").is_file()
    assert hasattr(import_module(module.replace("/", ".")), name)
