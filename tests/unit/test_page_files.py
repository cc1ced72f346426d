"""The files of the page stay small, and readable without a build step."""

from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
MAX_BYTES = 400_000
MAX_LINES = 345


def sources() -> list[Path]:
    """Return the files of the page, but for pictures and for the tables of texts, one for each language."""
    files = [path for path in WEB.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    return sorted(path for path in files if path.name not in {"en.js", "es.js"})


def test_source_of_the_page_is_small() -> None:
    assert 1 <= sum(path.stat().st_size for path in sources()) <= MAX_BYTES


def test_no_module_or_style_is_long() -> None:
    lines = {str(path.relative_to(WEB)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}
