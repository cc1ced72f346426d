"""The documents: the README is short, every relative link has a target, and every command exists."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

import dev
from shared import __version__

ROOT = Path(__file__).parents[2]
MAX_README_LINES = 130
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    )
)
COMMANDS = set(re.findall(r"^  ([a-z]+) ", dev.USAGE, re.MULTILINE))


def prose(document: str) -> str:
    """Return a document without its code blocks and code spans."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / document).read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`]*`", "", text)


def targets(document: str) -> list[str]:
    """Return the targets of the links and pictures of a document."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(document))


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a document.

    Source: github.com/gjtorikian/html-pipeline, `toc_filter.rb`.
    """
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    found: Counter[str] = Counter()
    result = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        result.add(f"{anchor}-{found[anchor]}" if found[anchor] else anchor)
        found[anchor] += 1
    return result


def problem(document: str, target: str) -> str | None:
    """Return why a relative link does not work, or None."""
    file, _, anchor = unquote(target).partition("#")
    path = ((ROOT / document).parent / file).resolve() if file else ROOT / document
    if not (path.is_relative_to(ROOT) and path.exists()):
        return f"{target}: no such file"
    if anchor and anchor not in anchors(path):
        return f"{target}: no such heading"
    return None


def test_readme_has_at_most_130_lines() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= MAX_README_LINES


@pytest.mark.parametrize("document", DOCUMENTS)
def test_relative_links_have_targets(document: str) -> None:
    relative = [target for target in targets(document) if not re.match(r"[a-z]+:", target)]
    assert [found for target in relative if (found := problem(document, target))] == []


def test_every_page_is_linked_from_the_table_of_contents() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages - set(targets("docs/README.md")) == set()


@pytest.mark.parametrize("target", ["docs/nothing.md", "README.md#nothing", "#nothing", "../outside.md"])
def test_broken_link_is_detected(target: str) -> None:
    assert problem("README.md", target)


@pytest.mark.parametrize("target", ["docs", "LICENSE", "#two-commands", "docs/deploying.md#jwt_secret"])
def test_working_link_is_accepted(target: str) -> None:
    assert problem("README.md", target) is None


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "CHANGELOG.md"])
def test_commands_are_in_the_usage_of_dev(document: str) -> None:
    used = set(re.findall(r"dev\.py ([a-z]+)", (ROOT / document).read_text()))
    assert used - COMMANDS == set()


def test_readme_shows_how_to_start_test_and_fill_a_demo() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    used = re.findall(r"^(?:\w+=\S+ )?python3 dev\.py ([a-z]+)", "".join(blocks), re.MULTILINE)
    assert used == ["start", "test", "demo", "start"]
    assert "#" not in "".join(blocks)  # zsh, the shell of macOS, takes a pasted comment for arguments


def test_newest_release_in_the_changelog_is_the_version() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d", headings[1])
