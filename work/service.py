"""The status of the service and the documentation of the API."""

from functools import cache
from html import escape
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.api.endpoint import Access, Content, Limit, Request, Response, endpoint
from shared.api.response_headers import SAME_FOR_ALL
from shared.errors import NotFoundError
from shared.views.status import PROBE_SECONDS, StatusView

_ASSETS = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Avanochi API</title>
<link rel="icon" href="{here}/favicon-32x32.png">
<link rel="stylesheet" href="{here}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{here}/swagger-ui-bundle.js"></script>
<script src="{here}/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: new URL("../openapi.json", document.currentScript.src).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
});
"""


@endpoint(access=Access.ANYONE, other_responses={503: StatusView})
def show_status(request: Request) -> Response[StatusView]:
    """Check that the store can be read and written and that tokens can be signed.

    The store is checked at most once in 10 seconds; between, the last result is returned.
    """
    status = request.services.get_status_service().get_status()
    if status["status"] == "ok":
        return Response(status, HTTPStatus.OK)
    request.response_headers["Retry-After"] = str(PROBE_SECONDS)
    return Response(status, HTTPStatus.SERVICE_UNAVAILABLE)


@endpoint(access=Access.ANYONE, limit=Limit.NONE, etag=True)
def show_openapi(request: Request) -> dict[str, Any]:
    """Get this OpenAPI document."""
    return request.describe_api()


@endpoint(access=Access.ANYONE, limit=Limit.NONE, etag=True, media_type="text/html")
def show_docs(request: Request) -> Content:
    """Get the API documentation as an interactive page."""
    request.response_headers["Cache-Control"] = SAME_FOR_ALL
    return Content(_PAGE.format(here=escape(request.url.path.rstrip("/"))).encode())


@endpoint(access=Access.ANYONE, limit=Limit.NONE, etag=True, documented=False)
def show_docs_asset(request: Request) -> Content:
    """Get a file of the documentation page."""
    name = request.path["asset"]
    request.response_headers["Cache-Control"] = SAME_FOR_ALL
    if name == "start.js":
        return Content(_START.encode(), "text/javascript")
    if name not in _ASSETS:
        raise NotFoundError("Unknown path")
    return Content(_read_asset(name), _ASSETS[name])


@cache
def _read_asset(name: str) -> bytes:
    # The package is a plug-in for web frameworks: it is located, not imported, and only its files are read.
    package = find_spec("swagger_ui")
    if package is None or not package.submodule_search_locations:
        raise NotFoundError("The files of the documentation page are not installed")
    return (Path(package.submodule_search_locations[0]) / "static" / name).read_bytes()
