"""The companion of one user."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from shared.entities.checks import MAX_NAME_LENGTH, check_field
from shared.entities.idempotency import Outcome
from shared.entities.names import check_nickname
from shared.entities.totals import LifetimeTotals
from shared.entities.user import CompanionName
from shared.language.phrasing import explain, message_of, remind, speech_for
from shared.pictures.face.drawing import Look, draw_face
from shared.repos.totals_repo import LedgerRepository, LifetimeTotalsRepository
from shared.rules.companion.levels import level_of, stage_of, streak_of, xp_of
from shared.rules.companion.meters import Meters
from shared.rules.companion.mood_state import MoodState, mood_state_of, reasons_of
from shared.rules.companion.needs import due_of, needs_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.base_service import BaseService, require_text
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.streaks import with_passed_days
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.companion import CompanionView, ReminderView


@dataclass(frozen=True, slots=True)
class _State:
    """The companion at a moment, without texts."""

    meters: Meters
    mood_state: MoodState
    streak: int
    xp: int

    @property
    def activity(self) -> RecentActivity:
        return self.meters.activity


@dataclass(frozen=True, kw_only=True, eq=False)
class CompanionService(BaseService):
    """The companion, computed from recent activity and described in the caller's language.

    `accept_language` is the `Accept-Language` header; the language of the profile takes precedence.
    """

    entity_type = "Companion"

    lifetime_totals: LifetimeTotalsRepository
    ledger: LedgerRepository
    recent_activity: RecentActivityReader
    transactions: Transactions

    def get_companion(
        self,
        user_id: str,
        at: datetime | None = None,
        accept_language: str = "",
        *,
        language: str | None = None,
    ) -> CompanionView:
        """Return the companion as of now, or as of a time up to 7 days ago.

        With a `language` it speaks that one.
        """
        return _view_of(self._read(user_id, at), accept_language, language)

    def companion_of(
        self, activity: RecentActivity, lifetime: LifetimeTotals, accept_language: str = ""
    ) -> CompanionView:
        """Return the companion as of the moment of the activity, with the totals of now."""
        return _view_of(_state_of(activity, lifetime, lifetime.points), accept_language, None)

    def draw(
        self,
        user_id: str,
        at: datetime | None = None,
        accept_language: str = "",
        *,
        animated: bool = True,
    ) -> str:
        """Return the companion's face, as an SVG document; unless it is `animated`, without a style."""
        state = self._read(user_id, at)
        mood_state, speech = state.mood_state, speech_for(state.activity.user, accept_language)
        look = Look(
            stage=stage_of(level_of(state.xp)),
            mood=mood_state.mood,
            energy=round(mood_state.energy),
            fullness=round(mood_state.fullness),
            hydration=round(mood_state.hydration),
        )
        mood = speech.say(f"mood-{mood_state.mood}")
        title = speech.say("face-title", name=state.activity.user.companion_name, mood=mood)
        return draw_face(look, title=title, animated=animated)

    def list_reminders(self, user_id: str, accept_language: str = "") -> list[ReminderView]:
        """Return the reminders that are due right now, the longest due first."""
        activity = self.recent_activity.read(user_id)
        speech = speech_for(activity.user, accept_language)
        return [
            {"kind": need.kind, "since": need.at, "message": remind(speech, activity, need.kind)}
            for need in due_of(Meters(activity))
        ]

    def rename(self, user_id: str, name: str) -> Outcome[CompanionName]:
        """Rename the companion; `ValidationError` for a name that is not valid, unless it has the name."""
        name = require_text("name", name, "Companion name cannot be empty", MAX_NAME_LENGTH)

        def rename(unit: UnitOfWork) -> CompanionName:
            if name == unit.user.companion_name:
                return CompanionName(user_id=user_id, name=name)
            stored = check_field("name", check_nickname, name)
            unit.replace(replace(unit.user, companion_name=stored))
            return CompanionName(user_id=user_id, name=stored)

        return self.transactions.run(user_id, rename, entity=CompanionName)

    def _read(self, user_id: str, at: datetime | None) -> _State:
        activity = self.recent_activity.read(user_id, at)
        lifetime = self.lifetime_totals.get_totals(user_id)
        xp = lifetime.points - (self.ledger.sum_after(user_id, at) if at else 0)
        return _state_of(activity, lifetime, xp)


def _state_of(activity: RecentActivity, lifetime: LifetimeTotals, xp: int) -> _State:
    lifetime, meters = with_passed_days(lifetime, activity.user, activity.today), Meters(activity)
    streak = streak_of(activity, lifetime.active_days, lifetime.passed_days)
    return _State(meters, mood_state_of(meters, streak), streak, xp)


def _view_of(state: _State, accept_language: str, language: str | None) -> CompanionView:
    activity, mood_state, level = state.activity, state.mood_state, level_of(state.xp)
    speech, needs = speech_for(activity.user, accept_language, language), needs_of(state.meters)
    return {
        "name": activity.user.companion_name,
        "stage": stage_of(level),
        "level": level,
        "xp": state.xp,
        "xp_to_next": xp_of(level + 1) - state.xp,
        "energy": round(mood_state.energy),
        "fullness": round(mood_state.fullness),
        "hydration": round(mood_state.hydration),
        "mood": mood_state.mood,
        "message": message_of(speech, activity, mood_state, state.streak),
        "reasons": [explain(speech, reason) for reason in reasons_of(state.meters)],
        "next_need": {"kind": needs[0].kind, "at": needs[0].at} if needs else None,
    }
