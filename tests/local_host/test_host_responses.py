"""Rules 17 to 20 of the Functions host."""

import json
from collections.abc import Iterator
from typing import Any

import azure.functions as func
import httpx
import pytest

from local_host import serving
from tests.local_host.small_apps import Endpoint, Spec, app_of, send


def with_repeated_header(name: str, *values: str) -> Endpoint:
    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        response = func.HttpResponse(req.method)
        for value in values:
            response.headers.add(name, value)
        return response

    return endpoint


def returning(value: Any) -> Endpoint:
    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        del req
        return value  # type: ignore[no-any-return]

    return endpoint


def raising(error: BaseException) -> Endpoint:
    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        del req
        raise error

    return endpoint


def response_with(**options: Any) -> Endpoint:
    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        del req
        return func.HttpResponse(**options)

    return endpoint


ENDPOINTS: dict[str, Endpoint] = {
    "Plain": response_with(body="hé"),
    "Json": response_with(body="{}", mimetype="application/json"),
    "Html": response_with(body="x", mimetype="text/html", charset="latin-1"),
    "Own": response_with(body="x", headers={"Content-Type": "image/png"}),
    "Twice": with_repeated_header("X-Twice", "one", "two"),
    "Cookies": with_repeated_header("Set-Cookie", "a=1; Path=/; HttpOnly", "b=2", "not a cookie"),
    "Nothing": returning(None),
    "Dict": returning({}),
    "Text": returning("text"),
    "Raise": raising(RuntimeError("secret")),
    "Exit": raising(SystemExit(0)),
    "Empty": response_with(body="gone", status_code=204),
    "Same": response_with(body="gone", status_code=304),
    "Teapot": response_with(body="short", status_code=418),
    "Odd": response_with(body="x", status_code=99),
    "Length": response_with(body="four", headers={"Content-Length": "99", "Transfer-Encoding": "chunked"}),
    "Unicode": response_with(body="x", headers={"x-a": "é"}),
    "Snowman": response_with(body="x", headers={"x-a": "☃"}),
    "Smuggled": response_with(body="x", headers={"x-a": "1\r\nx-b: 2"}),
    "Colon": response_with(body="x", headers={"x:a": "1"}),
    "Spaced": response_with(body="x", headers={"x a": "1"}),
    "Stop": raising(StopIteration()),
    "Bytes": response_with(body=bytes(range(256))),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = app_of(*(Spec(name, None, None, endpoint) for name, endpoint in ENDPOINTS.items()))
    with serving(app, settings={}) as base_url:
        yield base_url


def test_rule_17_content_types(url: str) -> None:
    kinds = {
        name: httpx.get(f"{url}/api/{name}").headers["content-type"]
        for name in ("Plain", "Json", "Html", "Own")
    }
    assert kinds == {
        "Plain": "text/plain; charset=utf-8",
        "Json": "application/json",
        "Html": "text/html; charset=latin-1",
        "Own": "image/png",
    }
    assert httpx.get(f"{url}/api/Plain").text == "hé"


def test_rule_18_last_value_of_a_repeated_header_counts(url: str) -> None:
    assert httpx.get(f"{url}/api/Twice").headers.get_list("x-twice") == ["two"]


def test_rule_18_every_valid_cookie_is_kept(url: str) -> None:
    cookies = httpx.get(f"{url}/api/Cookies").headers.get_list("set-cookie")
    assert sorted(cookies) == ["a=1; HttpOnly; Path=/", "b=2"]


@pytest.mark.parametrize(
    "name",
    [
        *("Nothing", "Dict", "Text", "Raise", "Exit", "Stop"),
        *("Odd", "Unicode", "Snowman", "Smuggled", "Colon", "Spaced"),
    ],
)
def test_rule_19_wrong_result_is_an_empty_500(url: str, name: str) -> None:
    response = httpx.get(f"{url}/api/{name}")
    assert (response.status_code, response.content) == (500, b"")
    assert "content-type" not in response.headers


@pytest.mark.parametrize(("name", "status"), [("Empty", 204), ("Same", 304)])
def test_rule_20_no_body_on_204_and_304(url: str, name: str, status: int) -> None:
    response = send(url, f"/api/{name}".encode())
    assert (response.status, response.body) == (status, b"")
    assert "content-length" not in response.headers
    assert "transfer-encoding" not in response.headers


def test_rule_20_only_the_host_sets_the_framing_headers(url: str) -> None:
    response = send(url, b"/api/Length")
    assert (response.headers["content-length"], response.body) == ("4", b"four")
    assert "transfer-encoding" not in response.headers


def test_rule_20_nothing_is_compressed(url: str) -> None:
    response = send(url, b"/api/Bytes", lines=b"Accept-Encoding: gzip\r\n")
    assert response.body == bytes(range(256))


def test_head_request_gets_the_length_without_a_body(url: str) -> None:
    response = send(url, b"/api/Teapot", method=b"HEAD")
    assert (response.status, response.headers["content-length"], response.body) == (418, "5", b"")


def test_response_object_can_be_shared_between_requests() -> None:
    shared = func.HttpResponse(json.dumps({}), mimetype="application/json")
    shared.headers.add("Set-Cookie", "a=1")
    app = app_of(Spec("Shared", None, None, returning(shared)))
    with serving(app, settings={}) as base_url:
        responses = [httpx.get(f"{base_url}/api/Shared") for _ in range(2)]
    assert [response.headers["set-cookie"] for response in responses] == ["a=1", "a=1"]
