"""The requirements have bounds and a reason, and the lock file satisfies them on every platform.

`python3 dev.py lock` renews the lock file; these tests need no network.
"""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PLATFORMS = [
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system in ("linux", "darwin", "win32")
]


def requirement_lines() -> list[str]:
    """Return the lines of requirements.txt and requirements-dev.txt that require a package."""
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
    ]
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def requirement(line: str) -> Requirement:
    return Requirement(line.partition(" #")[0])


def locked_entries() -> list[str]:
    """Return the entries of the lock file, each on one line with its hashes."""
    text = (ROOT / "requirements-lock.txt").read_text()
    return [line for line in text.replace("\\\n", " ").splitlines() if not line.startswith("#")]


def applies(candidate: Requirement, platform: dict[str, str]) -> bool:
    return candidate.marker is None or candidate.marker.evaluate(platform)


@pytest.mark.parametrize("line", requirement_lines())
def test_requirement_has_both_bounds_and_a_comment(line: str) -> None:
    operators = {specifier.operator for specifier in requirement(line).specifier}
    assert operators == {">=", "<"}
    assert re.search(r"  # \w", line)


@pytest.mark.parametrize("line", requirement_lines())
def test_requirement_has_one_locked_version_in_its_range_on_each_platform(line: str) -> None:
    required = requirement(line)
    locked = [Requirement(entry.partition(" --hash")[0]) for entry in locked_entries()]
    same = [entry for entry in locked if canonicalize_name(entry.name) == canonicalize_name(required.name)]
    for platform in PLATFORMS:
        versions = [str(entry.specifier).removeprefix("==") for entry in same if applies(entry, platform)]
        if applies(required, platform):
            assert len(versions) == 1, f"{platform}: run `python3 dev.py lock`"
            assert versions[0] in required.specifier, f"{platform}: run `python3 dev.py lock`"


def test_each_locked_entry_has_an_exact_version_and_hashes() -> None:
    entry = re.compile(r"[a-z0-9-]+==[^\s;*]+( ; [^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in locked_entries() if not entry.fullmatch(line)] == []


def test_lock_file_names_no_package_index() -> None:
    text = (ROOT / "requirements-lock.txt").read_text()
    assert not re.search(r"://|^\s*-(?!-hash)|@", text, re.MULTILINE)
