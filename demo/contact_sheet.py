"""Draw the companion at every stage and in every mood.

To update the documentation, run `python -m demo.contact_sheet > docs/companions.svg`.
"""

from shared.pictures.face.drawing import Look, draw_figure
from shared.views.companion import Mood, Stage

_SIDE = 240  # width and height of a figure
_LEFT, _TOP = 130, 50  # space for the labels
_GREY = "#8d8379"  # legible on white and on black

_GOOD_METERS = (92, 88, 90)
_METERS = {
    Mood.EXHAUSTED: (6, 55, 60),
    Mood.THIRSTY: (84, 70, 14),
    Mood.HUNGRY: (76, 12, 75),
    Mood.TIRED: (28, 60, 65),
}


def contact_sheet() -> str:
    """Return an SVG document with a row per stage and a column per mood."""
    width, height = _LEFT + _SIDE * len(Mood), _TOP + _SIDE * len(Stage)
    labels = [_label(mood, _LEFT + _SIDE * (i + 0.5), 36) for i, mood in enumerate(Mood)]
    labels += [_label(stage, _LEFT / 2, _TOP + _SIDE * (i + 0.6)) for i, stage in enumerate(Stage)]
    figures = (
        f'<g transform="translate({_LEFT + _SIDE * column} {_TOP + _SIDE * row})">'
        f"{draw_figure(Look(stage, mood, *_METERS.get(mood, _GOOD_METERS)))}</g>"
        for row, stage in enumerate(Stage)
        for column, mood in enumerate(Mood)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        "<title>The companion at every stage and in every mood</title>"
        f'<g fill="{_GREY}" font-family="sans-serif" font-size="24" text-anchor="middle">'
        f"{''.join(labels)}</g>"
        f"{''.join(figures)}</svg>"
    )


def _label(name: str, x: float, y: float) -> str:
    return f'<text x="{x:g}" y="{y:g}">{name}</text>'


if __name__ == "__main__":
    print(contact_sheet())
