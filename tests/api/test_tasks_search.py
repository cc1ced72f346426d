"""Searching tasks by literal text in title, description and tags, in any script."""

# These tests need letters of many scripts.
# ruff: noqa: RUF001

import pytest

from tests.api.conftest import Person


def found(person: Person, text: str) -> set[str]:
    response = person.get("tasks", params={"search": text})
    assert response.status_code == 200, response.text
    return {task["title"] for task in response.json()}


@pytest.mark.parametrize("word", ["whale", "WHALE", "Whale", "hal", "  whale  "])
def test_text_is_found_in_title_description_and_tags(ada: Person, word: str) -> None:
    ada.create_task("Call the Whale")
    ada.create_task("in description", description="About a\nwhale and its song")
    ada.create_task("in tags", tags=["sea", "bluewhale"])
    ada.create_task("elsewhere", description="a fish", subtasks=[{"title": "sea"}])
    assert found(ada, word) == {"Call the Whale", "in description", "in tags"}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("οδυσσευς", "ΟΔΥΣΣΕΥΣ"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Straße kehren", "STRASSE"),
        ("STRASSE KEHREN", "straße"),
        ("GROẞE SACHE", "große"),
        ("İstanbul", "istanbul"),
        ("İSTANBUL", "istanbul"),
        ("istanbul", "İSTANBUL"),
        ("İstanbul", "i\u0307stanbul"),
        ("اتصل بالطبيب غدا", "بالطبيب"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("להתקשר לרופא", "לרופא"),
        ("Позвонить врачу", "ПОЗВОНИТЬ"),
        ("買い物に行く", "買い物"),
        ("ＦＵＬＬ ＷＩＤＴＨ", "full width"),
        ("ﬁnd the ﬂute", "FIND THE FLUTE"),
        ("Cafe\u0301 at noon", "CAF\u00c9"),
        ("Caf\u00e9 at noon", "cafe\u0301"),
        ("Å or Å", "\u212b"),
        ("Feed the 🦉 tonight", "🦉"),
        ("👩‍👩‍👧‍👦 dinner", "👩‍👩‍👧‍👦"),
        ("ԵՐԵՎԱՆ", "երեվան"),
        ("ქართული", "ᲥᲐᲠᲗᲣᲚᲘ"),
        ("ꭰꮃꭹ", "ᎠᎳᎩ"),
    ],
)
def test_search_ignores_letter_case_and_unicode_form_in_any_script(
    ada: Person, title: str, text: str
) -> None:
    ada.create_task(title)
    ada.create_task("something else")
    assert found(ada, text) == {title}


@pytest.mark.parametrize(
    "text",
    [
        "%",
        "_",
        "100%",
        "a_c",
        "'",
        '"',
        "\\",
        "\\%",
        "*",
        "?",
        "[a-z]",
        "^",
        "''",
        "' OR 1=1 --",
        "'; DROP TABLE documents; --",
        '" OR ""="',
        "') OR ('1'='1",
        "OR true",
        "c.user_id",
        "@user_id",
        "@p1",
        "1) OR CONTAINS(c.title, 'x'",
        "UNION SELECT body FROM documents",
        "NEAR(a b)",
        "a AND b",
        ".*",
        "$.title",
        "+",
        "&",
        "#",
        "=",
    ],
)
def test_special_characters_are_matched_literally(ada: Person, bob: Person, text: str) -> None:
    ada.create_task("plain abc x")
    bob.create_task(f"bob's {text}")
    assert found(ada, text) == set()
    ada.create_task(f"with {text} in it")
    assert found(ada, text) == {f"with {text} in it"}


def test_text_does_not_match_across_two_fields(ada: Person) -> None:
    ada.create_task("one", description="two", tags=["three"])
    for text in ("onetwo", "one two", "twothree", "two three"):
        assert found(ada, text) == set()


def test_only_title_description_and_tags_are_searched(ada: Person) -> None:
    task = ada.create_task("x", priority="high", subtasks=[{"title": "hidden"}])
    for text in ("high", "hidden", task["id"], ada.id, "search_text", "false", "task", "2026"):
        assert found(ada, text) == set()


def test_search_for_spaces_alone_is_ignored(ada: Person) -> None:
    ada.create_task("one")
    assert found(ada, "   ") == {"one"}


@pytest.mark.parametrize("text", ["x" * 200, "🦉" * 200])
def test_search_may_be_as_long_as_a_title(ada: Person, text: str) -> None:
    ada.create_task(text)
    assert found(ada, text) == {text}
