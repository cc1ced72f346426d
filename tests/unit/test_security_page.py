"""The security page has a line for each section of ASVS 5.0.0, and for each requirement of V6 to V9.

Source: OWASP ASVS 5.0.0, levels 1 and 2. Sections with requirements of level 3 only are left out.
"""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("|")
]
STATES = {"met", "partly", "not met", "not applicable"}

NUMBER_OF_SECTIONS = {
    1: 5,
    2: 4,
    3: 7,
    4: 4,
    5: 4,
    6: 8,
    7: 6,
    8: 4,
    9: 2,
    10: 7,
    11: 7,
    12: 3,
    13: 4,
    14: 3,
    15: 4,
}
NUMBER_OF_SECTIONS |= {16: 5, 17: 3}
ONLY_LEVEL_3 = {"3.1", "3.6", "6.7", "11.7", "15.4"}
IN_ONE_LINE = {10, 17}  # none of their sections applies
REQUIREMENTS = {
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
}


def numbers_in(cell: str, depth: int) -> set[str]:
    """Return the numbers of a cell, and those between the ends of `6.5.1 to 6.5.5`."""
    number = r"\d+" + r"\.\d+" * (depth - 1)
    found = set(re.findall(rf"(?<![\d.]){number}(?![\d.]*\d)", cell))
    for first, last in re.findall(rf"({number}) to ({number})", cell):
        section, _, begin = first.rpartition(".")
        found |= {f"{section}.{each}" for each in range(int(begin), int(last.rpartition(".")[2]) + 1)}
    return found


def test_each_section_has_a_line() -> None:
    listed = {
        number for row in ROWS if row[0].startswith("V") for number in numbers_in(row[0].replace("V", ""), 2)
    }
    chapters = {6, 7, 8, 9} | IN_ONE_LINE
    wanted = {
        f"{v}.{s}" for v, last in NUMBER_OF_SECTIONS.items() if v not in chapters for s in range(1, last + 1)
    }
    assert listed == wanted - ONLY_LEVEL_3
    whole = " ".join(row[0] for row in ROWS)
    assert all(re.search(rf"V{chapter}\b", whole) for chapter in chapters)


def test_each_requirement_of_authentication_sessions_authorization_and_tokens_has_a_line() -> None:
    listed = {number for row in ROWS for number in numbers_in(row[0], 3)}
    assert listed == {f"{section}.{n}" for section, last in REQUIREMENTS.items() for n in range(1, last + 1)}


def test_each_line_has_a_state_and_a_reason() -> None:
    for row in ROWS:
        if re.match(r"V\d+\.|V1[07] |\d+\.\d+\.\d+", row[0]):
            assert row[1] in STATES, row
            assert row[2], row
