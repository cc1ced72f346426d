"""The public holidays of countries, by the `holidays` package."""

import warnings
from datetime import date
from functools import lru_cache

_WITHOUT_MOVING_ONES = "Requested Holidays are available only from"  # the warning, for years far away


@lru_cache(maxsize=1000)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country (ISO 3166) in a year; none for a country that is not known.

    Of some countries, such as India, holidays by the moon are only known for years around now.
    """
    import holidays  # noqa: PLC0415 - large; imported when first used

    warnings.filterwarnings("ignore", message=_WITHOUT_MOVING_ONES)
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
