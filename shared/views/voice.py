"""Views of spoken conversations."""

from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.conversation import AnswerView


class VoiceAnswerView(AnswerView):
    """The answer to a spoken message."""

    heard: str
    """What was heard; empty if the recording has no words, which changes nothing."""
    confidence: float
    """How certain that is, 0 to 1; 1 for a text. Below 0.6 the companion asks before it acts."""


class SpeechTokenView(TypedDict):
    """A token with which a client calls Azure Speech itself."""

    token: str
    region: str
    expires_in: int
    """Seconds."""


class BriefingPart(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    NOW = "now"
    EVENING = "evening"


class BriefingFormat(StrEnum):
    """The form of a briefing."""

    TEXT = "text"
    SSML = "ssml"
    AUDIO = "audio"
