"""What the page must never cause, watched in every test: errors, reports of its policy, other hosts."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium's messages while the server cannot be reached; the last is about an update of the service worker.
UNREACHED = (
    "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED"
    "|An unknown error occurred when fetching the script"
)

_LOCAL_SCHEMES = ("blob", "data", "about", "devtools", "chrome-extension")

_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
    reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}`);
});
"""


class Problems:
    """The problems of all pages and workers of a browser context."""

    def __init__(self, context: BrowserContext) -> None:
        self._found: list[str] = []
        self._allowed: list[str] = []
        self._hosts: set[str] = set()
        context.on("console", self._read_message)
        context.on("weberror", self._read_error)
        context.on("request", self._read_request)
        context.expose_binding("reportViolation", lambda _, text: self._found.append(f"policy: {text}"))
        context.add_init_script(_REPORT_VIOLATIONS)

    def expect_host(self, url: str) -> None:
        """Allow requests to the host of an address; the page must need no other."""
        self._hosts.add(urlsplit(url).netloc)

    def allow(self, pattern: str) -> None:
        """Allow the problems that contain a regular expression, because the test causes them."""
        self._allowed.append(pattern)

    def remaining(self) -> list[str]:
        """Return the problems that were not allowed."""
        return [text for text in self._found if not any(re.search(one, text) for one in self._allowed)]

    def _read_message(self, message: ConsoleMessage) -> None:
        is_of_policy = "Content Security Policy" in message.text or "TrustedHTML" in message.text
        if message.type == "error" or is_of_policy:
            place = message.location
            self._found.append(f"console: {message.text} ({place['url']}:{place['lineNumber']})")

    def _read_error(self, error: WebError) -> None:
        self._found.append(f"error: {error.error}")

    def _read_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _LOCAL_SCHEMES and address.netloc not in self._hosts:
            self._found.append(f"request to another host: {request.url}")
