"""uvicorn's fast HTTP protocol, taught to pass on methods that its parser does not know (rule 9)."""

import re
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_REQUEST_START = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ")
_COMMON = frozenset({b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"TRACE"})


class AnyMethodProtocol(HttpToolsProtocol):
    """httptools for the methods that everyone uses; a connection that brings another one goes on with h11."""

    _inside_message = False

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        self._inside_message = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Note that a request has been read."""
        self._inside_message = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Hand the connection over if a request with a rare method begins, otherwise parse on."""
        if not self._inside_message:
            start = _REQUEST_START.match(data)
            if start and start[1] not in _COMMON and (self.cycle is None or self.cycle.response_complete):
                self._hand_over(data)
                return
        super().data_received(data)

    def _hand_over(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        build: Callable[..., Any] = H11Protocol
        protocol = build(self.config, self.server_state, self.app_state, self.loop)
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        protocol.data_received(data)
