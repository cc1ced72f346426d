"""A state machine for random actions of one user: two processes on one store, a clock and a time zone."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from shared.credential_manager import CredentialManager
from shared.entities.user import UserChanges
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.oracle.recount import documents_of
from tests.unit.racing_store import RacingStore

ZONES = (
    *("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid", "Asia/Tokyo", "Asia/Kathmandu"),
    "America/Santiago",
)
DAY_STARTS = (time(0), time(4))

RANDOM_ACTIONS = settings(
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
)
indexes = st.integers(0, 10**6)
steps = st.one_of(
    st.timedeltas(timedelta(seconds=1), timedelta(hours=3)),
    st.timedeltas(timedelta(hours=6), timedelta(days=3)),
    st.timedeltas(timedelta(minutes=-2), timedelta(0)),
)


class UserMachine(RuleBasedStateMachine):
    """A user, time that passes and time zones that change; subclasses add other actions."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        credentials = CredentialManager({}, root=Path(self._folder.name))
        self.clock = MovableClock()
        self.store = RacingStore(credentials, self.clock)
        self.factory = ServiceFactory(
            credentials=credentials, store=self.store, clock=self.clock, hasher=CHEAP_HASHER
        )
        self.other_store = EmbeddedDBService(credentials, self.clock)
        self.other_factory = ServiceFactory(
            credentials=credentials, store=self.other_store, clock=self.clock, hasher=CHEAP_HASHER
        )
        self.zone = ZoneInfo("UTC")
        self.day_start = time(0)
        self.use(self.factory)

    def use(self, factory: ServiceFactory) -> None:
        """Use the services of this factory from now on."""
        self.tasks = factory.get_task_service()
        self.sessions = factory.get_work_session_service()

    def in_another_process(self, action: Callable[[], object]) -> None:
        self.use(self.other_factory)
        try:
            action()
        finally:
            self.use(self.factory)

    def teardown(self) -> None:
        self.store.close()
        self.other_store.close()
        self._folder.cleanup()

    @property
    def today(self) -> date:
        wall = self.clock.now().astimezone(self.zone).replace(tzinfo=None)
        return (wall - timedelta(hours=self.day_start.hour)).date()

    def documents(self) -> list[Document]:
        return documents_of(self.store, self.user_id)

    @initialize()
    def register(self) -> None:
        user = self.factory.get_auth_service().register("Ada", "correct horse")
        self.user_id = user.user_id

    @rule(step=steps)
    def time_goes_by(self, step: timedelta) -> None:
        self.clock.set(self.clock.now() + step)

    @rule(zone=st.sampled_from(ZONES), day_start=st.sampled_from(DAY_STARTS))
    def travel(self, zone: str, day_start: time) -> None:
        self.zone, self.day_start = ZoneInfo(zone), day_start
        self.factory.get_user_service().update_user(
            self.user_id, UserChanges(timezone=zone, day_start=day_start)
        )
