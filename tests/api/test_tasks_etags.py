"""Lost updates: a task carries an ETag, and a write that names a stale one is refused."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shared.embedded_database import EmbeddedDBService
from tests.api.conftest import Person
from tests.api.recount import assert_totals_agree
from tests.conftest import MovableClock

STALE = '"000000000000000000000000"'


def write(person: Person, verb: str, path: str, if_match: str) -> httpx.Response:
    headers = {"If-Match": if_match}
    if verb == "PUT":
        return person.put(path, json={"title": "Changed"}, headers=headers)
    return person.call(verb, path, headers=headers)


VERBS = pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])


def test_a_single_task_carries_the_same_strong_etag_wherever_it_is_shown(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    tag = created.headers["ETag"]
    assert re.fullmatch(r'"[!-~]+"', tag)
    assert ada.get(path).headers["ETag"] == tag
    assert ada.put(path, json={}).headers["ETag"] == tag


def test_an_etag_changes_with_the_task_and_only_then(ada: Person, clock: MovableClock) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    tags = [created.headers["ETag"]]
    for change in ({"title": "y"}, {"completed": True}, {"tags": ["a"]}):
        clock.move(seconds=1)
        tags.append(ada.put(path, json=change).headers["ETag"])
        assert ada.get(path).headers["ETag"] == tags[-1]
    assert len(set(tags)) == 4
    ada.create_task("another")
    assert ada.get(path).headers["ETag"] == tags[-1]


@VERBS
def test_a_write_on_a_stale_version_is_412_and_writes_nothing(
    ada: Person, verb: str, store: EmbeddedDBService
) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    current = ada.put(path, json={"title": "y"})
    answer = write(ada, verb, path, created.headers["ETag"])
    assert answer.status_code == 412
    assert answer.json()["code"] == "precondition_failed"
    assert ada.get(path).json() == current.json()
    assert_totals_agree(store, ada)


@VERBS
@pytest.mark.parametrize("form", ["{}", "*", f"{STALE}, {{}}", f"{{}},{STALE}", f'"a" , {STALE} ,  {{}}'])
def test_a_write_on_the_current_version_is_done(ada: Person, verb: str, form: str) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    answer = write(ada, verb, path, form.format(created.headers["ETag"]))
    assert answer.status_code == (204 if verb == "DELETE" else 200)


@VERBS
@pytest.mark.parametrize("form", ["W/{}", STALE, f"{STALE}, W/{{}}", "garbage", '""', "W/*", '"*"'])
def test_a_weak_or_another_tag_does_not_match(ada: Person, verb: str, form: str) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    assert write(ada, verb, path, form.format(created.headers["ETag"])).status_code == 412
    assert ada.get(path).json() == created.json()


@VERBS
@pytest.mark.parametrize("if_match", ["*", STALE])
def test_a_task_that_is_not_there_is_404_whatever_the_tag(ada: Person, verb: str, if_match: str) -> None:
    assert write(ada, verb, "tasks/missing", if_match).status_code == 404


@VERBS
def test_a_tag_tells_nothing_about_somebody_elses_task(ada: Person, bob: Person, verb: str) -> None:
    theirs = bob.post("tasks", json={"title": "x"})
    path = f"tasks/{theirs.json()['id']}"
    for if_match in (theirs.headers["ETag"], "*", STALE):
        assert write(ada, verb, path, if_match).status_code == 404
    assert bob.get(path).json() == theirs.json()


def test_completing_a_done_task_on_a_stale_version_is_refused_too(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    ada.patch(path)
    assert write(ada, "PATCH", path, created.headers["ETag"]).status_code == 412


def test_no_update_is_lost_among_parallel_puts_with_if_match(ada: Person, store: EmbeddedDBService) -> None:
    path = f"tasks/{ada.create_task(description='')['id']}"

    def append(word: int) -> None:
        while True:
            read = ada.get(path)
            longer = f"{read.json()['description']} {word}"
            answer = ada.put(path, json={"description": longer}, headers={"If-Match": read.headers["ETag"]})
            if answer.status_code == 200:
                return
            assert answer.status_code == 412

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(append, range(24)))
    words = ada.get(path).json()["description"].split()
    assert sorted(words, key=int) == [str(word) for word in range(24)]
    assert_totals_agree(store, ada)


def test_of_parallel_writes_on_one_version_exactly_one_is_done(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path, tag = f"tasks/{created.json()['id']}", created.headers["ETag"]

    def rename(number: int) -> httpx.Response:
        return ada.put(path, json={"title": f"name {number}"}, headers={"If-Match": tag})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(rename, range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19
    (winner,) = (answer for answer in answers if answer.status_code == 200)
    assert ada.get(path).json() == winner.json()


def test_parallel_puts_on_different_fields_are_all_kept(ada: Person) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    changes: list[dict[str, Any]] = [
        {"title": "t"},
        {"description": "d"},
        {"priority": "high"},
        {"tags": ["a"]},
        {"due_date": "2026-04-01T00:00:00Z"},
        {"reminder_enabled": True},
        {"completed": True},
    ]
    with ThreadPoolExecutor(len(changes)) as pool:
        answers = list(pool.map(lambda change: ada.put(path, json=change), changes))
    assert [answer.status_code for answer in answers] == [200] * len(changes)
    task = ada.get(path).json()
    assert all(task[field] == value for change in changes for field, value in change.items())
