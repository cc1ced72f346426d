"""How everything is wired."""

from collections.abc import Callable
from threading import RLock
from typing import TypeVar, cast

from argon2 import PasswordHasher

from shared.auth_manager import AuthManager
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.ids import new_id
from shared.repos.auth_repo import AuthRepository, RefreshFamilyRepository
from shared.repos.focus_session_repo import ActiveFocusSessionRepository, FocusSessionRepository
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.notification_repo import NotificationRepository
from shared.repos.partition_repo import PartitionRepository
from shared.repos.points_repo import LedgerRepository
from shared.repos.reminder_queue import CheckpointRepository, ReminderQueue
from shared.repos.shutdown_repo import ReflectionRepository
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
from shared.services.unit_of_work import Transactions
from shared.services.user_service import UserService
from shared.services.work_session_service import WorkSessionService
from shared.store.budget import RecentCharges
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService

ServiceT = TypeVar("ServiceT")


class ServiceFactory:
    """Builds each service once, when it is first asked for; any thread may ask.

    By default everything is as the environment says. Tests give it a store, a clock and cheap password
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
        self._clock = clock or Clock()
        self._given_store = store
        self._hasher = hasher
        self.charges = RecentCharges()
        self._built: dict[type, object] = {}
        self._lock = RLock()

    def get_task_service(self) -> TaskService:
        """Return what plans tasks and gets them done."""
        return self._once(
            TaskService,
            lambda: TaskService(
                tasks=self._repository(TaskRepository),
                users=self._repository(UserRepository),
                transactions=self._transactions(),
                clock=self._clock,
                new_id=new_id,
            ),
        )

    def get_admin_task_service(self) -> AdminTaskService:
        """Return what shows everybody's tasks to administrators."""
        return self._once(
            AdminTaskService,
            lambda: AdminTaskService(
                tasks=self._repository(TaskRepository),
                users=self._repository(UserRepository),
                register=self._repository(AccountIndexRepository),
                clock=self._clock,
            ),
        )

    def get_work_session_service(self) -> WorkSessionService:
        """Return what clocks people in and out."""
        return self._once(
            WorkSessionService,
            lambda: WorkSessionService(
                sessions=self._repository(WorkSessionRepository),
                active=self._repository(ActiveWorkSessionRepository),
                users=self._repository(UserRepository),
                transactions=self._transactions(),
                new_id=new_id,
            ),
        )

    def get_focus_session_service(self) -> FocusSessionService:
        """Return what runs focus sessions and breaks."""
        return self._once(
            FocusSessionService,
            lambda: FocusSessionService(
                sessions=self._repository(FocusSessionRepository),
                active=self._repository(ActiveFocusSessionRepository),
                active_work=self._repository(ActiveWorkSessionRepository),
                users=self._repository(UserRepository),
                transactions=self._transactions(),
                clock=self._clock,
                new_id=new_id,
            ),
        )

    def get_summary_service(self) -> SummaryService:
        """Return what sums up days and weeks."""
        return self._once(
            SummaryService,
            lambda: SummaryService(
                users=self._repository(UserRepository),
                days=self._repository(DailyTotalsRepository),
                sessions=self._repository(FocusSessionRepository),
                focus=self.get_focus_session_service(),
                clock=self._clock,
            ),
        )

    def get_shutdown_service(self) -> ShutdownService:
        """Return what closes days."""
        return self._once(
            ShutdownService,
            lambda: ShutdownService(
                users=self._repository(UserRepository),
                progress=self._repository(LifetimeTotalsRepository),
                days=self._repository(DailyTotalsRepository),
                tasks=self._repository(TaskRepository),
                reflections=self._repository(ReflectionRepository),
                transactions=self._transactions(),
                clock=self._clock,
                new_id=new_id,
            ),
        )

    def get_reward_service(self) -> RewardService:
        """Return what knows points and achievements."""
        return self._once(
            RewardService,
            lambda: RewardService(
                ledger=self._repository(LedgerRepository), progress=self._repository(LifetimeTotalsRepository)
            ),
        )

    def get_health_service(self) -> HealthService:
        """Return what notes drinks, meals and rests."""
        return self._once(
            HealthService,
            lambda: HealthService(
                users=self._repository(UserRepository),
                days=self._repository(DailyTotalsRepository),
                activities=self._recent_activity_reader(),
                transactions=self._transactions(),
                clock=self._clock,
                new_id=new_id,
            ),
        )

    def get_companion_service(self) -> CompanionService:
        """Return what knows how the companion is."""
        return self._once(
            CompanionService,
            lambda: CompanionService(
                progress=self._repository(LifetimeTotalsRepository),
                ledger=self._repository(LedgerRepository),
                activities=self._recent_activity_reader(),
                transactions=self._transactions(),
            ),
        )

    def get_notification_service(self) -> NotificationService:
        """Return what people were told, and want to be told."""
        return self._once(
            NotificationService,
            lambda: NotificationService(
                notifications=self._repository(NotificationRepository),
                users=self._repository(UserRepository),
                transactions=self._transactions(),
            ),
        )

    def get_reminder_service(self) -> ReminderService:
        """Return what tells people what is due."""
        return self._once(
            ReminderService,
            lambda: ReminderService(
                reminder_queue=self._repository(ReminderQueue),
                checkpoints=self._repository(CheckpointRepository),
                appointments=ReminderHandlers(
                    users=self._repository(UserRepository),
                    tasks=self._repository(TaskRepository),
                    days=self._repository(DailyTotalsRepository),
                    progress=self._repository(LifetimeTotalsRepository),
                    notifications=self._repository(NotificationRepository),
                    activities=self._recent_activity_reader(),
                    transactions=self._transactions(),
                ),
                clock=self._clock,
            ),
        )

    def get_challenge_service(self) -> ChallengeService:
        """Return what runs the weekly challenges and the leaderboard."""
        return self._once(
            ChallengeService,
            lambda: ChallengeService(
                users=self._repository(UserRepository),
                progress=self._repository(LifetimeTotalsRepository),
                members=self._repository(ChallengeMemberRepository),
                entries=self._repository(LeaderboardRepository),
                leaderboard=self._leaderboard(),
                transactions=self._transactions(),
                clock=self._clock,
            ),
        )

    def get_stats_service(self) -> StatsService:
        """Return what tells people how they are doing."""
        return self._once(
            StatsService,
            lambda: StatsService(
                users=self._repository(UserRepository),
                progress=self._repository(LifetimeTotalsRepository),
                clock=self._clock,
            ),
        )

    def get_user_service(self) -> UserService:
        """Return what looks after users and their profiles."""
        return self._once(
            UserService,
            lambda: UserService(
                clock=self._clock,
                partitions=self._repository(PartitionRepository),
                users=self._repository(UserRepository),
                accounts=self._account_service(),
                register=self._repository(AccountIndexRepository),
                answers=self._repository(IdempotencyRepository),
                leaderboard=self._leaderboard(),
                new_id=new_id,
            ),
        )

    def get_auth_service(self) -> AuthService:
        """Return what signs people up, in and out."""
        return self._once(
            AuthService,
            lambda: AuthService(
                accounts=self._account_service(),
                users=self._repository(UserRepository),
                families=self._repository(RefreshFamilyRepository),
                repo=AuthRepository(self.get_store(), self._hasher),
                tokens=self._auth_manager(),
                credentials=self.credentials,
                clock=self._clock,
                new_id=new_id,
            ),
        )

    def get_status_service(self) -> StatusService:
        """Return what knows whether everything works."""
        return self._once(
            StatusService,
            lambda: StatusService(
                self.get_store(),
                store_name="cosmos" if self.credentials.get_cosmos_credentials()["uri"] else "embedded",
                tokens=self._auth_manager(),
                charges=self.charges,
            ),
        )

    def get_store(self) -> DocumentStore:
        """Return the document store: Cosmos DB where its address is set, else the embedded one."""
        if self._given_store is not None:
            return self._given_store
        store: DocumentStore
        if self.credentials.get_cosmos_credentials()["uri"]:
            store = self._once(CosmosDBService, lambda: CosmosDBService(self.credentials))
        else:
            store = self._once(EmbeddedDBService, lambda: EmbeddedDBService(self.credentials, self._clock))
        return store

    def _account_service(self) -> AccountService:
        return self._once(
            AccountService,
            lambda: AccountService(
                clock=self._clock,
                partitions=self._repository(PartitionRepository),
                users=self._repository(UserRepository),
                usernames=self._repository(UsernameRepository),
                accounts=self._repository(AccountIndexRepository),
                reminder_queue=self._repository(ReminderQueue),
                leaderboard=self._leaderboard(),
            ),
        )

    def _leaderboard(self) -> Leaderboard:
        return self._once(
            Leaderboard,
            lambda: Leaderboard(
                users=self._repository(UserRepository),
                progress=self._repository(LifetimeTotalsRepository),
                entries=self._repository(LeaderboardRepository),
                members=self._repository(ChallengeMemberRepository),
            ),
        )

    def _recent_activity_reader(self) -> RecentActivityReader:
        return self._once(
            RecentActivityReader,
            lambda: RecentActivityReader(
                users=self._repository(UserRepository),
                days=self._repository(DailyTotalsRepository),
                sessions=self._repository(WorkSessionRepository),
                active=self._repository(ActiveWorkSessionRepository),
                clock=self._clock,
            ),
        )

    def _transactions(self) -> Transactions:
        return self._once(
            Transactions,
            lambda: Transactions(
                self.get_store(),
                clock=self._clock,
                users=self._repository(UserRepository),
                progress=self._repository(LifetimeTotalsRepository),
                days=self._repository(DailyTotalsRepository),
                answers=self._repository(IdempotencyRepository),
                leaderboard=self._leaderboard(),
                reminder_queue=self._repository(ReminderQueue),
            ),
        )

    def _auth_manager(self) -> AuthManager:
        return self._once(AuthManager, lambda: AuthManager(self.credentials, self._clock))

    def _repository(self, kind: Callable[[DocumentStore], ServiceT]) -> ServiceT:
        return kind(self.get_store())

    def _once(self, kind: type[ServiceT], build: Callable[[], ServiceT]) -> ServiceT:
        if kind not in self._built:
            with self._lock:
                if kind not in self._built:
                    self._built[kind] = build()
        return cast("ServiceT", self._built[kind])
