"""The colours that all parts of the face share."""

OUTLINE = "#5b4238"
WHITE = "#fffdf8"
CHEEK = "#ff8f86"
MOUTH = "#a4483f"
TONGUE = "#f68f87"
SHELL = "#fff5e2"
SHELL_SHADE = "#ecdabd"
CAPE = "#4fa9a0"
CAPE_SHADE = "#3b877f"
GOLD = "#f8c644"
WATER = "#66b5e6"
VIOLET = "#8f97d9"  # used without an outline, so it must be visible on white and on black
WOOD = "#a9795a"


def mix_colours(first: str, second: str, share: float) -> str:
    """Return a mixture of two colours; `share` (0 to 1) is the part of the first."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex()
