"""Rules 17 to 20 of the Functions host."""

import json
from collections.abc import Iterator
from typing import Any

import azure.functions as func
import httpx
import pytest

from local_host import serving
from tests.local_host.small_apps import Endpoint, Spec, app_of, ask


def twice(name: str, *values: str) -> Endpoint:
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


def made(**options: Any) -> Endpoint:
    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        del req
        return func.HttpResponse(**options)

    return endpoint


ENDPOINTS: dict[str, Endpoint] = {
    "Plain": made(body="hé"),
    "Json": made(body="{}", mimetype="application/json"),
    "Html": made(body="x", mimetype="text/html", charset="latin-1"),
    "Own": made(body="x", headers={"Content-Type": "image/png"}),
    "Twice": twice("X-Twice", "one", "two"),
    "Cookies": twice("Set-Cookie", "a=1; Path=/; HttpOnly", "b=2", "not a cookie"),
    "Nothing": returning(None),
    "Dict": returning({}),
    "Text": returning("text"),
    "Raise": raising(RuntimeError("secret")),
    "Exit": raising(SystemExit(0)),
    "Empty": made(body="gone", status_code=204),
    "Same": made(body="gone", status_code=304),
    "Teapot": made(body="short", status_code=418),
    "Odd": made(body="x", status_code=99),
    "Length": made(body="four", headers={"Content-Length": "99", "Transfer-Encoding": "chunked"}),
    "Unicode": made(body="x", headers={"x-a": "é"}),
    "Snowman": made(body="x", headers={"x-a": "☃"}),
    "Smuggled": made(body="x", headers={"x-a": "1\r\nx-b: 2"}),
    "Colon": made(body="x", headers={"x:a": "1"}),
    "Spaced": made(body="x", headers={"x a": "1"}),
    "Stop": raising(StopIteration()),
    "Bytes": made(body=bytes(range(256))),
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


def test_rule_18_the_last_of_a_repeated_header_counts(url: str) -> None:
    assert httpx.get(f"{url}/api/Twice").headers.get_list("x-twice") == ["two"]


def test_rule_18_every_cookie_that_parses_is_kept(url: str) -> None:
    cookies = httpx.get(f"{url}/api/Cookies").headers.get_list("set-cookie")
    assert sorted(cookies) == ["a=1; HttpOnly; Path=/", "b=2"]


@pytest.mark.parametrize(
    "name",
    [
        *("Nothing", "Dict", "Text", "Raise", "Exit", "Stop"),
        *("Odd", "Unicode", "Snowman", "Smuggled", "Colon", "Spaced"),
    ],
)
def test_rule_19_a_wrong_result_is_an_empty_500(url: str, name: str) -> None:
    answer = httpx.get(f"{url}/api/{name}")
    assert (answer.status_code, answer.content) == (500, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize(("name", "status"), [("Empty", 204), ("Same", 304)])
def test_rule_20_no_body_on_204_and_304(url: str, name: str, status: int) -> None:
    answer = ask(url, f"/api/{name}".encode())
    assert (answer.status, answer.body) == (status, b"")
    assert "content-length" not in answer.headers
    assert "transfer-encoding" not in answer.headers


def test_rule_20_the_host_alone_frames_the_body(url: str) -> None:
    answer = ask(url, b"/api/Length")
    assert (answer.headers["content-length"], answer.body) == ("4", b"four")
    assert "transfer-encoding" not in answer.headers


def test_rule_20_nothing_is_compressed(url: str) -> None:
    answer = ask(url, b"/api/Bytes", lines=b"Accept-Encoding: gzip\r\n")
    assert answer.body == bytes(range(256))


def test_a_head_request_is_told_the_length_but_sent_no_body(url: str) -> None:
    answer = ask(url, b"/api/Teapot", method=b"HEAD")
    assert (answer.status, answer.headers["content-length"], answer.body) == (418, "5", b"")


def test_a_response_may_be_shared_between_requests() -> None:
    shared = func.HttpResponse(json.dumps({}), mimetype="application/json")
    shared.headers.add("Set-Cookie", "a=1")
    app = app_of(Spec("Shared", None, None, returning(shared)))
    with serving(app, settings={}) as base_url:
        answers = [httpx.get(f"{base_url}/api/Shared") for _ in range(2)]
    assert [answer.headers["set-cookie"] for answer in answers] == ["a=1", "a=1"]
