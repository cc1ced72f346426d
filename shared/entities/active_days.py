"""The days on which a user was active, and the streaks in them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import compress
from typing import Self

import msgspec

_MAX_DAYS_AHEAD = 2  # from UTC+14 at the start of a day to UTC-12 with a late start of the day
_WEEK_MASK = 0b1111111
_NOT_PASSED = bytes.maketrans(b"01", b"\x01\x00")


class ActiveDays(msgspec.Struct, frozen=True):
    """A set of dates as a bit set, with one bit per day from `origin`, its first day: 50 bytes a year.

    Streaks are derived from the set and never stored, so that removing a day, as when a task is reopened,
    leaves every streak as if the day had never been added.
    """

    origin: date = date(1970, 1, 1)
    bits: int = 0

    def with_day(self, day: date) -> Self:
        """Return the set with a day added."""
        if not self.bits:
            return type(self)(day, 1)
        offset = (day - self.origin).days
        if offset < 0:
            return type(self)(day, self.bits << -offset | 1)
        return type(self)(self.origin, self.bits | 1 << offset)

    def __or__(self, other: "ActiveDays") -> Self:
        """Return the days of both sets."""
        if not self.bits or not other.bits:
            return self if self.bits else type(self)(other.origin, other.bits)
        origin = min(self.origin, other.origin)
        return type(self)(origin, self._bits_from(origin) | other._bits_from(origin))

    def without_day(self, day: date) -> Self:
        """Return the set with a day removed."""
        if day not in self:
            return self
        bits = self.bits & ~(1 << (day - self.origin).days)
        if not bits:
            return type(self)()
        gap = (bits & -bits).bit_length() - 1
        return type(self)(self.origin + timedelta(days=gap), bits >> gap)

    def before(self, day: date) -> Self:
        """Return the days of the set before a day."""
        ahead = (day - self.origin).days
        bits = self.bits & (1 << ahead) - 1 if ahead > 0 else 0
        return type(self)(self.origin, bits) if bits else type(self)()

    def __contains__(self, day: date) -> bool:
        offset = (day - self.origin).days
        return offset >= 0 and bool(self.bits >> offset & 1)

    @property
    def last(self) -> date:
        """The last day; the day before `origin` if there is none."""
        return self.origin + timedelta(days=self.bits.bit_length() - 1)

    def gaps(self, today: date, passed: "ActiveDays") -> Iterator[date]:
        """Yield the days up to today, or to the last day, that are in neither set: they end streaks.

        Today, which is not over, is one only before a later day of the set.
        """
        first = min(self.origin, today)
        bits = self.without_day(today)._bits_from(first)  # noqa: SLF001
        width = max(bits.bit_length(), (today - first).days)
        missed = ~(bits | passed._bits_from(first)) & (1 << width) - 1  # noqa: SLF001
        for offset in range(width):
            if missed >> offset & 1:
                yield first + timedelta(days=offset)

    def streak(self, today: date, bridged: "ActiveDays | None" = None) -> int:
        """Return the number of consecutive days up to today, or up to yesterday if today is not in the set.

        Days of `bridged` neither count nor end a streak. Up to two days after today count as well: the user
        may have been in a zone with a later date.
        """
        offset = (today - self.origin).days
        ahead = offset + _MAX_DAYS_AHEAD
        bits = self.bits & (1 << ahead + 1) - 1 if ahead >= 0 else 0
        width = bits.bit_length()
        passed = bits | bridged._bits_from(self.origin) if bridged is not None else bits  # noqa: SLF001
        missed = ~passed & (1 << max(offset, 0)) - 1
        if missed >> width:
            return 0
        length = width - (~passed & (1 << width) - 1).bit_length()
        return (bits >> width - length).bit_count()

    def longest(self, bridged: "ActiveDays | None" = None) -> int:
        """Return the length of the longest streak, which days of `bridged` do not end."""
        bits = self.bits
        passed = bridged._bits_from(self.origin) & ~bits if bridged is not None else 0  # noqa: SLF001
        width = bits.bit_length()
        others = f"{passed & (1 << width) - 1:0{width}b}".encode()
        kept = "".join(compress(f"{bits:b}", others.translate(_NOT_PASSED)))
        return max(map(len, kept.split("0")))

    def _bits_from(self, origin: date) -> int:
        """Return the bits of the days from another origin on."""
        shift = (self.origin - origin).days
        return self.bits << shift if shift >= 0 else self.bits >> -shift

    def count(self) -> int:
        """Return the number of days."""
        return self.bits.bit_count()

    def count_in_week(self, monday: date) -> int:
        """Return the number of days in the ISO week that begins on a Monday."""
        return (self._bits_from(monday) & _WEEK_MASK).bit_count()

    def most_in_a_week(self, without: "ActiveDays") -> int:
        """Return the largest number of days in one ISO week, ignoring weeks with any day of `without`."""
        monday = self.origin - timedelta(days=self.origin.weekday())
        days, others = self.bits << self.origin.weekday(), 0
        if without.bits:
            ahead = (without.origin - monday).days
            others = without.bits << ahead if ahead >= 0 else without.bits >> -ahead
        most = 0
        while days:
            if not others & _WEEK_MASK:
                most = max(most, (days & _WEEK_MASK).bit_count())
            days, others = days >> 7, others >> 7
        return most
