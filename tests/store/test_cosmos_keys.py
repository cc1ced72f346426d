"""The Cosmos DB store's authentication: rotating keys without a restart, and the managed identity."""

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
from shared.store.cosmos.connection import Connection

from .scripted_service import NOTE, Request, ScriptedService, running_service

pytestmark = [
    pytest.mark.slow("starts servers that stand in for Cosmos DB"),
    pytest.mark.usefixtures("skipped_delays"),
]

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


class KeyedService(ScriptedService):
    """A service that accepts only these keys."""

    keys: frozenset[str] = frozenset({FIRST})

    def respond(self, request: Request) -> tuple[int, dict[str, str], Any]:
        if not any(is_signed_with(key, request) for key in self.keys):
            self.requests.append(request)
            return 401, {}, {"code": "Unauthorized", "message": "secret"}
        return super().respond(request)


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


def test_second_key_is_used_when_the_first_is_refused(service: KeyedService, cosmos: CosmosDBService) -> None:
    service.keys = frozenset({SECOND})
    assert cosmos.read("a", "u") == NOTE


@pytest.mark.parametrize("first", [FIRST, "not base64", ""])
def test_second_key_is_used_when_the_first_is_invalid(
    service: KeyedService, environment: dict[str, str], first: str
) -> None:
    service.keys = frozenset({SECOND})
    environment["COSMOS_DB_PRIMARY_KEY"] = first
    store = CosmosDBService(CredentialManager(environment))
    assert store.read("a", "u") == NOTE
    store.close()


def test_no_request_fails_while_both_keys_are_rotated(
    service: KeyedService, cosmos: CosmosDBService, environment: dict[str, str]
) -> None:
    cosmos.create(NOTE)
    service.keys = frozenset({SECOND})  # the first key is rotated
    cosmos.create(NOTE)
    environment["COSMOS_DB_PRIMARY_KEY"] = THIRD
    service.keys = frozenset({THIRD, SECOND})
    cosmos.create(NOTE)
    service.keys = frozenset({THIRD})  # the second key is rotated
    cosmos.create(NOTE)
    cosmos.batch("u", [])
    assert cosmos.read("a", "u") == NOTE


def test_key_rotation_opens_one_connection_for_concurrent_requests(
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


def test_refused_keys_raise_an_error_until_they_are_accepted_again(
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


def test_new_keys_in_the_file_are_used_without_a_restart(
    service: KeyedService, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {name: environment.pop(name) for name in ("COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY")}
    dotenv = tmp_path / ".env"
    dotenv.write_text("".join(f'{name}="{value}"\n' for name, value in lines.items()))
    store = CosmosDBService(CredentialManager(environment, root=tmp_path))
    store.read("a", "u")
    dotenv.write_text(f'COSMOS_DB_PRIMARY_KEY="{THIRD}"\n')
    service.keys = frozenset({THIRD})
    started = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: started + 61)  # the file is read once a minute
    assert store.read("a", "u") == NOTE
    store.close()


# A managed identity as App Service provides it: an endpoint and a header in the environment


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Run an endpoint that returns tokens as App Service does; yield the paths requested from it."""
    requested: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requested.append(self.path)
            token = {"access_token": "a-token", "expires_on": "4102444800", "token_type": "Bearer"}
            content = json.dumps(token | {"resource": "cosmos"}).encode()
            self.send_response(200 if self.headers["X-IDENTITY-HEADER"] == "proof" else 403)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}/token")
        monkeypatch.setenv("IDENTITY_HEADER", "proof")
        yield requested
        server.shutdown()
        thread.join()


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """Return a self-signed certificate; for a local address the SDK does not verify it."""
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
def test_managed_identity_is_used_without_a_key_and_creates_nothing(
    identity: list[str], tls: ssl.SSLContext
) -> None:
    with running_service(tls=tls) as service:
        environment = {"COSMOS_DB_URI": service.uri, "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
        store = CosmosDBService(CredentialManager(environment))
        assert store.read("a", "u") == NOTE
        store.create(NOTE)
        store.close()
    assert len(identity) == 1
    assert {unquote(request.headers["authorization"]) for request in service.document_requests} == {
        "type=aad&ver=1.0&sig=a-token"
    }
    posted = [request for request in service.requests if request.method == "POST"]
    assert [request for request in posted if request not in service.document_requests] == []


def test_silent_identity_endpoint_fails_within_ten_seconds(
    service: KeyedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        monkeypatch.setenv("IDENTITY_HEADER", "proof")
        store = CosmosDBService(CredentialManager({"COSMOS_DB_URI": service.uri}))
        started = time.monotonic()
        with pytest.raises(DatabaseError):
            store.read("a", "u")
        assert time.monotonic() - started < 10
        store.close()


def test_repr_of_a_connection_hides_the_key() -> None:
    assert FIRST not in repr(Connection(None, None, FIRST))


def test_unreachable_identity_endpoint_raises_an_error(
    service: KeyedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/")
    monkeypatch.setenv("IDENTITY_HEADER", "proof")
    monkeypatch.setenv("PATH", "")
    store = CosmosDBService(CredentialManager({"COSMOS_DB_URI": service.uri}))
    with pytest.raises(DatabaseError, match=r"reached|credentials"):
        store.read("a", "u")
    store.close()
