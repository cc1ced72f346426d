"""The files of the page stay small, and readable without a build step."""

from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
MAX_BYTES = 350_000
MAX_LINES = 260
TEXT_TABLES = {"en.js", "es.js"}  # a line for each text


def sources() -> list[Path]:
    """Return the files that people write, but for the avatars and pictures."""
    files = [path for path in WEB.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    return sorted(files)


def test_source_of_the_page_is_small() -> None:
    assert sum(path.stat().st_size for path in sources()) <= MAX_BYTES


def test_no_module_or_style_is_long() -> None:
    lines = {
        str(path.relative_to(WEB)): len(path.read_text().splitlines())
        for path in sources()
        if path.name not in TEXT_TABLES
    }
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}
