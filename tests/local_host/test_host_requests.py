"""Rules 11 to 16 of the Functions host, and what hostile requests come to."""

from collections.abc import Iterator

import azure.functions as func
import pytest

from local_host import serving
from local_host.messages import BODY_LIMIT
from tests.local_host.small_apps import Spec, app_of, ask, exchange


def json_kind(req: func.HttpRequest) -> func.HttpResponse:
    try:
        return func.HttpResponse(type(req.get_json()).__name__)
    except ValueError:
        return func.HttpResponse("ValueError")


def header_lookup(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.headers["X-CaSe"] + str("x-case" in req.headers))


def value_as_header(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("fine", headers={"x-id": req.route_params["id"]})


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = app_of(
        Spec("Echo", "echo/{id?}"),
        Spec("JsonKind", "json", None, json_kind),
        Spec("Lookup", "lookup", None, header_lookup),
        Spec("AsHeader", "as-header/{id}", None, value_as_header),
    )
    with serving(app, settings={}) as base_url:
        yield base_url


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (b"a%20b", "a b"),
        (b"a+b", "a+b"),
        (b"a%2Fb", "a%2Fb"),
        (b"a%2fb", "a%2fb"),
        (b"a%252Fb", "a%2Fb"),
        (b"%C3%A9", "é"),
        (b"100%", "100%"),
        (b"%zz%4", "%zz%4"),
        (b"%ff%C3", "\ufffd\ufffd"),
        (b"x" * 5000, "x" * 5000),
    ],
)
def test_rule_11_the_path_is_decoded_once(url: str, sent: bytes, seen: str) -> None:
    assert ask(url, b"/api/echo/" + sent).seen["route_params"] == {"id": seen}


@pytest.mark.parametrize(
    ("query", "params"),
    [
        (b"a=1&b=2", {"a": "1", "b": "2"}),
        (b"a=1&A=2&a=3", {"a": "1,2,3"}),
        (b"a=&b&=&c=1&&", {"c": "1"}),
        (b"a=&a=1", {"a": "1"}),
        (b"a=x+y%2Bz%26", {"a": "x y+z&"}),
        (b"a=b=c", {"a": "b=c"}),
        (b"%41=1&a=2", {"A": "1,2"}),
        (b"a=%ff%zz%C3%A9", {"a": "\ufffd%zzé"}),
        (b"a=%00", {"a": "\0"}),
    ],
)
def test_rule_12_queries_merge_join_and_drop(url: str, query: bytes, params: dict[str, str]) -> None:
    assert ask(url, b"/api/echo?" + query).seen["params"] == params


def test_rule_12_empty_query_values_vanish(url: str) -> None:
    assert ask(url, b"/api/echo?a=").seen["params"] == {}
    assert ask(url, b"/api/echo?").seen["params"] == {}


def test_rule_13_headers_are_lower_cased_and_joined(url: str) -> None:
    headers = ask(url, b"/api/echo", lines=b"X-A: 1\r\nx-a: 2\r\nX-B: \xc3\xa9\r\n").seen["headers"]
    assert isinstance(headers, dict)
    assert headers["x-a"] == "1,2"
    assert headers["x-b"] == "é"
    assert ask(url, b"/api/lookup", lines=b"x-CASE: y\r\n").body == b"yTrue"


def test_rule_13_a_header_that_is_not_utf8_is_refused(url: str) -> None:
    assert ask(url, b"/api/echo", lines=b"X-A: \xff\r\n").status == 400


def test_rule_14_a_body_comes_with_a_content_length(url: str) -> None:
    answer = ask(url, b"/api/echo", method=b"POST", lines=b"Content-Length: 3\r\n", body=b"abc")
    assert answer.seen["body"] == "abc"


def test_rule_14_a_large_body_arrives_whole(url: str) -> None:
    body = bytes(range(33, 123)) * 20_000
    lines = b"Content-Length: %d\r\n" % len(body)
    assert ask(url, b"/api/echo", method=b"PUT", lines=lines, body=body).seen["body"] == body.decode()


def test_rule_14_a_chunked_request_has_no_body(url: str) -> None:
    lines = b"Transfer-Encoding: chunked\r\n"
    answer = ask(url, b"/api/echo", method=b"POST", lines=lines, body=b"3\r\nabc\r\n0\r\n\r\n")
    assert (answer.status, answer.seen["body"]) == (200, "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "ValueError"),
        (b"{", "ValueError"),
        (b'"\xff"', "ValueError"),
        (b"\xef\xbb\xbf{}", "ValueError"),
        (b"null", "NoneType"),
        (b"7", "int"),
        (b"[]", "list"),
        (b"{}", "dict"),
    ],
)
def test_rule_15_get_json(url: str, body: bytes, kind: str) -> None:
    lines = b"Content-Type: text/plain\r\nContent-Length: %d\r\n" % len(body)
    assert ask(url, b"/api/json", method=b"POST", lines=lines, body=body).body.decode() == kind


def test_rule_16_a_body_beyond_the_limit_is_refused_before_it_is_sent(url: str) -> None:
    answer = ask(url, b"/api/echo", method=b"POST", lines=b"Content-Length: %d\r\n" % (BODY_LIMIT + 1))
    assert (answer.status, answer.body) == (413, b"")


def test_the_url_is_the_one_that_was_asked_for(url: str) -> None:
    assert ask(url, b"/api/echo/a%20b?x=%20&y").seen["url"] == "http://test/api/echo/a%20b?x=%20&y"


def test_a_client_that_leaves_before_its_body_came_harms_nobody(url: str) -> None:
    def leave() -> None:
        import socket  # noqa: PLC0415 - only here
        from urllib.parse import urlsplit  # noqa: PLC0415 - only here

        where = urlsplit(url)
        with socket.create_connection((where.hostname or "", where.port or 0)) as connection:
            connection.sendall(b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")

    leave()
    assert ask(url, b"/api/echo").status == 200


@pytest.mark.parametrize(
    "target",
    [
        b"/api/echo/%00",
        b"/%00",
        b"/api/echo/\x80",
        b"*",
        b"http://[",
        b"/api/echo/%0d%0aX: y",
        b"?",
        b"api/echo",
    ],
)
@pytest.mark.parametrize("method", [b"GET", b"BREW"])
def test_a_malformed_target_is_never_a_failure_of_the_host(
    url: str, method: bytes, target: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = exchange(url, method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert int(reply.split()[1]) in {200, 400, 404}
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("value", [b"a%0d%0aSet-Cookie:%20x=1", b"a%0aB", b"%C3%A9", b"a%01", b"a%7f"])
def test_a_route_value_cannot_smuggle_a_header(url: str, value: bytes) -> None:
    answer = ask(url, b"/api/as-header/" + value)
    assert (answer.status, answer.body) == (500, b"")
    assert "set-cookie" not in answer.headers
    assert "x-id" not in answer.headers


def test_requests_in_a_row_on_one_connection_are_answered_in_order(url: str) -> None:
    one = b"GET /api/echo/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    reply = exchange(url, one % 1 + one % 2 + last)
    assert reply.index(b'"id": "1"') < reply.index(b'"id": "2"') < reply.index(b" 404 ")
