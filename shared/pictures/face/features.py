"""Eyes, brows and mouths.

The origin of an eye or a brow is the centre of the eye, that of a mouth the point between the eyes; a unit
is about a pixel.
"""

from collections.abc import Callable

from shared.pictures.face.palette import MOUTH, OUTLINE, TONGUE, WATER, WHITE
from shared.pictures.face.svg import ellipse_path, filled, path, polygon_path, star_points
from shared.pictures.face.vitals import SKIN, Vitals

Eye = Callable[[Vitals], str]
"""Draws the right eye around its centre; the left eye is its mirror image."""


def _eye_with_lid(radius_x: float, radius_y: float, highlights: str, max_opening: float = 1) -> Eye:
    """Return an eye whose lid closes as energy falls; `max_opening` (0 to 1) limits how far it opens."""
    pupil = filled(ellipse_path((0, 0), radius_x, radius_y), OUTLINE) + highlights
    half_width = radius_x + 2.5

    def eye(vitals: Vitals) -> str:
        opening = min(max_opening, vitals.eye_opening)
        if opening == 1:
            return pupil
        edge = radius_y - 2 * radius_y * opening
        # The lid slopes down to the outside, which looks sleepy; down to the inside would look angry.
        line = f"M{-half_width} {edge - 1:.1f}q{half_width}-1.5 {2 * half_width} 3"
        return (
            pupil
            + filled(f"{line}V{-radius_y - 2}H{-half_width}z", vitals.tint(SKIN))
            + path(line, width=2.4)
        )

    return eye


def _fixed_eye(element: str) -> Eye:
    return lambda _: element


_HIGHLIGHTS = filled(ellipse_path((2, -3), 2.5, 2.8), WHITE) + filled(
    ellipse_path((-2, 3.6), 1.2, 1.2), WHITE
)
_LARGE_HIGHLIGHTS = filled(ellipse_path((2.2, -3.2), 3.2, 3.5), WHITE) + filled(
    ellipse_path((-2.6, 3.8), 1.8, 1.8), WHITE
)
_STAR_HIGHLIGHTS = filled(polygon_path(star_points((1.3, -2), 6, 2.2, 4)), WHITE) + filled(
    ellipse_path((-2.8, 4.6), 1.5, 1.5), WHITE
)

EYE_OPEN = _eye_with_lid(6, 7.6, _HIGHLIGHTS)
EYE_HALF_CLOSED = _eye_with_lid(6, 7.6, _HIGHLIGHTS, max_opening=0.45)
EYE_LARGE = _eye_with_lid(7, 8.6, _LARGE_HIGHLIGHTS)
EYE_STARRY = _eye_with_lid(7.4, 9, _STAR_HIGHLIGHTS)
EYE_SWIRL = _fixed_eye(path("M0 0q3-3 4 1t-5 4.5t-5.5-7t9-5.5t7 9", width=2.8))
EYE_ASLEEP = _fixed_eye(path("M-8-1q8 8 16 0M-5.5 4l-2.5 3M0 5.5v3.5M5.5 4l2.5 3", width=2.6))
EYE_CALM = _fixed_eye(path("M-8-1q8 8 16 0", width=3.2))
EYE_ARCHED = _fixed_eye(path("M-8 3q8-12 16 0", width=3.4))

BROW_WORRIED = path("M-7-13q8-3 13 3.5", width=2.8)
BROW_PLEADING = path("M-6-16q7-3 12 3", width=2.8)
BROW_SAGGING = path("M-8-15q9-3 15 5", width=2.8)
BROW_LIFTED = path("M-7-15q7-6 14 0", width=2.8)

MOUTH_GENTLE = path("M-8 12q8 7 16 0")
MOUTH_BLISSFUL = path("M-10 11q10 10 20 0M-12.5 10.5l2.5.5M12.5 10.5l-2.5.5")
MOUTH_LAUGHING = path("M-14 9q14 4 28 0q-1 19-14 19t-14-19z", fill=MOUTH) + filled(
    "M-8 23.5q8-6.5 16 0q-3 3.5-8 3.5t-8-3.5z", TONGUE
)
MOUTH_GRINNING = path("M-13 10q13 5 26-2q0 14-13 14t-13-12z", fill=WHITE) + path(
    "M-10 16q10 3 21-1", width=1.4
)
MOUTH_YAWNING = path(ellipse_path((0, 19), 9, 11.5), fill=MOUTH) + filled(
    "M-6 25q6-6 12 0q-2 5-6 5t-6-5z", TONGUE
)
MOUTH_WAVY = path("M-12 18q3-7 6-2.5t6 0t6 0t6-2.5")
MOUTH_PANTING = path("M-12 17q0-7 12-7t12 7q-1 8-12 8t-12-8z", fill=MOUTH) + path(
    "M-6.5 19q6.5-3 13 0v9q0 7-6.5 7t-6.5-7zM0 21v7", fill=TONGUE, width=2.4
)
MOUTH_GAPING = (
    path("M-10 15q3-6 10-6t10 6q1 12-10 12t-10-12z", fill=MOUTH)
    + filled("M-6 23q6-5 12 0q-2 3-6 3t-6-3z", TONGUE)
    + path("M9 21q5 7 1 9q-4 0-3-5z", fill=WATER, width=1.4)
)
MOUTH_BREATHING = path(ellipse_path((0, 15), 4, 3.6), fill=MOUTH, width=2.4)
