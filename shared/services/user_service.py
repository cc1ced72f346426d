"""Users and their profiles."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.checks import MAX_NAME_LENGTH
from shared.entities.entity import IfMatch
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord, Outcome
from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.user import User, UserChanges
from shared.errors import LostRaceError, ValidationError
from shared.ids import new_id
from shared.repos.conflicts import retry_on_conflict
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.stored_forms import from_stored, to_stored
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService
from shared.services.auth_service import AuthService
from shared.services.base_service import BaseService, require_text
from shared.services.leaderboard import Leaderboard
from shared.services.unit_of_work import take_key


@dataclass(frozen=True, kw_only=True, eq=False)
class UserService(BaseService):
    """Reading, changing and deleting users."""

    entity_type = "User"

    clock: Clock
    users: UserRepository
    accounts: AccountService
    auth: AuthService
    records: IdempotencyRepository
    leaderboard: Leaderboard

    def get_user(self, user_id: str) -> User:
        """Return a user; `NotFoundError` when there is none."""
        return self.users.get_user(user_id)

    def update_user(
        self,
        user_id: str,
        changes: UserChanges,
        if_match: IfMatch | None = None,
        *,
        password: str = "",
    ) -> User:
        """Change a user; a password that is not empty is set, which ends every sign-in.

        `ValidationError` when the new username is taken.
        """
        user = self._change(user_id, lambda user: user.edit(self.clock.now(), changes), if_match)
        if password:
            self.auth.set_password(user_id, password)
        return user

    def complete_onboarding(
        self, user_id: str, changes: UserChanges, if_match: IfMatch | None = None
    ) -> User:
        """Complete a user's onboarding; the preferences are merged with those that exist."""
        now = self.clock.now()
        return self._change(user_id, lambda user: user.complete_onboarding(now, changes), if_match)

    def delete_user(self, user_id: str, if_match: IfMatch | None = None) -> None:
        """Delete an account and every document of its user; `NotFoundError` when there is none."""
        if if_match is not None:
            if_match.check(self.users.get_user(user_id))
        if not self.accounts.close_account(user_id):
            raise self._not_found()

    def list_users(self, page_request: PageRequest = NEWEST_FIRST) -> Page[User]:
        """Return one page of all users."""
        return self.users.list_users(page_request)

    def create_user(self, name: str, *, administrator_id: str = "") -> Outcome[User]:
        """Open an account without a password, so that no sign-in is possible until one is set.

        The idempotency record is in the administrator's partition, not in the new user's, so no commit covers
        both. It is stored first, with the id of the new user, so that a repeated request opens the same
        account, and completed afterwards.
        """
        name = require_text("name", name, "User name cannot be empty", MAX_NAME_LENGTH)
        key = take_key() if administrator_id else None
        if key is None:
            return Outcome(self._open(name, new_id()))
        first = retry_on_conflict(lambda: self._begin_record(administrator_id, key))
        if "username" in first.answer:
            return Outcome(from_stored(User, first.answer), replayed=True)
        try:
            user = self._open(name, first.answer["user_id"])
        except ValidationError:
            with suppress(LostRaceError):
                self.records.delete(first)  # no account was opened
            raise
        try:
            self.records.update(replace(first, answer=to_stored(user)))
        except LostRaceError:
            return Outcome(user, replayed=True)  # the same request, sent twice at once, has completed it
        return Outcome(user)

    def _change(self, user_id: str, edit: Callable[[User], User], if_match: IfMatch | None) -> User:
        def attempt() -> tuple[User, User]:
            user = self.users.get_user(user_id)
            if if_match is not None:
                if_match.check(user)
            edited = edit(user)
            if edited is user:
                return user, user
            if edited.username != user.username:
                return user, self.accounts.rename(user, edited)
            return user, self.users.update_user(edited)

        before, after = retry_on_conflict(attempt)
        if after is not before:
            self.leaderboard.publish_profile(before, after)
        return after

    def _open(self, name: str, user_id: str) -> User:
        return self.accounts.open_account(User(user_id=user_id, username=name, created_at=self.clock.now()))

    def _begin_record(self, user_id: str, key: IdempotencyKey) -> IdempotencyRecord:
        return self.records.find_record(user_id, key) or self.records.create(
            IdempotencyRecord(
                user_id=user_id, key=key.key, fingerprint=key.fingerprint, answer={"user_id": new_id()}
            )
        )
