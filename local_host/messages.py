"""Converts requests and responses between Starlette and functions: rules 11 to 20."""

import re
from collections.abc import Iterable
from http.cookies import SimpleCookie

import azure.functions as func
from azure.functions.http import HttpRequest
from starlette.datastructures import Address
from starlette.requests import Request
from starlette.responses import Response

_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\t -~]*")
_SENDABLE = range(200, 600)  # statuses that uvicorn knows, without the provisional ones
_WITHOUT_BODY = frozenset({204, 304})
# The host sets the framing headers itself and copies cookies separately.
_NOT_COPIED = {
    *("content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer", "date"),
    "set-cookie",
}


def check_header(name: str, value: str) -> None:
    """Raise `ValueError` unless the name is a token and the value is printable ASCII (rule 20)."""
    if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
        raise ValueError(f"the header {name!r} cannot be sent")


def http_request(request: Request, body: bytes) -> func.HttpRequest:
    """Build the request that a function sees; `UnicodeDecodeError` if a header is not UTF-8."""
    raw = request.headers.raw
    if request.client:
        raw = [*raw, (b"x-forwarded-for", _address_of(request.client).encode())]
    headers = _joined((name.decode(), value.decode()) for name, value in raw)
    url = f"{request['scheme']}://{headers.get('host', 'localhost')}{request['raw_path'].decode()}"
    query = request["query_string"].decode()
    return HttpRequest(
        method=request.method,
        url=f"{url}?{query}" if query else url,
        headers=headers,
        params=_joined(pair for pair in request.query_params.multi_items() if pair[1]),
        route_params=request.path_params,
        body_type="bytes",
        body=body,
    )


def _address_of(client: Address) -> str:
    """Return the address and port of a client, as the front end of the platform writes them."""
    return f"[{client.host}]:{client.port}" if ":" in client.host else f"{client.host}:{client.port}"


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Merge names that differ in case, keep the first spelling, and join values with a comma."""
    spellings: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(spellings.setdefault(name.lower(), name), []).append(value)
    return {name: ",".join(merged) for name, merged in values.items()}


def response_of(result: object) -> Response:
    """Convert a function's result to a response; `TypeError` or `ValueError` if it cannot be sent."""
    if not isinstance(result, func.HttpResponse):
        raise TypeError(f"a function must return func.HttpResponse, not {type(result).__name__}")
    status = int(result.status_code)
    if status not in _SENDABLE:
        raise ValueError(f"{status} is not a status that can be sent")
    headers = {name.lower(): value for name, value in result.headers.items()}  # the last value counts
    if "content-type" not in headers:
        charset = f"; charset={result.charset}" if result.mimetype.startswith("text/") else ""
        headers["content-type"] = f"{result.mimetype}{charset}"
    sent = {name: value for name, value in headers.items() if name not in _NOT_COPIED}
    response = Response(b"" if status in _WITHOUT_BODY else result.get_body(), status, sent)
    for cookie in result.headers.getlist("set-cookie"):
        for morsel in SimpleCookie(cookie).values():
            response.headers.append("set-cookie", morsel.OutputString())
    for name, value in response.headers.items():
        check_header(name, value)
    return response
