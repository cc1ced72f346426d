"""The pictures that a page inlines: nothing in them needs more than `default-src 'self'`."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.api.actions import at, clock_in, clock_out, complete, focus
from tests.api.conftest import Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

PICTURES = (
    "companion/face.svg?style=none",
    *(
        f"{path}?theme={theme}"
        for path in ("stats/days.svg", "stats/heatmap.svg", "assistant/outlook.svg")
        for theme in ("light", "dark")
    ),
)
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "path", "text")}
ATTRIBUTES = {
    *("viewBox", "role", "class", "transform", "d", "x", "y", "pathLength"),
    *("fill", "opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
    *("font-family", "font-size", "font-weight", "text-anchor"),
}


def values(picture: ET.Element) -> Iterator[tuple[str, str]]:
    return (attribute for element in picture.iter() for attribute in element.attrib.items())


@pytest.mark.parametrize("path", PICTURES)
def test_inlined_picture_has_no_style_script_handler_id_or_reference(
    ada: Person, clock: MovableClock, path: str
) -> None:
    clock.set(at("2026-03-19T09:00:00Z"))
    clock_in(ada)
    focus(ada, clock, 50)
    complete(ada)
    clock_out(ada)
    assert ada.post("companion/name", json={"name": "</title><style>*{display:none}"}).status_code == 200

    response = ada.get(path)

    assert response.status_code == 200, response.text
    assert "<!" not in response.text
    picture = ET.fromstring(response.text)  # noqa: S314 - produced by the API itself
    assert {element.tag for element in picture.iter()} <= ELEMENTS
    assert {name for name, _ in values(picture)} <= ATTRIBUTES
    assert not [value for _, value in values(picture) if re.search(r"url\(|//|script:|data:", value)]


def test_face_keeps_the_classes_that_the_page_animates(ada: Person) -> None:
    animated, still = (ada.get(f"companion/face.svg{query}").text for query in ("", "?style=none"))

    assert "<style>" in animated
    assert "<style" not in still
    classes = re.findall(r' class="[^"]*"', still)
    assert classes
    assert classes == re.findall(r' class="[^"]*"', animated)
