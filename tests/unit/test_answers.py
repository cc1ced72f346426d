"""Answers to questions are read as they are said, and nothing else is read as one."""

import pytest

from shared.language.answers import Agreement, distinct_labels, name_choice, read_answer

_LABELS = ("write the report (due Friday 20 March)", "Water: 2 plants", "Café con Ana")

_READ: dict[str, dict[Agreement | int | None, str]] = {
    "en": {
        0: "1|one|the first|First!|the first one|1st|number 1|option one|1.|#1|1)",
        1: "2| 2 |two|the second|the second one please|the 2nd|number two|second task",
        2: "3|third|last|the last one|Last.|the 3rd one|cafe con ana|CAFÉ CON ANA",
        Agreement.YES: "yes|Yes!|YES|yes please|yep|sure|ok|go ahead|that one|y",
        Agreement.NO: "no|No.|nope|no thanks|never mind|cancel|none of them|don't|don\u2019t",
        None: (
            "4|0|-|fourth|99999999999999999999|the tenth|second thoughts|one more|the one|"
            "00002|first call Ana|2 glasses of water|yes and no|no idea|what?|...|segunda|"
            "the report|last week|1 2|the|٢٢"
        ),
    },
    "es": {
        0: "1|uno|la uno|la primera|el primero|Primera|la 1|1ª|1.º|la número 1",
        1: "2|dos|la segunda|el segundo|la dos, por favor|opción 2|la 2ª|2.ª",
        2: "3|la tercera|el tercero|tercer|la última|el último|Café con Ana|cafe con ana",
        Agreement.YES: "sí|Si|¡Sí!|SÍ|sí, por favor|vale|claro|de acuerdo|esa|dale",
        Agreement.NO: "no|No.|nada|no, gracias|mejor no|déjalo|ninguna|da igual|olvídalo",
        None: (
            "4|0|la cuarta|segunda parte|una más|no sé|sí y no|¿qué?|second|la última semana|"
            "1 2|la|primero llamar a Ana|2 vasos de agua"
        ),
    },
}
"""The answers in each language, by what is meant, separated by vertical lines."""


@pytest.mark.parametrize(
    ("language", "meant", "text"),
    [
        (language, meant, text)
        for language, meanings in _READ.items()
        for meant, texts in meanings.items()
        for text in texts.split("|")
    ],
)
def test_answer_is_read_as_it_is_meant(language: str, meant: Agreement | int | None, text: str) -> None:
    assert read_answer(text, language, _LABELS) == meant
    assert isinstance(read_answer(text, language, _LABELS), Agreement) is isinstance(meant, Agreement)


@pytest.mark.parametrize("language", _READ)
def test_each_label_is_an_answer_and_comes_before_what_it_says(language: str) -> None:
    for labels in (_LABELS, ("2", "1"), ("no", "yes", "último"), ("the second", "la primera", "uno")):
        assert [read_answer(label, language, labels) for label in labels] == [*range(len(labels))]


def test_labels_that_read_the_same_are_told_apart() -> None:
    labels = distinct_labels(["call Ana", "Call ana!", "call Ana", "🎉", "🎊", "call Ana (2)", "...", "plan"])
    assert (labels[0], labels[-1]) == ("call Ana", "plan")
    assert [read_answer(label, "en", labels) for label in labels] == [*range(len(labels))]
    for sign in ("...", "?!", "🎉", "🎈", " "):
        assert read_answer(sign, "en", labels) is None


@pytest.mark.parametrize(
    ("text", "index"),
    [
        *(("report", 0), ("the report", 0), ("the one due Friday", 0), ("plants", 1), ("the café one", 2)),
        *(
            ("", None),
            ("the", None),
            ("one", None),
            ("...", None),
            ("not the report", None),
            ("call Ana", None),
        ),
        *(("report plants", None), ("repor", None)),
    ],
)
def test_words_of_one_label_name_its_choice(text: str, index: int | None) -> None:
    assert name_choice(text, "en", _LABELS) == index
    assert name_choice(text, "en", _LABELS * 2) is None
