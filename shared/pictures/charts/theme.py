"""The colours of the charts, on a light and on a dark page.

Text has a contrast of at least 4.5:1, and each mark of at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), by its fill
or by its outline.
"""

from dataclasses import dataclass

from shared.pictures.face.palette import OUTLINE, WHITE
from shared.pictures.face.vitals import LEAF, SKIN
from shared.views.picture import Theme

_TEAL = "#3a8079"  # the cape, dark enough on the skin and light enough on the dark surface


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme; work, focus and tasks have the same in each."""

    surface: str
    band: str
    """The background of days on which the user does not work."""
    grid: str
    text: str
    faint_text: str
    outline: str
    work: str = SKIN[0]
    focus: str = _TEAL
    tasks: str = LEAF[0]


COLOURS = {
    Theme.LIGHT: Colours(
        surface=WHITE,
        band="#f8eee0",
        grid="#e6d8c6",
        text=OUTLINE,
        faint_text="#78604f",
        outline=OUTLINE,
    ),
    Theme.DARK: Colours(
        surface="#2a201b",
        band="#352922",
        grid="#4c3d34",
        text="#f8ecdd",
        faint_text="#cfbcab",
        outline="#1d1410",
    ),
}
