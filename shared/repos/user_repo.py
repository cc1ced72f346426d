"""Where users, their names and the register of all accounts live."""

from contextlib import suppress

from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.page import Page, PageRequest
from shared.entities.sign_in import UsernameReservation, username_partition
from shared.entities.user import AccountIndexEntry, User, username_key
from shared.errors import DocumentExistsError, DocumentNotFoundError, NotFoundError
from shared.repos.base_repo import BaseRepository
from shared.store.contract import Create, Delete, Document, Replace


class UserRepository(BaseRepository[User]):
    """Users, one in each partition; one that is being deleted is as good as gone."""

    entity = User
    missing = "User not found"

    def find_user(self, user_id: str) -> User | None:
        """Return a user, None when there is no such account."""
        user = self.find(user_id, User.ID)
        return user if user and user.closed_at is None else None

    def get_user(self, user_id: str) -> User:
        """Return a user; `NotFoundError` when there is no such account."""
        user = self.find_user(user_id)
        if user is None:
            raise NotFoundError(self.missing)
        return user

    def create_user(self, user: User) -> None:
        """Store a new user together with their totals: the two live and end together."""
        progress = LifetimeTotals(user_id=user.user_id)
        self._store.batch(user.user_id, [Create(user.to_document()), Create(progress.to_document())])

    def close_user(self, closed: User) -> None:
        """Store a user as closed and end their totals, so that no deed of theirs can be committed."""
        self._store.batch(
            closed.user_id, [Replace(closed.to_document(), closed.etag), Delete(LifetimeTotals.ID)]
        )


class UsernameRepository(BaseRepository[UsernameReservation]):
    """Names that are taken, each in a partition of its own."""

    entity = UsernameReservation

    def find_name(self, username: str) -> UsernameReservation | None:
        """Return who holds a name, None when nobody does."""
        partition = username_partition(username)
        return self.find(partition, partition)

    def is_held_by(self, reservation: UsernameReservation, user: User) -> bool:
        """Tell whether the user whom a reservation names still bears the name."""
        return username_key(user.username) == username_key(reservation.username)


class AccountIndexRepository(BaseRepository[AccountIndexEntry]):
    """The register of all accounts."""

    entity = AccountIndexEntry

    def list_accounts(self, page_request: PageRequest) -> Page[AccountIndexEntry]:
        """Return one page of all accounts."""
        return self.query(AccountIndexEntry.PARTITION, page_request)

    def documents_of(self, user_id: str) -> list[Document]:
        """Return what the register holds of a user."""
        account = self.find(AccountIndexEntry.PARTITION, user_id)
        return [account.to_document()] if account else []

    def ensure(self, account: AccountIndexEntry) -> None:
        """Write a line; one that is there already stays."""
        with suppress(DocumentExistsError):
            self._store.create(account.to_document())

    def discard(self, user_id: str) -> None:
        """Remove a line, if it is there."""
        try:
            self._store.delete(user_id, AccountIndexEntry.PARTITION)
        except DocumentNotFoundError:
            return
