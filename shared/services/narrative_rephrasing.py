"""Narratives in the words of a language model, where there is one and the user has opted in."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import orjson
from msgspec.structs import replace

from shared.channels.deadline import ChannelError
from shared.channels.integration import TOO_MANY
from shared.channels.language_model import MAX_SECONDS, LanguageModel
from shared.clock import Clock
from shared.entities.entity import Entity, first_of
from shared.entities.rephrasing import ModelCalls, Rephrasing
from shared.entities.totals import LifetimeTotals
from shared.errors import DatabaseError, DependencyUnavailableError, LostRaceError
from shared.language.narratives import PARAGRAPHS
from shared.language.rephrasing.gate import find_fault
from shared.language.rephrasing.masking import MaskedText
from shared.language.rephrasing.words import instructions_in
from shared.language.speech import LANGUAGES
from shared.repos.keys import MODEL_CALLS_ID, rephrasing_id
from shared.repos.rephrasing_repo import RephrasingRepository
from shared.store.budget import RequestBudget
from shared.views.narratives import NarrativeSource, NarrativeView, PeriodKind

_SECONDS_TO_STORE = 0.5
"""How much of the time of a request is left for the store after the model's answer."""

_ATTEMPTS = 3  # to count a call, while other requests of the user change the same documents

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class NarrativeRephrasing:
    """Replaces the text of a narrative by the model's, if it says the same; otherwise it stays as it is."""

    model: LanguageModel
    rephrasings: RephrasingRepository
    clock: Clock

    def ids(self, period: PeriodKind, first: date) -> Iterable[str]:
        """Return the ids of the documents that `rephrase` needs, none without a model."""
        if self.model.state == "off":
            return ()
        return (MODEL_CALLS_ID, *(rephrasing_id(period, first, language) for language in LANGUAGES))

    def rephrase(
        self, user_id: str, view: NarrativeView, masked: MaskedText, found: Sequence[Entity]
    ) -> NarrativeView:
        """Return the narrative of a user who has opted in with the model's text, or as it is.

        `found` has the documents of `ids`, and the lifetime totals. A text with one fact, such as the name of
        an empty period, is left as it is.
        """
        try:
            if not self.model.is_configured or len(view["facts"]) <= 1:
                return view
            rephrasing = self._find_or_ask(self._describe(user_id, view, masked), view, masked, found)
        except DependencyUnavailableError as error:  # of the settings, or of the store
            _log(error.message)
            return view
        if (
            rephrasing is None
            or not rephrasing.text
            or find_fault(rephrasing.language, masked.text, rephrasing.text)
        ):
            return view
        text = masked.fill(rephrasing.text)
        paragraphs = text.split(PARAGRAPHS)
        return {**view, "text": text, "paragraphs": paragraphs, "source": NarrativeSource.MODEL}

    def _find_or_ask(
        self, new: Rephrasing, view: NarrativeView, masked: MaskedText, found: Sequence[Entity]
    ) -> Rephrasing | None:
        """Return the rephrasing of a text, stored or new; None if there is none for this wording."""
        for _ in range(_ATTEMPTS):
            stored = next(
                (one for one in found if isinstance(one, Rephrasing) and _same_text(one, new)), None
            )
            if stored and not stored.is_due(new.facts, new.asked_at, is_complete=view["complete"]):
                return stored if stored.wording == new.wording else None
            if self.model.is_busy:
                _log(TOO_MANY)
                return None
            try:
                begun = self._begin(new, stored, found)
            except LostRaceError:
                found = self.rephrasings.read_with(new)
            else:
                return self._ask(begun, masked) if begun else None
        _log("the call could not be counted")
        return None

    def _describe(self, user_id: str, view: NarrativeView, masked: MaskedText) -> Rephrasing:
        return Rephrasing(
            user_id=user_id,
            subject=view["period"],
            first=view["from"],
            language=view["language"],
            facts=_fingerprint([masked.text, *sorted(masked.values.items())]),
            wording=_fingerprint([masked.text]),
            asked_at=self.clock.now(),
        )

    def _begin(
        self, new: Rephrasing, stored: Rephrasing | None, found: Sequence[Entity]
    ) -> Rephrasing | None:
        """Count a call of the model before it is made; None if the user has no more today.

        `LostRaceError` if another request was first, or the account has been closed.
        """
        today = new.asked_at.date()
        lifetime = first_of(LifetimeTotals, found)
        if lifetime is None:
            raise LostRaceError("The account is being closed")
        calls = (first_of(ModelCalls, found) or ModelCalls(user_id=new.user_id, day=today)).add(today)
        if calls is None:
            _log("the calls of the day are used up")
            return None
        begun = replace(new, etag=stored.etag if stored else "")
        self.rephrasings.begin(begun, calls, lifetime)
        return begun

    def _ask(self, begun: Rephrasing, masked: MaskedText) -> Rephrasing | None:
        """Ask the model and store its answer, without a text if there is no usable one."""
        budget = RequestBudget.current()
        seconds = budget.remaining - _SECONDS_TO_STORE if budget else MAX_SECONDS
        message = orjson.dumps({"language": begun.language, "text": masked.text})
        try:
            text = self.model.ask(instructions_in(begun.language), message, seconds).strip()
        except ChannelError as error:
            _log(str(error))
            return None
        fault = find_fault(begun.language, masked.text, text)
        answered = replace(begun, answered=True, text="" if fault else text)
        try:
            self.rephrasings.finish(answered)
        except (DatabaseError, LostRaceError):
            _logger.info("A rephrasing could not be stored", exc_info=True)
        if fault is not None:
            _log(f"the gate refused {fault}")
        return answered


def _same_text(one: Rephrasing, other: Rephrasing) -> bool:
    return (one.subject, one.first, one.language) == (other.subject, other.first, other.language)


def _fingerprint(value: Sequence[object]) -> str:
    return blake2b(orjson.dumps(value), digest_size=12).hexdigest()


def _log(reason: str) -> None:
    _logger.warning("A narrative keeps the text of the rules: %s", reason)
