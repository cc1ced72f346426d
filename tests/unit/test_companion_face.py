"""The face shows the stage, the mood and each meter, and is safe to embed in any page."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demo.contact_sheet import contact_sheet
from shared.pictures.face.drawing import Look, draw_face
from shared.pictures.face.features import EYE_HALF_CLOSED, EYE_OPEN
from shared.pictures.face.vitals import ALARM_COLOUR, SKIN, Vitals, gauges
from shared.views.companion import Mood, Stage

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SVG = "{http://www.w3.org/2000/svg}"
FULL_LOOK = Look(Stage.COMPANION, Mood.CONTENT, energy=100, fullness=100, hydration=100)

METERS = ("energy", "fullness", "hydration")
STAGES_AND_MOODS = list(product(Stage, Mood))

meter = st.integers(0, 100)
looks = st.builds(Look, st.sampled_from(Stage), st.sampled_from(Mood), meter, meter, meter)


@cache
def _draw(look: Look) -> str:
    return draw_face(look, title="Mochi")


@pytest.fixture(scope="module")
def all_faces() -> list[str]:
    """The face at every stage, in every mood, with each meter empty and full."""
    return [
        _draw(Look(stage, mood, *meters))
        for (stage, mood), *meters in product(STAGES_AND_MOODS, (0, 100), (0, 100), (0, 100))
    ]


@cache
def _body(look: Look) -> list[bytes]:
    """Return the elements of the figure without the last four, which are the gauges."""
    (figure,) = ET.fromstring(_draw(look)).findall(f"{SVG}g")  # noqa: S314 - drawn by the function under test
    return [ET.tostring(part) for part in figure[:-4]]


def _lid(energy: int) -> float:
    """Return how far below the centre of an open eye its lid ends."""
    svg = re.findall(r'd="M-8.5 (-?[0-9.]+)q', EYE_OPEN(Vitals(energy, 100, 100)))
    return float(svg[-1])


def test_every_face_is_well_formed_svg_of_240_by_240(all_faces: list[str]) -> None:
    for svg in all_faces:
        picture = ET.fromstring(svg)  # noqa: S314 - drawn by the function under test
        assert picture.tag == f"{SVG}svg"
        assert picture.get("viewBox") == "0 0 240 240"
        assert picture.get("role") == "img"


def test_every_face_uses_only_paths_groups_and_one_style(all_faces: list[str]) -> None:
    known = {f"{SVG}{name}" for name in ("svg", "title", "desc", "style", "g", "path")}
    for svg in all_faces:
        assert {part.tag for part in ET.fromstring(svg).iter()} <= known  # noqa: S314 - as above


def test_no_face_contains_scripts_or_references(all_faces: list[str]) -> None:
    for svg in all_faces:
        inside = svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"<script|\son\w+=|href|url\(|@import|//|<!|\sid=", inside)


def test_all_path_data_matches_the_svg_grammar(all_faces: list[str]) -> None:
    grammar = re.compile(r"(?:[MmLlHhVvCcSsQqTtAaZz](?:[ ]?-?(?:\d+(?:\.\d+)?|\.\d+))*)+")
    for svg in all_faces:
        for data in re.findall(r' d="([^"]*)"', svg):
            assert grammar.fullmatch(data)


def test_faces_are_at_most_8400_bytes(all_faces: list[str]) -> None:
    sizes = [len(svg.encode()) for svg in all_faces]
    assert max(sizes) < 8_400
    assert sum(sizes) / len(sizes) < 6_500


def test_animations_respect_prefers_reduced_motion() -> None:
    style = ET.fromstring(_draw(FULL_LOOK)).findtext(f"{SVG}style") or ""  # noqa: S314 - as above
    within, _, after = style.removeprefix("@media (prefers-reduced-motion:no-preference){").partition("}}")
    assert "animation:" in within
    assert "animation:" not in after
    assert set(re.findall(r"\.([a-z-]+)\{", style)) == set(re.findall(r"@keyframes ([a-z-]+)", style))


def test_page_has_the_animations_of_the_drawing(all_faces: list[str]) -> None:
    css = (ROOT / "web/styles/home.css").read_text(encoding="utf-8")
    packed = re.sub(r"\s*([{}:;,])\s*", r"\1", css).replace(";}", "}")
    in_drawing = ET.fromstring(_draw(FULL_LOOK)).findtext(f"{SVG}style") or ""  # noqa: S314 - as above
    assert in_drawing in re.sub(r"\b0\.", ".", packed)
    classes = {name for svg in all_faces for name in re.findall(r' class="([^"]*)"', svg)}
    assert classes == set(re.findall(r"\.(avanochi-\w+)", packed))


@settings(max_examples=20)
@given(look=looks)
def test_face_without_animation_differs_in_the_style_alone(look: Look) -> None:
    still = draw_face(look, title="Mochi", animated=False)
    assert still == re.sub(r"<style>.*</style>", "", _draw(look)) != _draw(look)


@settings(max_examples=20)
@given(look=looks)
def test_animated_groups_have_no_transform(look: Look) -> None:
    for part in ET.fromstring(_draw(look)).iter(f"{SVG}g"):  # noqa: S314 - as above
        assert not (part.get("class") and part.get("transform"))


@settings(max_examples=20)
@given(look=looks, title=st.text(st.characters(exclude_categories=["C"])))
def test_title_is_included_unchanged(look: Look, title: str) -> None:
    picture = ET.fromstring(draw_face(look, title=title))  # noqa: S314 - as above
    assert picture.findtext(f"{SVG}title") == title


@settings(max_examples=20)
@example(title="a\x00b\ud800c\uffffd")
@given(title=st.text())
def test_any_title_leaves_the_svg_well_formed(title: str) -> None:
    ET.fromstring(draw_face(FULL_LOOK, title=title))  # noqa: S314 - as above


def test_markup_in_the_title_is_escaped() -> None:
    svg = draw_face(FULL_LOOK, title="</title><script>alert(1)</script>&")
    assert "<script" not in svg
    assert "&lt;/title&gt;&lt;script&gt;" in svg


def test_description_contains_the_meters() -> None:
    picture = ET.fromstring(_draw(replace(FULL_LOOK, energy=12, fullness=34, hydration=56)))  # noqa: S314 - as above
    assert picture.findtext(f"{SVG}desc") == "⚡ 12 % · 🍚 34 % · 💧 56 %"


@settings(max_examples=20)
@given(look=looks)
def test_same_look_gives_the_same_bytes(look: Look) -> None:
    assert draw_face(look, title="Mochi") == draw_face(replace(look), title="Mochi")


def test_every_stage_and_mood_has_a_different_picture() -> None:
    assert len({_draw(Look(stage, mood, 80, 80, 80)) for stage, mood in STAGES_AND_MOODS}) == len(
        STAGES_AND_MOODS
    )


@pytest.mark.parametrize("name", METERS)
def test_low_meter_changes_the_body_at_every_stage_and_mood(name: str) -> None:
    low = [10 if name == meter_name else 100 for meter_name in METERS]
    for stage, mood in STAGES_AND_MOODS:
        assert _body(Look(stage, mood, *low)) != _body(Look(stage, mood, 100, 100, 100))


def test_gauges_show_the_values_of_the_meters() -> None:
    svg = _draw(replace(FULL_LOOK, energy=12, fullness=34, hydration=0))
    assert re.findall(r'stroke-dasharray="(\d+) 200"', svg) == ["12", "34"]


def test_eyes_close_as_energy_falls() -> None:
    openings = [Vitals(energy, 100, 100).eye_opening for energy in range(101)]
    assert openings == sorted(openings)
    assert openings[0] < 0.5
    assert openings[-1] == 1


def test_eyelids_are_lower_with_less_energy() -> None:
    lids = [_lid(energy) for energy in range(0, 75, 5)]
    assert all(higher > lower for higher, lower in pairwise(lids))


def test_eyes_of_the_tired_mood_are_half_closed_even_at_full_energy() -> None:
    assert EYE_HALF_CLOSED(Vitals(100, 100, 100)) != EYE_OPEN(Vitals(100, 100, 100))
    assert EYE_HALF_CLOSED(Vitals(0, 100, 100)) == EYE_OPEN(Vitals(0, 100, 100))


def test_eye_bags_darken_as_energy_falls() -> None:
    bags = [Vitals(energy, 100, 100).eye_bags for energy in range(101)]
    assert bags == sorted(bags, reverse=True)
    assert bags[-1] == 0


def test_colours_fade_and_leaves_droop_as_hydration_falls() -> None:
    vitals = [Vitals(100, 100, hydration) for hydration in range(101)]
    blues = [int(v.tint(SKIN)[5:], 16) for v in vitals]
    assert blues == sorted(blues, reverse=True)
    assert [v.wilt for v in vitals] == sorted((v.wilt for v in vitals), reverse=True)
    assert vitals[-1].wilt == 0


def test_belly_gets_slimmer_as_fullness_falls() -> None:
    widths = [Vitals(100, fullness, 100).roundness for fullness in range(101)]
    assert all(slimmer < rounder for slimmer, rounder in pairwise(widths))


def test_belly_rumbles_below_the_hungry_threshold() -> None:
    assert Vitals(100, 34, 100).belly_rumbles
    assert not Vitals(100, 35, 100).belly_rumbles


@pytest.mark.parametrize(("meter", "threshold"), [("energy", 45), ("fullness", 35), ("hydration", 35)])
def test_gauge_is_red_below_the_threshold_of_its_mood(meter: str, threshold: int) -> None:
    full = {"energy": 100, "fullness": 100, "hydration": 100}
    above, below = (gauges(Vitals(**{**full, meter: value})) for value in (threshold, threshold - 1))
    assert ALARM_COLOUR not in gauges(Vitals(**full)) + above
    assert below.count(ALARM_COLOUR) == 1


def test_contact_sheet_in_docs_is_up_to_date() -> None:
    stored = (DOCS / "companions.svg").read_text(encoding="utf-8")
    assert stored == contact_sheet() + "\n"
    assert len(stored.encode()) < 300_000
