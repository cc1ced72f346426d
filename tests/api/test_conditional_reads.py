"""Conditional reads: `ETag`, `Cache-Control`, `Vary` and `If-None-Match` of every GET."""

import httpx
import pytest

from function_app import routes
from tests.api.actions import clock_in, complete, start_session, work
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

GETS = {route.template: route.endpoints["GET"] for route in routes if "GET" in route.endpoints}
WITH_ETAG = {template for template, endpoint in GETS.items() if endpoint.etag}
PAGE = "app/{*path}"
STATIC = {"docs", "docs/{asset}", PAGE}
SAME_FOR_ALL = {*STATIC, "openapi.json"}
OTHER = '"000000000000000000000000"'
NOT_COMPARED = {"date", "content-length", "x-request-id"}


@pytest.fixture
def paths(root: Person, clock: MovableClock) -> dict[str, str]:
    """The path of every GET by its template, for an administrator who is at work and has worked before.

    There was work on each of eight days, so that the days to come are predicted.
    """
    for _ in range(7):
        work(root, clock, hours=1)
        clock.move(hours=23)
    work(root, clock, hours=1)
    earlier, *_ = root.get("work_sessions").json()
    session = clock_in(root)
    assert session["id"] != earlier["id"]
    ids = {
        "tasks/{id}": root.create_task()["id"],
        "work_sessions/{id}": session["id"],
        "users/{id}": root.id,
        "users/{id}/audit": root.id,
        "stats/{user_id}": root.id,
        "docs/{asset}": "start.js",
    }
    return {
        template: template.format(id=ids.get(template), user_id=root.id, asset=ids.get(template))
        for template in GETS.keys() - {PAGE}
    } | {PAGE: "app/"}


def read(person: Person, path: str, tag: str = OTHER, method: str = "GET") -> httpx.Response:
    return person.call(method, path, headers={"If-None-Match": tag})


def headers_of(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in NOT_COMPARED}


def test_reads_of_one_thing_have_an_etag() -> None:
    assert {
        *(
            PAGE,
            "assistant/outlook.svg",
            "companion",
            "dashboard/data",
            "companion/face.svg",
            "current-session",
            "docs",
            "docs/{asset}",
            "openapi.json",
        ),
        *("stats", "stats/days.svg", "stats/heatmap.svg", "stats/{user_id}", "tasks/{id}"),
        *("users/profile", "users/{id}", "work_sessions/active", "work_sessions/{id}"),
    } == WITH_ETAG


@pytest.mark.both_stores("what has not changed is read from the store")
def test_unchanged_read_is_304_with_the_headers_of_200_and_no_body(
    root: Person, paths: dict[str, str]
) -> None:
    for template in WITH_ETAG:
        path = paths[template]
        found = root.get(path)
        assert found.status_code == 200, template
        tag = found.headers["ETag"]
        caching = (found.headers["Cache-Control"], found.headers.get("Vary"))
        if template in STATIC:
            assert caching == ("no-cache", "Accept-Encoding" if template == PAGE else None)
        else:
            assert caching == ("private, no-cache", "Authorization, Cookie, Accept-Language"), template
        for method in ("GET", "HEAD"):
            again = read(root, path, method=method)
            assert (again.status_code, headers_of(again)) == (200, headers_of(found)), (method, template)
            unchanged = read(root, path, tag, method)
            assert (unchanged.status_code, unchanged.content) == (304, b""), (method, template)
            assert headers_of(unchanged) == headers_of(found), (method, template)
            assert unchanged.headers["x-request-id"] != found.headers["x-request-id"]


@pytest.mark.usefixtures("speech")
def test_other_reads_are_not_cached_and_ignore_if_none_match(root: Person, paths: dict[str, str]) -> None:
    for template in GETS.keys() - WITH_ETAG:
        for method in ("GET", "HEAD"):
            response = read(root, paths[template], "*", method)
            assert response.status_code == 200, template
            assert response.headers["Cache-Control"] == "no-store", template
            assert not response.headers.keys() & {"etag", "vary"}, template


def test_changed_read_is_200_with_another_etag(
    root: Person, paths: dict[str, str], clock: MovableClock
) -> None:
    tags = {template: root.get(paths[template]).headers["ETag"] for template in WITH_ETAG}
    clock.move(minutes=10)
    start_session(root)
    complete(root)
    change = {"title": "Another"}
    assert root.put(paths["tasks/{id}"], json=change).status_code == 200
    assert root.put("users/profile", json={"full_name": "Another"}).status_code == 200
    assert root.post("companion/name", json={"name": "Another"}).status_code == 200
    assert root.post("work_sessions/end").status_code == 200
    for template in WITH_ETAG:
        expected = 304 if template in SAME_FOR_ALL else 200
        response = read(root, paths[template], tags[template])
        assert response.status_code == expected, template
        assert (response.headers["ETag"] == tags[template]) is (expected == 304), template
        assert bool(response.content) is (expected == 200), template


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "W/{}",
        "*",
        "{0}, {1}",
        "{1},{0}",
        "{1} , W/{0}",
        'W/"a", W/{0},"b"',
        ", ,{0}",
        '"a,b",{0}',
    ],
)
def test_tag_is_found_in_a_list_and_compared_weakly(ada: Person, form: str) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    assert read(ada, path, form.format(ada.get(path).headers["ETag"], OTHER)).status_code == 304


@pytest.mark.parametrize(
    "form", ["", OTHER, f"W/{OTHER}", '"*"', "W/*", "w/{}", '"{}"', "garbage", ",", "*, *", "W/W/{}"]
)
def test_other_tag_does_not_match(ada: Person, form: str) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    assert read(ada, path, form.format(ada.get(path).headers["ETag"])).status_code == 200


def test_tags_of_another_user_match_only_the_same_content(
    root: Person, bob: Person, paths: dict[str, str]
) -> None:
    start_session(root)
    for template in WITH_ETAG - SAME_FOR_ALL:
        path = paths[template]
        mine, found = root.get(path), bob.get(path)
        for tag in (mine.headers["ETag"], f"W/{mine.headers['ETag']}"):
            assert mine.content != found.content, template
            response = read(bob, path, tag)
            assert (response.status_code, response.content) == (found.status_code, found.content), template


@pytest.mark.parametrize("path", ["companion", "companion/face.svg", "stats/days.svg", "stats/heatmap.svg"])
def test_tag_of_another_language_does_not_match(ada: Person, path: str) -> None:
    def read_in(language: str, tag: str = OTHER) -> httpx.Response:
        return ada.get(path, headers={"Accept-Language": language, "If-None-Match": tag})

    tag = read_in("en").headers["ETag"]
    assert read_in("en", tag).status_code == 304
    assert read_in("es", tag).status_code == 200


def test_errors_are_errors_with_any_tag_and_are_not_cached(api: Api, ada: Person, bob: Person) -> None:
    task = bob.post("tasks", json={"title": "Hers"})
    path = f"tasks/{task.json()['id']}"
    anonymous = {"headers": {"If-None-Match": "*"}}
    responses = [
        (read(ada, path, task.headers["ETag"]), 404),
        (read(ada, path, "*"), 404),
        (read(ada, "tasks/missing", "*"), 404),
        (read(ada, f"users/{bob.id}", "*"), 403),
        (read(ada, f"stats/{bob.id}", "*"), 403),
        (read(ada, "companion?at=never", "*"), 400),
        (read(ada, "docs/missing.js", "*"), 404),
        (read(ada, "stats", "*", method="BREW"), 405),
        *(
            (api.call("GET", each, **anonymous), 401)
            for each in (path, "companion", "users/profile", "stats")
        ),
    ]
    for response, status in responses:
        assert response.status_code == status, response.url
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.headers.keys() & {"etag", "vary"}


def test_changes_ignore_if_none_match_and_are_not_cached(ada: Person) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    for method, target, body in (
        ("PUT", path, {"title": "Changed"}),
        ("PATCH", path, {"action": "complete"}),
        ("POST", "tasks", {"title": "New"}),
        ("PUT", "users/profile", {"full_name": "Ada"}),
        ("POST", "work_sessions/start", {}),
        ("POST", "work_sessions/pause", {}),
    ):
        response = ada.call(method, target, json=body, headers={"If-None-Match": "*"})
        assert response.status_code in {200, 201}, (method, target)
        assert (response.headers["Cache-Control"], response.headers.get("Vary")) == ("no-store", None)
        assert response.headers["ETag"]
    assert ada.delete(path, headers={"If-None-Match": "*"}).status_code == 204
    assert ada.get(path).status_code == 404


def test_unchanged_read_of_an_administrator_is_in_the_audit(
    root: Person, ada: Person, clock: MovableClock
) -> None:
    path = f"users/{ada.id}"
    tag = root.get(path).headers["ETag"]
    entries = len(ada.get("users/profile/audit").json())
    clock.move(hours=2)  # equal reads within an hour are one entry
    assert read(root, path, tag).status_code == 304
    assert len(ada.get("users/profile/audit").json()) == entries + 1


def test_etag_of_the_companion_changes_only_with_its_state(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    tags = set()
    for _ in range(120):
        clock.move(seconds=1)
        tags.add(ada.get("companion").headers["ETag"])
    assert len(tags) <= 8, (
        "meters are whole numbers and texts name minutes: each changes once a minute at most"
    )
