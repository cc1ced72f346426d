"""Recommendations fit the person: those of each member of the demo's team, at a moment of a day."""

from demo.team import TEAM
from tests.system.recommended_people import EVERY_KIND, ROWS


def test_table_has_every_member_and_no_contradiction() -> None:
    assert [row.name for row in ROWS] == [member.username for member in TEAM]
    for row in ROWS:
        assert row.must | row.may | row.must_not == EVERY_KIND
        assert not row.must & row.must_not, row.name
        assert len(row.must) <= 3
        assert row.must | row.must_not, row.name
