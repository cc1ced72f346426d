"""ETags of tasks: a write with a stale `If-Match` is rejected, so that no update is lost."""

import re

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

STALE = '"000000000000000000000000"'


def write(person: Person, method: str, path: str, if_match: str) -> httpx.Response:
    headers = {"If-Match": if_match}
    if method == "PUT":
        return person.put(path, json={"title": "Changed"}, headers=headers)
    return person.call(method, path, headers=headers)


METHODS = pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])


def test_task_has_the_same_strong_etag_in_every_response(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    tag = created.headers["ETag"]
    assert re.fullmatch(r'"[!-~]+"', tag)
    assert ada.get(path).headers["ETag"] == tag
    assert ada.put(path, json={}).headers["ETag"] == tag


def test_etag_changes_only_with_the_task(ada: Person, clock: MovableClock) -> None:
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


@METHODS
def test_write_with_a_stale_etag_gets_412_and_writes_nothing(
    ada: Person, method: str, store: DocumentStore
) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    current = ada.put(path, json={"title": "y"})
    response = write(ada, method, path, created.headers["ETag"])
    assert response.status_code == 412
    assert response.json()["code"] == "precondition_failed"
    assert ada.get(path).json() == ok_event(current)
    assert_totals_agree(store, ada)


@METHODS
@pytest.mark.parametrize("form", ["{}", "*", f"{STALE}, {{}}", f"{{}},{STALE}", f'"a" , {STALE} ,  {{}}'])
def test_write_with_the_current_etag_succeeds(ada: Person, method: str, form: str) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    response = write(ada, method, path, form.format(created.headers["ETag"]))
    assert response.status_code == (204 if method == "DELETE" else 200)


@METHODS
@pytest.mark.parametrize("form", ["W/{}", STALE, f"{STALE}, W/{{}}", "garbage", '""', "W/*", '"*"'])
def test_weak_or_other_etag_gets_412(ada: Person, method: str, form: str) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    assert write(ada, method, path, form.format(created.headers["ETag"])).status_code == 412
    assert ada.get(path).json() == created.json()


@METHODS
@pytest.mark.parametrize("if_match", ["*", STALE])
def test_missing_task_is_404_with_any_etag(ada: Person, method: str, if_match: str) -> None:
    assert write(ada, method, "tasks/missing", if_match).status_code == 404


@METHODS
def test_task_of_another_user_is_404_with_any_etag(ada: Person, bob: Person, method: str) -> None:
    foreign = bob.post("tasks", json={"title": "x"})
    path = f"tasks/{foreign.json()['id']}"
    for if_match in (foreign.headers["ETag"], "*", STALE):
        assert write(ada, method, path, if_match).status_code == 404
    assert bob.get(path).json() == foreign.json()


def test_completing_a_completed_task_with_a_stale_etag_gets_412(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path = f"tasks/{created.json()['id']}"
    ada.patch(path)
    assert write(ada, "PATCH", path, created.headers["ETag"]).status_code == 412
