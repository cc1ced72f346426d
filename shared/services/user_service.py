"""Users and their profiles."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Any

from shared.clock import Clock
from shared.entities.entity import IfMatch
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.entities.page import Page, PageRequest
from shared.entities.sign_in import username_partition
from shared.entities.user import User
from shared.errors import LOST_RACE, DocumentExistsError, NotFoundError, ValidationError
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.partition_repo import PartitionRepository
from shared.repos.user_repo import AccountIndexRepository, UserRepository
from shared.services.account_service import AccountService
from shared.services.leaderboard import Leaderboard
from shared.store.contract import Document
from shared.views.user import ExportView

SECRET_FIELDS = frozenset({"password_hash", "token_hash"})
"""Fields of documents that no export shows."""


class UserService:
    """Looking at users, changing and removing them."""

    def __init__(
        self,
        *,
        clock: Clock,
        partitions: PartitionRepository,
        users: UserRepository,
        accounts: AccountService,
        register: AccountIndexRepository,
        answers: IdempotencyRepository,
        leaderboard: Leaderboard,
        new_id: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._partitions = partitions
        self._users = users
        self._accounts = accounts
        self._register = register
        self._answers = answers
        self._leaderboard = leaderboard
        self._new_id = new_id

    def get_user(self, user_id: str) -> User:
        """Return a user; `NotFoundError` when there is none."""
        return self._users.get_user(user_id)

    def update_user(self, user_id: str, changes: dict[str, Any], if_match: IfMatch | None = None) -> User:
        """Change these fields of a user; `ValidationError` when the new username is taken."""
        return self._change(user_id, lambda user: user.edit(self._clock.now(), changes), if_match)

    def complete_onboarding(
        self,
        user_id: str,
        preferences: dict[str, Any],
        changes: dict[str, Any],
        if_match: IfMatch | None = None,
    ) -> User:
        """Note that the user is on board, merging these preferences into theirs."""
        now = self._clock.now()
        return self._change(
            user_id, lambda user: user.complete_onboarding(now, preferences, changes), if_match
        )

    def delete_user(self, user_id: str, if_match: IfMatch | None = None) -> None:
        """Remove an account and every document of its user; `NotFoundError` when there is none."""
        if if_match is not None:
            if_match.check(self._users.get_user(user_id))
        if not self._accounts.close_account(user_id):
            raise NotFoundError("User not found")

    def list_users(self, page_request: PageRequest) -> Page[User]:
        """Return one page of all users."""
        page = self._register.list_accounts(page_request)
        users = (self._users.find_user(account.id) for account in page.entities)
        return Page([user for user in users if user is not None], page.continuation)

    def create_user(self, name: str, *, by: str, retry: IdempotencyKey | None = None) -> User:
        """Open an account that nobody can sign in to until it has a password.

        The new user's partition is not the caller's, so that the answer to a repeat cannot be committed
        with the deed: it is begun with the id before, which makes every repeat mean the same user, and
        completed after.
        """
        if retry is None:
            return self._open(name, self._new_id())
        first = self._begin_answer(by, retry)
        if "username" in first.answer:
            retry.replayed = True
            return User.from_document(first.answer)
        try:
            user = self._open(name, first.answer["user_id"])
        except ValidationError:
            with suppress(*LOST_RACE):
                self._answers.delete(first)  # nothing was done that a repeat could find
            raise
        try:
            self._answers.update(replace(first, answer=user.to_document()))
        except LOST_RACE:
            retry.replayed = True  # the same request, sent twice at once, has completed it
        return user

    def export(self, user_id: str) -> ExportView:
        """Return everything stored about a user, by document type; secrets are left out."""
        user = self._users.get_user(user_id)
        documents: dict[str, list[Document]] = {}
        stored = chain(
            self._partitions.documents(user_id),
            self._partitions.documents(username_partition(user.username)),
            self._register.documents_of(user_id),
            self._accounts.documents_among_others(user_id),
        )
        for document in stored:
            documents.setdefault(str(document.get("type")), []).append(_without_secrets(document))
        return {"exported_at": self._clock.now(), "user_id": user_id, "documents": documents}

    def _change(self, user_id: str, edit: Callable[[User], User], if_match: IfMatch | None = None) -> User:
        while True:
            user = self._users.get_user(user_id)
            if if_match is not None:
                if_match.check(user)
            edited = edit(user)
            if edited is user:
                return user
            try:
                renamed = edited.username != user.username
                stored = self._accounts.rename(user, edited) if renamed else self._users.update(edited)
            except LOST_RACE:
                continue
            self._leaderboard.publish_profile(user, stored)
            return stored

    def _open(self, name: str, user_id: str) -> User:
        return self._accounts.open_account(User(user_id=user_id, username=name, created_at=self._clock.now()))

    def _begin_answer(self, by: str, retry: IdempotencyKey) -> IdempotencyRecord:
        while True:
            first = self._answers.find_answer(by, retry)
            if first is not None:
                return first
            try:
                return self._answers.create(
                    IdempotencyRecord(by, retry.key, retry.fingerprint, {"user_id": self._new_id()})
                )
            except DocumentExistsError:
                continue


def _without_secrets(document: Document) -> Document:
    return {
        key: _without_secrets(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if key not in SECRET_FIELDS and not key.startswith("_")
    }
