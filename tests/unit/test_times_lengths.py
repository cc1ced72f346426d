"""Lengths of time and numbers in texts."""

import pytest

from shared.language.times.lengths import find_length
from shared.language.times.numbers import find_numbers
from shared.language.times.time_phrase import remove_part

LENGTHS = """
en | write the report 30m | 30 | write the report
en | 45 min run | 45 | run
en | 45-minute run | 45 | run
en | deep work for 90 minutes | 90 | deep work
en | 2h deep work | 120 | deep work
en | read 1h30 | 90 | read
en | read 1h 15m | 75 | read
en | 1:30 h run | 90 | run
en | half an hour of yoga | 30 | of yoga
en | a half-hour walk | 30 | walk
en | an hour | 60 |
en | an hour and a half | 90 |
en | one and a half hours | 90 |
en | 2.5 hours | 150 |
en | two hours and 15 minutes | 135 |
en | quarter of an hour | 15 |
en | three quarters of an hour | 45 |
en | a couple of hours | 120 |
en | twenty five minutes | 25 |
en | start in 20 minutes | none |
en | every 2 hours | none |
en | two hours ago | none |
en | swim 100 m | none |
en | at 5 | none |
en | 30 days | none |
en | 20 seconds | none |
es | escribir el informe 30m | 30 | escribir el informe
es | reunión de 30 minutos | 30 | reunión
es | reunión de una hora | 60 | reunión
es | foco durante 25 min | 25 | foco
es | siesta de media hora | 30 | siesta
es | media horita | 30 |
es | una hora y media | 90 |
es | hora y media | 90 |
es | hora y cuarto | 75 |
es | un cuarto de hora | 15 |
es | tres cuartos de hora | 45 |
es | dos horas y media | 150 |
es | dos horas y cuarto | 135 |
es | tres horas menos cuarto | 165 |
es | 2,5 horas | 150 |
es | 1h30 | 90 |
es | 1 hora y 15 minutos | 75 |
es | dos horas y veinte | 140 |
es | un par de horas | 120 |
es | treinta y cinco minutos | 35 |
es | 45' | 45 |
es | en 20 minutos | none |
es | dentro de media hora | none |
es | hace una hora | none |
es | cada 8 horas | none |
es | nadar 100 m | none |
es | a las 5 | none |
es | 30 días | none |
"""

NUMBERS = [
    ("en", "two glasses", [2]),
    ("en", "half a litre of water", [0.5]),
    ("en", "a glass", [1]),
    ("en", "two and a half litres", [2.5]),
    ("en", "three quarters of a litre", [0.75]),
    ("en", "a couple of glasses and 250 ml", [2, 250]),
    ("en", "0.75 l", [0.75]),
    ("en", "1/2 l", [0.5]),
    ("en", "one hundred and twenty-five", [125]),
    ("en", "a dozen eggs", [12]),
    ("en", "water", []),
    ("es", "dos vasos", [2]),
    ("es", "medio litro de agua", [0.5]),
    ("es", "un vaso", [1]),
    ("es", "dos y medio", [2.5]),
    ("es", "un cuarto de litro", [0.25]),
    ("es", "tres cuartos de litro", [0.75]),
    ("es", "un par de vasos y 250 ml", [2, 250]),
    ("es", "0,75 l", [0.75]),
    ("es", "trescientos mililitros", [300]),
    ("es", "ciento veinte ml", [120]),
    ("es", "un vaso y medio", [1, 0.5]),
    ("es", "agua", []),
]


@pytest.mark.parametrize("row", LENGTHS.strip().splitlines())
def test_length_is_read_with_its_place(row: str) -> None:
    language, text, expected, title = (part.strip() for part in row.split("|"))
    found = find_length(text, language)
    if expected == "none":
        assert found is None
    else:
        assert found is not None
        assert found.minutes == int(expected)
        assert remove_part(text, found.begin, found.end) == title


@pytest.mark.parametrize(("language", "text", "expected"), NUMBERS)
def test_numbers_are_read_in_order(language: str, text: str, expected: list[float]) -> None:
    assert [found.value for found in find_numbers(text, language)] == expected
