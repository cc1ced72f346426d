"""The companion of one user."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.entities.companion import CompanionName, CompanionView, ReminderView
from shared.entities.retry import Retry
from shared.repos.points_repo import LedgerRepository
from shared.repos.progress_repo import ProgressRepository
from shared.services.companion.face.drawing import Look, draw_face
from shared.services.companion.feelings import Feelings, feelings_of, reasons_of
from shared.services.companion.growth import level_of, stage_of, streak_of, xp_of
from shared.services.companion.life import Life
from shared.services.companion.meters import Meters
from shared.services.companion.needs import due_of, needs_of
from shared.services.life_reader import LifeReader
from shared.services.speech.telling import explain, message_of, remind, speech_for
from shared.services.unit_of_work import Transactions, UnitOfWork


@dataclass(frozen=True, slots=True)
class _State:
    """The companion at a moment, before it is told in any language."""

    meters: Meters
    feelings: Feelings
    streak: int
    xp: int

    @property
    def life(self) -> Life:
        return self.meters.life


class CompanionService:
    """How it is: the pure function of a life, told in the language of whoever asks.

    `accept_language` is the header of that name; a profile that prefers a language goes before it.
    """

    def __init__(
        self,
        *,
        progress: ProgressRepository,
        ledger: LedgerRepository,
        lives: LifeReader,
        transactions: Transactions,
    ) -> None:
        self._transactions = transactions
        self._progress = progress
        self._ledger = ledger
        self._lives = lives

    def get_companion(
        self, user_id: str, at: datetime | None = None, accept_language: str = ""
    ) -> CompanionView:
        """Return the companion as it is now, or was at a moment up to 7 days ago."""
        state = self._read(user_id, at)
        life, feelings, level = state.life, state.feelings, level_of(state.xp)
        speech, needs = speech_for(life.user, accept_language), needs_of(state.meters)
        return {
            "name": life.user.companion_name,
            "stage": stage_of(level),
            "level": level,
            "xp": state.xp,
            "xp_to_next": xp_of(level + 1) - state.xp,
            "energy": round(feelings.energy),
            "fullness": round(feelings.fullness),
            "hydration": round(feelings.hydration),
            "mood": feelings.mood,
            "message": message_of(speech, life, feelings, state.streak),
            "reasons": [explain(speech, reason) for reason in reasons_of(state.meters)],
            "next_need": {"kind": needs[0].kind, "at": needs[0].at} if needs else None,
        }

    def draw(self, user_id: str, at: datetime | None = None, accept_language: str = "") -> str:
        """Return the companion's face, as an SVG document."""
        state = self._read(user_id, at)
        feelings, speech = state.feelings, speech_for(state.life.user, accept_language)
        look = Look(
            stage=stage_of(level_of(state.xp)),
            mood=feelings.mood,
            energy=round(feelings.energy),
            fullness=round(feelings.fullness),
            hydration=round(feelings.hydration),
        )
        mood = speech.say(f"mood-{feelings.mood}")
        return draw_face(look, title=speech.say("face-title", name=state.life.user.companion_name, mood=mood))

    def list_reminders(self, user_id: str, accept_language: str = "") -> list[ReminderView]:
        """Return what is due right now, what has been due for longest first."""
        life = self._lives.read(user_id)
        speech = speech_for(life.user, accept_language)
        return [
            {"kind": need.kind, "since": need.at, "message": remind(speech, life, need.kind)}
            for need in due_of(Meters(life))
        ]

    def rename(self, user_id: str, name: str, *, retry: Retry | None = None) -> CompanionName:
        """Give the companion a name."""

        def work(unit: UnitOfWork) -> CompanionName:
            if name != unit.user.companion_name:
                unit.replace(replace(unit.user, companion_name=name))
            return CompanionName(user_id, name)

        return self._transactions.run(user_id, work, entity=CompanionName, retry=retry)

    def _read(self, user_id: str, at: datetime | None) -> _State:
        meters = Meters(self._lives.read(user_id, at))
        progress = self._progress.get_of(user_id)
        streak = streak_of(meters.life, progress.active_days)
        xp = progress.points - (self._ledger.sum_after(user_id, at) if at else 0)
        return _State(meters, feelings_of(meters, streak), streak, xp)
