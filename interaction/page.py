"""The companion's page: its files, which `web/` contains."""

import hashlib
from pathlib import Path

from shared.api.endpoint import Access, Content, Limit, Redirect, Request, endpoint
from shared.api.response_headers import SAME_FOR_ALL
from shared.api.static_files import StaticFiles
from shared.entities.entity import to_json

_FILES = StaticFiles(Path(__file__).parents[1] / "web")

# Of the page and its scripts; a service worker has the policy of its own file.
_POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types avanochi"
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"
_ACTIVE = frozenset({"text/html", "text/javascript"})


@endpoint(access=Access.ANYONE, limit=Limit.NONE, etag=True, documented=False)
def show_page(request: Request) -> Content | Redirect:
    """Get a file of the companion's page; without a path, the page itself.

    `files.json` lists the other files with a version of each, for the service worker, which keeps them.
    """
    path = request.path.get("path", "").rstrip("/")
    if not path and not request.url.path.endswith("/"):
        return Redirect("app/")  # the addresses in the page are relative to this folder
    request.response_headers["Cache-Control"] = SAME_FOR_ALL
    if path == "files.json":
        return Content(_list_files(), "application/json")
    file = _FILES.find(path or "index.html")
    content, headers = file.encoded_for(request.headers.get("accept-encoding", ""))
    request.response_headers |= headers
    if file.media_type in _ACTIVE:
        request.response_headers["Content-Security-Policy"] = _POLICY
        request.response_headers["Permissions-Policy"] = _PERMISSIONS
    return Content(content, file.media_type)


def _list_files() -> bytes:
    files = _FILES.list_versions()
    version = hashlib.sha256(to_json(files)).hexdigest()[:16]
    return to_json({"version": version, "files": files})
