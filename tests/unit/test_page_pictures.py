"""The avatars and icons of the page: small, safe to embed anywhere, and all there."""

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shared.entities.checks import check_avatar
from shared.pictures.face.palette import OUTLINE

WEB = Path(__file__).resolve().parents[2] / "web"
AVATARS = sorted((WEB / "avatars").iterdir())
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "g", "path", "circle", "ellipse")}
ATTRIBUTES = {
    *("viewBox", "role", "transform", "d", "cx", "cy", "r", "rx", "ry", "fill", "opacity"),
    *("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
}
# Of each PNG: pixels on a side, and the most bytes.
PNGS = {
    "icon-192.png": (192, 6_000),
    "icon-512.png": (512, 20_000),
    "maskable-512.png": (512, 20_000),
    "apple-touch-icon.png": (180, 6_000),
}


def _parse(file: Path) -> ET.Element:
    return ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - a file of this repository


@pytest.mark.parametrize(
    "file", [*AVATARS, *sorted((WEB / "icons").glob("*.svg"))], ids=lambda file: file.name
)
def test_picture_is_small_and_has_no_style_script_text_or_reference(file: Path) -> None:
    assert file.suffix == ".svg"
    assert file.stat().st_size <= 2_500
    picture = _parse(file)
    assert picture.get("viewBox") == "0 0 96 96"
    assert {element.tag for element in picture.iter()} <= ELEMENTS
    attributes = [attribute for element in picture.iter() for attribute in element.attrib.items()]
    assert {name for name, _ in attributes} <= ATTRIBUTES
    assert not [value for _, value in attributes if "url(" in value]
    assert OUTLINE in {value for name, value in attributes if name == "stroke"}


def test_a_dozen_avatars_differ_and_are_named_in_their_titles() -> None:
    assert len(AVATARS) == len({file.read_bytes() for file in AVATARS}) == 12
    for file in AVATARS:
        assert _parse(file).findtext(f"{SVG}title") == file.stem.capitalize()
        check_avatar(f"/avatars/{file.stem}")
    backgrounds = {_parse(file).findall(f"{SVG}circle")[0].get("fill") for file in AVATARS}
    assert len(backgrounds) == len(AVATARS)


@pytest.mark.parametrize("name", PNGS)
def test_icon_has_its_size_and_a_palette(name: str) -> None:
    side, limit = PNGS[name]
    data = (WEB / "icons" / name).read_bytes()
    assert len(data) <= limit
    width, height, _, colour_type = struct.unpack(">IIBB", data[16:26])
    assert (data[:8], width, height, colour_type) == (b"\x89PNG\r\n\x1a\n", side, side, 3)


def test_manifest_has_relative_addresses_and_icons_of_the_stated_sizes() -> None:
    manifest = json.loads((WEB / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        folder, _, name = icon["src"].partition("/")
        assert (folder, icon["sizes"]) == ("icons", f"{PNGS[name][0]}x{PNGS[name][0]}")
    paper = re.search(r"--paper: light-dark\((#\w{6})", (WEB / "styles/app.css").read_text(encoding="utf-8"))
    assert paper
    assert manifest["background_color"] == manifest["theme_color"] == paper[1]
