"""Lost updates: a task carries an ETag, and a write that names a stale one is refused."""

import re

import httpx
import pytest

from shared.store.contract import DocumentStore
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
    ada: Person, verb: str, store: DocumentStore
) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    current = ada.put(path, json={"title": "y"})
    response = write(ada, verb, path, created.headers["ETag"])
    assert response.status_code == 412
    assert response.json()["code"] == "precondition_failed"
    assert ada.get(path).json() == current.json()
    assert_totals_agree(store, ada)


@VERBS
@pytest.mark.parametrize("form", ["{}", "*", f"{STALE}, {{}}", f"{{}},{STALE}", f'"a" , {STALE} ,  {{}}'])
def test_a_write_on_the_current_version_is_done(ada: Person, verb: str, form: str) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    response = write(ada, verb, path, form.format(created.headers["ETag"]))
    assert response.status_code == (204 if verb == "DELETE" else 200)


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
