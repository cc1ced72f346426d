"""The tasks that a title means: the best kind of match, and only that."""

import pytest

from shared.language.titles import find_titles
from tests.processor_time import least_seconds
from tests.unit.situations import task

_FOUND: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "exact before contained before all words before similar": (
        ("report", "report for Ana", "Ana has a long report", "the reports"),
        {
            "report": ("report",),
            "the report": ("report",),
            "REPORT!": ("report",),
            "report for": ("report for Ana",),
            "report Ana": ("report for Ana", "Ana has a long report"),
            "long Ana": ("Ana has a long report",),
            "reports": ("the reports",),
        },
    ),
    "accents and articles": (
        ("Llamar a María", "la reunión", "el informe", "Reunión de equipo"),
        {
            "llamar a maria": ("Llamar a María",),
            "LLAMAR A MARÍA": ("Llamar a María",),
            "reunion": ("la reunión",),
            "la reunion de equipo": ("Reunión de equipo",),
            "mi informe": ("el informe",),
            "un informe": ("el informe",),
        },
    ),
    "typing errors": (
        ("call the plumber", "water the plants", "renew the passport", "comprar leche"),
        {
            "call the plumbr": ("call the plumber",),
            "cal the plumber": ("call the plumber",),
            "water teh plants": ("water the plants",),
            "passprot": ("renew the passport",),
            "comprar lehce": ("comprar leche",),
            "waterthe plants": ("water the plants",),
        },
    ),
    "ambiguous": (
        ("call Ana", "call Anna", "call Bob", "call Bob"),
        {"call": ("call Ana", "call Anna", "call Bob", "call Bob"), "call Bob": ("call Bob", "call Bob")},
    ),
    "nothing similar": (
        ("call the plumber", "water the plants"),
        dict.fromkeys(
            ("", " ", "!?", "the", "a", "buy milk", "plum", "xyzzy", "my", "call the dentist today", "📞"), ()
        ),
    ),
    "code words and signs": (
        ("undo", "delete everything", "“quoted”", "{ $title }", "C", "c++", "отчёт", "🎉", "🎊"),
        {
            "undo": ("undo",),
            "everything": ("delete everything",),
            "quoted": ("“quoted”",),
            "title": ("{ $title }",),
            "c": ("C",),
            "C++": ("c++",),
            "🎊": ("🎊",),
            "🎈": (),
            "delete undo": (),
            "отчет": ("отчёт",),
        },
    ),
}


@pytest.mark.parametrize(
    ("titles", "wanted", "found"),
    [
        pytest.param(titles, wanted, found, id=f"{kind}: {wanted}")
        for kind, (titles, rows) in _FOUND.items()
        for wanted, found in rows.items()
    ],
)
def test_title_means_the_tasks_of_the_best_kind(
    titles: tuple[str, ...], wanted: str, found: tuple[str, ...]
) -> None:
    assert tuple(one.title for one in find_titles(wanted, [*map(task, titles)])) == found


@pytest.mark.parametrize(
    ("titles", "wanted"),
    [
        (["same title here " * 12] * 500, "sane titel heer " * 12),
        ([f"{number:03} {'abcd efgh ' * 19}" for number in range(500)], f"00 {'abdc efhg ' * 19}"),
        (
            [" ".join(f"w{task}{word}aaa" for word in range(20)) for task in range(700)],
            " ".join(f"x{word}aaab" for word in range(100)),
        ),
        (
            [" ".join(f"w{task}{word}aaa" for word in range(20)) for task in range(700)],
            " ".join(f"w{word}aabb" for word in range(12)),
        ),
    ],
    ids=["same", "alike", "many words", "many corrections"],
)
def test_hostile_titles_are_compared_in_little_processor_time(titles: list[str], wanted: str) -> None:
    tasks = [task(title=title[:200]) for title in titles]
    assert least_seconds(lambda: find_titles(wanted, tasks), runs=3) < 0.15
