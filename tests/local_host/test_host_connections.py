"""Connections: parsers, limits for slow clients and for many of them, and request targets."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from urllib.parse import urlsplit

import azure.functions as func
import httpx
import pytest

from local_host import serving
from local_host.connections import Connections
from local_host.limits import Limits
from local_host.protocol import Connection
from tests.local_host.small_apps import Client, Spec, app_of, clients, exchange, send

REQUEST = b"%b /api/echo/%d HTTP/1.1\r\nHost: test\r\n\r\n"
LARGE = 30_000_000


def slow(req: func.HttpRequest) -> func.HttpResponse:
    time.sleep(float(req.route_params["seconds"]))
    return func.HttpResponse(req.method)


def large(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(b"x" * LARGE, headers={"x-method": req.method})


@contextlib.contextmanager
def served(limits: Limits | None = None) -> Iterator[str]:
    app = app_of(
        Spec("Echo", "echo/{id?}"),
        Spec("Slow", "slow/{seconds}", None, slow),
        Spec("Large", "large", None, large),
    )
    with serving(app, settings={}, limits=limits) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as base_url:
        yield base_url


# Parsers


@pytest.mark.parametrize(
    "methods",
    [
        [b"GET", b"BREW", b"GET", b"PROPFIND", b"DELETE"],
        [b"get", b"GETTING", b"PUT"],
        [b"M-SEARCH", b"M-SEARCH", b"X" * 200],
        [b"GE", b"GET"],
        [b"QUERY", b"TRACE", b"LINK"],
    ],
)
@pytest.mark.parametrize("size", [1000, 1, 3])
def test_every_method_reaches_the_function_on_the_same_connection(
    url: str, methods: list[bytes], size: int
) -> None:
    with clients(url, 1) as (client,):
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, method in enumerate(methods):
            message = REQUEST % (method, number)
            for start in range(0, len(message), size):
                client.send(message[start : start + size])
            status, body = client.receive()
            echoed = json.loads(body)
            assert (status, echoed["method"], echoed["route_params"]) == (
                200, method.decode().upper(), {"id": str(number)},
            )  # fmt: skip


def test_request_with_an_unusual_method_during_another_is_answered_after_it(url: str) -> None:
    with clients(url, 1, b"GET /api/slow/0.3 HTTP/1.1\r\nHost: x\r\n\r\n") as (client,):
        time.sleep(0.1)
        client.send(b"BR")
        time.sleep(0.05)
        client.send(b"EW /api/slow/0 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert [client.receive() for _ in range(2)] == [(200, b"GET"), (200, b"BREW")]


def test_unusual_method_in_one_piece_with_a_request_ends_the_connection_after_its_response(url: str) -> None:
    both = b"GET /api/slow/0.2 HTTP/1.1\r\nHost: x\r\n\r\nBREW /api/slow/0 HTTP/1.1\r\nHost: x\r\n\r\n"
    with clients(url, 1, both) as (client,):
        assert client.receive() == (200, b"GET")
        assert client.is_closed()


def test_upgrade_is_ignored_and_the_connection_continues(url: str) -> None:
    upgrade = b"GET /api/echo/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    with clients(url, 1, upgrade) as (client,):
        assert client.receive()[0] == 200
        client.send(REQUEST % (b"GET", 2))
        assert json.loads(client.receive()[1])["route_params"] == {"id": "2"}


@pytest.mark.parametrize("method", [b"GET", b"BREW"])
@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"HTTP/1.1\r\n\r\n", 400),
        (b"HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"HTTP/1.0\r\n\r\n", 200),
        (b"\r\n\r\n", 400),
        (b"HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400),
        (b"HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n", 400),
        (b"HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    ],
)
def test_both_parsers_refuse_the_same_heads(url: str, method: bytes, head: bytes, status: int) -> None:
    assert exchange(url, method + b" /api/echo " + head).split()[1] == str(status).encode()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/2.0\r\nHost: a\r\n\r\n",
        b"HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n",
        b"HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        b"HTTP/1.1\r\nHost: a\r\n" + b"X:\r\n" * 7_000 + b"\r\n",
    ],
)
def test_other_version_control_character_or_long_head_is_refused(url: str, head: bytes) -> None:
    assert exchange(url, b"GET /api/echo " + head).split()[1] == b"400"


@pytest.mark.parametrize("method", [b"GET", b"BREW"])
def test_head_without_an_end_is_refused(url: str, method: bytes) -> None:
    with clients(url, 1, method + b" /api/echo HTTP/1.1\r\nHost: a\r\nX: ") as (client,):
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                client.send(b"x" * 10_000)
                time.sleep(0.001)
        assert client.is_closed(within=1)


@pytest.mark.parametrize("method", [b"GET", b"BREW"])
def test_both_parsers_remove_white_space_around_header_values(url: str, method: bytes) -> None:
    headers = send(url, b"/api/echo", method=method, lines=b"X-A: \t b c \t \r\nX-B:\r\n").echoed["headers"]
    assert isinstance(headers, dict)
    assert (headers["x-a"], headers["x-b"]) == ("b c", "")


@pytest.mark.parametrize("method", [b"GET", b"BREW"])
@pytest.mark.parametrize(
    ("target", "seen"),
    [
        (b"http://other.example/api/echo/a%20b?x=1", "http://other.example/api/echo/a%20b?x=1"),
        (b"HTTP://other.example:8080/api/echo", "http://other.example:8080/api/echo"),
        (b"http://[::1]:7071/api/echo", "http://[::1]:7071/api/echo"),
    ],
)
def test_host_of_an_absolute_target_replaces_the_host_header(
    url: str, method: bytes, target: bytes, seen: str
) -> None:
    echoed = send(url, target, method=method).echoed
    assert (echoed["url"], echoed["headers"]) == (
        seen,
        {**dict(echoed["headers"]), "host": urlsplit(seen).netloc},  # type: ignore[call-overload]
    )


@pytest.mark.parametrize("method", [b"GET", b"BREW"])
@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://other.example", 200),
        (b"http://other.example/nowhere", 404),
        (b"https://other.example/api/echo", 400),
        (b"ftp://other.example/api/echo", 400),
        (b"http://ada@other.example/api/echo", 400),
        (b"http:///api/echo", 400),
        (b"http://other.example:port/api/echo", 400),
        (b"/http://other.example/api/echo", 404),
    ],
)
def test_absolute_target_is_checked(url: str, method: bytes, target: bytes, status: int) -> None:
    expected = 404 if status == 200 and method != b"GET" else status  # the home page has only GET
    assert send(url, target, method=method).status == expected


def test_absolute_target_cannot_reach_the_admin_paths_of_another_host(url: str) -> None:
    port = url.rpartition(":")[2].encode()
    assert send(url, b"http://127.0.0.1:%b/admin/functions" % port).status == 200
    reply = exchange(
        url,
        b"GET http://rebound.example/admin/functions HTTP/1.1\r\nHost: localhost:%b\r\n" % port
        + b"Connection: close\r\n\r\n",
    )
    assert reply.split()[1] == b"403"


def test_address_of_the_client_is_the_last_of_the_forwarded_ones(url: str) -> None:
    with clients(url, 1, b"GET /api/echo HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n") as (
        client,
    ):
        headers = json.loads(client.receive()[1])["headers"]
        address, port = client.socket.getsockname()
    assert headers["x-forwarded-for"] == f"1.2.3.4,{address}:{port}"


# Slow clients


def bytes_from(client: Client) -> int:
    """Return how many bytes arrive before the connection is closed, or for a second none arrives."""
    client.socket.settimeout(1)
    received = 0
    with contextlib.suppress(ConnectionError, TimeoutError):
        while chunk := client.socket.recv(1 << 20):
            received += len(chunk)
    return received


@pytest.mark.parametrize(
    "beginning", [b"", b"G", b"BR", b"GET /api/echo HTTP/1.1\r\nHost: x\r\nX-A: ", b"\r\n"]
)
def test_connection_without_a_complete_head_is_closed(beginning: bytes) -> None:
    with (
        served(Limits(head=0.4)) as url,
        clients(url, 1, beginning) as (client,),
    ):
        started = time.monotonic()
        assert client.is_closed(within=3)
        assert time.monotonic() - started > 0.3


def test_head_that_arrives_byte_by_byte_is_closed_after_the_same_time() -> None:
    with (
        served(Limits(head=0.5)) as url,
        clients(url, 1) as (new,),
        clients(url, 1, REQUEST % (b"GET", 1)) as (used,),
    ):
        assert used.receive()[0] == 200
        for client in (new, used):
            started = time.monotonic()
            with contextlib.suppress(ConnectionError):
                while time.monotonic() < started + 3:
                    client.send(b"X")
                    time.sleep(0.02)
            assert time.monotonic() < started + 2


def test_time_for_the_head_does_not_limit_a_function_or_a_connection_between_requests() -> None:
    chunked = b"POST /api/slow/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
    with (
        served(Limits(head=0.2)) as url,
        clients(url, 1, b"GET /api/slow/1 HTTP/1.1\r\nHost: x\r\n\r\n") as (usual,),
        clients(url, 1, b"BREW /api/slow/1 HTTP/1.1\r\nHost: x\r\n\r\n") as (unusual,),
        clients(url, 1, chunked) as (unfinished,),
    ):
        assert (usual.receive(), unusual.receive(), unfinished.receive()) == (
            (200, b"GET"), (200, b"BREW"), (200, b"POST"),
        )  # fmt: skip
        time.sleep(0.6)
        usual.send(REQUEST % (b"GET", 1))
        assert usual.receive()[0] == 200


def test_connection_without_further_requests_is_closed() -> None:
    with (
        served(Limits(keep_alive=1)) as url,
        clients(url, 1, REQUEST % (b"GET", 1)) as (client,),
    ):
        assert client.receive()[0] == 200
        assert client.is_closed(within=4)


def test_time_between_requests_does_not_limit_a_request_in_one_piece_with_the_end_of_another() -> None:
    chunked = b"POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with served(Limits(keep_alive=1)) as url, clients(url, 1, chunked) as (client,):
        assert client.receive()[0] == 200
        client.send(b"0\r\n\r\nGET /api/slow/1.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.receive() == (200, b"GET")


@pytest.fixture
def _small_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit how much of a response the host's kernel buffers; by default, it may be all of it."""
    connection_made = Connection.connection_made

    def connection_made_with_small_buffer(connection: Connection, transport: asyncio.Transport) -> None:
        _limit_buffer(transport.get_extra_info("socket"), socket.SO_SNDBUF)
        connection_made(connection, transport)

    monkeypatch.setattr(Connection, "connection_made", connection_made_with_small_buffer)


@contextlib.contextmanager
def unread_response(url: str) -> Iterator[Client]:
    """Yield a client that has been sent the beginning of a large body, and reads nothing."""
    with clients(url, 1) as (client,):
        _limit_buffer(client.socket, socket.SO_RCVBUF)
        client.send(b"GET /api/large HTTP/1.1\r\nHost: x\r\n\r\n")
        latest = time.monotonic() + 10
        while len(client.socket.recv(4096, socket.MSG_PEEK)) < 4096:  # more than the head, which comes first
            assert time.monotonic() < latest, "the body has not begun"
            time.sleep(0.01)
        yield client


def _limit_buffer(connection: socket.socket, option: int) -> None:
    connection.setsockopt(socket.SOL_SOCKET, option, 64 * 1024)


@pytest.mark.usefixtures("_small_buffers")
def test_client_that_does_not_read_its_response_is_disconnected() -> None:
    with served(Limits(write=0.3, rate=LARGE // 2)) as url, unread_response(url) as client:
        time.sleep(3)
        assert bytes_from(client) < LARGE
        assert len(httpx.get(f"{url}/api/large").content) == LARGE


@pytest.fixture
def wait_for_deadlines(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that waits until the host has looked at all connections, with their state of now."""
    rounds: SimpleQueue[None] = SimpleQueue()
    close_overdue = Connections.close_overdue

    def close_and_report(connections: Connections, now: float) -> None:
        close_overdue(connections, now)
        rounds.put(None)

    def wait() -> None:
        while not rounds.empty():
            rounds.get()
        for _ in range(2):  # the first round may have begun before
            rounds.get(timeout=10)

    monkeypatch.setattr(Connections, "close_overdue", close_and_report)
    return wait


@pytest.mark.usefixtures("_small_buffers")
def test_responses_that_clients_do_not_receive_take_bounded_memory_and_the_oldest_end_first(
    wait_for_deadlines: Callable[[], None],
) -> None:
    with (
        served(Limits(responses=2 * LARGE, write=1)) as url,  # looked after four times a second
        contextlib.ExitStack() as stack,
    ):
        opened: list[Client] = []
        for _ in range(4):
            opened.append(stack.enter_context(unread_response(url)))
            wait_for_deadlines()
        assert [bytes_from(client) >= LARGE for client in opened] == [False, False, True, True]


# Many clients


def test_hundreds_of_half_sent_requests_are_closed_and_keep_no_others_out() -> None:
    limits = Limits(connections=100, head=2)
    beginning = b"GET /api/echo HTTP/1.1\r\nHost: x\r\nX-A: "
    with served(limits) as url, httpx.Client(base_url=url) as kept:
        assert kept.get("/api/echo").status_code == 200
        with clients(url, 400, beginning) as opened:
            for _ in range(20):
                assert kept.get("/api/echo").status_code == 200
                assert httpx.get(f"{url}/api/echo").status_code == 200
            assert all(each.is_closed(within=5) for each in opened)
        assert kept.get("/api/echo").status_code == 200


def test_connection_beyond_the_limit_is_refused_if_all_are_in_use() -> None:
    request = b"GET /api/slow/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with (
        served(Limits(connections=2)) as url,
        httpx.Client(base_url=url) as other,
        clients(url, 2, request) as callers,
    ):
        time.sleep(0.3)
        refused = other.get("/api/echo")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert [caller.receive() for caller in callers] == [(200, b"GET")] * 2
        assert all(caller.is_closed() for caller in callers)
        assert other.get("/api/echo").status_code == 200
