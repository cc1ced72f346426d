"""Public holidays by the `holidays` package."""

import warnings

import pytest

from shared.services.public_holidays import public_holidays


@pytest.mark.parametrize("year", [1950, 2026, 2040])
def test_years_without_the_holidays_by_the_moon_give_no_warning(year: int) -> None:
    public_holidays.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(public_holidays("IN", year)) >= 3


def test_unknown_country_has_no_holidays() -> None:
    assert public_holidays("ZZ", 2026) == frozenset()
