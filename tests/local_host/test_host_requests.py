"""Rules 11 to 16 of the Functions host, and malformed requests."""

from collections.abc import Iterator

import azure.functions as func
import pytest

from local_host import serving
from local_host.limits import MAX_BODY_BYTES
from tests.local_host.small_apps import Spec, app_of, exchange, send


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
    ("sent", "received"),
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
def test_rule_11_path_is_decoded_once(url: str, sent: bytes, received: str) -> None:
    assert send(url, b"/api/echo/" + sent).echoed["route_params"] == {"id": received}


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
def test_rule_12_query_parameters_are_merged(url: str, query: bytes, params: dict[str, str]) -> None:
    assert send(url, b"/api/echo?" + query).echoed["params"] == params


def test_rule_12_empty_query_values_are_dropped(url: str) -> None:
    assert send(url, b"/api/echo?a=").echoed["params"] == {}
    assert send(url, b"/api/echo?").echoed["params"] == {}


def test_rule_13_headers_are_lower_cased_and_joined(url: str) -> None:
    headers = send(url, b"/api/echo", lines=b"X-A: 1\r\nx-a: 2\r\nX-B: \xc3\xa9\r\n").echoed["headers"]
    assert isinstance(headers, dict)
    assert headers["x-a"] == "1,2"
    assert headers["x-b"] == "é"
    assert send(url, b"/api/lookup", lines=b"x-CASE: y\r\n").body == b"yTrue"


def test_rule_13_header_that_is_not_utf8_is_refused(url: str) -> None:
    assert send(url, b"/api/echo", lines=b"X-A: \xff\r\n").status == 400


def test_rule_14_body_with_a_content_length_is_read(url: str) -> None:
    response = send(url, b"/api/echo", method=b"POST", lines=b"Content-Length: 3\r\n", body=b"abc")
    assert response.echoed["body"] == "abc"


def test_rule_14_large_body_is_read_completely(url: str) -> None:
    body = bytes(range(33, 123)) * 20_000
    lines = b"Content-Length: %d\r\n" % len(body)
    assert send(url, b"/api/echo", method=b"PUT", lines=lines, body=body).echoed["body"] == body.decode()


def test_rule_14_chunked_request_has_no_body(url: str) -> None:
    lines = b"Transfer-Encoding: chunked\r\n"
    response = send(url, b"/api/echo", method=b"POST", lines=lines, body=b"3\r\nabc\r\n0\r\n\r\n")
    assert (response.status, response.echoed["body"]) == (200, "")


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
    assert send(url, b"/api/json", method=b"POST", lines=lines, body=body).body.decode() == kind


def test_rule_16_body_beyond_the_limit_is_refused_before_it_is_sent(url: str) -> None:
    response = send(url, b"/api/echo", method=b"POST", lines=b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1))
    assert (response.status, response.body) == (413, b"")


def test_url_is_the_requested_one(url: str) -> None:
    assert send(url, b"/api/echo/a%20b?x=%20&y").echoed["url"] == "http://test/api/echo/a%20b?x=%20&y"


def test_disconnect_during_a_body_does_not_affect_other_requests(url: str) -> None:
    def disconnect() -> None:
        import socket  # noqa: PLC0415 - only here
        from urllib.parse import urlsplit  # noqa: PLC0415 - only here

        address = urlsplit(url)
        with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
            connection.sendall(b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")

    disconnect()
    assert send(url, b"/api/echo").status == 200


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
def test_malformed_target_causes_no_error_of_the_host(
    url: str, method: bytes, target: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = exchange(url, method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert int(reply.split()[1]) in {200, 400, 404}
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("value", [b"a%0d%0aSet-Cookie:%20x=1", b"a%0aB", b"%C3%A9", b"a%01", b"a%7f"])
def test_route_value_cannot_inject_a_header(url: str, value: bytes) -> None:
    response = send(url, b"/api/as-header/" + value)
    assert (response.status, response.body) == (500, b"")
    assert "set-cookie" not in response.headers
    assert "x-id" not in response.headers


def test_pipelined_requests_are_answered_in_order(url: str) -> None:
    one = b"GET /api/echo/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    reply = exchange(url, one % 1 + one % 2 + last)
    assert reply.index(b'"id": "1"') < reply.index(b'"id": "2"') < reply.index(b" 404 ")


@pytest.mark.parametrize("method", [b"POST", b"BREW"])
def test_request_with_two_lengths_is_refused_and_ends_the_connection(url: str, method: bytes) -> None:
    lines = b"Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    hidden = b"GET /api/echo/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    reply = exchange(url, method + b" /api/echo HTTP/1.1\r\n" + lines + b"\r\n0\r\n\r\n" + hidden)
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert reply.count(b"HTTP/1.1 ") == 1
