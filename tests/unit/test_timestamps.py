"""Timestamps as text: the sortable form, the form of the API, and what RFC 3339 allows in requests."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.entities.entity import to_json
from shared.entities.timestamps import format_for_api, format_sortable, parse_date, parse_timestamp
from tests.unit.strategies import dates, moments

steadily = settings(max_examples=300)
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
almost_timestamps = st.from_regex(
    r"\A[0-9]{4}-[0-9W]{2}-?[0-9]{1,2}[Tt :]?[0-9]{0,2}:?[0-9]{0,2}(:[0-9]{2})?([.,][0-9]{1,8})?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{0,2}(:[0-9]{2})?)?\Z"
)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-5][0-9](:[0-9]{2}(\.[0-9]+)?)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
)


@steadily
@given(moment=moments)
def test_formatted_timestamps_are_read_back(moment: datetime) -> None:
    assert parse_timestamp(format_sortable(moment)) == moment
    assert parse_timestamp(format_for_api(moment)) == moment


@steadily
@given(moment=moments)
def test_timestamps_for_the_api_are_those_of_json(moment: datetime) -> None:
    assert to_json([moment]) == f'["{format_for_api(moment)}"]'.encode()


@steadily
@given(one=moments, other=moments)
def test_sortable_timestamps_have_one_width_and_sort_as_the_timestamps_do(
    one: datetime, other: datetime
) -> None:
    assert (format_sortable(one) < format_sortable(other)) is (one < other)
    assert len(format_sortable(one)) == len(format_sortable(other)) == len("2026-03-18T09:30:00.000000Z")


@steadily
@given(moment=moments, offset=offsets, t=st.sampled_from("Tt "))
def test_timestamp_with_an_offset_is_read_as_utc(moment: datetime, offset: timezone, t: str) -> None:
    try:
        text = moment.astimezone(offset).isoformat(t)
    except OverflowError:
        return
    assert parse_timestamp(text) == moment
    read = parse_timestamp(text)
    assert isinstance(read, datetime)
    assert read.tzinfo is UTC


@steadily
@given(moment=moments)
def test_timestamp_without_an_offset_is_read_as_utc(moment: datetime) -> None:
    text = moment.replace(tzinfo=None).isoformat()
    assert parse_timestamp(text) == parse_timestamp(text + "Z") == parse_timestamp(text + "z") == moment


@steadily
@given(day=dates)
def test_bare_date_is_read_as_a_date(day: date) -> None:
    assert parse_timestamp(day.isoformat()) == parse_date(day.isoformat()) == day
    assert not isinstance(parse_timestamp(day.isoformat()), datetime)


@settings(steadily, max_examples=1000)
@given(text=almost_timestamps | st.text(max_size=30) | st.text("0123456789-:TZ+W.,٣", max_size=30))
@example("2025-W39-5")
@example("2025-W39-5T09:00")
@example("2025-09-26T0900+0000")
@example("2025-09-26T09:00:00,5Z")
@example("2025-09-26T09:00:00+05:30:15")
@example("0001-01-01T00:00:00+14:00")
@example("9999-12-31T23:59:59-12:00")
@example("2025-09-26T09:00:00Z\n")
@example("٢٠٢٥-09-26")
@example("2025-09-26T24:00:00Z")
@example("2025-09-26T09:00:00.1234567890123Z")
@example("2025-09-26T09:00:00+99:99")
@example("2025-09-26T09:00:00+10:60")
@example("2025-09-26T09:00:60Z")
@example("2025-09-26T00:00:00ZT00:00:00Z")
def test_text_is_read_only_if_it_is_rfc_3339_and_is_a_value_error_otherwise(text: str) -> None:
    try:
        read = parse_timestamp(text)
    except ValueError:
        pass
    else:
        pattern = _RFC_3339 if isinstance(read, datetime) else _DATE
        assert pattern.fullmatch(text)
    try:
        parse_date(text)
    except ValueError:
        return
    assert _DATE.fullmatch(text.removesuffix("T00:00:00Z"))


@pytest.mark.parametrize("sign", ["+", "-"])
def test_offset_has_hours_to_23_and_minutes_to_59(sign: str) -> None:
    for hours in range(100):
        for minutes in range(100):
            text = f"2025-09-26T09:00:00{sign}{hours:02}:{minutes:02}"
            read = _read_or_refusal(text)
            if hours < 24 and minutes < 60:
                offset = timedelta(hours=hours, minutes=minutes)
                assert read == datetime(2025, 9, 26, 9, tzinfo=UTC) - (offset if sign == "+" else -offset)
            else:
                assert isinstance(read, str)
                assert text in read


def _read_or_refusal(text: str) -> date | str:
    """Return the value of a text, or the message with which it is refused."""
    try:
        return parse_timestamp(text)
    except ValueError as error:
        return str(error)


@given(minute=st.integers(0, 24 * 60 - 1), offset=offsets, fraction=st.sampled_from(["", ".5", ".999999"]))
@example(minute=23 * 60 + 59, offset=UTC, fraction="")
@example(minute=0, offset=timezone(timedelta(minutes=1)), fraction="")
@example(minute=15 * 60 + 59, offset=timezone(timedelta(hours=-8)), fraction=".5")
def test_second_60_is_read_only_at_the_end_of_a_day_in_utc(
    minute: int, offset: timezone, fraction: str
) -> None:
    local = datetime(2016, 12, 31, minute // 60, minute % 60, 59, tzinfo=offset)
    second_60 = local.isoformat().replace(":59+", f":60{fraction}+").replace(":59-", f":60{fraction}-")
    in_utc = local.astimezone(UTC)
    if (in_utc.hour, in_utc.minute) == (23, 59):
        read = parse_timestamp(second_60)
        assert isinstance(read, datetime)
        assert read.replace(microsecond=0) == in_utc
    else:
        with pytest.raises(ValueError, match=":59"):
            parse_timestamp(second_60)


@steadily
@given(day=dates)
def test_date_is_read_as_the_api_writes_it(day: date) -> None:
    assert parse_date(f"{day.isoformat()}T00:00:00Z") == day


@pytest.mark.parametrize(
    ("text", "timestamp"),
    [
        ("2025-09-26T09:00:00Z", datetime(2025, 9, 26, 9, tzinfo=UTC)),
        ("2025-09-26T09:00:00.5+02:00", datetime(2025, 9, 26, 7, 0, 0, 500_000, tzinfo=UTC)),
        ("2025-09-26t09:00:00z", datetime(2025, 9, 26, 9, tzinfo=UTC)),
        ("2025-09-26 09:00", datetime(2025, 9, 26, 9, tzinfo=UTC)),
        ("2025-09-26T09:00:00.1234567Z", datetime(2025, 9, 26, 9, 0, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2025-09-26T09:00:00-00:00", datetime(2025, 9, 26, 9, tzinfo=UTC)),
    ],
)
def test_rfc_3339_timestamp_is_read(text: str, timestamp: datetime) -> None:
    assert parse_timestamp(text) == timestamp
