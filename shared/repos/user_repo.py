"""Users, their names, and the index of all accounts."""

import logging
from contextlib import suppress
from functools import lru_cache

from shared.entities.calendar import find_zone
from shared.entities.names import earlier_username_key, list_reserved_names, username_key
from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.sign_in import UsernameReservation
from shared.entities.totals import LifetimeTotals
from shared.entities.user import AccountIndexEntry, User
from shared.errors import DocumentExistsError, NotFoundError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import (
    ACCOUNT_INDEX,
    LIFETIME_TOTALS_ID,
    USER_ID,
    earlier_username_partition,
    username_partition,
)
from shared.repos.revision_repo import renew_revision
from shared.repos.stored_forms import to_stored
from shared.store.contract import Create, Delete, Document, DocumentStore, Replace

_log = logging.getLogger(__name__)


@lru_cache(maxsize=1024)
def _report_unknown_zone(name: str) -> None:
    """Log a time zone that this machine does not know, once in a process."""
    if find_zone(name) is None:
        _log.warning("Unknown time zone %.64r: its users have the last known UTC offset", name)


class UsernameRepository(BaseRepository[UsernameReservation]):
    """Usernames that are taken, each in a partition of its own."""

    entity = UsernameReservation

    def find_reservation(self, username: str) -> UsernameReservation | None:
        """Return the reservation of a username, None when it is free."""
        partition = username_partition(username)
        return self.find(partition, partition)

    def find_earlier(self, username: str) -> UsernameReservation | None:
        """Return the reservation of a username under the key of an earlier version, None without one.

        It costs nothing for a name whose keys are equal. No such reservation is added any more.
        """
        partition = earlier_username_partition(username)
        return self.find(partition, partition) if partition else None

    def delete_earlier(self, reservation: UsernameReservation) -> None:
        """Delete a reservation under the key of an earlier version; `DocumentChangedError` on a lost race."""
        partition = earlier_username_partition(reservation.username)
        if partition:
            self._store.delete(partition, partition, reservation.etag)

    def is_held_by(self, reservation: UsernameReservation, user: User) -> bool:
        """Return whether a user has the name of a reservation."""
        return username_key(user.username) == username_key(reservation.username)

    def is_needed_by(self, reservation: UsernameReservation, user: User) -> bool:
        """Return whether a user has the name of a reservation, or one that looks like it."""
        key = username_key(reservation.username)
        return key in map(username_key, list_reserved_names(user.username))

    def is_needed_earlier_by(self, reservation: UsernameReservation, user: User) -> bool:
        """Return the same for a reservation under the key of an earlier version."""
        key = earlier_username_key(reservation.username)
        return key in map(earlier_username_key, list_reserved_names(user.username))


class AccountIndexRepository(BaseRepository[AccountIndexEntry]):
    """The index of all accounts."""

    entity = AccountIndexEntry

    def list_accounts(self, page_request: PageRequest = NEWEST_FIRST) -> Page[AccountIndexEntry]:
        """Return one page of all accounts."""
        return self.query(ACCOUNT_INDEX, page_request)

    def list_documents(self, user_id: str) -> list[Document]:
        """Return the documents of the index about a user."""
        account = self.find(ACCOUNT_INDEX, user_id)
        return [to_stored(account)] if account else []

    def ensure(self, account: AccountIndexEntry) -> None:
        """Add an entry, unless it exists."""
        with suppress(DocumentExistsError):
            self.create(account)

    def remove_account(self, user_id: str) -> None:
        """Delete an entry, if it exists."""
        self.discard(ACCOUNT_INDEX, user_id)


class UserRepository(BaseRepository[User]):
    """Users, one in each partition; an account that is being closed does not exist any more."""

    entity = User
    not_found = "User not found"

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self._usernames = UsernameRepository(store)
        self._index = AccountIndexRepository(store)

    def find_account(self, user_id: str) -> User | None:
        """Return a user, also while the account is being closed; None when there is none."""
        user = self.find(user_id, USER_ID)
        if user is not None:
            _report_unknown_zone(user.timezone)
        return user

    def find_user(self, user_id: str) -> User | None:
        """Return a user, None when there is no such account."""
        user = self.find_account(user_id)
        return user if user and user.closed_at is None else None

    def get_user(self, user_id: str) -> User:
        """Return a user; `NotFoundError` when there is no such account."""
        user = self.find_user(user_id)
        if user is None:
            raise NotFoundError(self.not_found)
        return user

    def find_by_name(self, username: str) -> User | None:
        """Return the user with a username, also while the account is being closed; None when it is free.

        Two accounts of an earlier version may share a key now. So the key of that version, by which each has
        its own, comes first.
        """
        return self._find_holder(self._usernames.find_earlier(username)) or self._find_holder(
            self._usernames.find_reservation(username)
        )

    def find_key(self, username: str) -> str:
        """Return the key by which `find_by_name` finds a username, whether or not it is free."""
        if self._usernames.find_earlier(username) is None:
            return username_key(username)
        return earlier_username_key(username)

    def _find_holder(self, reservation: UsernameReservation | None) -> User | None:
        if reservation is None or reservation.is_released:
            return None
        user = self.find_account(reservation.owner_id)
        if user is None:
            return None
        # A closing account holds its name until it is gone.
        held = user.closed_at is not None or self._usernames.is_held_by(reservation, user)
        return user if held else None

    def list_users(self, page_request: PageRequest = NEWEST_FIRST) -> Page[User]:
        """Return one page of all users."""
        page = self._index.list_accounts(page_request)
        users = (self.find_user(account.id) for account in page.entities)
        return Page([user for user in users if user is not None], page.continuation)

    def create_user(self, user: User) -> User:
        """Store a new user and the lifetime totals, which exist exactly as long as the account."""
        totals = LifetimeTotals(user_id=user.user_id)
        self._store.batch(user.user_id, [Create(to_stored(user)), Create(to_stored(totals))])
        return user

    def update_user(self, user: User) -> User:
        """Replace the version that was read; `DocumentChangedError` when there is a newer version."""
        self._store.batch(user.user_id, [Replace(to_stored(user), user.etag), renew_revision(user.user_id)])
        return self.get_user(user.user_id)

    def close_user(self, closed: User) -> None:
        """Store a user as closed and delete the lifetime totals, so that no event can be committed."""
        self._store.batch(
            closed.user_id, [Replace(to_stored(closed), closed.etag), Delete(LIFETIME_TOTALS_ID)]
        )
