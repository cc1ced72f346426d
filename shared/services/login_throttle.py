"""The throttle of password guesses."""

from contextlib import suppress
from dataclasses import dataclass

from shared.clock import Clock
from shared.entities.sign_in import FailedLogins
from shared.errors import LostRaceError, TooManyRequestsError
from shared.repos.auth_repo import AuthRepository
from shared.repos.conflicts import retry_on_conflict


@dataclass(frozen=True, kw_only=True, eq=False)
class LoginThrottle:
    """Refuses further attempts after five wrong passwords for a username in fifteen minutes."""

    repo: AuthRepository
    clock: Clock

    def check(self, username: str) -> FailedLogins:
        """Return the recent failures; `TooManyRequestsError` when there are too many."""
        failures = self.repo.get_failures(username)
        locked_for = failures.locked_for(self.clock.now())
        if locked_for is not None:
            raise TooManyRequestsError("Too many failed attempts: try again later", locked_for)
        return failures

    def record_failure(self, username: str) -> None:
        """Count a wrong password; `TooManyRequestsError` when there are too many already."""
        retry_on_conflict(lambda: self.repo.save_failures(self.check(username).add(self.clock.now())))

    def forget(self, failures: FailedLogins) -> None:
        """Forget these failures after a right password, unless another was recorded in the meantime."""
        if failures.etag:
            with suppress(LostRaceError):
                self.repo.delete(failures)
