"""What the API says of itself: whether it works, and what it can do."""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import Body, Parameters
from shared.errors import NotFoundError
from shared.views.status import StatusView

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
});
"""


@endpoint(access=Access.ANYONE, answer=StatusView, other_answers={503: StatusView})
def show_status(call: Request[Body, Parameters]) -> tuple[int, StatusView]:
    """Tell whether the API works: whether the store can be read and tokens can be signed."""
    status = call.services.get_status_service().get_status()
    if status["status"] == "ok":
        return 200, status
    call.answer_headers["Retry-After"] = "5"
    return 503, status


@endpoint(access=Access.ANYONE, answer=dict[str, Any])
def show_openapi(call: Request[Body, Parameters]) -> Content:
    """Describe every route."""
    return Content(call.describe_api(), "application/json")


@endpoint(access=Access.ANYONE, answer=bytes, media_type="text/html")
def show_docs(call: Request[Body, Parameters]) -> Content:
    """Show the routes as a page to read and to try."""
    return Content(_PAGE.format(here=escape(call.url.path.rstrip("/"))).encode(), "text/html")


@endpoint(access=Access.ANYONE, documented=False)
def show_docs_asset(call: Request[Body, Parameters]) -> Content:
    """Serve what the page needs."""
    name = call.path["asset"]
    call.answer_headers["Cache-Control"] = "public, max-age=86400"
    if name == "start.js":
        return Content(_START.encode(), "text/javascript")
    if name not in _ASSETS:
        raise NotFoundError("There is nothing at this path")
    return Content(_asset(name), _ASSETS[name])


@cache
def _asset(name: str) -> bytes:
    # The package is a web framework's plug-in: it is found, not imported, and only its files are read.
    package = find_spec("swagger_ui")
    if package is None or not package.submodule_search_locations:
        raise NotFoundError("The page's assets are not installed")
    return (Path(package.submodule_search_locations[0]) / "static" / name).read_bytes()
