"""The client of outside services: what it connects to, and for how long."""

import logging
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import run
from threading import Thread
from types import SimpleNamespace
from typing import Any

import azure.identity
import orjson
import pytest
from azure.core.exceptions import ClientAuthenticationError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpResponse, HttpsClient
from shared.channels.integration import MAX_CALLS, Integration
from shared.channels.language_model import LanguageModel
from shared.credential_manager import CredentialManager
from tests import model_server as model
from tests.model_server import ModelServer

TEXT = "Overall, {hours_worked} of work."
MESSAGE = orjson.dumps({"language": "en", "text": "{hours_worked} of work."})


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model.model_server() as started:
        yield started


def request_to(url: str, max_bytes: int = 10_000) -> HttpRequest:
    return HttpRequest(url=url, headers={}, body=MESSAGE, max_bytes=max_bytes)


def send(url: str, seconds: float = 5, max_bytes: int = 10_000, *, loopback: bool = True) -> HttpResponse:
    client, request = HttpsClient(allows_loopback=loopback), request_to(url, max_bytes)
    return Integration("test").call(lambda deadline: client.send(request, deadline), seconds)


def answer(handler: model.ModelHandler) -> None:
    handler.send(200, b"{}")


def url_of(server: ModelServer, host: str = "127.0.0.1", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{server.server_port}/path"


@pytest.fixture
def certificate(tmp_path: Path, server: ModelServer) -> Path:
    """The certificate of the server, which speaks TLS with it; it is for localhost, and signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, key_path = tmp_path / "certificate.pem", tmp_path / "key.pem"
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.reply = answer
    return path


def test_certificate_of_an_unknown_authority_is_refused(server: ModelServer, certificate: Path) -> None:
    assert certificate.exists()
    with pytest.raises(ChannelError, match=r"the connection failed \(SSL"):
        send(url_of(server, "localhost", "https"))
    assert server.requests == []


def test_certificate_is_accepted_for_its_own_host_only(
    server: ModelServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    response = send(url_of(server, "localhost", "https"), loopback=False)
    assert (response.status, response.body) == (200, b"{}")
    with pytest.raises(ChannelError, match="the connection failed"):
        send(url_of(server, "127.0.0.1", "https"))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://example.com/", True),
        ("http://127.0.0.1.example.com/", True),
        ("http://localhost@example.com/", True),
        ("http://10.0.0.1/", True),
        ("http://169.254.169.254/", True),
        ("http://127.0.0.1:9/", False),
        ("http://localhost:9/", False),
        ("ftp://127.0.0.1/", True),
        ("file:///etc/passwd", True),
        ("127.0.0.1", True),
        ("", True),
    ],
)
def test_only_https_is_called_and_in_development_this_machine(
    url: str, *, loopback: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "getaddrinfo", connect)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(ChannelError, match="does not begin with https://"):
        send(url, loopback=loopback)


def test_proxies_of_the_environment_are_not_used(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.reply = answer
    with model.model_server() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert send(url_of(server)).status == 200
        assert proxy.requests == []
    assert server.paths == ["/path"]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 407, 429, 500, 503])
def test_response_is_returned_as_it_is_after_one_request(server: ModelServer, status: int) -> None:
    server.reply = model.status(status, Location="/other", **{"Retry-After": "0"})
    assert send(url_of(server)).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("size", [0, 9_999, 10_000, 10_001, 1_000_000])
def test_body_beyond_the_maximum_is_refused(server: ModelServer, size: int) -> None:
    server.reply = lambda handler: handler.send(200, b"x" * size)
    if size <= 10_000:
        assert send(url_of(server)).body == b"x" * size
    else:
        with pytest.raises(ChannelError, match="the response is too large"):
            send(url_of(server))


def test_body_is_not_read_beyond_the_maximum(server: ModelServer) -> None:
    sent: list[int] = []

    def send_megabytes(handler: model.ModelHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(100 * 2**20))
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(bytes(2**20))
            sent.append(1)

    server.reply = send_megabytes
    with pytest.raises(ChannelError, match="the response is too large"):
        send(url_of(server))
    assert sum(sent) < 50


def assert_ends_in_time(url: str) -> None:
    """Assert that a call, and its thread, end at a deadline of 0.3 s."""
    calls, client = Integration("test"), HttpsClient(allows_loopback=True)
    request = request_to(url, max_bytes=10_000_000)
    begun = time.monotonic()
    with pytest.raises(ChannelError, match="no answer in time"):
        calls.call(lambda deadline: client.send(request, deadline), 0.3)
    assert 0.29 < time.monotonic() - begun < 0.6
    assert calls.has_failed
    for _ in range(100):
        if not calls._running:  # noqa: SLF001 - nothing else shows that the thread has ended
            break
        time.sleep(0.01)
    assert calls._running == 0  # noqa: SLF001 - likewise


@pytest.mark.parametrize("reply", [model.be_slow, model.drip, model.drip_headers])
def test_call_and_its_thread_end_at_the_deadline(server: ModelServer, reply: model.Reply) -> None:
    server.reply = reply
    assert_ends_in_time(url_of(server))


def test_call_ends_at_the_deadline_if_the_server_does_not_answer_the_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert_ends_in_time(f"https://127.0.0.1:{listening.getsockname()[1]}/")


def test_name_that_is_not_resolved_does_not_prolong_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[Any]:
        time.sleep(0.6)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    begun = time.monotonic()
    with pytest.raises(ChannelError, match="no answer in time"):
        send("https://model.example.com/", 0.1)
    assert time.monotonic() - begun < 0.4


def test_further_calls_at_once_fail_immediately_and_do_not_count_as_failures() -> None:
    calls, ended = Integration("test"), []

    def nest(depth: int) -> Callable[[Deadline], int]:
        def run(_: Deadline) -> int:
            if depth > MAX_CALLS:
                ended.append(depth)
            if depth < MAX_CALLS:
                return calls.call(nest(depth + 1), 5)
            with pytest.raises(ChannelError, match="too many calls at once"):
                calls.call(nest(depth + 1), 5)
            return depth

        return run

    assert calls.call(nest(1), 5) == MAX_CALLS
    assert ended == []
    assert not calls.has_failed
    assert not calls.is_busy


def test_call_for_which_there_is_no_thread_fails_and_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: Thread) -> None:
        raise RuntimeError

    calls = Integration("test")
    monkeypatch.setattr(Thread, "start", start)
    for _ in range(MAX_CALLS + 1):
        with pytest.raises(ChannelError, match="no thread"):
            calls.call(lambda _: None, 5)


def test_response_in_chunks_is_read_to_its_end(server: ModelServer) -> None:
    server.reply = model.send_in_chunks(b'{"a"', b": 1", b"}")
    assert send(url_of(server)).body == b'{"a": 1}'
    server.reply = model.send_in_chunks(b"x" * 9_999, b"xx")
    with pytest.raises(ChannelError, match="the response is too large"):
        send(url_of(server))


def language_model(server: ModelServer, tmp_path: Path, **settings: str) -> LanguageModel:
    environment = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development", **server.settings, **settings}
    return LanguageModel(CredentialManager(environment, root=tmp_path))


class Identity:
    """A managed identity that gets a token, or an error."""

    scopes: list[str]
    error: Exception | None

    def __init__(self, **_: object) -> None: ...

    def get_token(self, scope: str) -> SimpleNamespace:
        Identity.scopes.append(scope)
        if Identity.error is not None:
            raise Identity.error
        return SimpleNamespace(token="the-token-of-the-identity")


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> type[Identity]:
    Identity.scopes, Identity.error = [], None
    monkeypatch.setattr(azure.identity, "DefaultAzureCredential", Identity)
    return Identity


def test_without_a_key_the_identity_signs_in_for_the_scope(
    server: ModelServer, tmp_path: Path, identity: type[Identity]
) -> None:
    asked = language_model(server, tmp_path, AI_FOUNDRY_KEY="")
    for _ in range(2):
        assert asked.ask("Rephrase", MESSAGE) == TEXT
    assert [one["Authorization"] for one in server.headers] == ["Bearer the-token-of-the-identity"] * 2
    assert not any("api-key" in one for one in server.headers)
    other = "https://ai.azure.com/.default"
    assert (
        language_model(server, tmp_path, AI_FOUNDRY_KEY="", AI_FOUNDRY_SCOPE=other).ask("", MESSAGE) == TEXT
    )
    assert identity.scopes == ["https://cognitiveservices.azure.com/.default"] * 2 + [other]


def test_identity_that_cannot_sign_in_is_a_failed_call(
    server: ModelServer, tmp_path: Path, identity: type[Identity]
) -> None:
    asked = language_model(server, tmp_path, AI_FOUNDRY_KEY="")
    for error in (ClientAuthenticationError("a secret"), ValueError("a secret"), OSError("a secret")):
        identity.error = error
        with pytest.raises(ChannelError) as raised:
            asked.ask("Rephrase", MESSAGE)
        assert "secret" not in str(raised.value)
        assert asked.state == "failing"
    assert server.requests == []


def test_state_follows_the_last_call_and_the_settings(server: ModelServer, tmp_path: Path) -> None:
    asked = language_model(server, tmp_path)
    states = [asked.state]
    server.reply = model.status(500)
    with pytest.raises(ChannelError, match="status 500"):
        asked.ask("", MESSAGE)
    states.append(asked.state)
    server.reply = model.rephrase
    asked.ask("", MESSAGE)
    assert [*states, asked.state] == ["ok", "failing", "ok"]
    assert language_model(server, tmp_path, AI_FOUNDRY_ENDPOINT="").state == "off"
    assert language_model(server, tmp_path, AI_FOUNDRY_DEPLOYMENT="").state == "failing"
    assert language_model(server, tmp_path, AI_FOUNDRY_KEY="@Microsoft.KeyVault(x)").state == "failing"


def test_key_is_in_no_log_and_no_representation(
    server: ModelServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = language_model(server, tmp_path)
    asked.ask("", MESSAGE)
    settings = asked._credentials.get_ai_foundry_credentials()  # noqa: SLF001 - where the key is
    assert settings is not None
    assert settings.key == model.KEY
    request = HttpRequest(url="", headers={"api-key": model.KEY}, body=MESSAGE, max_bytes=1)
    response = HttpResponse(200, f'{{"access_token": "{model.KEY}"}}'.encode(), {"x-token": model.KEY})
    shown = (request, response, settings, vars(asked))
    for text in (*map(repr, shown), caplog.text, str(settings)):
        assert model.KEY not in text
        assert "hours_worked" not in text


FIRST_CALLS = """
import sys, threading, time
from shared.channels.deadline import ChannelError, Deadline
from shared.channels.https_client import HttpRequest, HttpResponse, HttpsClient

request = HttpRequest(url="http://127.0.0.1:1/", headers={}, body=b"", max_bytes=1)
reasons = []

def send(delay):
    time.sleep(delay)
    try:
        HttpsClient(allows_loopback=True).send(request, Deadline(30))
    except ChannelError as error:
        reasons.append(str(error))

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=send, args=[number / 1000]) for number in range(100)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert reasons == ["the connection failed (NewConnectionError)"] * 100, reasons
"""


def test_first_calls_of_a_process_at_once_all_reach_the_network() -> None:
    run([sys.executable, "-c", FIRST_CALLS], check=True, timeout=60)
