"""Azure Speech on loopback, over real HTTP: it checks what the platform checks, and fails as a test says."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.recordings import mp3, pages_of, wav

KEY = "the-key-of-speech"
REGION = "westeurope"
TOKEN = "eyJhbGciOiJFUzI1NiJ9.a-token-of-speech.c2lnbmF0dXJl"

TRANSCRIBE = "/speechtotext/transcriptions:transcribe"
SHORT = "/speech/recognition/conversation/cognitiveservices/v1"
SPEAK = "/cognitiveservices/v1"
ISSUE = "/sts/v1.0/issueToken"

_SPEAK_NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MAGIC = {
    "audio/wav": b"RIFF",
    "audio/ogg": b"OggS",
    "audio/webm": b"\x1a\x45\xdf\xa3",
    "audio/mpeg": b"\xff\xfb",
    "audio/flac": b"fLaC",
}

Reply = Callable[["SpeechHandler"], None]


class RefusedError(Exception):
    """A request that the platform would refuse."""


class SpeechServer(ThreadingHTTPServer):
    """Hears `hears` in each recording, with `confidence`, and speaks tones; `replies` replace its own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SpeechHandler)
        self.hears = "Add buy milk tomorrow."
        self.confidence = 0.93
        self.milliseconds = 1000
        self.key: str | None = KEY
        self.replies: dict[str, Reply] = {}
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.ssml: list[str] = []
        self.recordings: list[bytes] = []
        self.problems: list[str] = []
        self.stopping = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this server."""
        return {
            "SPEECH_REGION": REGION,
            "SPEECH_ENDPOINT": f"{self.url}/",
            "SPEECH_KEY": KEY,
            "SPEECH_TTS_URL": self.url,
        }

    def count(self, path: str) -> int:
        """Return how many requests of a path there were."""
        return sum(one == path for one in self.paths)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


class SpeechHandler(BaseHTTPRequestHandler):
    """One request."""

    server: SpeechServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.content = self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True
        address = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.server.paths.append(address.path)
        self.server.headers.append(dict(self.headers))
        own: dict[str, Reply] = {
            TRANSCRIBE: SpeechHandler.transcribe,
            SHORT: SpeechHandler.recognise,
            SPEAK: SpeechHandler.speak,
            ISSUE: SpeechHandler.issue,
        }
        with suppress(OSError):
            try:
                self._check_caller()
                (self.server.replies.get(address.path) or own[address.path])(self)
            except (RefusedError, KeyError, ValueError) as error:
                self.server.problems.append(f"{address.path}: {error!r}")
                self.send(400, repr(error).encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, body: object) -> None:
        self.send(200, json.dumps(body).encode(), Content_Type="application/json")

    def transcribe(self) -> None:
        """Transcribe a recording at once."""
        self._require(self.query["api-version"] == "2024-11-15", "another version of the API")
        parts = self._parts()
        audio, definition = parts["audio"], json.loads(_body(parts["definition"]))
        self._require(definition == {"locales": ["es-ES", "en-US"]}, "other locales")
        self._require(bool(audio.get_filename()), "a recording without a file name")
        self._keep(_body(audio), audio.get_content_type())
        text, said = self.server.hears, {"confidence": self.server.confidence, "locale": "en-US"}
        self.send_json(
            {
                "durationMilliseconds": self.server.milliseconds,
                "combinedPhrases": [{"text": text}] if text else [],
                "phrases": [{"offsetMilliseconds": 0, "text": text, **said}] if text else [],
            }
        )

    def recognise(self) -> None:
        """Recognise a short recording, which is a WAV file with plain samples."""
        self._require(self.query["language"] in {"es-ES", "en-US"}, "another language")
        self._require(self.query["format"] == "detailed", "without a confidence")
        rate = int.from_bytes(self.content[24:28], "little")
        kind = f"audio/wav; codecs=audio/pcm; samplerate={rate}"
        self._require(self.headers["Content-Type"] == kind, "another media type")
        self._keep(self.content, "audio/wav")
        text = self.server.hears
        if not text:
            self.send_json({"RecognitionStatus": "NoMatch", "Offset": 0, "Duration": 0})
            return
        best = {"Confidence": self.server.confidence, "Lexical": text.lower(), "Display": text}
        self.send_json({"RecognitionStatus": "Success", "Offset": 0, "Duration": 10_000_000, "NBest": [best]})

    def speak(self) -> None:
        """Speak SSML: a tone, longer for longer texts."""
        self._require(self.headers["Content-Type"] == "application/ssml+xml", "no SSML")
        document = ET.fromstring(self.content)  # noqa: S314 - of the app, in a test
        self._require(document.tag == f"{_SPEAK_NAMESPACE}speak", "another root")
        self._require(document.attrib["version"] == "1.0", "another version")
        (voice,) = document
        self._require(voice.tag == f"{_SPEAK_NAMESPACE}voice", "no voice")
        self._require(voice.attrib["name"].startswith(document.attrib[_LANG]), "a voice of another language")
        self._require(all(one.tag == f"{_SPEAK_NAMESPACE}p" and not len(one) for one in voice), "more markup")
        self._require(bool(len(voice)), "nothing to say")
        self.server.ssml.append(self.content.decode())
        formats: dict[str, tuple[Callable[[], bytes], str]] = {
            "audio-24khz-48kbitrate-mono-mp3": (mp3, "audio/mpeg"),
            "riff-24khz-16bit-mono-pcm": (lambda: wav(1, 24_000), "audio/x-wav"),
        }
        make, media_type = formats[self.headers["X-Microsoft-OutputFormat"]]
        self.send(200, make(), Content_Type=media_type)

    def issue(self) -> None:
        """Issue a token."""
        self._require(self.content == b"", "a body")
        self.send(200, TOKEN.encode(), Content_Type="application/jwt")

    def _check_caller(self) -> None:
        agent = self.headers["User-Agent"] or ""
        self._require(0 < len(agent) < 255 and "urllib" not in agent, "no user agent")
        if self.server.key is not None:
            self._require(self.headers["Ocp-Apim-Subscription-Key"] == self.server.key, "another key")

    def _require(self, condition: bool, problem: str) -> None:  # noqa: FBT001 - what is required
        if not condition:
            raise RefusedError(problem)

    def _keep(self, recording: bytes, media_type: str) -> None:
        self._require(recording.startswith(_MAGIC[media_type]), "another kind of file")
        if media_type == "audio/ogg":
            pages_of(recording)
        self.server.recordings.append(recording)

    def _parts(self) -> dict[str, Message]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = message_from_bytes(head + self.content)
        self._require(message.get_content_type() == "multipart/form-data", "no form")
        return {
            str(part.get_param("name", header="content-disposition")): part
            for part in message.walk()
            if not part.is_multipart()
        }


def _body(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def status(code: int, **headers: str) -> Reply:
    return lambda handler: handler.send(code, b'{"error": {"code": "No", "message": "No"}}', **headers)


def send_garbage(handler: SpeechHandler) -> None:
    handler.send(200, b"<html>It works!</html>", Content_Type="text/html")


def be_slow(handler: SpeechHandler) -> None:
    handler.server.stopping.wait(60)


def drip(handler: SpeechHandler) -> None:
    """Send a byte of the body every 50 ms, without end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.stopping.wait(0.05):
        handler.wfile.write(b" ")


def send_without_end(handler: SpeechHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.stopping.is_set():
        handler.wfile.write(b"x" * 65536)


@contextmanager
def speech_server() -> Iterator[SpeechServer]:
    """Serve speech while the block runs."""
    server = SpeechServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
