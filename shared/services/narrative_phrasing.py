"""Narratives in the words of a language model, where there is one and the user has said yes."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import orjson
from msgspec.structs import replace

from shared.channels.deadline import ChannelError
from shared.channels.language_model import MAX_SECONDS, LanguageModel
from shared.clock import Clock
from shared.entities.entity import Entity
from shared.entities.phrasing import ModelCalls, Phrasing
from shared.entities.totals import LifetimeTotals
from shared.errors import DatabaseError, DependencyUnavailableError, LostRaceError
from shared.language.narratives import PARAGRAPHS
from shared.language.rephrasing.gate import find_fault
from shared.language.rephrasing.masking import MaskedText
from shared.language.rephrasing.words import instructions_in
from shared.language.speech import LANGUAGES
from shared.repos.keys import MODEL_CALLS_ID, phrasing_id
from shared.repos.phrasing_repo import PhrasingRepository
from shared.store.budget import RequestBudget
from shared.views.narratives import NarrativeSource, NarrativeView, PeriodKind

_SECONDS_TO_STORE = 0.5
"""How much of the time of a request is left for the store after the model's answer."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class NarrativePhrasing:
    """Replaces the text of a narrative by the model's, if it says the same; otherwise it stays as it is."""

    model: LanguageModel
    phrasings: PhrasingRepository
    clock: Clock

    def ids(self, period: PeriodKind, first: date) -> Iterable[str]:
        """Return the ids of the documents that `rephrase` needs, none without a model."""
        if not self.model.is_configured:
            return ()
        return (MODEL_CALLS_ID, *(phrasing_id(period, first, language) for language in LANGUAGES))

    def rephrase(self, view: NarrativeView, masked: MaskedText, found: Sequence[Entity]) -> NarrativeView:
        """Return the narrative with the model's text, or as it is.

        `found` has the documents of `ids`, and the lifetime totals of the user, who has said yes. A text with
        one fact, such as the name of an empty period, is left as it is.
        """
        lifetime = next(one for one in found if isinstance(one, LifetimeTotals))
        if not self.model.is_configured or len(view["facts"]) <= 1:
            return view
        new = self._describe(lifetime.user_id, view, masked)
        stored = next((one for one in found if isinstance(one, Phrasing) and _same_text(one, new)), None)
        if stored is None or stored.is_due(new.facts, new.asked_at, is_complete=view["complete"]):
            begun = replace(new, etag=stored.etag if stored else "")
            if self._begin(begun, lifetime, found):
                stored = self._finish(begun, masked)
        if stored is None or not stored.text or stored.wording != new.wording:
            return view
        if find_fault(stored.language, masked.text, stored.text):
            return view
        text = masked.fill(stored.text)
        return {
            **view,
            "text": text,
            "paragraphs": text.split(PARAGRAPHS),
            "source": NarrativeSource.MODEL,
        }

    def _describe(self, user_id: str, view: NarrativeView, masked: MaskedText) -> Phrasing:
        return Phrasing(
            user_id=user_id,
            subject=view["period"],
            first=view["from"],
            language=view["language"],
            facts=_fingerprint([masked.text, *sorted(masked.values.items())]),
            wording=_fingerprint([masked.text]),
            asked_at=self.clock.now(),
        )

    def _begin(self, phrasing: Phrasing, lifetime: LifetimeTotals, found: Sequence[Entity]) -> bool:
        """Count a call of the model before it is made; return whether it may be made."""
        today = phrasing.asked_at.date()
        before = next((one for one in found if isinstance(one, ModelCalls)), None)
        calls = (before or ModelCalls(user_id=phrasing.user_id, day=today)).add(today)
        if calls is None:
            return _refuse("the calls of the day are used up")
        try:
            self.phrasings.begin(phrasing, calls, lifetime)
        except (DatabaseError, LostRaceError) as error:
            return _refuse(f"the call could not be counted ({type(error).__name__})")
        return True

    def _finish(self, phrasing: Phrasing, masked: MaskedText) -> Phrasing:
        """Ask the model and store its answer, without a text if there is no usable one."""
        budget = RequestBudget.current()
        seconds = budget.remaining - _SECONDS_TO_STORE if budget else MAX_SECONDS
        message = orjson.dumps({"language": phrasing.language, "text": masked.text})
        try:
            text = self.model.ask(instructions_in(phrasing.language), message, seconds)
        except (ChannelError, DependencyUnavailableError) as error:
            _refuse(str(error))
            return phrasing
        fault = find_fault(phrasing.language, masked.text, text)
        if fault is not None:
            _refuse(f"the gate refused {fault}")
        answered = replace(phrasing, answered=True, text="" if fault else text)
        try:
            self.phrasings.finish(answered)
        except (DatabaseError, LostRaceError):
            _logger.info("A phrasing could not be stored", exc_info=True)
        return answered


def _same_text(one: Phrasing, other: Phrasing) -> bool:
    return (one.subject, one.first, one.language) == (other.subject, other.first, other.language)


def _fingerprint(value: Sequence[object]) -> str:
    return blake2b(orjson.dumps(value), digest_size=12).hexdigest()


def _refuse(reason: str) -> bool:
    _logger.warning("A narrative keeps the text of the rules: %s", reason)
    return False
