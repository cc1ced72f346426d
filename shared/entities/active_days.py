"""The days on which a person did something, and the streaks in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

_DAYS_AHEAD = 2  # from UTC+14 with its day just begun to UTC-12 with a late start of the day
_WEEK = 0b1111111


@dataclass(frozen=True, slots=True)
class ActiveDays:
    """A set of dates, one bit a day counted from the first, `origin`: about 50 bytes for a year.

    Streaks are derived from the set and never stored, so that taking a day out again (a task is
    reopened) leaves every streak as if the day had never been in.
    """

    origin: date = date(1970, 1, 1)
    bits: int = 0

    def with_day(self, day: date) -> Self:
        """Return the set with this day in it."""
        if not self.bits:
            return type(self)(day, 1)
        offset = (day - self.origin).days
        if offset < 0:
            return type(self)(day, self.bits << -offset | 1)
        return type(self)(self.origin, self.bits | 1 << offset)

    def without_day(self, day: date) -> Self:
        """Return the set without this day."""
        if day not in self:
            return self
        bits = self.bits & ~(1 << (day - self.origin).days)
        if not bits:
            return type(self)()
        gap = (bits & -bits).bit_length() - 1
        return type(self)(self.origin + timedelta(days=gap), bits >> gap)

    def before(self, day: date) -> Self:
        """Return the set of the days before this one."""
        ahead = (day - self.origin).days
        bits = self.bits & (1 << ahead) - 1 if ahead > 0 else 0
        return type(self)(self.origin, bits) if bits else type(self)()

    def __contains__(self, day: date) -> bool:
        offset = (day - self.origin).days
        return offset >= 0 and bool(self.bits >> offset & 1)

    def streak(self, today: date) -> int:
        """Count the consecutive days up to today, or up to yesterday while today is still open.

        A day that lies ahead was earned where the date was a later one, by up to two days; it counts, too.
        """
        ahead = (today - self.origin).days + _DAYS_AHEAD
        bits = self.bits & (1 << ahead + 1) - 1 if ahead >= 0 else 0
        width = bits.bit_length()
        if width < ahead - _DAYS_AHEAD:
            return 0
        return width - (~bits & (1 << width) - 1).bit_length()

    def longest(self) -> int:
        """Count the days of the longest streak there ever was."""
        return max(map(len, f"{self.bits:b}".split("0")))

    def count(self) -> int:
        """Count the days."""
        return self.bits.bit_count()

    def most_in_a_week(self, without: "ActiveDays") -> int:
        """Count the days of the ISO week that has most of them, among the weeks with none of `without`."""
        monday = self.origin - timedelta(days=self.origin.weekday())
        days, others = self.bits << self.origin.weekday(), 0
        if without.bits:
            ahead = (without.origin - monday).days
            others = without.bits << ahead if ahead >= 0 else without.bits >> -ahead
        most = 0
        while days:
            if not others & _WEEK:
                most = max(most, (days & _WEEK).bit_count())
            days, others = days >> 7, others >> 7
        return most

    def to_document(self) -> dict[str, str]:
        """Return what is stored."""
        return {"origin": self.origin.isoformat(), "bits": f"{self.bits:x}"}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(date.fromisoformat(document["origin"]), int(document["bits"], 16))
