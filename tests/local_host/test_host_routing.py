"""Rules 2, 3 and 7 to 10 of the Functions host."""

from collections.abc import Iterator

import pytest

from local_host import StartError, serving
from local_host.templates import Template
from tests.local_host.small_apps import Spec, app_of, send


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = app_of(
        Spec("GetTask", "tasks/{id}", ["GET"]),
        Spec("TaskStats", "tasks/stats", ["GET"]),
        Spec("MakeTask", "tasks", ["POST"]),
        Spec("Anything", "anything"),
        Spec("byInt", "things/{id:int}"),
        Spec("byGuid", "things/{id:guid?}"),
        Spec("Page", "pages/{number=1}"),
        Spec("Maybe", "maybe/{word?}"),
        Spec("Files", "files/{*rest}"),
        Spec("Named"),
    )
    with serving(app, settings={}) as base_url:
        yield base_url


def found_function(url: str, path: str, method: str = "GET") -> object:
    response = send(url, path.encode(), method=method.encode())
    return response.echoed["function"] if response.status == 200 else response.status


def values(url: str, path: str) -> object:
    return send(url, path.encode()).echoed["route_params"]


def test_rule_02_parameter_of_an_earlier_name_hides_a_literal(url: str) -> None:
    assert found_function(url, "/api/tasks/stats") == "GetTask"


def test_rule_02_names_are_ordered_in_upper_case_by_code_point() -> None:
    app = app_of(Spec("b", "x/{p}"), Spec("A", "x/{q}"), Spec("a_", "x/{r}"), Spec("B0", "x/{s}"))
    with serving(app, settings={}) as base_url:
        assert found_function(base_url, "/api/x/1") == "A"
    app = app_of(Spec("a_z", "x/{q}"), Spec("aZ", "x/{p}"))
    with serving(app, settings={}) as base_url:
        assert found_function(base_url, "/api/x/1") == "aZ"


def test_rule_03_default_prefix_is_api_and_default_route_is_the_name(url: str) -> None:
    assert found_function(url, "/api/Named") == "Named"
    assert found_function(url, "/Named") == 404


@pytest.mark.parametrize(("prefix", "path"), [("", "/here"), ("v1/deep", "/v1/deep/here")])
def test_rule_03_host_json_sets_the_prefix(prefix: str, path: str) -> None:
    host_json = {"version": "2.0", "extensions": {"http": {"routePrefix": prefix}}}
    with serving(app_of(Spec("Here", "here")), settings={}, host_json=host_json) as base_url:
        assert found_function(base_url, path) == "Here"
        assert found_function(base_url, "/api/here") == 404


def test_rule_03_route_with_a_leading_slash_stops_the_host() -> None:
    with (
        pytest.raises(StartError, match="must not start with '/'"),
        serving(app_of(Spec("F", "/x")), settings={}),
    ):
        pass


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ("int", ["5", "-5", "+5", "2147483647"], ["2147483648", "x", "1.0", "٣"]),
        ("long", ["9223372036854775807"], ["9223372036854775808"]),
        (
            "guid",
            ["01234567-89ab-CDEF-0123-456789abcdef", "0123456789abcdef0123456789abcdef"],
            ["0123", "x" * 32],
        ),
        ("bool", ["true", "FALSE"], ["1", "yes"]),
        ("alpha", ["abcXYZ"], ["a1", "é"]),
        ("length(3)", ["abc"], ["ab", "abcd"]),
        ("length(2,3)", ["ab", "abc"], ["a", "abcd"]),
        ("minlength(2)", ["ab"], ["a"]),
        ("maxlength(2)", ["ab"], ["abc"]),
        ("min(5)", ["5", "6"], ["4", "x"]),
        ("max(5)", ["5", "-1"], ["6", "x"]),
        ("range(1,9)", ["1", "9"], ["0", "10"]),
        ("regex(^[a-c]{{2}}$)", ["ab", "CC"], ["abc", "ad"]),
        ("int:min(3)", ["3"], ["2"]),
    ],
)
def test_rule_07_constraints(constraint: str, good: list[str], bad: list[str]) -> None:
    template = Template("{x:" + constraint + "}")
    assert [value for value in good if template.match(f"/{value}") is None] == []
    assert [value for value in bad if template.match(f"/{value}") is not None] == []


def test_rule_07_next_function_is_tried_after_a_failed_constraint(url: str) -> None:
    assert found_function(url, "/api/things/5") == "byInt"
    assert found_function(url, "/api/things/01234567-89ab-cdef-0123-456789abcdef") == "byGuid"
    assert found_function(url, "/api/things/neither") == 404


def test_rule_07_catch_all_and_default_values(url: str) -> None:
    assert values(url, "/api/files/a/b/c") == {"rest": "a/b/c"}
    assert values(url, "/api/files") == {}
    assert values(url, "/api/pages") == {"number": "1"}
    assert values(url, "/api/pages/3") == {"number": "3"}


@pytest.mark.parametrize(
    "route",
    [
        "{x:even}",
        "{x:int",
        "{}",
        "{x}.{y}",
        "{x?}/y",
        "{*x}/y",
        "{x}/{X}",
        "a//b",
        "{x:min(a)}",
        "{x:regex([)}",
    ],
)
def test_rule_07_invalid_template_stops_the_host(route: str) -> None:
    with pytest.raises(StartError), serving(app_of(Spec("F", route)), settings={}):
        pass


def test_rule_08_literals_ignore_case_and_values_keep_it(url: str) -> None:
    assert found_function(url, "/API/Tasks", "POST") == "MakeTask"
    assert values(url, "/api/TASKS/AbC") == {"id": "AbC"}


def test_rule_08_one_trailing_slash_is_ignored_and_empty_segments_never_match(url: str) -> None:
    assert found_function(url, "/api/tasks/5/") == "GetTask"
    for path in ("/api/tasks/5//", "/api//tasks/5", "//api/tasks/5", "/api/tasks//"):
        assert found_function(url, path) == 404, path


def test_rule_08_absent_optional_has_no_key(url: str) -> None:
    assert values(url, "/api/maybe") == {}
    assert values(url, "/api/maybe/") == {}
    assert values(url, "/api/maybe/yes") == {"word": "yes"}


def test_rule_09_unlisted_method_is_404_without_allow(url: str) -> None:
    for method in ("DELETE", "HEAD", "OPTIONS", "PROPFIND"):
        response = send(url, b"/api/tasks/5", method=method.encode())
        assert response.status == 404
        assert "allow" not in response.headers


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "PROPFIND", "BREW"])
def test_rule_09_without_methods_every_method_is_answered(url: str, method: str) -> None:
    assert send(url, b"/api/anything", method=method.encode()).echoed["method"] == method


def test_rule_09_connect_matches_no_function_and_opens_no_tunnel(url: str) -> None:
    assert send(url, b"/api/anything", method=b"CONNECT").status == 404


def test_rule_10_404_has_an_empty_body(url: str) -> None:
    response = send(url, b"/nowhere")
    assert (response.status, response.body, response.headers["content-length"]) == (404, b"", "0")
    assert "content-type" not in response.headers
