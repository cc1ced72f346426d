"""The companion's face as SVG, for a stage, a mood and three meters.

`stage.py` has a row per stage, `mood.py` a row per mood, and `vitals.py` the effects of the meters in every
mood. The parts are drawn in `body.py`, `outfits.py`, `features.py` and `effects.py` with the building blocks
of `svg.py`. This module composes them.
"""

import re
from dataclasses import dataclass
from html import escape

from shared.pictures.face.body import CENTRE_X, GROUND_Y, BodyShape, arms, body
from shared.pictures.face.effects import tea_mug
from shared.pictures.face.mood import EXPRESSIONS, face
from shared.pictures.face.palette import OUTLINE
from shared.pictures.face.stage import BODY_SHAPES
from shared.pictures.face.svg import group
from shared.pictures.face.vitals import Vitals, gauges, ground_shadow, rumble_lines
from shared.views.companion import Mood, Stage

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Class names are prefixed because the styles of an inline SVG apply to the whole page.
_STYLE = (
    "@media (prefers-reduced-motion:no-preference){"
    ".avanochi-breath{animation:avanochi-breath 4s ease-in-out infinite;transform-origin:120px 194px}"
    ".avanochi-blink{animation:avanochi-blink 5s infinite;transform-box:fill-box;transform-origin:center}"
    ".avanochi-float{animation:avanochi-float 3s ease-in-out infinite}"
    ".avanochi-glow{animation:avanochi-glow 3s ease-in-out infinite}}"
    "@keyframes avanochi-breath{50%{transform:scale(.985,1.02)}}"
    "@keyframes avanochi-blink{0%,94%,to{transform:none}97%{transform:scaleY(.1)}}"
    "@keyframes avanochi-float{50%{transform:translateY(-4px)}}"
    "@keyframes avanochi-glow{50%{opacity:.6}}"
)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that determines the drawing; meters are from 0 to 100."""

    stage: Stage
    mood: Mood
    energy: int
    fullness: int
    hydration: int


def draw_face(look: Look, *, title: str, animated: bool = True) -> str:
    """Return the face as an SVG document; the same arguments always give the same bytes.

    The title is in the user's language. The description gives the meters as emoji and numbers, which a screen
    reader reads out in that language as well.

    A face that is not `animated` has the same classes and no style element, for pages whose policy forbids
    inline styles; web/styles/home.css has its rules.
    """
    name = escape(_NOT_IN_XML.sub("", title))
    description = f"⚡ {look.energy} % · 🍚 {look.fullness} % · 💧 {look.hydration} %"
    style = f"<style>{_STYLE}</style>" if animated else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img">'
        f"<title>{name}</title><desc>{description}</desc>{style}"
        f"{draw_figure(look)}</svg>"
    )


def draw_figure(look: Look) -> str:
    """Return the figure without the document around it, 240 by 240, to be placed in a larger picture."""
    shape, expression = BODY_SHAPES[look.stage], EXPRESSIONS[look.mood]
    vitals = Vitals(look.energy, look.fullness, look.hydration)
    scale_x, scale_y = expression.scale
    head = (CENTRE_X + shape.half_width * 0.9, GROUND_Y - shape.height * scale_y + 8)
    arms_behind, arms_in_front = arms(shape, expression.pose, vitals)
    figure = group(
        *(part(shape, vitals) for part in shape.behind_body),
        arms_behind,
        body(shape, vitals),
        *(part(shape, vitals) for part in shape.below_face),
        group(face(expression, vitals), at=(CENTRE_X, shape.top + shape.face_depth), scale=shape.face_scale),
        *(part(shape, vitals) for part in shape.above_face),
        _mug(shape) if expression.holds_mug else "",
        arms_in_front,
        at=(CENTRE_X * (1 - scale_x), GROUND_Y * (1 - scale_y)),  # keeps the feet where they are
        scale=expression.scale,
    )
    return (
        f'<g fill="none" stroke="{OUTLINE}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
        + ground_shadow(shape.half_width * 1.15)
        + group(figure, animation="breath")
        + rumble_lines(vitals, (CENTRE_X + shape.half_width + 24, GROUND_Y - 18))
        + "".join(effect(head) for effect in expression.effects)
        + gauges(vitals)
        + "</g>"
    )


def _mug(shape: BodyShape) -> str:
    if shape.shoulder is None:
        return tea_mug((CENTRE_X + shape.half_width + 20, GROUND_Y - 12))
    return tea_mug((CENTRE_X, shape.top + shape.shoulder[1] + 24))
