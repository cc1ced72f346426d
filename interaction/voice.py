"""Spoken messages to the companion, the briefing of the day, and tokens of Azure Speech for clients."""

from typing import Annotated

from pydantic import Field

from interaction.messages import MessageBody
from shared.api.endpoint import Access, Content, Request, endpoint
from shared.api.fields import ByValue
from shared.api.negotiation import audio_instead_of_json, audio_kinds
from shared.api.validation import EmptyBody, Parameters, RawBody
from shared.entities.idempotency import Outcome
from shared.entities.recording import AudioKind
from shared.views.voice import BriefingFormat, BriefingPart, SpeechTokenView, VoiceAnswerView

_JSON = "application/json"


class RecordingBody(RawBody):
    """A recording, or a message that the client has recognised itself."""

    MEDIA_TYPES = (_JSON, *AudioKind)
    MAX_BYTES = 10 * 1024 * 1024
    JSON = MessageBody


class BriefingParameters(Parameters):
    """What the briefing is about, and its form."""

    part: Annotated[BriefingPart | None, ByValue] = Field(
        None, description="Which briefing. Defaults to the one that fits the user's local time."
    )
    format: Annotated[BriefingFormat, ByValue] = Field(
        BriefingFormat.TEXT, description="Plain text, SSML for a voice, or audio."
    )


@endpoint(access=Access.SELF, errors=(406,), other_media_types=(AudioKind.MP3, AudioKind.WAV))
def send_recording(request: Request[RecordingBody]) -> Outcome[VoiceAnswerView | Content]:
    """Say something to the companion, as a recording or as text, and get its answer as JSON or audio.

    A recording has at most 60 seconds and 10 MB, and its media type as `Content-Type`. An `Accept` header
    that prefers audio, such as `audio/*`, gets the spoken reply; if a message was answered but the reply
    could not be spoken, JSON is returned after all. What was heard with less certainty than 0.6 is done only
    after a question. Audio is not stored. With an `Idempotency-Key`, a message is safe to repeat.
    """
    accepted = audio_instead_of_json(request.headers.get("accept", ""))
    service, content_type = request.services.get_voice_service(), request.headers.get("content-type", _JSON)
    if content_type.partition(";")[0].strip().lower() == _JSON:
        message = request.read_json(MessageBody)
        outcome, spoken = service.answer(
            request.user_id,
            message.text,
            language=message.language,
            intent=message.intent,
            at=message.at,
            accept_language=request.accept_language,
            accepted=accepted,
        )
    else:
        outcome, spoken = service.hear(
            request.user_id, request.body.content, content_type, request.accept_language, accepted
        )
    if spoken is None:
        return Outcome(outcome.value, outcome.replayed)
    return Outcome(Content(spoken.audio, spoken.kind), outcome.replayed)


@endpoint(
    access=Access.SELF,
    errors=(406,),
    media_type="text/plain",
    other_media_types=("application/ssml+xml", AudioKind.MP3, AudioKind.WAV),
)
def get_briefing(request: Request[EmptyBody, BriefingParameters]) -> Content:
    """Get the briefing of the day: what is ahead in the morning, what is due now, or how the day went.

    Its words are in the language of the profile, else of the Accept-Language header, and take at most 45
    seconds to say.
    """
    query, briefings = request.query, request.services.get_briefing_service()
    if query.format is BriefingFormat.AUDIO:
        accepted = audio_kinds(request.headers.get("accept", ""))
        spoken = briefings.speak(request.user_id, query.part, request.accept_language, accepted)
        return Content(spoken.audio, spoken.kind)
    if query.format is BriefingFormat.SSML:
        ssml = briefings.to_ssml(request.user_id, query.part, request.accept_language)
        return Content(ssml.encode(), "application/ssml+xml")
    return Content(briefings.brief(request.user_id, query.part, request.accept_language).text.encode())


@endpoint(access=Access.SELF)
def get_token(request: Request) -> SpeechTokenView:
    """Get a token with which the client calls Azure Speech itself, at most ten an hour."""
    from shared.api.limits import SpeechTokenLimiter  # noqa: PLC0415 - with the first request

    service = request.services.get_voice_service()
    service.require_tokens()
    request.services.get(SpeechTokenLimiter).count(request.user_id)
    return service.issue_token()
