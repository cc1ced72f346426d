"""Wiring: builds each service from the collaborators that its annotations name."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from threading import RLock
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from argon2 import PasswordHasher

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.entities.idempotency import IdempotencyKey
from shared.repos.auth_repo import HashingTurns, default_hasher
from shared.services.admin_task_service import AdminTaskService
from shared.services.audit_service import AuditService
from shared.services.auth_service import AuthService
from shared.services.caller import called_by
from shared.services.challenge_service import ChallengeService
from shared.services.chart_service import ChartService
from shared.services.companion_service import CompanionService
from shared.services.configuration_service import ConfigurationService
from shared.services.day_stats_service import DayStatsService
from shared.services.days_off_service import DaysOffService
from shared.services.export_service import ExportService
from shared.services.focus_session_service import FocusSessionService
from shared.services.hashing_queue import HashingQueue
from shared.services.health_service import HealthService
from shared.services.notification_service import NotificationService
from shared.services.reminder_service import ReminderService
from shared.services.request_source import request_from
from shared.services.reward_service import RewardService
from shared.services.security_log import SecurityLog
from shared.services.shutdown_service import ShutdownService
from shared.services.sign_in_codes import SignInCodes
from shared.services.sign_ins import SignIns
from shared.services.stats_service import StatsService
from shared.services.summary_service import SummaryService
from shared.services.task_service import TaskService
from shared.services.transactions import idempotent
from shared.services.undo_service import UndoService
from shared.services.user_service import UserService
from shared.services.work_session_corrections import WorkSessionCorrections
from shared.services.work_session_service import WorkSessionService
from shared.store.budget import RecentCharges
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService

if TYPE_CHECKING:
    from shared.services.briefing_service import BriefingService
    from shared.services.chats.link_service import LinkService
    from shared.services.chats.slack.service import SlackService
    from shared.services.chats.teams.service import TeamsService
    from shared.services.conversation_service import ConversationService
    from shared.services.dashboard_service import DashboardService
    from shared.services.deliveries.reports import DeliveryReports
    from shared.services.deliveries.service import DeliveryService
    from shared.services.insight_service import InsightService
    from shared.services.narrative_service import NarrativeService
    from shared.services.plan_service import PlanService
    from shared.services.prediction_service import PredictionService
    from shared.services.recommendation_service import RecommendationService
    from shared.services.second_factor_service import SecondFactorService
    from shared.services.signal_service import SignalService
    from shared.services.status_service import StatusService
    from shared.services.voice_service import VoiceService

T = TypeVar("T")


def _getter(kind: type[T]) -> "Callable[[ServiceFactory], T]":
    """Return a method that returns the service of a class."""

    def get(factory: "ServiceFactory") -> T:
        return factory.get(kind)

    return get


class ServiceFactory:
    """Builds each service once, on first use.

    A collaborator is a parameter of a constructor, annotated with its class: it is built in the same way, and
    shared by all services that name it. By default everything is configured by the environment. Tests pass
    their own store, clock and fast password hasher.
    """

    def __init__(
        self,
        *,
        credentials: CredentialManager | None = None,
        store: DocumentStore | None = None,
        clock: Clock | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.credentials = credentials or CredentialManager()
        self.charges = RecentCharges()
        self._clock = clock or Clock()
        self._built: dict[type, object] = {
            CredentialManager: self.credentials,
            RecentCharges: self.charges,
            Clock: self._clock,
            PasswordHasher: hasher or default_hasher(),
        }
        if store is not None:
            self._built[DocumentStore] = store
        self._lock = RLock()

    def idempotent(self, key: IdempotencyKey | None) -> AbstractContextManager[None]:
        """Set the idempotency key of the current request within the context."""
        return idempotent(key)

    def called_by(self, user_id: str) -> AbstractContextManager[None]:
        """Set the caller of the current request within the context."""
        return called_by(user_id)

    def request_from(self, address: str, request_id: str) -> AbstractContextManager[None]:
        """Set the address of the client and the id of the current request within the context."""
        return request_from(address, request_id)

    get_task_service = _getter(TaskService)
    get_admin_task_service = _getter(AdminTaskService)
    get_work_session_service = _getter(WorkSessionService)
    get_work_session_corrections = _getter(WorkSessionCorrections)
    get_focus_session_service = _getter(FocusSessionService)
    get_summary_service = _getter(SummaryService)
    get_shutdown_service = _getter(ShutdownService)
    get_reward_service = _getter(RewardService)
    get_health_service = _getter(HealthService)
    get_companion_service = _getter(CompanionService)
    get_notification_service = _getter(NotificationService)
    get_reminder_service = _getter(ReminderService)
    get_challenge_service = _getter(ChallengeService)
    get_stats_service = _getter(StatsService)
    get_day_stats_service = _getter(DayStatsService)
    get_chart_service = _getter(ChartService)
    get_undo_service = _getter(UndoService)
    get_user_service = _getter(UserService)
    get_days_off_service = _getter(DaysOffService)
    get_export_service = _getter(ExportService)
    get_auth_service = _getter(AuthService)
    get_sign_ins = _getter(SignIns)
    get_sign_in_codes = _getter(SignInCodes)
    get_security_log = _getter(SecurityLog)
    get_audit_service = _getter(AuditService)
    get_configuration_service = _getter(ConfigurationService)

    # What the assistant, the dashboard, conversations and outside services need is imported when it is first
    # asked for.

    def get_second_factor_service(self) -> "SecondFactorService":
        """Return the `SecondFactorService`."""
        from shared.services.second_factor_service import SecondFactorService  # noqa: PLC0415

        return self.get(SecondFactorService)

    def get_status_service(self) -> "StatusService":
        """Return the `StatusService`."""
        from shared.services.status_service import StatusService  # noqa: PLC0415

        return self.get(StatusService)

    def get_dashboard_service(self) -> "DashboardService":
        """Return the `DashboardService`."""
        from shared.services.dashboard_service import DashboardService  # noqa: PLC0415

        return self.get(DashboardService)

    def get_prediction_service(self) -> "PredictionService":
        """Return the `PredictionService`."""
        from shared.services.prediction_service import PredictionService  # noqa: PLC0415

        return self.get(PredictionService)

    def get_insight_service(self) -> "InsightService":
        """Return the `InsightService`."""
        from shared.services.insight_service import InsightService  # noqa: PLC0415

        return self.get(InsightService)

    def get_narrative_service(self) -> "NarrativeService":
        """Return the `NarrativeService`."""
        from shared.services.narrative_service import NarrativeService  # noqa: PLC0415

        return self.get(NarrativeService)

    def get_plan_service(self) -> "PlanService":
        """Return the `PlanService`."""
        from shared.services.plan_service import PlanService  # noqa: PLC0415

        return self.get(PlanService)

    def get_recommendation_service(self) -> "RecommendationService":
        """Return the `RecommendationService`."""
        from shared.services.recommendation_service import RecommendationService  # noqa: PLC0415

        return self.get(RecommendationService)

    def get_signal_service(self) -> "SignalService":
        """Return the `SignalService`."""
        from shared.services.signal_service import SignalService  # noqa: PLC0415

        return self.get(SignalService)

    def get_delivery_service(self) -> "DeliveryService":
        """Return the `DeliveryService`."""
        from shared.services.deliveries.service import DeliveryService  # noqa: PLC0415

        return self.get(DeliveryService)

    def get_delivery_reports(self) -> "DeliveryReports":
        """Return the `DeliveryReports`."""
        from shared.services.deliveries.reports import DeliveryReports  # noqa: PLC0415

        return self.get(DeliveryReports)

    def get_link_service(self) -> "LinkService":
        """Return the `LinkService`."""
        from shared.services.chats.link_service import LinkService  # noqa: PLC0415

        return self.get(LinkService)

    def get_slack_service(self) -> "SlackService":
        """Return the `SlackService`."""
        from shared.services.chats.slack.service import SlackService  # noqa: PLC0415

        return self.get(SlackService)

    def get_teams_service(self) -> "TeamsService":
        """Return the `TeamsService`."""
        from shared.services.chats.teams.service import TeamsService  # noqa: PLC0415

        return self.get(TeamsService)

    def get_conversation_service(self) -> "ConversationService":
        """Return the `ConversationService`."""
        from shared.services.conversation_service import ConversationService  # noqa: PLC0415

        return self.get(ConversationService)

    def get_voice_service(self) -> "VoiceService":
        """Return the `VoiceService`."""
        from shared.services.voice_service import VoiceService  # noqa: PLC0415

        return self.get(VoiceService)

    def get_briefing_service(self) -> "BriefingService":
        """Return the `BriefingService`."""
        from shared.services.briefing_service import BriefingService  # noqa: PLC0415

        return self.get(BriefingService)

    def get(self, kind: type[T]) -> T:
        """Return the object of a class."""
        return cast("T", self._get_any(kind))

    def _get_any(self, kind: type) -> object:
        if kind not in self._built:
            with self._lock:
                if kind not in self._built:
                    self._built[kind] = self._build(kind)
        return self._built[kind]

    def _build(self, kind: type[Any]) -> object:
        if kind is DocumentStore:  # Cosmos DB if its address is configured, else the embedded store
            if self.credentials.get_cosmos_credentials()["uri"]:
                return CosmosDBService(self.credentials)
            return EmbeddedDBService(self.credentials, self._clock)
        if kind is HashingTurns:
            return self._get_any(HashingQueue)
        collaborators = _collaborators(kind.__init__)
        return kind(**{name: self._get_any(needed) for name, needed in collaborators.items()})


@cache
def _collaborators(constructor: Callable[..., None]) -> dict[str, type]:
    """Return the classes of a constructor's parameters, by name."""
    hints = get_type_hints(constructor)
    del hints["return"]
    return {name: _class_of(hint) for name, hint in hints.items()}


def _class_of(hint: object) -> type:
    """Return the class that an annotation names, also of an optional parameter."""
    (named,) = {*(get_args(hint) or (hint,))} - {NoneType}
    return cast("type", named)
