"""Views of second factors."""

from datetime import datetime

from typing_extensions import TypedDict


class SecondFactorView(TypedDict):
    """The second factor of a user."""

    enabled: bool
    """Whether signing in needs a code."""
    enabled_at: datetime | None
    recovery_codes_left: int
    """How many recovery codes were not used yet."""
    required: bool
    """Whether this installation requires a second factor of the user."""


class SecondFactorSetupView(TypedDict):
    """What an authenticator app needs; it is shown once."""

    secret: str
    """The secret in Base32, to be typed where the picture cannot be scanned."""
    uri: str
    """The secret as an `otpauth` URI, which opens an authenticator app on the same device."""
    qr_code: str
    """The URI as a QR code: an SVG element."""


class RecoveryCodesView(TypedDict):
    """New recovery codes, each good for one sign-in; they are shown once, and earlier ones do not count."""

    recovery_codes: list[str]
