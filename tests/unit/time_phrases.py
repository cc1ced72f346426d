"""Phrases for dates, times of day and numbers, written independently of the grammar that reads them."""

from collections.abc import Iterator
from datetime import date, time


def _split(text: str) -> list[str]:
    return text.split()


MONTHS = {
    "en": _split("January February March April May June July August September October November December"),
    "es": _split("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
}
WEEKDAYS = {
    "en": _split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "es": _split("lunes martes miércoles jueves viernes sábado domingo"),
}
_ONES = {
    "en": _split(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ),
    "es": _split(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
        "veintiséis veintisiete veintiocho veintinueve"
    ),
}
_TENS = {
    "en": _split("- - twenty thirty forty fifty sixty seventy eighty ninety"),
    "es": _split("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
}
_HUNDREDS = _split(
    "- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)


def number_in_words(number: int, language: str) -> str:
    """Return a number from 0 to 999 in words."""
    hundreds, rest = divmod(number, 100)
    if hundreds and language == "en":
        return f"{_ONES['en'][hundreds]} hundred" + (f" and {number_in_words(rest, 'en')}" if rest else "")
    if hundreds:
        return (
            "cien"
            if number == 100
            else f"{_HUNDREDS[hundreds]} {number_in_words(rest, 'es')}".removesuffix(" cero")
        )
    if rest < len(_ONES[language]):
        return _ONES[language][rest]
    tens, ones = divmod(rest, 10)
    joint = "-" if language == "en" else " y "
    return _TENS[language][tens] + (f"{joint}{_ONES[language][ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Return a number such as 1st or 22nd."""
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def dates_in_words(day: date, language: str) -> Iterator[str]:
    """Yield phrases that mean a date of the next 12 months."""
    month, weekday, number = MONTHS[language][day.month - 1], WEEKDAYS[language][day.weekday()], day.day
    yield day.isoformat()
    if language == "en":
        yield f"on {month} {ordinal(number)}"
        yield f"{month[:3].lower()} {ordinal(number)}"
        yield f"by the {ordinal(number)} of {month.lower()}"
        yield f"{weekday} {number} {month}"
        yield f"on {weekday}, {month} {ordinal(number)}, {day.year}"
        yield f"{number} {month} {day.year}"
        yield f"on {day.month}/{number}/{day.year}"
        yield f"due {day.month:02}/{number:02}/{day.year % 100:02}"
    else:
        yield f"el {number} de {month}"
        yield f"para el {number} de {month} de {day.year}"
        yield f"el {weekday} {number} de {month}"
        yield f"antes del {number} de {month.upper()}"
        yield f"{weekday} {number} de {month}"
        yield f"el día {number} de {month} del {day.year}"
        yield f"el {number_in_words(number, 'es')} de {month}"
        yield f"el {number}/{day.month}/{day.year}"
        yield f"{number:02}-{day.month:02}-{day.year}"


def clocks_in_words(at: time, language: str) -> Iterator[str]:
    """Yield phrases that mean a time of day, a multiple of five minutes, and say its half of the day."""
    return _english_clocks(at) if language == "en" else _spanish_clocks(at)


def _english_clocks(at: time) -> Iterator[str]:
    hour, minute, half = at.hour % 12 or 12, at.minute, "am" if at.hour < 12 else "pm"
    words = number_in_words(hour, "en")
    yield f"at {hour}:{minute:02} {half}"
    yield f"{hour}.{minute:02}{half}" if minute else f"{hour}{half}"
    yield f"at {hour}{f':{minute:02}' if minute else ''} {half[0]}.m."
    if at.hour >= 13 or at.hour < 10:
        yield f"at {at:%H:%M}"
    if minute == 30:
        yield f"at half past {words} {half}"
    if minute == 0:
        yield f"at {words} {half}"
        yield f"by {words} o'clock {half}"


def _spanish_clocks(at: time) -> Iterator[str]:
    hour, minute, half = at.hour % 12 or 12, at.minute, "am" if at.hour < 12 else "pm"
    article, words = ("la", "una") if hour == 1 else ("las", number_in_words(hour, "es"))
    part = "de la madrugada" if at.hour < 6 else "de la mañana" if at.hour < 12 else "de la tarde"
    spoken = {0: "", 15: " y cuarto", 30: " y media"}.get(minute, f" y {number_in_words(minute, 'es')}")
    yield f"a las {at:%H:%M}h"
    yield f"a {article} {hour}:{minute:02} {half}"
    yield f"a {article} {hour}:{minute:02} {part}"
    yield f"a {article} {words}{spoken} {part}"
    if at.hour > 12 and at.hour != 21:
        yield f"a las {number_in_words(at.hour, 'es')}{spoken}"
