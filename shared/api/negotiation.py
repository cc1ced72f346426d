"""What a caller accepts as a response: audio, and of which kinds (RFC 9110, section 12.5.1)."""

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from shared.entities.recording import AudioKind

_MADE = (AudioKind.MP3, AudioKind.WAV)


def audio_instead_of_json(accept: str) -> tuple[AudioKind, ...] | None:
    """Return the kinds of audio that an `Accept` header prefers to JSON, the best first.

    None if it does not prefer audio, and none of them if it names only kinds that are never made.
    """
    accepted = _qualities(accept)
    as_json = _quality(accepted, "application/json")
    named = [quality for name, quality in accepted.items() if name.startswith("audio/")]
    return audio_kinds(accept) if max(named, default=0) > as_json else None


def audio_kinds(accept: str) -> tuple[AudioKind, ...]:
    """Return the kinds of audio that an `Accept` header allows, the best first; all if it names no audio."""
    accepted = _qualities(accept)
    if not any(name.startswith("audio/") for name in accepted):
        return _MADE
    allowed = [(_quality(accepted, kind), kind) for kind in _MADE]
    return tuple(
        kind for quality, kind in sorted(allowed, key=lambda one: one[0], reverse=True) if quality > 0
    )


def _qualities(accept: str) -> dict[str, float]:
    """Return the quality of each media range."""
    try:
        found = parse_accept_header(accept, MIMEAccept)
    except IndexError:  # Werkzeug before 3.1.9, for a parameter without a name: "audio/mpeg;*=x"
        return {}
    return {name.partition(";")[0].strip().lower(): quality for name, quality in reversed([*found])}


def _quality(accepted: dict[str, float], media_type: str) -> float:
    """Return the quality of a media type: that of the most specific range."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((accepted[one] for one in ranges if one in accepted), 0.0)
