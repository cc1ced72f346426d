"""The colours of the page: contrast in light and dark, and the companion's own colours."""

import re
from itertools import product
from pathlib import Path

from shared.pictures.face import palette, vitals
from tests.unit.contrast import contrast

_CSS = (Path(__file__).parents[2] / "web/styles/app.css").read_text(encoding="utf-8")
_COLOURS = {
    match[1]: (match[2], match[3])
    for match in re.finditer(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", _CSS)
}
_SURFACES = ("paper", "card", "sunken")
_OUTCOMES = ("success", "warning", "danger")
_METERS = ("energy", "fullness", "hydration")
_TINTS = tuple(f"{name}-soft" for name in ("accent", "success", "warning", *_METERS))
_TEXT = (
    *product(("ink", "ink-soft", "link", *_OUTCOMES), _SURFACES),
    *product(("ink", "ink-soft"), _TINTS),
    ("success", "success-soft"),
    ("warning", "warning-soft"),
    ("link", "accent-soft"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("on-danger", "danger"),
)
_PARTS = (
    *product(("accent", "focus", "line-strong", *_METERS), _SURFACES),
    *((name, f"{name}-soft") for name in _METERS),
)


def test_text_and_parts_have_enough_contrast_in_light_and_dark() -> None:
    """WCAG 2.2 AA: 4.5:1 for text (1.4.3), 3:1 for the parts of controls and graphics (1.4.11)."""
    too_little = [
        (foreground, background, theme, round(ratio, 2))
        for pairs, least in ((_TEXT, 4.5), (_PARTS, 3.0))
        for foreground, background in pairs
        for theme, ratio in zip(("light", "dark"), _contrasts(foreground, background), strict=True)
        if ratio < least
    ]

    assert not too_little


def test_bright_colour_of_energy_is_that_of_its_gauge() -> None:
    gauges = vitals.gauges(vitals.Vitals(energy=80, fullness=80, hydration=80))
    [energy, *_] = re.findall(r'stroke="(#\w{6})" stroke-width="3.5" pathLength', gauges)
    assert f"--energy-bright: {energy};" in _CSS
    assert f"--card: light-dark({palette.WHITE}, " in _CSS


def _contrasts(foreground: str, background: str) -> list[float]:
    """Return the contrasts in light and in dark."""
    return list(map(contrast, _COLOURS[foreground], _COLOURS[background]))
