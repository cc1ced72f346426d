"""Spoken messages to the companion: they are recognised, answered like typed ones, and spoken to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.channels.speech import TOKEN_LIFETIME_SECONDS, AzureSpeech
from shared.channels.transcripts import Recognised
from shared.entities.conversation import AnsweredMessage
from shared.entities.idempotency import Outcome
from shared.entities.recording import (
    MAX_RECORDING_SECONDS,
    AudioKind,
    kind_named,
    kind_of,
    read_wav,
)
from shared.entities.user import User
from shared.errors import (
    DependencyUnavailableError,
    NotConfiguredError,
    NotFoundError,
    UnsupportedMediaTypeError,
    ValidationError,
)
from shared.language.conversation import Phrases
from shared.language.speech import choose_language
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.conversation_service import ConversationService
from shared.services.speaker import Speaker, Spoken, answer_of
from shared.services.transactions import idempotent, take_key
from shared.views.conversation import Intent
from shared.views.voice import SpeechTokenView, VoiceAnswerView

VOICE = "voice"
"""The channel of spoken conversations."""

MAX_HEARD_LENGTH = 1000
"""How many characters of a spoken message are answered, as of a typed one."""

_CERTAIN = 1.0
_TOLERANCE_SECONDS = 1.0  # by which services round the length of a recording
_MIN_LISTED = 3
_NOT_CONFIGURED = "Speech is not configured"


@dataclass(frozen=True, kw_only=True, eq=False)
class VoiceService(BaseService):
    """Spoken conversations of one user.

    A method that is given `accepted`, kinds of audio by preference, also returns its answer as audio: None
    only if it could not be spoken after the message was answered.
    """

    entity_type = "Message"

    conversations: ConversationService
    users: UserRepository
    azure: AzureSpeech
    speaker: Speaker

    def hear(
        self,
        user_id: str,
        recording: bytes,
        content_type: str,
        accept_language: str,
        accepted: Sequence[AudioKind] | None,
    ) -> tuple[Outcome[VoiceAnswerView], Spoken | None]:
        """Do what a recording asks for, and return the answer.

        `UnsupportedMediaTypeError` unless it is of the kind that it is said to be, `ValidationError` if it is
        too long or cannot be read, `NotConfiguredError` without a service that recognises it.
        """
        kind = _check_recording(recording, content_type)
        spoken_as = None if accepted is None else self.speaker.choose(accepted)
        if not self.azure.can_recognise:
            raise NotConfiguredError(_NOT_CONFIGURED)
        key = take_key()
        outcome = self.conversations.find_answer(user_id, key)
        if outcome is None:
            user = self.users.find_user(user_id)
            if user is None:
                raise NotFoundError("User not found")
            language = choose_language(user.preferences.get("language"), accept_language)
            heard = self._recognise(recording, kind, language)
            if not heard.text:
                return self._spoken(Outcome(_heard_nothing(user, language)), spoken_as)
            with idempotent(key):
                outcome = self.conversations.answer(
                    user_id,
                    heard.text,
                    channel=VOICE,
                    accept_language=accept_language,
                    confidence=heard.confidence,
                )
        return self._spoken(_view(outcome), spoken_as)

    def answer(
        self,
        user_id: str,
        text: str,
        *,
        language: str | None = None,
        intent: Intent | None = None,
        at: datetime | None = None,
        accept_language: str = "",
        accepted: Sequence[AudioKind] | None = None,
    ) -> tuple[Outcome[VoiceAnswerView], Spoken | None]:
        """Do what a text asks for, which the client has heard itself, and return the answer."""
        spoken_as = None if accepted is None else self.speaker.choose(accepted)
        outcome = self.conversations.answer(
            user_id,
            text,
            channel=VOICE,
            language=language,
            intent=intent,
            at=at,
            accept_language=accept_language,
            confidence=_CERTAIN,
        )
        return self._spoken(_view(outcome), spoken_as)

    def require_tokens(self) -> None:
        """Raise `NotConfiguredError` if no token can be issued here."""
        if not self.azure.can_speak:
            raise NotConfiguredError(_NOT_CONFIGURED)

    def issue_token(self) -> SpeechTokenView:
        """Return a token for a client that calls Azure Speech itself."""
        self.require_tokens()
        issued = answer_of("speech token", self.azure.issue_token)
        return {"token": issued.token, "region": issued.region, "expires_in": TOKEN_LIFETIME_SECONDS}

    def _recognise(self, recording: bytes, kind: AudioKind, language: str) -> Recognised:
        heard = answer_of("speech", lambda: self.azure.recognise(recording, kind, language))
        if heard is None:
            raise ValidationError("The recording cannot be read")
        _check_length(heard.seconds - _TOLERANCE_SECONDS)
        if len(heard.text) > MAX_HEARD_LENGTH:
            raise ValidationError(f"More than {MAX_HEARD_LENGTH} characters were said")
        return heard

    def _spoken(
        self, outcome: Outcome[VoiceAnswerView], kind: AudioKind | None
    ) -> tuple[Outcome[VoiceAnswerView], Spoken | None]:
        if kind is None:
            return outcome, None
        view = outcome.value
        try:
            return outcome, self.speaker.speak(_words(view), view["language"], kind)
        except DependencyUnavailableError:  # what the message did is done: the caller needs to know
            return outcome, None


def _check_recording(recording: bytes, content_type: str) -> AudioKind:
    kind = kind_named(content_type)
    if kind is None:
        raise UnsupportedMediaTypeError("A recording is WAV, OGG, WebM, MP3 or FLAC", [*AudioKind])
    if not recording:
        raise ValidationError("The recording is empty")
    if kind_of(recording) is not kind:
        raise UnsupportedMediaTypeError(
            f"The recording is not {kind}, as its Content-Type says", [*AudioKind]
        )
    if kind is AudioKind.WAV:
        wav = read_wav(recording)
        if wav is None:
            raise ValidationError("The recording cannot be read")
        _check_length(wav.seconds)
    return kind


def _check_length(seconds: float) -> None:
    if seconds > MAX_RECORDING_SECONDS:
        raise ValidationError(f"The recording is longer than {MAX_RECORDING_SECONDS} seconds")


def _view(outcome: Outcome[AnsweredMessage]) -> Outcome[VoiceAnswerView]:
    answered = outcome.value
    view: VoiceAnswerView = {
        **answered.view,
        "heard": answered.heard or "",
        "confidence": answered.confidence or 0.0,
    }
    return Outcome(view, outcome.replayed)


def _heard_nothing(user: User, language: str) -> VoiceAnswerView:
    """Return the answer to a recording without words, which leaves an open question open."""
    phrases = Phrases(language, user.user_id, 0)
    return {
        "heard": "",
        "confidence": 0.0,
        "reply": phrases.vary("not-heard"),
        "intent": Intent.NONE,
        "did": [],
        "undo_until": None,
        "question": None,
        "suggestions": phrases.options(("tasks", "help")),
        "language": language,
    }


def _words(view: VoiceAnswerView) -> str:
    """Return what is spoken: the reply, and the options of a question that it does not name."""
    question, reply = view["question"], view["reply"]
    labels = [] if question is None else [option["label"] for option in question["options"]]
    unnamed = [label for label in labels if label not in reply]
    return "\n".join((reply, *unnamed)) if len(unnamed) >= _MIN_LISTED else reply
