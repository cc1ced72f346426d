"""Settings of pictures."""

from enum import StrEnum


class Theme(StrEnum):
    """The page on which a picture is shown."""

    LIGHT = "light"
    DARK = "dark"
