"""The face shows the stage, the mood and each meter, and is safe to put into any page."""

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

DOCS = Path(__file__).resolve().parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
WELL = Look(Stage.COMPANION, Mood.CONTENT, energy=100, fullness=100, hydration=100)

METERS = ("energy", "fullness", "hydration")
KINDS = list(product(Stage, Mood))

meter = st.integers(0, 100)
looks = st.builds(Look, st.sampled_from(Stage), st.sampled_from(Mood), meter, meter, meter)


@cache
def _draw(look: Look) -> str:
    return draw_face(look, title="Mochi")


@pytest.fixture(scope="module")
def extremes() -> list[str]:
    """The face at every stage, in every mood, with each meter empty and full."""
    return [
        _draw(Look(stage, mood, *meters))
        for (stage, mood), *meters in product(KINDS, (0, 100), (0, 100), (0, 100))
    ]


@cache
def _body(look: Look) -> list[bytes]:
    """Return what is drawn before the gauges: the plate with the three rings, and what fills each."""
    (figure,) = ET.fromstring(_draw(look)).findall(f"{SVG}g")  # noqa: S314 - drawn by the function under test
    return [ET.tostring(part) for part in figure[:-4]]


def _lid(energy: int) -> float:
    """Return how far below the middle of an open eye its lid ends."""
    drawn = re.findall(r'd="M-8.5 (-?[0-9.]+)q', EYE_OPEN(Vitals(energy, 100, 100)))
    return float(drawn[-1])


def test_every_face_is_a_well_formed_picture_of_240_by_240(extremes: list[str]) -> None:
    for drawn in extremes:
        picture = ET.fromstring(drawn)  # noqa: S314 - drawn by the function under test
        assert picture.tag == f"{SVG}svg"
        assert picture.get("viewBox") == "0 0 240 240"
        assert picture.get("role") == "img"


def test_every_face_is_made_of_paths_groups_and_one_style_alone(extremes: list[str]) -> None:
    known = {f"{SVG}{name}" for name in ("svg", "title", "desc", "style", "g", "path")}
    for drawn in extremes:
        assert {part.tag for part in ET.fromstring(drawn).iter()} <= known  # noqa: S314 - as above


def test_no_face_runs_a_script_or_refers_to_anything(extremes: list[str]) -> None:
    for drawn in extremes:
        inside = drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"<script|\son\w+=|href|url\(|@import|//|<!|\sid=", inside)


def test_every_way_is_written_in_the_grammar_of_paths(extremes: list[str]) -> None:
    grammar = re.compile(r"(?:[MmLlHhVvCcSsQqTtAaZz](?:[ ]?-?(?:\d+(?:\.\d+)?|\.\d+))*)+")
    for drawn in extremes:
        for way in re.findall(r' d="([^"]*)"', drawn):
            assert grammar.fullmatch(way)


def test_a_face_is_small(extremes: list[str]) -> None:
    sizes = [len(drawn.encode()) for drawn in extremes]
    assert max(sizes) < 8_400
    assert sum(sizes) / len(sizes) < 6_500


def test_a_style_that_moves_a_part_stands_back_for_who_wants_no_motion() -> None:
    style = ET.fromstring(_draw(WELL)).findtext(f"{SVG}style") or ""  # noqa: S314 - as above
    within, _, after = style.removeprefix("@media (prefers-reduced-motion:no-preference){").partition("}}")
    assert "animation:" in within
    assert "animation:" not in after
    assert set(re.findall(r"\.([a-z-]+)\{", style)) == set(re.findall(r"@keyframes ([a-z-]+)", style))


@settings(max_examples=20)
@given(look=looks)
def test_a_part_that_moves_is_not_put_anywhere_itself(look: Look) -> None:
    for part in ET.fromstring(_draw(look)).iter(f"{SVG}g"):  # noqa: S314 - as above
        assert not (part.get("class") and part.get("transform"))


@settings(max_examples=20)
@given(look=looks, title=st.text(st.characters(exclude_categories=["C"])))
def test_the_title_is_told_as_it_was_given(look: Look, title: str) -> None:
    picture = ET.fromstring(draw_face(look, title=title))  # noqa: S314 - as above
    assert picture.findtext(f"{SVG}title") == title


@settings(max_examples=20)
@example(title="a\x00b\ud800c\uffffd")
@given(title=st.text())
def test_a_title_of_any_characters_leaves_the_picture_well_formed(title: str) -> None:
    ET.fromstring(draw_face(WELL, title=title))  # noqa: S314 - as above


def test_a_title_cannot_smuggle_anything_in() -> None:
    drawn = draw_face(WELL, title="</title><script>alert(1)</script>&")
    assert "<script" not in drawn
    assert "&lt;/title&gt;&lt;script&gt;" in drawn


def test_the_description_tells_the_meters() -> None:
    picture = ET.fromstring(_draw(replace(WELL, energy=12, fullness=34, hydration=56)))  # noqa: S314 - as above
    assert picture.findtext(f"{SVG}desc") == "⚡ 12 % · 🍚 34 % · 💧 56 %"


@settings(max_examples=20)
@given(look=looks)
def test_the_same_look_gives_the_same_bytes(look: Look) -> None:
    assert draw_face(look, title="Mochi") == draw_face(replace(look), title="Mochi")


def test_every_stage_in_every_mood_is_a_picture_of_its_own() -> None:
    assert len({_draw(Look(stage, mood, 80, 80, 80)) for stage, mood in KINDS}) == len(KINDS)


@pytest.mark.parametrize("name", METERS)
def test_a_low_meter_shows_on_the_body_at_every_stage_in_every_mood(name: str) -> None:
    low = [10 if name == meter_name else 100 for meter_name in METERS]
    for stage, mood in KINDS:
        assert _body(Look(stage, mood, *low)) != _body(Look(stage, mood, 100, 100, 100))


def test_a_gauge_is_as_full_as_its_meter() -> None:
    drawn = _draw(replace(WELL, energy=12, fullness=34, hydration=0))
    assert re.findall(r'stroke-dasharray="(\d+) 200"', drawn) == ["12", "34"]


def test_the_eyes_close_as_the_energy_falls() -> None:
    openings = [Vitals(energy, 100, 100).eye_opening for energy in range(101)]
    assert openings == sorted(openings)
    assert openings[0] < 0.5
    assert openings[-1] == 1


def test_the_lid_is_lower_the_less_energy_there_is() -> None:
    lids = [_lid(energy) for energy in range(0, 75, 5)]
    assert all(higher > lower for higher, lower in pairwise(lids))


def test_the_eyes_of_the_tired_are_half_closed_however_much_energy_there_is() -> None:
    assert EYE_HALF_CLOSED(Vitals(100, 100, 100)) != EYE_OPEN(Vitals(100, 100, 100))
    assert EYE_HALF_CLOSED(Vitals(0, 100, 100)) == EYE_OPEN(Vitals(0, 100, 100))


def test_bags_grow_under_the_eyes_as_the_energy_falls() -> None:
    bags = [Vitals(energy, 100, 100).eye_bags for energy in range(101)]
    assert bags == sorted(bags, reverse=True)
    assert bags[-1] == 0


def test_its_colour_fades_and_its_leaves_hang_as_the_water_falls() -> None:
    vitals = [Vitals(100, 100, hydration) for hydration in range(101)]
    blues = [int(sign.tint(SKIN)[5:], 16) for sign in vitals]
    assert blues == sorted(blues, reverse=True)
    assert [sign.wilt for sign in vitals] == sorted((sign.wilt for sign in vitals), reverse=True)
    assert vitals[-1].wilt == 0


def test_its_belly_gets_slimmer_as_it_gets_hungry() -> None:
    widths = [Vitals(100, fullness, 100).roundness for fullness in range(101)]
    assert all(slimmer < rounder for slimmer, rounder in pairwise(widths))


def test_a_belly_rumbles_when_it_makes_hungry() -> None:
    assert Vitals(100, 34, 100).belly_rumbles
    assert not Vitals(100, 35, 100).belly_rumbles


@pytest.mark.parametrize(("meter", "mark"), [("energy", 45), ("fullness", 35), ("hydration", 35)])
def test_a_gauge_is_red_where_what_it_shows_makes_a_mood(meter: str, mark: int) -> None:
    full = {"energy": 100, "fullness": 100, "hydration": 100}
    calm, alarmed = (gauges(Vitals(**{**full, meter: value})) for value in (mark, mark - 1))
    assert ALARM_COLOUR not in gauges(Vitals(**full)) + calm
    assert alarmed.count(ALARM_COLOUR) == 1


def test_the_contact_sheet_of_the_documents_is_the_one_drawn_now() -> None:
    kept = (DOCS / "companions.svg").read_text(encoding="utf-8")
    assert kept == contact_sheet() + "\n"
    assert len(kept.encode()) < 300_000
