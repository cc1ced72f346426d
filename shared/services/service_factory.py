"""Wiring: which collaborators each service gets."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from threading import RLock
from typing import TypeVar, cast

from argon2 import PasswordHasher

from shared.auth_manager import AuthManager
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.entities.idempotency import IdempotencyKey
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository
from shared.repos.focus_session_repo import ActiveFocusSessionRepository, FocusSessionRepository
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.notification_repo import NotificationRepository
from shared.repos.partition_repo import PartitionRepository
from shared.repos.points_repo import LedgerRepository
from shared.repos.reminder_queue import CheckpointRepository, ReminderQueue
from shared.repos.shutdown_repo import ReflectionRepository
from shared.repos.stats_repo import StatsRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import AccountIndexRepository, UsernameRepository, UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.account_service import AccountService
from shared.services.admin_task_service import AdminTaskService
from shared.services.auth_service import AuthService
from shared.services.challenge_service import ChallengeService
from shared.services.companion_service import CompanionService
from shared.services.focus_session_service import FocusSessionService
from shared.services.health_service import HealthService
from shared.services.leaderboard import Leaderboard
from shared.services.notification_service import NotificationService
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.reminder_handlers import ReminderHandlers
from shared.services.reminder_service import ReminderService
from shared.services.reward_service import RewardService
from shared.services.shutdown_service import ShutdownService
from shared.services.stats_service import StatsService
from shared.services.status_service import StatusService
from shared.services.summary_service import SummaryService
from shared.services.task_service import TaskService
from shared.services.unit_of_work import Transactions, idempotent
from shared.services.user_service import UserService
from shared.services.work_session_service import WorkSessionService
from shared.store.budget import RecentCharges
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService

ServiceT = TypeVar("ServiceT")


def built_once(build: "Callable[[ServiceFactory], ServiceT]") -> "Callable[[ServiceFactory], ServiceT]":
    """Build what a method of the factory returns once, on first use; any thread may call it."""

    @wraps(build)
    def get(factory: "ServiceFactory") -> ServiceT:
        return factory.get_built(build)

    return get


class ServiceFactory:
    """Builds each service once, on first use.

    By default everything is configured by the environment. Tests pass a store, a clock and cheap password
    hashes of their own.
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
        self._store = store
        self._hasher = hasher
        self._built: dict[str, object] = {}
        self._lock = RLock()

    def get_built(self, build: "Callable[[ServiceFactory], ServiceT]") -> ServiceT:
        """Return what `build` returns, from the first call on the same object."""
        name = build.__name__
        if name not in self._built:
            with self._lock:
                if name not in self._built:
                    self._built[name] = build(self)
        return cast("ServiceT", self._built[name])

    def idempotent(self, key: IdempotencyKey | None) -> AbstractContextManager[None]:
        """Set the idempotency key of the current request, for the services called meanwhile."""
        return idempotent(key)

    @built_once
    def get_store(self) -> DocumentStore:
        """Return the document store: Cosmos DB if its address is configured, else the embedded one."""
        if self._store is not None:
            return self._store
        if self.credentials.get_cosmos_credentials()["uri"]:
            return CosmosDBService(self.credentials)
        return EmbeddedDBService(self.credentials, self._clock)

    @built_once
    def get_task_service(self) -> TaskService:
        """Return the service of tasks."""
        return TaskService(
            tasks=TaskRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            transactions=self._transactions(),
            clock=self._clock,
        )

    @built_once
    def get_admin_task_service(self) -> AdminTaskService:
        """Return the service of all users' tasks."""
        return AdminTaskService(
            tasks=TaskRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            own_tasks=self.get_task_service(),
            auth=self.get_auth_service(),
            clock=self._clock,
        )

    @built_once
    def get_work_session_service(self) -> WorkSessionService:
        """Return the service of work sessions."""
        return WorkSessionService(
            sessions=WorkSessionRepository(self.get_store()),
            active=ActiveWorkSessionRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            transactions=self._transactions(),
        )

    @built_once
    def get_focus_session_service(self) -> FocusSessionService:
        """Return the service of focus sessions and breaks."""
        return FocusSessionService(
            sessions=FocusSessionRepository(self.get_store()),
            active=ActiveFocusSessionRepository(self.get_store()),
            active_work=ActiveWorkSessionRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            transactions=self._transactions(),
            clock=self._clock,
        )

    @built_once
    def get_summary_service(self) -> SummaryService:
        """Return the service of daily and weekly summaries."""
        return SummaryService(
            users=UserRepository(self.get_store()),
            daily_totals=DailyTotalsRepository(self.get_store()),
            sessions=FocusSessionRepository(self.get_store()),
            focus=self.get_focus_session_service(),
            clock=self._clock,
        )

    @built_once
    def get_shutdown_service(self) -> ShutdownService:
        """Return the service of shutdowns."""
        return ShutdownService(
            users=UserRepository(self.get_store()),
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
            daily_totals=DailyTotalsRepository(self.get_store()),
            tasks=TaskRepository(self.get_store()),
            reflections=ReflectionRepository(self.get_store()),
            transactions=self._transactions(),
            clock=self._clock,
        )

    @built_once
    def get_reward_service(self) -> RewardService:
        """Return the service of points and achievements."""
        return RewardService(
            ledger=LedgerRepository(self.get_store()),
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
        )

    @built_once
    def get_health_service(self) -> HealthService:
        """Return the service of drinks, meals and rests."""
        return HealthService(
            users=UserRepository(self.get_store()),
            daily_totals=DailyTotalsRepository(self.get_store()),
            recent_activity=self._recent_activity_reader(),
            transactions=self._transactions(),
            clock=self._clock,
        )

    @built_once
    def get_companion_service(self) -> CompanionService:
        """Return the service of the companion."""
        return CompanionService(
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
            ledger=LedgerRepository(self.get_store()),
            recent_activity=self._recent_activity_reader(),
            transactions=self._transactions(),
        )

    @built_once
    def get_notification_service(self) -> NotificationService:
        """Return the service of notifications."""
        return NotificationService(
            notifications=NotificationRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            transactions=self._transactions(),
        )

    @built_once
    def get_reminder_service(self) -> ReminderService:
        """Return the service that processes the reminder queue."""
        return ReminderService(
            queue=ReminderQueue(self.get_store()),
            checkpoints=CheckpointRepository(self.get_store()),
            handlers=ReminderHandlers(
                users=UserRepository(self.get_store()),
                tasks=TaskRepository(self.get_store()),
                daily_totals=DailyTotalsRepository(self.get_store()),
                lifetime_totals=LifetimeTotalsRepository(self.get_store()),
                notifications=NotificationRepository(self.get_store()),
                recent_activity=self._recent_activity_reader(),
                transactions=self._transactions(),
            ),
            clock=self._clock,
        )

    @built_once
    def get_challenge_service(self) -> ChallengeService:
        """Return the service of challenges and the leaderboard."""
        return ChallengeService(
            users=UserRepository(self.get_store()),
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
            members=ChallengeMemberRepository(self.get_store()),
            entries=LeaderboardRepository(self.get_store()),
            leaderboard=self._leaderboard(),
            transactions=self._transactions(),
            clock=self._clock,
        )

    @built_once
    def get_stats_service(self) -> StatsService:
        """Return the service of statistics."""
        return StatsService(
            users=UserRepository(self.get_store()),
            stats=StatsRepository(self.get_store()),
            clock=self._clock,
        )

    @built_once
    def get_user_service(self) -> UserService:
        """Return the service of users and profiles."""
        return UserService(
            clock=self._clock,
            partitions=PartitionRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            accounts=self._account_service(),
            auth=self.get_auth_service(),
            account_index=AccountIndexRepository(self.get_store()),
            records=IdempotencyRepository(self.get_store()),
            leaderboard=self._leaderboard(),
        )

    @built_once
    def get_auth_service(self) -> AuthService:
        """Return the service of registration and sign-in."""
        users, tokens = UserRepository(self.get_store()), self._auth_manager()
        return AuthService(
            accounts=self._account_service(),
            users=users,
            families=RefreshFamilyRepository(self.get_store()),
            repo=AuthRepository(self.get_store(), users, tokens, self._hasher),
            tokens=tokens,
            credentials=self.credentials,
            clock=self._clock,
        )

    @built_once
    def get_status_service(self) -> StatusService:
        """Return the service that checks the service itself."""
        return StatusService(
            self.get_store(),
            store_name="cosmos" if self.credentials.get_cosmos_credentials()["uri"] else "embedded",
            tokens=self._auth_manager(),
            charges=self.charges,
        )

    @built_once
    def _account_service(self) -> AccountService:
        return AccountService(
            clock=self._clock,
            partitions=PartitionRepository(self.get_store()),
            users=UserRepository(self.get_store()),
            usernames=UsernameRepository(self.get_store()),
            account_index=AccountIndexRepository(self.get_store()),
            reminders=ReminderQueue(self.get_store()),
            leaderboard=self._leaderboard(),
        )

    @built_once
    def _leaderboard(self) -> Leaderboard:
        return Leaderboard(
            users=UserRepository(self.get_store()),
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
            entries=LeaderboardRepository(self.get_store()),
            members=ChallengeMemberRepository(self.get_store()),
        )

    @built_once
    def _recent_activity_reader(self) -> RecentActivityReader:
        return RecentActivityReader(
            users=UserRepository(self.get_store()),
            daily_totals=DailyTotalsRepository(self.get_store()),
            sessions=WorkSessionRepository(self.get_store()),
            clock=self._clock,
        )

    @built_once
    def _transactions(self) -> Transactions:
        return Transactions(
            self.get_store(),
            clock=self._clock,
            users=UserRepository(self.get_store()),
            lifetime_totals=LifetimeTotalsRepository(self.get_store()),
            daily_totals=DailyTotalsRepository(self.get_store()),
            records=IdempotencyRepository(self.get_store()),
            leaderboard=self._leaderboard(),
            reminders=ReminderQueue(self.get_store()),
        )

    @built_once
    def _auth_manager(self) -> AuthManager:
        return AuthManager(self.credentials, self._clock)
