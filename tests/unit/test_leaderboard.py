"""Leaderboard entries and challenge members: none of a closed account, none with an old name or avatar."""

from collections.abc import Callable, Iterator

import pytest

from shared.credential_manager import CredentialManager
from shared.entities.user import UserChanges
from shared.errors import DatabaseError, NotFoundError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

_SHARED = ("leaderboard:2026-W12", "challenges:2026-W12")
_OLD = UserChanges(full_name="Ada Byron", avatar_url="/avatars/old.png")
_NEW = UserChanges(full_name="Ada Lovelace", avatar_url="/avatars/new.png")


class InterruptedStore(EmbeddedDBService):
    """The embedded store, which calls `rival` once, before the next copy of a user's week is written."""

    rival: Callable[[], object] | None = None

    def upsert(self, document: Document) -> Document:
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()
        return super().upsert(document)


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[InterruptedStore]:
    store = InterruptedStore(credentials, clock)
    yield store
    store.close()


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    """Return the id of a user with an avatar, points and a joined challenge."""
    user_id = factory.get_auth_service().register("Ada", "correct horse").user_id
    factory.get_user_service().update_user(user_id, _OLD)
    _complete_task(factory, user_id)
    factory.get_challenge_service().join(user_id, "task-finisher")
    return user_id


def _complete_task(factory: ServiceFactory, user_id: str) -> None:
    tasks = factory.get_task_service()
    tasks.complete_task(user_id, tasks.create_task(user_id, "Write").value.id)


def _list(factory: ServiceFactory, user_id: str) -> None:
    """List the leaders and the challenges, which repairs the user's copies."""
    factory.get_challenge_service().list_leaders(user_id)
    factory.get_challenge_service().list_week(user_id)


def _join(factory: ServiceFactory, user_id: str) -> None:
    factory.get_challenge_service().join(user_id, "break-champion")


def _copies(store: InterruptedStore) -> list[Document]:
    return [document for partition in _SHARED for document in documents_of(store, partition)]


def _delete_copies(store: InterruptedStore) -> None:
    """Delete all copies, as if they had never been published."""
    for document in _copies(store):
        store.delete(document["id"], document["user_id"])


def _profiles(store: InterruptedStore) -> set[tuple[str | None, str]]:
    return {(document.get("name"), document["avatar_url"]) for document in _copies(store)}


@pytest.mark.parametrize("publish", [_complete_task, _join, _list])
def test_copy_of_an_account_that_is_closed_before_it_is_written_is_removed(
    factory: ServiceFactory, store: InterruptedStore, ada: str, publish: Callable[[ServiceFactory, str], None]
) -> None:
    _delete_copies(store)
    store.rival = lambda: factory.get_user_service().delete_user(ada)
    try:
        publish(factory, ada)
    except NotFoundError:
        assert publish is _list  # its second read finds no user
    assert store.rival is None
    assert _copies(store) == []


@pytest.mark.parametrize("publish", [_complete_task, _join, _list])
def test_copy_of_a_profile_that_changes_before_it_is_written_has_the_new_profile(
    factory: ServiceFactory, store: InterruptedStore, ada: str, publish: Callable[[ServiceFactory, str], None]
) -> None:
    _delete_copies(store)
    store.rival = lambda: factory.get_user_service().update_user(ada, _NEW)
    publish(factory, ada)
    assert store.rival is None
    assert _profiles(store) == {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}


@pytest.mark.parametrize(
    ("changes", "profiles"),
    [
        (_NEW, {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}),
        (UserChanges(full_name=None, avatar_url=None), {("Ada", None), (None, None)}),
        (
            UserChanges(full_name=None, username="Countess"),
            {("Countess", "/avatars/old.png"), (None, "/avatars/old.png")},
        ),
    ],
    ids=["another full name and avatar", "neither", "another username"],
)
def test_changed_name_and_avatar_are_published_at_once(
    factory: ServiceFactory,
    store: InterruptedStore,
    ada: str,
    changes: UserChanges,
    profiles: set[tuple[str | None, str]],
) -> None:
    factory.get_user_service().update_user(ada, changes)
    assert _profiles(store) == profiles
    assert len(_copies(store)) == 2


def test_changed_profile_of_a_user_without_points_and_challenges_publishes_nothing(
    factory: ServiceFactory, store: InterruptedStore
) -> None:
    bob = factory.get_auth_service().register("Bob", "correct horse").user_id
    factory.get_user_service().update_user(bob, _NEW)
    assert _copies(store) == []


def test_profile_is_changed_although_it_cannot_be_published(
    factory: ServiceFactory, store: InterruptedStore, ada: str
) -> None:
    def fail() -> None:
        raise DatabaseError("The store does not answer")

    store.rival = fail
    assert factory.get_user_service().update_user(ada, _NEW).full_name == "Ada Lovelace"
    _list(factory, ada)
    assert _profiles(store) == {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}


def test_profile_that_is_changed_while_its_account_is_closed_leaves_no_copy(
    factory: ServiceFactory, store: InterruptedStore, ada: str
) -> None:
    store.rival = lambda: factory.get_user_service().delete_user(ada)
    factory.get_user_service().update_user(ada, _NEW)
    assert store.rival is None
    assert _copies(store) == []
