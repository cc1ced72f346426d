"""The public holidays of countries, by the `holidays` package."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1000)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country (ISO 3166) in a year; none for a country that is not known."""
    import holidays  # noqa: PLC0415 - large; imported when first used

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
