"""HTTP on a connection: httptools for requests with common methods, h11 for others."""

import asyncio
from typing import cast
from urllib.parse import unquote

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from local_host.connections import Connections

MAX_HEAD_BYTES = 32_768  # of a request's headers, as in the real host

_COMMON_METHODS = (b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS")
_LONGEST = max(map(len, _COMMON_METHODS))
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
)
_HEADER_BYTES = len(b": \r\n")
_INVALID = "Invalid HTTP request received."


class Connection(HttpToolsProtocol):
    """A connection; httptools parses its requests until the first one that has an unusual method.

    httptools is faster, but refuses methods that it does not know, which the app must answer: h11 parses such
    a request and all later ones. If it arrives in one piece with the end of the previous request
    (pipelining), the connection is closed after the response to that one, and the client has to send it
    again.
    """

    _unread = b""  # the beginning of a request that cannot be parsed yet
    _is_between_requests = True  # the next byte begins a request
    _is_in_head = False
    _head_bytes = 0  # received of an incomplete head

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, or respond with 503 if there are too many."""
        if cast("Connections", self.server_state).admit(self):
            super().connection_made(transport)
            return
        self.transport = transport
        transport.write(_BUSY)
        transport.close()

    def data_received(self, data: bytes) -> None:
        """Parse the data: by h11 if it begins a request with an unusual method."""
        if self._is_between_requests:
            self._unset_keepalive_if_required()
            data = (self._unread + data).lstrip(b"\r\n")  # RFC 9112, section 2.2
            self._unread = b""
            end = data.find(b" ", 0, _LONGEST + 1)
            if end < 0 and any(method.startswith(data) for method in _COMMON_METHODS):
                self._unread = data
                return
            if end < 0 or data[:end] not in _COMMON_METHODS:
                self._parse_with_h11(data)
                return
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.send_400_response(_INVALID)

    def _parse_with_h11(self, data: bytes) -> None:
        if self._is_responding:
            self._unread = data
            self.flow.pause_reading()
            return
        self.flow.resume_reading()
        self.connections.discard(self)
        successor = H11Protocol(self.config, self.server_state, self.app_state, self.loop)
        successor.connection_made(self.transport)
        self.transport.set_protocol(successor)
        successor.data_received(data)

    @property
    def _is_responding(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_between_requests = False
        self._is_in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start the app; the parser turns an exception into the response 400.

        Checks what h11 checks and httptools does not, and gives the app the same headers and target.
        """
        self._is_in_head = False
        self._unset_keepalive_if_required()
        names = [name for name, _ in self.headers]
        version = self.parser.get_http_version()
        if names.count(b"host") != 1 and (version == "1.1" or b"host" in names):
            raise ValueError("a request needs one Host header")  # RFC 9112, section 3.2
        if version not in {"1.0", "1.1"}:
            raise ValueError("the version is not supported")
        if sum(len(name) + len(value) + _HEADER_BYTES for name, value in self.headers) > MAX_HEAD_BYTES:
            raise ValueError("the head is too large")
        self.headers[:] = [(name, value.rstrip(b" \t")) for name, value in self.headers]
        raw_path, _, query = self.url.partition(b"?")
        path = unquote(raw_path.decode("ascii"))
        self.url = b"/"  # uvicorn loses the host of a URL, and refuses other targets
        super().on_headers_complete()
        self.scope.update({"path": path, "raw_path": raw_path, "query_string": query})

    def on_message_complete(self) -> None:
        """End a request."""
        self._is_between_requests = True
        super().on_message_complete()
        if self.cycle.response_complete:  # the app did not read the body
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def send_400_response(self, msg: str) -> None:
        """Respond with 400, or, during another response, close the connection after it."""
        if not self._is_responding:
            super().send_400_response(msg)
            return
        self.cycle.keep_alive = False
        self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Continue with a request that was received in the meantime."""
        super().on_response_complete()
        if self._unread and not self._is_responding and not self.transport.is_closing():
            data, self._unread = self._unread, b""
            self.data_received(data)
