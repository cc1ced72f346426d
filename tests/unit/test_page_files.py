"""The files of the page stay small, and readable without a build step."""

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
MAX_BYTES = 400_000
MAX_LINES = 345
WHILE_DRAGGING = (".dragging", ".ghost")  # in the list of tasks, but not within its screen


def sources() -> list[Path]:
    """Return the files of the page, but for pictures and for the tables of texts, one for each language."""
    files = [path for path in WEB.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    return sorted(path for path in files if path.name not in {"en.js", "es.js"})


def test_source_of_the_page_is_small() -> None:
    assert 1 <= sum(path.stat().st_size for path in sources()) <= MAX_BYTES


def test_no_module_or_style_is_long() -> None:
    lines = {str(path.relative_to(WEB)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_styles_of_a_screen_apply_to_it_alone() -> None:
    """They stay loaded when another screen is opened, whose classes may have the same names."""
    elsewhere = [
        (name, selector)
        for name in (
            "tasks",
            "focus",
            "insights",
            "challenges",
            "shutdown",
            "settings",
            "notifications",
            "history",
        )
        for selector in re.findall(
            r"^([^\s@/}].*?) \{", (WEB / name / f"{name}.css").read_text(), re.MULTILINE
        )
        if not selector.startswith((f"main.{name}", *WHILE_DRAGGING))
    ]
    assert elsewhere == []
