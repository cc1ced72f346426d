"""Messages to the companion."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.api.endpoint import Access, Request, endpoint
from shared.api.fields import ActMoment, ByValue, MultilineText, not_blank
from shared.api.validation import Body
from shared.entities.idempotency import Outcome
from shared.views.conversation import AnswerView, Intent

MAX_TEXT_LENGTH = 1000


class Language(StrEnum):
    """A language of conversations."""

    ENGLISH = "en"
    SPANISH = "es"


class MessageBody(Body):
    """A message to the companion."""

    text: Annotated[
        MultilineText,
        StringConstraints(min_length=1, max_length=MAX_TEXT_LENGTH),
        not_blank("A message cannot be empty"),
    ] = Field(description="What the user says, in English or Spanish.")
    language: Annotated[Language | None, ByValue] = Field(
        None,
        description="The language of a text that has as many words of each. Defaults to that of the profile, "
        "else to that of the conversation so far or of the Accept-Language header.",
    )
    intent: Annotated[Intent | None, ByValue] = Field(
        None,
        description="What the message asks for, if the client knows: `add_task` reads any text as a task. "
        "Defaults to what its words ask for.",
    )
    at: ActMoment = Field(
        None,
        description="When it was said, if the client was offline then: at most 24 hours ago. Up to 2 minutes "
        "ahead count as now. Defaults to now.",
    )


@endpoint(access=Access.SELF)
def send_message(request: Request[MessageBody]) -> Outcome[AnswerView]:
    """Say something to the companion, which does what the message asks for and answers.

    A message that is not understood changes nothing, and neither does an act that is impossible right now:
    both are answered with 200 and an empty `did`. With an `Idempotency-Key`, a message is safe to repeat.
    """
    body = request.body
    outcome = request.services.get_conversation_service().answer(
        request.user_id,
        body.text,
        language=body.language,
        intent=body.intent,
        at=body.at,
        accept_language=request.accept_language,
    )
    return outcome.view()
