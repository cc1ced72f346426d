"""Requests with large bodies that never end take bounded memory, and others are answered meanwhile."""

import re
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.system.servers import Server

CONNECTIONS = 12
DECLARED = 100_000_000
SENT = 25_000_000


def memory_of(server: Server) -> int:
    """Return the resident memory of a server in bytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of the process from /proc")
def test_unfinished_bodies_take_bounded_memory_and_others_are_answered(tmp_path: Path) -> None:
    head = f"POST /api/tasks HTTP/1.1\r\nHost: test\r\nContent-Length: {DECLARED}\r\n\r\n".encode()
    with Server(tmp_path / "avanochi.db") as server, server.client() as client, ExitStack() as stack:
        assert client.get("status").status_code == 200
        before = memory_of(server)
        address = urlsplit(server.url)
        for _ in range(CONNECTIONS):
            connection = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
            stack.enter_context(connection)
            connection.sendall(head)
            with suppress(ConnectionError):  # the server does not have to read a body that it has refused
                for _ in range(SENT // 1_000_000):
                    connection.sendall(b"x" * 1_000_000)
            assert client.get("status").status_code == 200
        # Two bodies fit into the limit of 200 MB.
        assert memory_of(server) - before < 4 * SENT
