"""Signals of workload and recovery: their views, and their snooze."""

from dataclasses import dataclass
from datetime import timedelta

from shared.entities.assistant_state import MAX_SNOOZE_DAYS, AssistantState, Snooze
from shared.entities.idempotency import Outcome
from shared.language.signals import describe_signal, offer_option, source_of
from shared.language.speech import Speech
from shared.repos.assistant_state_repo import AssistantStateRepository
from shared.rules.assistant.history import History
from shared.rules.assistant.signals.signal import Signal
from shared.services.base_service import BaseService, require_range
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.metric import Unit
from shared.views.predictions import AlertRule, SignalRule, SignalView

_RULES = frozenset({*map(str, SignalRule), *map(str, AlertRule)})


@dataclass(frozen=True, kw_only=True, eq=False)
class SignalService(BaseService):
    """The snooze of rules that give signals or alerts."""

    entity_type = "Signal"

    states: AssistantStateRepository
    transactions: Transactions

    def snooze(self, user_id: str, rule: str, days: int, *, planned: bool = False) -> Outcome[AssistantState]:
        """Silence a rule for 1 to 60 days, today included; `NotFoundError` for an unknown rule.

        `planned` is whether the user says that what it has observed was intended.
        """
        self._require_rule(rule)
        days = require_range("days", days, 1, MAX_SNOOZE_DAYS)

        def snooze(unit: UnitOfWork) -> AssistantState:
            state = self._find_state(unit)
            until = unit.today + timedelta(days=days)
            snoozed = state.with_snooze(rule, Snooze(until=until, planned=planned), unit.today)
            _write(unit, snoozed)
            return snoozed

        return self.transactions.run(user_id, snooze, entity=AssistantState)

    def end_snooze(self, user_id: str, rule: str) -> None:
        """Let a rule speak again; `NotFoundError` for an unknown rule."""
        self._require_rule(rule)

        def end(unit: UnitOfWork) -> None:
            state = self._find_state(unit)
            kept = state.without_snooze(rule, unit.today)
            if kept is not state:
                _write(unit, kept)

        self.transactions.commit(user_id, end)

    def _require_rule(self, rule: str) -> None:
        if rule not in _RULES:
            raise self._not_found()

    def _find_state(self, unit: UnitOfWork) -> AssistantState:
        """Return the state of an account that exists, which also guards the commit."""
        unit.read_ahead(())
        unit.require_account()
        return self.states.find_state(unit.user.user_id) or AssistantState(user_id=unit.user_id)


def _write(unit: UnitOfWork, state: AssistantState) -> None:
    if state.etag:
        unit.replace(state)
    else:
        unit.create(state)


def signal_view(signal: Signal, history: History, speech: Speech) -> SignalView:
    """Return the view of a signal; a snoozed one has the date until which its rule is silent."""
    snooze = history.state.snooze_of(signal.rule, history.today)
    return {
        "rule": signal.rule,
        "level": signal.level,
        "since": signal.since,
        "observed": round(signal.observed, 1 if signal.unit is Unit.PERCENT else 2),
        "limit": round(signal.limit, 2),
        "unit": signal.unit,
        "usual": None if signal.usual is None else round(signal.usual, 2),
        "total": signal.total,
        "text": describe_signal(speech, signal),
        "option": offer_option(speech, signal),
        "source": source_of(speech, signal),
        "snoozed_until": None if snooze is None else snooze.until,
    }
