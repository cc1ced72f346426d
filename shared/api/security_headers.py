"""The headers of every response: about security and caching."""

from collections.abc import Iterator
from functools import cache

import azure.functions as func

_SVG = "image/svg+xml"
_BASE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_POLICIES = {
    # Swagger UI draws its icons from data: addresses. Scripts and styles come from this app's files alone.
    "text/html": (
        f"{_BASE_POLICY}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
    ),
    # The animations of a picture are in a style element of its own.
    _SVG: f"{_BASE_POLICY}; style-src 'unsafe-inline'; sandbox",
}
_YEAR_SECONDS = 365 * 24 * 3600


def add_security_headers(response: func.HttpResponse, *, https: bool) -> None:
    """Add the security headers of the media type, and `Cache-Control: no-store`.

    Headers that the endpoint has set stay.
    """
    # As a set: asked for a name that they do not have, the headers raise an exception within.
    present = {name.lower() for name, _ in response.headers}
    for name, value in _headers_of(response.mimetype, https):
        if name.lower() not in present:
            response.headers.add(name, value)


@cache  # there are few media types
def _headers_of(media_type: str, https: bool) -> tuple[tuple[str, str], ...]:  # noqa: FBT001 - cached by it
    return tuple(_list_headers(media_type, https=https))


def _list_headers(media_type: str, *, https: bool) -> Iterator[tuple[str, str]]:
    yield "Cache-Control", "no-store"
    yield "Content-Security-Policy", _POLICIES.get(media_type, _BASE_POLICY)
    # A frontend on a sibling domain may show a picture. Scripts of an allowed origin read JSON by CORS, which
    # this header does not limit.
    is_picture = media_type.startswith("image/")
    yield "Cross-Origin-Resource-Policy", "same-site" if is_picture else "same-origin"
    yield "Cross-Origin-Opener-Policy", "same-origin"
    yield "Referrer-Policy", "no-referrer"
    yield "X-Content-Type-Options", "nosniff"
    if media_type == _SVG:
        yield "Content-Type", f"{_SVG}; charset=utf-8"  # the host adds the charset to text/* only
    if https:
        yield "Strict-Transport-Security", f"max-age={_YEAR_SECONDS}; includeSubDomains"
