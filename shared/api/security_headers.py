"""The security headers of every response."""

import azure.functions as func

_BASE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_POLICIES = {
    # Swagger UI draws its icons from data: addresses. Scripts and styles come from this app's files alone.
    "text/html": (
        f"{_BASE_POLICY}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
    ),
    # The animations of a picture are in a style element of its own.
    "image/svg+xml": f"{_BASE_POLICY}; style-src 'unsafe-inline'; sandbox",
}
_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_YEAR_SECONDS = 365 * 24 * 3600


def add_security_headers(response: func.HttpResponse, *, https: bool) -> None:
    """Add the headers that limit what a browser does with a response, by its media type."""
    headers, media_type = response.headers, response.mimetype
    for name, value in _COMMON.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _POLICIES.get(media_type, _BASE_POLICY))
    # A frontend on a sibling domain may show a picture. Scripts of an allowed origin read JSON by CORS, which
    # this header does not limit.
    is_picture = media_type.startswith("image/")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-site" if is_picture else "same-origin")
    if media_type == "image/svg+xml":
        headers.setdefault("Content-Type", f"{media_type}; charset=utf-8")  # the host adds it to text/* only
    if https:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_SECONDS}; includeSubDomains")
