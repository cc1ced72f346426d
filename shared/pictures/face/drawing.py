"""The face of the companion: how it looks at a stage of its life, in a mood, with its three meters.

The parts lie beside this module. `stage` has a row per stage and `mood` a row per mood; `vitals` says what
the meters change whatever the mood. They are drawn in `body`, `wear`, `features` and `air`, all with the pen
of `ink`. Here they are laid over each other.
"""

import re
from dataclasses import dataclass
from html import escape

from shared.pictures.face.body import GROUND, MIDDLE, BodyShape, arms, body
from shared.pictures.face.effects import mug
from shared.pictures.face.mood import MOODS, face
from shared.pictures.face.stage import BUILDS
from shared.pictures.face.svg import INK, group
from shared.pictures.face.vitals import Vitals, gauges, ground_shadow, rumble
from shared.views.companion import Mood, Stage

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The names begin with the product's, since a picture within a page shares its styles with the page.
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
    """All that its face shows; the meters go from 0 to 100."""

    stage: Stage
    mood: Mood
    energy: int
    fullness: int
    hydration: int


def draw_face(look: Look, *, title: str) -> str:
    """Return its face as an SVG document: the same look and title give the same bytes.

    The title is in the person's language. The description repeats the meters in signs, which a screen
    reader speaks in that language, too.
    """
    name = escape(_NOT_IN_XML.sub("", title))
    description = f"⚡ {look.energy} % · 🍚 {look.fullness} % · 💧 {look.hydration} %"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img">'
        f"<title>{name}</title><desc>{description}</desc><style>{_STYLE}</style>"
        f"{draw_figure(look)}</svg>"
    )


def draw_figure(look: Look) -> str:
    """Return what `draw_face` shows, on 240 by 240, to be put into a larger picture."""
    build, expression = BUILDS[look.stage], MOODS[look.mood]
    vitals = Vitals(look.energy, look.fullness, look.hydration)
    wide, tall = expression.interval
    head = (MIDDLE + build.half * 0.9, GROUND - build.height * tall + 8)
    arms_behind, arms_before = arms(build, expression.pose, vitals)
    figure = group(
        *(part(build, vitals) for part in build.behind),
        arms_behind,
        body(build, vitals),
        *(part(build, vitals) for part in build.beneath),
        group(face(expression, vitals), at=(MIDDLE, build.top + build.face[0]), scale=build.face[1]),
        *(part(build, vitals) for part in build.above),
        _mug(build) if expression.mug else "",
        arms_before,
        at=(MIDDLE * (1 - wide), GROUND * (1 - tall)),  # stretches sideways from the middle, and upwards
        scale=expression.interval,
    )
    return (
        f'<g fill="none" stroke="{INK}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
        + ground_shadow(build.half * 1.15)
        + group(figure, moves="breath")
        + rumble(vitals, (MIDDLE + build.half + 24, GROUND - 18))
        + "".join(thing(head) for thing in expression.in_air)
        + gauges(vitals)
        + "</g>"
    )


def _mug(build: BodyShape) -> str:
    if build.shoulder is None:
        return mug((MIDDLE + build.half + 20, GROUND - 12))
    return mug((MIDDLE, build.top + build.shoulder[1] + 24))
