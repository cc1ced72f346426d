"""Users and their profiles."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.checks import MAX_NAME_LENGTH, check_field
from shared.entities.entity import IfMatch
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord, Outcome
from shared.entities.names import check_username
from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.passwords import check_password_of
from shared.entities.user import User, UserChanges
from shared.errors import ForbiddenError, LostRaceError, ValidationError
from shared.ids import new_id
from shared.repos.conflicts import retry_on_conflict
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.stored_forms import from_stored, to_stored
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService
from shared.services.administrators import Administrators, NameRight
from shared.services.audit_service import AuditService
from shared.services.auth_service import AuthService
from shared.services.base_service import BaseService, require_text
from shared.services.leaderboard import Leaderboard
from shared.services.recent_users import RecentUsers
from shared.services.shutdown_reminders import ShutdownReminders
from shared.services.transactions import take_key
from shared.views.user import Role


@dataclass(frozen=True, kw_only=True, eq=False)
class UserService(BaseService):
    """Reading, changing and deleting users."""

    entity_type = "User"

    clock: Clock
    users: UserRepository
    accounts: AccountService
    administrators: Administrators
    auth: AuthService
    audit: AuditService
    records: IdempotencyRepository
    leaderboard: Leaderboard
    recent_users: RecentUsers
    shutdowns: ShutdownReminders

    def get_user(self, user_id: str) -> User:
        """Return a user; `NotFoundError` when there is none."""
        return self.administrators.resolve(self.users.get_user(user_id))

    def update_user(
        self,
        user_id: str,
        changes: UserChanges,
        if_match: IfMatch | None = None,
        *,
        password: str = "",
        role: Role | UnsetType | None = UNSET,
        administrator_id: str = "",
    ) -> User:
        """Change a user as an administrator; a password that is not empty is set, which ends every sign-in.

        `ValidationError` when the new username is taken. `ForbiddenError` for another name, email or password
        of the administrator's own account, which `update_own_profile` and `AuthService` change.
        """

        def edit(user: User) -> User:
            edited = user.edit(self.clock.now(), changes, role)
            if user_id == administrator_id and (password or _needs_confirmation(user, edited)):
                raise ForbiddenError(
                    "Your own name, email and password are changed with the current password: by PATCH "
                    "users/profile and POST auth/change-password"
                )
            if password:
                check_field("password", partial(check_password_of, edited.username), password)
            return edited

        user = self._change(user_id, edit, if_match, NameRight.ANY)
        if password:
            self.auth.set_password(user_id, password)
        return user

    def update_own_profile(
        self,
        user_id: str,
        changes: UserChanges,
        if_match: IfMatch | None = None,
        *,
        current_password: str | None = None,
        claim_secret: str | None = None,
    ) -> User:
        """Change the caller's own profile; another name or email needs the current password.

        `UnauthenticatedError` when that is wrong. `ClaimRefusedError` for a wrong claim secret, or for a name
        that is listed for administrators, unless the user claims it or is one.
        """
        claims, now = self.administrators.check_claim(claim_secret, user_id), self.clock.now()
        confirmed = False

        def edit(user: User) -> User:
            nonlocal confirmed
            edited = user.edit(now, changes)
            if not confirmed and _needs_confirmation(user, edited):
                self.auth.confirm_change(user_id, current_password)
                confirmed = True
            return self.administrators.claim(edited) if claims else edited

        return self._change(user_id, edit, if_match, NameRight.ANY if claims else NameRight.UNLISTED)

    def complete_onboarding(
        self, user_id: str, changes: UserChanges, if_match: IfMatch | None = None
    ) -> User:
        """Complete a user's onboarding; the preferences are merged with those that exist."""
        now = self.clock.now()
        return self._change(user_id, lambda user: user.complete_onboarding(now, changes), if_match)

    def delete_user(
        self, user_id: str, if_match: IfMatch | None = None, *, administrator_id: str = ""
    ) -> None:
        """Delete an account and every document of its user; `NotFoundError` when there is none.

        `ForbiddenError` for the administrator's own account, which `AuthService.close_account` deletes.
        """
        if user_id == administrator_id:
            raise ForbiddenError("Your own account is closed with the password: by DELETE users/profile")
        if if_match is not None:
            if_match.check(self.get_user(user_id))
        if not self.accounts.close_account(user_id):
            raise self._not_found()

    def list_users(
        self, page_request: PageRequest = NEWEST_FIRST, *, administrator_id: str = ""
    ) -> Page[User]:
        """Return one page of all users; if an administrator lists them, it is in their audit."""
        page = self.users.list_users(page_request)
        if administrator_id:
            self.audit.record_list(administrator_id, "GET users")
        return Page([self.administrators.resolve(user) for user in page.entities], page.continuation)

    def create_user(self, name: str, *, administrator_id: str = "") -> Outcome[User]:
        """Open an account without a password, so that no sign-in is possible until one is set.

        The idempotency record is in the administrator's partition, not in the new user's, so no commit covers
        both. It is stored first, with the id of the new user, so that a repeated request opens the same
        account, and completed afterwards.
        """
        name = require_text("name", name, "User name cannot be empty", MAX_NAME_LENGTH)
        name = check_field("name", check_username, name)
        key = take_key() if administrator_id else None
        right = NameRight.ANY if administrator_id else NameRight.UNLISTED
        if key is None:
            return Outcome(self._open(name, new_id(), right))
        first = retry_on_conflict(lambda: self._begin_record(administrator_id, key))
        if "username" in first.answer:
            return Outcome(from_stored(User, first.answer), replayed=True)
        try:
            user = self._open(name, first.answer["user_id"], right)
        except ValidationError:
            with suppress(LostRaceError):
                self.records.delete(first)  # no account was opened
            raise
        try:
            self.records.update(replace(first, answer=to_stored(user)))
        except LostRaceError:
            return Outcome(user, replayed=True)  # the same request, sent twice at once, has completed it
        return Outcome(user)

    def _change(
        self,
        user_id: str,
        edit: Callable[[User], User],
        if_match: IfMatch | None,
        right: NameRight = NameRight.UNLISTED,
    ) -> User:
        def attempt() -> tuple[User, User]:
            user = self.get_user(user_id)
            if if_match is not None:
                if_match.check(user)
            edited = edit(user)
            if edited is user:
                return user, user
            self.shutdowns.reschedule(user, edited, self.clock.now())
            if edited.username != user.username:
                may_take = NameRight.ANY if user.role is Role.ADMINISTRATOR else right
                return user, self.accounts.rename(user, edited, may_take)
            return user, self.users.update_user(edited)

        before, after = retry_on_conflict(attempt)
        if after is not before:
            self.recent_users.forget(user_id)
            self.leaderboard.publish_profile(before, after)
        return after

    def _open(self, name: str, user_id: str, right: NameRight) -> User:
        user = User(user_id=user_id, username=name, created_at=self.clock.now())
        return self.accounts.open_account(user, right)

    def _begin_record(self, user_id: str, key: IdempotencyKey) -> IdempotencyRecord:
        return self.records.find_record(user_id, key) or self.records.create(
            IdempotencyRecord(
                user_id=user_id, key=key.key, fingerprint=key.fingerprint, answer={"user_id": new_id()}
            )
        )


def _needs_confirmation(before: User, after: User) -> bool:
    return (after.username, after.email) != (before.username, before.email)
