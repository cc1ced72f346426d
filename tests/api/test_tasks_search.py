"""Searching tasks by literal text in title, description and tags, in any script."""

# These tests need letters of many scripts.
# ruff: noqa: RUF001

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.entities.task import search_key
from shared.store.contract import DocumentStore
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
        ("ISI ILIK", "ısı ılık"),
        ("ısı ılık", "ISI ILIK"),
        ("Kışlık", "KIŞLIK"),
        ("diyarbakır", "DİYARBAKIR"),
        ("\u2764\ufe0f walk", "\u2764 walk"),
        ("\u2764 walk", "\u2764\ufe0f walk"),
        ("1\ufe0f\u20e3 first", "1\u20e3 first"),
        ("co\u00adoperate", "cooperate"),
        ("cooperate", "CO\u00adOPERATE"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffstart", "start"),
        ("word\u2060joiner", "wordjoiner"),
        ("می\u200cخواهم", "میخواهم"),
        ("میخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्ष"),
        ("葛\U000e0100飾", "葛飾"),
        ("\u202eabc\u202c", "abc"),
        ("e\u034f\u0301t\u200d\u0327", "éţ"),
    ],
)
def test_search_ignores_letter_case_and_unicode_form_in_any_script(
    ada: Person, title: str, text: str
) -> None:
    ada.create_task(title)
    ada.create_task("something else")
    assert found(ada, text) == {title}


INVISIBLE = (
    "\u00ad\u034f\u061c\u180b\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u3164\ufe0e\ufe0f\ufeff\U000e0041"
    "\U000e0100"
)
CASES = (str.upper, str.lower, str.swapcase, str.casefold, str.title)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_text_is_found_in_any_case_with_invisible_code_points_anywhere(
    ada: Person, data: st.DataObject
) -> None:
    letters = st.sampled_from("aiIıİ\u0307\u0301éßſςΣ한👩❤ #-") | st.characters(
        codec="utf-8", exclude_categories=("C", "Z")
    )
    # In upper case an iota subscript is a letter, to which the marks after it belong: that is another text.
    words = data.draw(
        st.text(letters, min_size=1, max_size=6).filter(
            lambda text: search_key(text.strip()) and "\u0345" not in unicodedata.normalize("NFD", text)
        )
    )

    def vary() -> str:
        gaps = data.draw(
            st.lists(st.text(INVISIBLE, max_size=2), min_size=len(words) + 1, max_size=len(words) + 1)
        )
        text = "".join(gap + letter for gap, letter in zip(gaps, f"{words} ", strict=True)).strip()
        return data.draw(st.sampled_from(CASES))(text)

    task = ada.create_task("x", description=vary())
    response = ada.get("tasks", params={"search": vary(), "limit": 500})
    assert response.status_code == 200
    assert task["id"] in {found["id"] for found in response.json()}
    assert ada.delete(f"tasks/{task['id']}").status_code == 204


@pytest.mark.both_stores("the query looks for two texts")
@pytest.mark.parametrize(
    ("title", "earlier", "same"),
    [
        ("ısı", "ısı", "ISI"),
        ("❤\ufe0f walk", "❤\ufe0f walk", "❤ WALK"),
        ("Co\u00adop", "co\u00adop", "coop"),
        ("می\u200cخواهم", "می\u200cخواهم", "میخواهم"),
        ("Zero\u200bWidth", "zero\u200bwidth", "zerowidth"),
    ],
)
def test_task_that_an_earlier_version_stored_is_found_by_its_text_and_once_written_by_every_spelling(
    ada: Person, root: Person, store: DocumentStore, title: str, earlier: str, same: str
) -> None:
    task = ada.create_task(title, tags=["a"])
    store.upsert({**store.read(task["id"], ada.id), "search_text": f"{earlier}\n\na"})
    ada.create_task("plain")
    for search in (title, earlier):
        assert found(ada, search) == {title}
        assert found(root, search) == {title}
        params = {"search": search, "tags": "a", "sort": "-priority", "completed": "false"}
        assert [each["id"] for each in ada.get("tasks", params=params).json()] == [task["id"]]
    assert ada.put(f"tasks/{task['id']}", json={"priority": "high"}).status_code == 200
    for search in (title, earlier, same):
        assert found(ada, search) == {title}


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


@pytest.mark.parametrize("text", ["   ", "\u200b", " \u00ad\ufeff "])
def test_search_for_spaces_or_invisible_code_points_alone_is_ignored(ada: Person, text: str) -> None:
    ada.create_task("one")
    assert found(ada, text) == {"one"}


@pytest.mark.parametrize("text", ["x" * 200, "🦉" * 200])
def test_search_may_be_as_long_as_a_title(ada: Person, text: str) -> None:
    ada.create_task(text)
    assert found(ada, text) == {text}
