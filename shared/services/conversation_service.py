"""The conversation with the companion: it understands a message, acts through other services, and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from shared.clock import Clock
from shared.entities.chat_buttons import StoredButton
from shared.entities.checks import MAX_OFFLINE, past_moment
from shared.entities.conversation import AnsweredMessage, Command, Conversation
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord, Outcome
from shared.entities.user import User
from shared.errors import (
    AvanochiError,
    ConflictError,
    NotFoundError,
    OutOfOrderError,
    PreconditionFailedError,
    ValidationError,
)
from shared.language.conversation import Phrases
from shared.language.link_codes import read_link_command
from shared.language.speech import LANGUAGES, choose_language
from shared.repos.conversation_repo import ConversationRepository
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.stored_forms import from_stored, to_stored
from shared.services.base_service import BaseService
from shared.services.conversation.chat_channels import discreet
from shared.services.conversation.hearing import answer_to, choice_named, guess_command, read_as, read_command
from shared.services.conversation.talks import Talks
from shared.services.conversation.task_choice import MAX_ECHO
from shared.services.conversation.turn import Doing, Reply, Turn
from shared.services.transactions import Transactions, joined, take_key
from shared.services.unit_of_work import UnitOfWork
from shared.views.conversation import AnswerView, Intent

WEB = "web"
"""The channel of the companion's own page, and of any client of the API."""

MIN_CONFIDENCE = 0.6
"""How certain a spoken message must be to be acted on without a question."""

_REFUSALS = (ConflictError, NotFoundError, PreconditionFailedError, ValidationError)


class _StaleError(Exception):
    """The conversation went on, or the message was answered, since it was read."""


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """A message as it was sent."""

    user_id: str
    text: str
    channel: str
    language: str | None
    intent: Intent | None
    at: datetime | None
    accept_language: str
    button: StoredButton | None
    key: IdempotencyKey | None
    confidence: float | None

    @property
    def is_doubtful(self) -> bool:
        """Whether it was spoken, and perhaps misheard."""
        return self.confidence is not None and self.confidence < MIN_CONFIDENCE


@dataclass(frozen=True, kw_only=True, eq=False)
class ConversationService(BaseService):
    """Conversations of one user; each message is one commit with what it does, and answered once."""

    entity_type = "Message"

    conversations: ConversationRepository
    records: IdempotencyRepository
    transactions: Transactions
    clock: Clock
    talks: Talks

    def answer(  # noqa: PLR0913 - each has a default but two
        self,
        user_id: str,
        text: str,
        *,
        channel: str = WEB,
        language: str | None = None,
        intent: Intent | None = None,
        at: datetime | None = None,
        accept_language: str = "",
        confidence: float | None = None,
        button: StoredButton | None = None,
    ) -> Outcome[AnsweredMessage]:
        """Do what a message asks for, and return the answer.

        The language that has most words of it is tried first. Of those that have as many, it is `language`,
        else that of the profile, of the conversation so far, or of the header `accept_language`; what is not
        understood is answered in that one. `intent` is what it asks for, if that is known without its words.
        `at` is when it was said, in the last 24 hours. A `button` has the text as its label; it does nothing
        if its question, or the act that it undoes, is no longer the last one. `confidence` is how certain the
        text of a spoken message is (0 to 1): below `MIN_CONFIDENCE` it is asked whether it was said.
        """
        heard = _Heard(
            user_id=user_id,
            text=text,
            channel=channel,
            language=language,
            intent=intent,
            at=at,
            accept_language=accept_language,
            button=button,
            key=take_key(),
            confidence=confidence,
        )
        while True:
            first = self.find_answer(user_id, heard.key)
            if first is not None:
                return first
            try:
                return Outcome(self._answer(heard))
            except _StaleError:
                continue

    def find_answer(self, user_id: str, key: IdempotencyKey | None) -> Outcome[AnsweredMessage] | None:
        """Return the answer to an earlier message with the same idempotency key, None without one."""
        record = None if key is None else self.records.find_record(user_id, key)
        return None if record is None else Outcome(from_stored(AnsweredMessage, record.answer), replayed=True)

    def _answer(self, heard: _Heard) -> AnsweredMessage:
        turn = self._understand(heard)
        sure = _make_sure(turn) if heard.is_doubtful else None
        step = sure or self.talks.handler_of(turn.command)(turn)
        if heard.button is not None and not heard.button.fits(turn.conversation, turn.now):
            step = turn.say("button-over", "tasks", "help")
        if isinstance(step, Doing):
            try:
                answer = self._commit(heard, turn, step)
            except _REFUSALS as error:
                if self.find_answer(heard.user_id, heard.key) is not None:
                    raise _StaleError from error
                step = _explain(turn, step, error)
            else:
                self.talks.advice.record_done(turn)
                return answer
        reply = step
        nothing = Doing(
            run=lambda: self.transactions.commit(heard.user_id, lambda _: None), describe=lambda _: reply
        )
        return self._commit(heard, turn, nothing)

    def _understand(self, heard: _Heard) -> Turn:
        """Return the turn of a message, which answers the open question if it can."""
        now = self.clock.now()
        at = None if heard.at is None else past_moment(heard.at, now, MAX_OFFLINE)
        found = self.conversations.read_with(heard.user_id, heard.channel)
        user = next((one for one in found if isinstance(one, User) and one.closed_at is None), None)
        if user is None:
            raise NotFoundError("User not found")
        before = next((one for one in found if isinstance(one, Conversation)), None)
        conversation = before or Conversation.begin(heard.user_id, heard.channel, now)
        preferred = heard.language or user.preferences.get("language") or conversation.language
        language = choose_language(preferred, heard.accept_language)
        command, language = self._command(heard, user, conversation, language, at or now)
        return Turn(
            user=user,
            text=heard.text,
            now=now,
            at=at,
            command=command,
            conversation=conversation,
            phrases=Phrases(language, heard.user_id, conversation.turn),
        )

    def _command(
        self, heard: _Heard, user: User, conversation: Conversation, language: str, said_at: datetime
    ) -> tuple[Command, str]:
        """Return what a message asks for, and the language in which it was understood."""
        local = said_at.astimezone(user.calendar.zone)
        known = _known_command(heard, language, local)
        if known is not None:
            return known, language
        question = conversation.open_question(said_at)
        if question is not None:
            for spoken in sorted(LANGUAGES, key=lambda one: one != conversation.language):
                answer = answer_to(question, heard.text, spoken, local)
                if answer is not None:
                    return answer, spoken
        command, understood_in = read_command(heard.text, language, local)
        if question is not None and command.intent is Intent.NONE:
            command = choice_named(question, heard.text, conversation.language) or command
        if command.intent is Intent.NONE:
            for spoken in sorted(LANGUAGES, key=lambda one: one != language):
                guessed = guess_command(heard.text, spoken, local)
                if guessed is not None:
                    return guessed, spoken
        return command, understood_in

    def _commit(self, heard: _Heard, turn: Turn, step: Doing) -> AnsweredMessage:
        """Do a step, and store the answer and the conversation after it in the same commit."""
        answers: list[AnsweredMessage] = []
        is_first_attempt = True

        def join(unit: UnitOfWork, operation: Callable[[UnitOfWork], object]) -> object:
            nonlocal is_first_attempt
            if not is_first_attempt:  # a race was lost, perhaps against another message
                self._require_current(heard, turn)
            is_first_attempt = False
            result = operation(unit)
            unit.require_account()
            reply = discreet(turn, step.describe(result))
            answers[:] = [_store_answer(unit, turn, reply, heard)]
            return result

        with joined(join):
            step.run()
        return answers[0]

    def _require_current(self, heard: _Heard, turn: Turn) -> None:
        current = self.conversations.find_conversation(turn.user_id, turn.conversation.channel)
        etag = "" if current is None else current.etag
        if etag != turn.conversation.etag or self.find_answer(heard.user_id, heard.key) is not None:
            raise _StaleError


def _make_sure(turn: Turn) -> Reply | None:
    """Return the question whether a command was said; None if there is none, or it changes nothing."""
    if turn.command.intent is Intent.NONE:
        return None
    return turn.confirm("heard-sure", turn.command, heard=shorten(turn.text, MAX_ECHO, placeholder="…"))


def _known_command(heard: _Heard, language: str, local: datetime) -> Command | None:
    """Return what a message asks for if that is known without the grammar."""
    if heard.button is not None and heard.button.command is not None:
        return heard.button.command
    if read_link_command(heard.text) is not None:
        return Command(intent=Intent.LINK)
    return None if heard.intent is None else read_as(heard.intent, heard.text, language, local)


def _explain(turn: Turn, step: Doing, error: AvanochiError) -> Reply:
    """Return the reply to an act that was refused."""
    if isinstance(error, OutOfOrderError):
        return turn.say("out-of-order", "status", "help")
    refusal = "out-of-range" if isinstance(error, ValidationError) else "could-not"
    return step.explain(error) or turn.say(refusal, "status", "help")


def _store_answer(unit: UnitOfWork, turn: Turn, reply: Reply, heard: _Heard) -> AnsweredMessage:
    """Add the conversation after a reply, and the record of the answer, to a commit."""
    after = turn.conversation.answered(
        turn.phrases.language, reply.question, reply.did, turn.now, undone=reply.undoes
    )
    if after.etag:
        unit.replace(after)
    else:
        unit.create(after)
    key, question = heard.key, reply.question
    answer = AnsweredMessage(
        user_id=turn.user_id,
        view=_view(turn, reply, after),
        asked_at=None if question is None else question.asked_at,
        heard=None if heard.confidence is None else heard.text,
        confidence=heard.confidence,
    )
    if key is not None:
        stored = to_stored(answer)
        unit.create(
            IdempotencyRecord(user_id=turn.user_id, key=key.key, fingerprint=key.fingerprint, answer=stored)
        )
    return answer


def _view(turn: Turn, reply: Reply, after: Conversation) -> AnswerView:
    question = reply.question
    return {
        "reply": reply.text,
        "intent": turn.command.intent,
        "did": [act.to_dict() for act in reply.did],
        "undo_until": after.undo_until(turn.now),
        "question": None if question is None else question.to_dict(),
        "suggestions": turn.phrases.options(reply.suggestions),
        "language": turn.phrases.language,
    }
