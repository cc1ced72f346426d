"""The microphone of the conversation's drawer, with a device of Chromium that plays a file."""

import wave
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from time import monotonic
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.recordings import length_of, loudness_of, wav
from tests.speech_server import SpeechServer, speech_server
from tests.system.servers import Server
from tests.web.accessibility import check_accessibility
from tests.web.at_moment import started_at
from tests.web.chromium import FLAGS, find_chromium, on_all_cores
from tests.web.conftest import NOON, OpenContext
from tests.web.people import get, sign_up
from tests.web.problems import UNREACHED, Problems
from tests.web.screens import open_screen, wait_until_shown
from tests.web.texts import Texts

pytestmark = pytest.mark.web

TEXT = Texts("en")
VOICE = "**/api/interaction/voice?*"


@pytest.fixture(scope="module")
def speech() -> Iterator[SpeechServer]:
    with speech_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _hears_a_task(speech: SpeechServer) -> Iterator[None]:
    speech.hears, speech.confidence = "Add buy milk tomorrow.", 0.93
    speech.recordings.clear()
    yield
    speech.replies.clear()
    assert speech.problems == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, speech: SpeechServer) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("voice") / "avanochi.db"
    with Server(database, settings=speech.settings, module=started_at(NOON)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser whose microphone hears a tone again and again."""
    tone = tmp_path_factory.mktemp("tone") / "tone.wav"
    tone.write_bytes(wav(5, 48_000))
    flags = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={tone}")
    with on_all_cores():
        browser = chromium.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, *flags])
    yield browser
    browser.close()


def open_drawer(context: BrowserContext, *, is_allowed: bool = True) -> Page:
    """Register a person and open the drawer; the microphone is allowed, or refused."""
    context.grant_permissions(["microphone"] if is_allowed else [])
    sign_up(context)
    page = open_screen(context)
    page.get_by_role("button", name=TEXT("talk", name="")).click()
    return page


def button(page: Page, key: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("button", name=TEXT(f"chat.{key}"), exact=True)


def log(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("log")


def start(page: Page) -> None:
    button(page, "speak").click()
    expect_message(page, "chat.voice.recording")


def expect_message(page: Page, key: str) -> None:
    """Expect a text of the page to be the last message."""
    expect(log(page).get_by_role("paragraph").last).to_have_text(TEXT(key))


def speak(page: Page) -> None:
    start(page)
    button(page, "stop").click()


def titles(context: BrowserContext) -> list[str]:
    return [task["title"] for task in get(context, "tasks")]


def test_spoken_task_is_added_and_shown(context: BrowserContext, speech: SpeechServer) -> None:
    page = open_drawer(context)
    began = monotonic()
    start(page)
    page.wait_for_timeout(1500)
    with page.expect_request(VOICE) as sent:
        button(page, "stop").click()
    took = monotonic() - began

    expect(log(page).locator(".me")).to_have_text("Add buy milk tomorrow.")
    expect(log(page)).to_contain_text("“buy milk”")
    expect(button(page, "speak")).to_be_focused()
    assert titles(context) == ["buy milk"]
    assert sent.value.headers["idempotency-key"]
    (recording,) = speech.recordings
    with wave.open(BytesIO(recording)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
    assert 1 <= length_of(recording) <= took
    assert max(loudness_of(recording)) > 0.01


def test_uncertain_words_are_asked_about_first(context: BrowserContext, speech: SpeechServer) -> None:
    speech.confidence = 0.4
    page = open_drawer(context)
    speak(page)
    yes = page.get_by_role("dialog").get_by_role("button", name="Yes")
    expect(yes).to_be_visible()
    assert titles(context) == []
    yes.click()
    expect(log(page).get_by_role("paragraph").last).to_contain_text("“buy milk”")
    assert titles(context) == ["buy milk"]


def test_escape_cancels_and_sends_nothing(context: BrowserContext, speech: SpeechServer) -> None:
    page = open_drawer(context)
    button(page, "speak").focus()
    page.keyboard.press("Enter")
    expect_message(page, "chat.voice.recording")
    page.keyboard.press("Escape")
    expect_message(page, "chat.voice.discarded")
    expect(button(page, "speak")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert speech.recordings == []


def test_closing_the_drawer_cancels(context: BrowserContext, speech: SpeechServer) -> None:
    page = open_drawer(context)
    page.evaluate(_WATCH_TRACKS)
    start(page)
    assert page.evaluate("tracks.map((one) => one.readyState)") == ["live"]
    page.get_by_role("dialog").get_by_role("button", name=TEXT("close"), exact=True).click()
    page.wait_for_function("tracks.every((one) => one.readyState === 'ended')")
    assert speech.recordings == []


_WATCH_TRACKS = """() => {
    const devices = navigator.mediaDevices;
    const getUserMedia = devices.getUserMedia.bind(devices);
    globalThis.tracks = [];
    devices.getUserMedia = async (wanted) => {
        const stream = await getUserMedia(wanted);
        tracks.push(...stream.getTracks());
        return stream;
    };
}"""


def test_recording_ends_after_a_minute(context: BrowserContext, speech: SpeechServer) -> None:
    context.add_init_script(_HASTEN)
    page = open_drawer(context)
    with page.expect_response(VOICE):
        button(page, "speak").click()
    expect(log(page)).to_contain_text("“buy milk”")
    (recording,) = speech.recordings
    assert 59 < length_of(recording) <= 60


# Each part of a recording comes a hundred times.
_HASTEN = """
const own = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
Object.defineProperty(MessagePort.prototype, "onmessage", {
    set(handler) {
        own.set.call(this, (event) => Array(100).fill(event).forEach(handler));
    },
});
"""


def test_refused_microphone_is_explained(context: BrowserContext) -> None:
    page = open_drawer(context, is_allowed=False)
    button(page, "speak").click()
    expect_message(page, "chat.voice.NotAllowedError")
    expect(button(page, "speak")).to_be_enabled()


def test_missing_microphone_is_explained(context: BrowserContext) -> None:
    page = open_drawer(context)
    page.evaluate(_REMOVE_DEVICES)
    button(page, "speak").click()
    expect_message(page, "chat.voice.NotFoundError")


_REMOVE_DEVICES = """() => {
    navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("", "NotFoundError");
    };
}"""


def test_refused_recordings_are_explained(context: BrowserContext, problems: list[Problems]) -> None:
    page = open_drawer(context)
    problems[0].allow("status of (413|415|429|503)")
    for code, text in {
        413: TEXT("chat.voice.413"),
        415: TEXT("chat.voice.415"),
        429: TEXT("error.too-many", count=7),
        503: TEXT("chat.voice.503"),
    }.items():
        page.route(VOICE, partial(refuse, code=code))
        speak(page)
        expect(log(page).get_by_role("paragraph").last).to_have_text(text)


def refuse(route: Route, *, code: int) -> None:
    route.fulfill(status=code, json={"error": "No"}, headers={"Retry-After": "7"})


def test_lost_answer_is_asked_for_again_and_the_recording_done_once(
    context: BrowserContext, speech: SpeechServer
) -> None:
    page = open_drawer(context)
    page.evaluate(_LOSE_AN_ANSWER)
    speak(page)
    expect(log(page)).to_contain_text("“buy milk”")
    assert titles(context) == ["buy milk"]
    assert len(speech.recordings) == 1
    assert page.evaluate("answers") == 2


_LOSE_AN_ANSWER = """() => {
    const send = fetch;
    globalThis.answers = 0;
    globalThis.fetch = async (address, options) => {
        const response = await send(address, options);
        if (String(address).includes("/interaction/voice") && ++answers === 1) throw new TypeError("lost");
        return response;
    };
}"""


def test_without_a_connection_nothing_is_kept(
    context: BrowserContext, problems: list[Problems], speech: SpeechServer
) -> None:
    page = open_drawer(context)
    problems[0].allow(UNREACHED)
    start(page)
    context.set_offline(True)
    button(page, "stop").click()
    expect_message(page, "error.connection")
    button(page, "voice.offline").click()
    expect_message(page, "chat.voice.offline")
    context.set_offline(False)
    expect(button(page, "speak")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert speech.recordings == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_recording_has_no_violation(open_context: OpenContext, theme: Literal["light", "dark"]) -> None:
    context = open_context(color_scheme=theme, viewport={"width": 360, "height": 640})
    page = open_drawer(context)
    expect(button(page, "speak")).to_be_visible()
    wait_until_shown(page)
    check_accessibility(page)
    start(page)
    check_accessibility(page)
