"""The package of the app in Teams fits the routes and the messages that are read."""

import json
import struct
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import function_app
from interaction import teams
from manifests.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
HOST = "avanochi.azurewebsites.net"
APP_ID = "00000000-1111-2222-3333-444444444444"
ICONS = {"color.png": 192, "outline.png": 32}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package for a host and a bot."""
    arguments = ["--host", HOST, "--teams-app-id", APP_ID.upper(), "--into", str(tmp_path)]
    assert main(arguments) == 0
    return tmp_path / "teams" / "avanochi-teams.zip"


@pytest.fixture
def manifest(package: Path) -> dict[str, Any]:
    with ZipFile(package) as file:
        content = file.read("manifest.json").decode()
    assert "{{" not in content
    loaded: dict[str, Any] = json.loads(content)
    return loaded


def test_package_has_the_manifest_and_its_icons_and_nothing_else(
    package: Path, manifest: dict[str, Any]
) -> None:
    with ZipFile(package) as file:
        assert sorted(file.namelist()) == sorted(["manifest.json", *manifest["icons"].values()])
        for name, side in ICONS.items():
            data = file.read(name)
            assert (data[:8], *struct.unpack(">II", data[16:24])) == (b"\x89PNG\r\n\x1a\n", side, side)
            assert len(data) < 20_000


def test_manifest_is_of_the_bot_in_the_three_scopes(manifest: dict[str, Any]) -> None:
    (bot,) = manifest["bots"]
    assert manifest["id"] == bot["botId"] == APP_ID
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert bot["isNotificationOnly"] is False
    version = manifest["manifestVersion"]
    assert manifest["$schema"].endswith(f"/v{version}/MicrosoftTeams.schema.json")
    assert tuple(map(int, version.split("."))) >= (1, 16)


def test_texts_have_the_lengths_that_teams_takes(manifest: dict[str, Any]) -> None:
    """Source: learn.microsoft.com, App manifest schema."""
    commands = manifest["bots"][0]["commandLists"][0]["commands"]
    for texts, limits in (
        (manifest["name"], {"short": 30, "full": 100}),
        (manifest["description"], {"short": 80, "full": 4000}),
        *((one, {"title": 32, "description": 128}) for one in commands),
    ):
        assert [name for name, limit in limits.items() if not 0 < len(texts[name]) <= limit] == []


def test_addresses_are_those_of_the_routes(manifest: dict[str, Any]) -> None:
    templates = [route.template for route in function_app.routes]
    assert "app/{*path}" in templates
    assert {address for name, address in manifest["developer"].items() if name != "name"} == {
        f"https://{HOST}/api/app/"
    }
    assert manifest["validDomains"] == [HOST]
    (route,) = [one for one in function_app.routes if teams.receive_activity in one.endpoints.values()]
    assert f"https://NAME/api/{route.template}" in (ROOT / "docs" / "interaction.md").read_text("utf-8")


def test_id_of_a_bot_is_needed_for_the_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", "")
    assert main(["--host", HOST, "--into", str(tmp_path)]) == 0
    assert "No package for Teams" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--host", HOST, "--into", str(tmp_path), "--teams-app-id", "avanochi"])
    assert "is not the id of a bot" in capsys.readouterr().err
    assert not [*tmp_path.rglob("*.zip")]


def test_equal_files_make_equal_packages(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["--host", HOST, "--teams-app-id", APP_ID, "--into", str(again)]) == 0
    assert (again / "teams" / package.name).read_bytes() == package.read_bytes()
