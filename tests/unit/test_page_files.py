"""The files of the page stay small, readable without a build step, and without what nothing uses."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.web.screens import SCREENS

WEB = Path(__file__).parents[2] / "web"
MAX_BYTES = 410_000
MAX_BYTES_OF_TEXTS = 54_000  # in one language
MAX_LINES = 280
WHILE_DRAGGING = (".dragging", ".ghost")  # in the list of tasks, but not within its screen


def sources() -> list[Path]:
    """Return the files of the page, but for pictures and for the tables of texts, one for each language."""
    files = [path for path in WEB.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    return sorted(path for path in files if path.name not in {"en.js", "es.js"})


def test_source_of_the_page_is_small() -> None:
    assert 1 <= sum(path.stat().st_size for path in sources()) <= MAX_BYTES


@pytest.mark.parametrize("language", ["en", "es"])
def test_texts_of_a_language_are_small(language: str) -> None:
    texts = [path.stat().st_size for path in WEB.rglob(f"{language}.js")]
    assert len(texts) > 5
    assert sum(texts) <= MAX_BYTES_OF_TEXTS


def test_no_module_or_style_is_long() -> None:
    lines = {str(path.relative_to(WEB)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_styles_of_a_screen_apply_to_it_alone() -> None:
    """They stay loaded when another screen is opened, whose classes may have the same names."""
    styles = {name: (WEB / name / f"{name}.css").read_text() for name in SCREENS if name != "home"}
    elsewhere = [
        (name, selector)
        for name, text in styles.items()
        for selector in re.findall(r"^([^\s@/}].*?) \{", text, re.MULTILINE)
        if not selector.startswith((f"main.{name}", *WHILE_DRAGGING))
    ]
    assert elsewhere == []


@cache
def scripts() -> str:
    """Return what names the classes and icons: the scripts and the page, without its sprite."""
    files = [path for path in sources() if path.suffix != ".css"]
    return re.sub(r"<symbol.*</symbol>", "", "\n".join(path.read_text() for path in files))


def is_named(name: str) -> bool:
    """Return whether a script has a name, whole or composed of a first part and a value."""
    first = name.rpartition("-")[0]
    return bool(re.search(rf"(?<![\w-]){name}(?![\w-])", scripts())) or (
        first + "-${" in scripts() and first != ""
    )


def test_every_class_of_the_styles_is_used() -> None:
    styles = "".join(path.read_text() for path in sources() if path.suffix == ".css")
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", styles, flags=re.DOTALL)
    classes = {name for name in re.findall(r"\.([a-z][\w-]*)", selectors) if not name.startswith("avanochi-")}
    assert len(classes) > 50
    assert sorted(name for name in classes if not is_named(name)) == []


def test_every_icon_is_used() -> None:
    icons = re.findall(r'<symbol id="icon-([\w-]+)"', (WEB / "index.html").read_text())
    assert icons
    assert [name for name in icons if not re.search(rf'["`]{name}["`]', scripts())] == []


def test_page_uses_no_function_that_browsers_have_over_https_alone() -> None:
    """A server in one's own network may have plain http. The service worker is for https anyway."""
    page = {path.name: path.read_text() for path in sources() if path.name != "service-worker.js"}
    secure = re.compile(r"randomUUID\(|crypto\.subtle|navigator\.clipboard")
    assert [name for name, text in page.items() if secure.search(text)] == []
