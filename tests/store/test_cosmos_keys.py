"""As whom the Cosmos DB store speaks: with either key, without a restart, or by identity."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.errors import DatabaseError
from shared.store.cosmos.access import Connection

from .told_service import NOTE, Request, Service, running_service

FIRST, SECOND, THIRD = (base64.b64encode(name.encode()).decode() for name in ("first", "second", "third"))


def is_signed_with(key: str, request: Request) -> bool:
    """Check a request's signature as the service does.

    Source: learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources
    """
    parts = request.path.strip("/").split("/") if request.path.strip("/") else []
    kind = parts[-1] if len(parts) % 2 else (parts[-2] if parts else "")
    link = "/".join(parts[:-1] if len(parts) % 2 else parts)
    date = request.headers["x-ms-date"].lower()
    text = f"{request.method.lower()}\n{kind}\n{link}\n{date}\n\n"
    digest = hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()
    signature = unquote(request.headers["authorization"]).split("sig=")[1]
    return signature == base64.b64encode(digest).decode()


class KeyedService(Service):
    """A service that knows only these keys."""

    keys: frozenset[str] = frozenset({FIRST})

    def answer(self, request: Request) -> tuple[int, dict[str, str], Any]:
        if not any(is_signed_with(key, request) for key in self.keys):
            self.requests.append(request)
            return 401, {}, {"code": "Unauthorized", "message": "secret"}
        return super().answer(request)


@pytest.fixture
def service() -> Iterator[KeyedService]:
    with running_service(KeyedService()) as service:
        assert isinstance(service, KeyedService)
        yield service


@pytest.fixture
def environment(service: KeyedService) -> dict[str, str]:
    return {
        "COSMOS_DB_URI": service.uri,
        "COSMOS_DB_PRIMARY_KEY": FIRST,
        "COSMOS_DB_SECONDARY_KEY": SECOND,
    }


@pytest.fixture
def cosmos(environment: dict[str, str]) -> Iterator[CosmosDBService]:
    store = CosmosDBService(CredentialManager(environment))
    yield store
    store.close()


def test_the_second_key_serves_where_the_first_is_refused_from_the_start(
    service: KeyedService, cosmos: CosmosDBService
) -> None:
    service.keys = frozenset({SECOND})
    assert cosmos.read("a", "u") == NOTE


@pytest.mark.parametrize("first", [FIRST, "not base64", ""])
def test_a_first_key_that_is_none_does_not_keep_the_second_from_serving(
    service: KeyedService, environment: dict[str, str], first: str
) -> None:
    service.keys = frozenset({SECOND})
    environment["COSMOS_DB_PRIMARY_KEY"] = first
    store = CosmosDBService(CredentialManager(environment))
    assert store.read("a", "u") == NOTE
    store.close()


def test_no_request_is_lost_while_both_keys_are_renewed_one_after_the_other(
    service: KeyedService, cosmos: CosmosDBService, environment: dict[str, str]
) -> None:
    cosmos.create(NOTE)
    service.keys = frozenset({SECOND})  # the first is renewed: it is another one now
    cosmos.create(NOTE)
    environment["COSMOS_DB_PRIMARY_KEY"] = THIRD
    service.keys = frozenset({THIRD, SECOND})
    cosmos.create(NOTE)
    service.keys = frozenset({THIRD})  # and the second
    cosmos.create(NOTE)
    cosmos.batch("u", [])
    assert cosmos.read("a", "u") == NOTE


def test_a_change_of_keys_costs_one_connection_however_many_requests_meet_it(
    service: KeyedService, cosmos: CosmosDBService
) -> None:
    cosmos.read("a", "u")
    service.keys = frozenset({SECOND})
    service.requests.clear()
    together = threading.Barrier(8)

    def read(_: int) -> object:
        together.wait()
        return cosmos.read("a", "u")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [NOTE] * 8
    connections = [request for request in service.requests if request.path.rstrip("/").endswith("container")]
    assert len(connections) == 1


def test_two_refused_keys_are_told_and_come_back_when_they_are_good_again(
    service: KeyedService, cosmos: CosmosDBService
) -> None:
    cosmos.read("a", "u")
    service.keys = frozenset({THIRD})
    for _ in range(2):
        with pytest.raises(DatabaseError, match="refuses our credentials") as raised:
            cosmos.create(NOTE)
        assert FIRST not in str(raised.value)
    service.keys = frozenset({FIRST})
    cosmos.create(NOTE)


def test_new_keys_in_the_file_are_found_without_a_restart(
    service: KeyedService, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {name: environment.pop(name) for name in ("COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY")}
    dotenv = tmp_path / ".env"
    dotenv.write_text("".join(f'{name}="{value}"\n' for name, value in lines.items()))
    store = CosmosDBService(CredentialManager(environment, root=tmp_path))
    store.read("a", "u")
    dotenv.write_text(f'COSMOS_DB_PRIMARY_KEY="{THIRD}"\n')
    service.keys = frozenset({THIRD})
    begun = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: begun + 61)  # the file is read once a minute
    assert store.read("a", "u") == NOTE
    store.close()


# A managed identity, as App Service hands it out: an address and a header in the environment


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hand out tokens as App Service does; yields what they were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            token = {"access_token": "a-token", "expires_on": "4102444800", "token_type": "Bearer"}
            content = json.dumps(token | {"resource": "cosmos"}).encode()
            self.send_response(200 if self.headers["X-IDENTITY-HEADER"] == "proof" else 403)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}/token")
        monkeypatch.setenv("IDENTITY_HEADER", "proof")
        yield asked
        server.shutdown()
        thread.join()


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """A certificate of this machine's own; for its own address the SDK asks for no better one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "tls.pem").write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "tls.pem")
    return context


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_without_a_key_the_managed_identity_serves_and_makes_nothing(
    identity: list[str], tls: ssl.SSLContext
) -> None:
    with running_service(tls=tls) as service:
        environment = {"COSMOS_DB_URI": service.uri, "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
        store = CosmosDBService(CredentialManager(environment))
        assert store.read("a", "u") == NOTE
        store.create(NOTE)
        store.close()
    assert len(identity) == 1
    assert {unquote(request.headers["authorization"]) for request in service.about_documents} == {
        "type=aad&ver=1.0&sig=a-token"
    }
    posted = [request for request in service.requests if request.method == "POST"]
    made = [request for request in posted if request not in service.about_documents]
    assert made == []


def test_an_identity_that_says_nothing_is_not_waited_for_longer_than_ten_seconds(
    service: KeyedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        monkeypatch.setenv("IDENTITY_HEADER", "proof")
        store = CosmosDBService(CredentialManager({"COSMOS_DB_URI": service.uri}))
        begun = time.monotonic()
        with pytest.raises(DatabaseError):
            store.read("a", "u")
        assert time.monotonic() - begun < 10
        store.close()


def test_a_connection_does_not_show_its_key() -> None:
    assert FIRST not in repr(Connection(None, None, FIRST))


def test_an_identity_that_nobody_vouches_for_is_told(
    service: KeyedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/")
    monkeypatch.setenv("IDENTITY_HEADER", "proof")
    monkeypatch.setenv("PATH", "")
    store = CosmosDBService(CredentialManager({"COSMOS_DB_URI": service.uri}))
    with pytest.raises(DatabaseError, match=r"reached|credentials"):
        store.read("a", "u")
    store.close()
