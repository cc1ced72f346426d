"""The privacy page names every type of document about users, and how long it is kept."""

import re
from pathlib import Path

import pytest

from tests.unit.stored_examples import EXAMPLES

PAGE = (Path(__file__).parents[2] / "docs/privacy.md").read_text()
ABOUT_NO_USER = {"bookmark", "weekly_challenge", "delivery_checkpoint", "channel_deliveries"}
DAY = 24 * 3600
LIFETIMES = {
    5 * 60: "5 minutes",
    10 * 60: "10 minutes",
    15 * 60: "15 minutes",
    20 * 60: "20 minutes",
    DAY: "24 hours",
    **{n * DAY: f"{n} days" for n in (2, 7, 21, 30, 90, 400)},
}
LIFETIMES[365 * DAY] = "a year"
WITH_A_TIME_OF_THEIR_OWN = {"notification", "appointment", "reminder_position"}

ROWS = {
    name: [cell.strip() for cell in line.split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
    for name in re.findall(r"`(\w+)`", line.split("|")[2])
    if name != "type"
}


def test_every_stored_type_is_in_the_table() -> None:
    stored = {document["type"] for _, document in EXAMPLES if "type" in document}
    assert set(ROWS) == stored - ABOUT_NO_USER


@pytest.mark.parametrize(
    ("name", "seconds"),
    [(document["type"], document["ttl"]) for _, document in EXAMPLES if "ttl" in document],
)
def test_lifetime_in_the_table_is_that_of_the_documents(name: str, seconds: int) -> None:
    if name in WITH_A_TIME_OF_THEIR_OWN:
        assert re.search("30 days|60 days", ROWS[name][4])
    else:
        assert LIFETIMES[seconds] in ROWS[name][4]
