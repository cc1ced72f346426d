"""The effects of the three meters in every mood: on the eyes, the colours, the belly and the gauges."""

from dataclasses import dataclass

from shared.pictures.face.palette import GOLD, OUTLINE, WATER, WHITE, mix_colours
from shared.pictures.face.svg import Point, ellipse_path, filled, group, path
from shared.rules.companion.tuning import HUNGRY_BELOW, THIRSTY_BELOW, TIRED_BELOW

Tint = tuple[str, str]
"""A colour at full hydration and at none."""

SKIN: Tint = ("#ffcf9c", "#eee2d0")
SKIN_SHADE: Tint = ("#f3ae79", "#d8c7ae")
TUMMY: Tint = ("#ffecd2", "#f8f1e6")
LEAF: Tint = ("#8fcc68", "#cdbf78")
LEAF_VEIN: Tint = ("#5c9a47", "#9c8c4e")

ALARM_COLOUR = "#ee6a5c"
_FULLNESS_COLOUR = "#78b955"


@dataclass(frozen=True, slots=True)
class Vitals:
    """The three meters, each from 0 to 100, and their effects on the drawing."""

    energy: int
    fullness: int
    hydration: int

    @property
    def eye_opening(self) -> float:
        """The opening of the eyes, 0 to 1; 1 from 75 of energy on."""
        return min(1, 0.38 + 0.62 * self.energy / 75)

    @property
    def eye_bags(self) -> float:
        """The opacity of the bags under the eyes, 0 to 1; 0 from 50 of energy on."""
        return max(0, 1 - self.energy / 50)

    @property
    def freshness(self) -> float:
        """The share of the fresh colours, 0 to 1; 1 from 80 of hydration on."""
        return min(1, self.hydration / 80)

    @property
    def roundness(self) -> float:
        """The factor by which fullness scales the width of the belly, 0.86 to 1.06."""
        return 0.86 + 0.2 * self.fullness / 100

    @property
    def belly_rumbles(self) -> bool:
        """Whether the belly rumbles: fullness is below the threshold of the hungry mood."""
        return self.fullness < HUNGRY_BELOW

    def tint(self, tint: Tint) -> str:
        """Return the colour at the current hydration."""
        return mix_colours(*tint, self.freshness)

    @property
    def wilt(self) -> float:
        """The angle by which leaves droop, in degrees, 0 to 38."""
        return 38 * (1 - self.freshness)


def gauges(vitals: Vitals) -> str:
    """Draw three small gauges below the figure: energy (bolt), fullness (bowl) and hydration (drop)."""
    bolt = path("M1.5-6.5l-5.5 7.5h3.5l-1.5 5.5l5.5-7.5h-3.5z", fill=GOLD, width=1.2)
    bowl = path("M-6 0h12q-.5 6-6 6t-6-6zM-3-2.5q1-1.5 0-3M2-2.5q1-1.5 0-3", fill="#e98a6f", width=1.4)
    drop = path("M0-6.5q5 6 5 8.5a5 4.5 0 0 1-10 0q0-2.5 5-8.5z", fill=WATER, width=1.2)
    rings = "".join(ellipse_path((x, 221), 12, 12) for x in (84, 120, 156))
    return (
        path(rings, fill=WHITE, stroke="#b9aa9b", width=3.5)
        + group(_gauge_level(vitals.energy, GOLD, TIRED_BELOW), bolt, at=(84, 221))
        + group(_gauge_level(vitals.fullness, _FULLNESS_COLOUR, HUNGRY_BELOW), bowl, at=(120, 221))
        + group(_gauge_level(vitals.hydration, WATER, THIRSTY_BELOW), drop, at=(156, 221))
    )


def _gauge_level(value: int, colour: str, threshold: int) -> str:
    """Draw the filled part of a gauge, clockwise from its top; red below the threshold of its mood."""
    if not value:
        return ""
    dashes = f' pathLength="100" stroke-dasharray="{value} 200"'
    return path(
        "M0-12a12 12 0 1 1-.1 0z",
        stroke=ALARM_COLOUR if value < threshold else colour,
        width=3.5,
        extra=dashes,
    )


def rumble_lines(vitals: Vitals, at: Point) -> str:
    """Draw wavy lines beside a rumbling belly; nothing when it does not rumble."""
    if not vitals.belly_rumbles:
        return ""
    lines = "M0-14q6 4.5 0 9t0 9t0 9M11-9q5 4 0 8t0 8"
    return group(path(lines, stroke=ALARM_COLOUR, width=3), at=at, animation="float")


def ground_shadow(reach: float) -> str:
    """Draw the shadow on the ground; translucent, so that it shows on light and dark backgrounds."""
    return filled(ellipse_path((120, 195), reach, 7), OUTLINE, 0.22)
