"""The files of the companion's page over HTTP."""

import gzip
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Api

WEB = Path(__file__).parents[2] / "web"


def test_the_page_without_its_slash_redirects_to_its_folder(api: Api) -> None:
    response = api.call("GET", "app", follow_redirects=False)
    assert response.status_code == 308
    assert response.url.join(response.headers["location"]).path == "/api/app/"


def test_the_page_is_served_with_its_policy_to_anyone(api: Api) -> None:
    response = api.call("GET", "app/")
    assert response.content == (WEB / "index.html").read_bytes()
    policy = response.headers["content-security-policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not any(word.startswith("'unsafe-") for part in policy for word in part.split())
    assert response.headers["permissions-policy"]
    assert response.headers["cache-control"] == "no-cache"


def lasting(response: httpx.Response) -> dict[str, str]:
    """Return the headers that do not differ from one answer to the next, nor with the length."""
    passing = {"date", "x-request-id", "content-length", "content-encoding"}
    return {name: value for name, value in response.headers.items() if name not in passing}


def test_every_file_is_compressed_and_revalidated(api: Api) -> None:
    listing = api.call("GET", "app/files.json").json()
    assert listing["files"]
    for path in listing["files"]:
        plain = api.call("GET", f"app/{path}", headers={"Accept-Encoding": "identity"})
        small = api.call("GET", f"app/{path}", headers={"Accept-Encoding": "br, gzip"})
        assert plain.content == small.content == (WEB / path).read_bytes()
        compressed = small.headers.get("content-encoding") == "gzip"
        assert compressed == (plain.headers["etag"] != small.headers["etag"])
        assert compressed or len(gzip.compress(plain.content)) > len(plain.content) * 0.9, path
        again = api.call(
            "GET", f"app/{path}", headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        # A browser takes over the headers of each answer for its copy of the file.
        head = api.call("HEAD", f"app/{path}", headers={"Accept-Encoding": "gzip"})
        assert lasting(again) == lasting(head) == lasting(small)
        if compressed:
            other = {"Accept-Encoding": "identity", "If-None-Match": small.headers["etag"]}
            assert api.call("GET", f"app/{path}", headers=other).content == plain.content
            assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        refused = api.call("GET", f"app/{path}", headers={"Accept-Encoding": "gzip;q=0"})
        assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    "path",
    [
        *("index.html.", "index.html%20", "INDEX.HTML", "index.html::$DATA", "index.html;.js"),
        *("core//api.js", "core%2fapi.js", "%2findex.html", "core/.api.js", "con.js", "a" * 4000 + ".js"),
        *("%252e%252e%252ffunction_app.py", "..%5c..%5cfunction_app.py", "%c0%ae%c0%ae/function_app.py"),
        "unknown.js",
        "../function_app.py",
        "%2e%2e/function_app.py",
        "..%2ffunction_app.py",
        "%2e%2e%5cfunction_app.py",
        ".hidden.js",
        "styles",
        "jsconfig.json",
        "index.html%00.js",
    ],
)
def test_nothing_else_is_served(api: Api, path: str) -> None:
    assert api.call("GET", f"app/{path}").status_code == 404
