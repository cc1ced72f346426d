"""The manifest of the app in Slack fits the routes, and asks for what is used and for no more."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import function_app
from interaction import slack
from manifests.__main__ import main
from shared.channels.slack import client
from shared.channels.slack.events import EVENTS

ROOT = Path(__file__).resolve().parents[2]
HOST = "avanochi.azurewebsites.net"

SCOPE_OF_METHOD = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "views.publish": None,
}
"""Source: docs.slack.dev, the reference of each method."""

SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
}
"""Source: docs.slack.dev, the reference of each event."""


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    """The manifest for a host."""
    assert main(["--host", HOST, "--into", str(tmp_path)]) == 0
    content = (tmp_path / "slack" / "manifest.yml").read_text("utf-8")
    assert "{{" not in content
    loaded: dict[str, Any] = yaml.safe_load(content)
    return loaded


def test_addresses_are_those_of_the_routes(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    settings = manifest["settings"]
    for address, endpoint in (
        (command["url"], slack.run_command),
        (settings["event_subscriptions"]["request_url"], slack.take_event),
        (settings["interactivity"]["request_url"], slack.take_interaction),
    ):
        (route,) = [one for one in function_app.routes if endpoint in one.endpoints.values()]
        assert address == f"https://{HOST}/api/{route.template}"


def test_events_are_those_that_are_read(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.removesuffix(".im") for event in events} == EVENTS.keys()
    assert {*events} == SCOPE_OF_EVENT.keys()


def test_scopes_are_those_that_are_used(manifest: dict[str, Any]) -> None:
    methods = {*re.findall(r'"([a-z]+\.[a-zA-Z]+)"', Path(client.__file__).read_text("utf-8"))}
    methods -= {"hooks.slack"}
    assert methods == SCOPE_OF_METHOD.keys()
    used = {"commands", *SCOPE_OF_METHOD.values(), *SCOPE_OF_EVENT.values()} - {None}
    assert {*manifest["oauth_config"]["scopes"]["bot"]} == used


def test_tabs_and_buttons_are_on(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


@pytest.mark.parametrize("host", ["", "https://a.example", "a.example/api", "localhost", "a..example", "a b"])
def test_what_is_no_name_of_a_host_is_refused(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--host", host, "--into", str(tmp_path)])
    assert "is not the name of a host" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
