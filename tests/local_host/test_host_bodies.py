"""Bodies of requests: their length, their number and their time (rules 14 and 16)."""

import contextlib
import json
import time
from collections.abc import Iterator

import httpx

from local_host import serving
from local_host.limits import MAX_BODY_BYTES, Limits
from tests.local_host.small_apps import Client, Spec, app_of, clients

HEAD = b"POST /api/echo HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n"


@contextlib.contextmanager
def served(limits: Limits) -> Iterator[str]:
    with serving(app_of(Spec("Echo", "echo")), settings={}, limits=limits) as url:
        yield url


def body_of(response: tuple[int, bytes]) -> str:
    status, content = response
    assert status == 200
    body = json.loads(content)["body"]
    assert isinstance(body, str)
    return body


def test_rule_16_client_that_sends_a_long_body_first_receives_the_response_413() -> None:
    with served(Limits()) as url, clients(url, 1, HEAD % (MAX_BODY_BYTES + 1)) as (client,):
        for _ in range(20):
            client.send(b"x" * 1_000_000)
        assert client.receive() == (413, b"")
        assert client.is_closed()


def test_body_beyond_the_limit_of_the_app_is_not_read_and_the_function_responds() -> None:
    with served(Limits(body_bytes=1000)) as url, clients(url, 2) as (short, long):
        for client, length, received in ((short, 1000, 1000), (long, 5_000_000, 0)):
            client.send(HEAD % length)
            if client is long:  # the response does not wait for the body
                assert body_of(client.receive()) == ""
            with contextlib.suppress(ConnectionError):
                client.send(b"x" * length)
            if client is short:
                assert len(body_of(client.receive())) == received
        assert long.is_closed(within=5)
        short.send(HEAD % 1 + b"a")
        assert body_of(short.receive()) == "a"


def test_function_sees_the_length_of_a_body_that_is_not_read() -> None:
    with served(Limits(body_bytes=10)) as url:
        echoed = httpx.post(f"{url}/api/echo", content=b"x" * 11).json()
    assert (echoed["headers"]["content-length"], echoed["body"]) == ("11", "")


def test_bodies_beyond_the_limit_of_memory_are_refused_until_others_are_done() -> None:
    with served(Limits(bodies=300_000)) as url, clients(url, 2) as (first, second):
        first.send(HEAD % 200_000 + b"x" * 100_000)
        time.sleep(0.2)
        second.send(HEAD % 200_000)
        assert second.receive() == (503, b"")
        # Small bodies, and those that fit, are accepted.
        for length in (60_000, 100_000):
            response = httpx.post(f"{url}/api/echo", content=b"y" * length)
            assert len(response.json()["body"]) == length
        first.send(b"x" * 100_000)
        assert len(body_of(first.receive())) == 200_000
        assert httpx.post(f"{url}/api/echo", content=b"z" * 200_000).status_code == 200
        # A client that disconnects makes room, too.
        first.send(HEAD % 200_000)
        time.sleep(0.1)
        first.socket.close()
        deadline = time.monotonic() + 5
        while httpx.post(f"{url}/api/echo", content=b"z" * 200_000).status_code == 503:
            assert time.monotonic() < deadline


def test_bodies_that_do_not_arrive_make_room_for_others_oldest_first() -> None:
    with (
        served(Limits(bodies=500_000)) as url,
        httpx.Client(base_url=url) as other,
        clients(url, 2, HEAD % 200_000) as (oldest, older),
    ):
        assert other.post("/api/echo", content=b"x" * 200_000).status_code == 503
        time.sleep(1.1)
        with clients(url, 1, HEAD % 100_000) as (young,):
            time.sleep(0.1)
            assert other.post("/api/echo", content=b"x" * 450_000).status_code == 503
            for _ in range(2):
                assert other.post("/api/echo", content=b"x" * 200_000).status_code == 200
            assert oldest.receive() == (503, b"")
            assert oldest.is_closed(within=5)
            for client, length in ((older, 200_000), (young, 100_000)):
                client.send(b"x" * length)
                assert len(body_of(client.receive())) == length
        assert other.post("/api/echo", content=b"x" * 500_000).status_code == 200


def test_body_that_arrives_too_slowly_is_refused() -> None:
    limits = Limits(body=0.3, rate=1_000_000)
    with served(limits) as url, clients(url, 2, HEAD % 100_000) as (still, slow):
        started = time.monotonic()
        statuses = []
        for client in (still, slow):
            for _ in range(40):
                slow.send(b"x")
                time.sleep(0.01)
            statuses.append(client.receive()[0])
        assert statuses == [408, 408]
        assert still.is_closed(within=5)
        assert slow.is_closed(within=5)
        assert time.monotonic() - started > 0.3
        assert httpx.post(f"{url}/api/echo", content=b"x" * 100_000).status_code == 200


def test_rule_14_chunked_body_is_discarded_and_the_connection_continues() -> None:
    head = b"POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n%b\r\n" % (100_000, b"x" * 100_000)
    with served(Limits(keep_alive=1)) as url, clients(url, 1, head) as (client,):
        assert body_of(client.receive()) == ""
        for _ in range(50):
            client.send(chunk)
        client.send(b"0\r\n\r\n")
        client.send(HEAD % 1 + b"a")
        assert body_of(client.receive()) == "a"
        client.send(head + chunk)
        assert body_of(client.receive()) == ""
        client.send(b"0\r\n\r\n")
        assert client.is_closed(within=4)


def test_client_that_waits_before_its_body_is_told_to_continue_only_if_it_is_read() -> None:
    def expecting(client: Client, length: int) -> bytes:
        client.send((HEAD % length).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        return client.socket.recv(12)

    with served(Limits(body_bytes=1000)) as url, clients(url, 3) as (read, ignored, refused):
        assert expecting(read, 1000) == b"HTTP/1.1 100"
        assert expecting(ignored, 1001) == b"HTTP/1.1 200"
        assert expecting(refused, MAX_BODY_BYTES + 1) == b"HTTP/1.1 413"
