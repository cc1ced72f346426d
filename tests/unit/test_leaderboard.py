"""What the others see of somebody: never of an account that is closed, never an old name or picture."""

from collections.abc import Callable, Iterator

import pytest

from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError, NotFoundError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.unit.household import CHEAP
from tests.unit.recount import documents_of

_SHARED = ("leaderboard:2026-W12", "challenges:2026-W12")
_OLD = {"full_name": "Ada Byron", "avatar_url": "/avatars/old.png"}
_NEW = {"full_name": "Ada Lovelace", "avatar_url": "/avatars/new.png"}


class InterruptedStore(EmbeddedDBService):
    """The embedded store, in which a rival comes before the next copy for the others is written."""

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
def factory(credentials: CredentialManager, store: InterruptedStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP)


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    """Somebody with a picture, who has points, and takes part in a challenge."""
    user_id = factory.get_auth_service().register("Ada", "correct horse", {}).user_id
    factory.get_user_service().update_user(user_id, _OLD)
    _complete(factory, user_id)
    factory.get_challenge_service().join(user_id, "task-finisher")
    return user_id


def _complete(factory: ServiceFactory, user_id: str) -> None:
    tasks = factory.get_task_service()
    tasks.complete_task(user_id, tasks.create_task(user_id, "Write").id)


def _look(factory: ServiceFactory, user_id: str) -> None:
    """See both boards, which puts right what the others are shown."""
    factory.get_challenge_service().list_leaders(user_id)
    factory.get_challenge_service().list_week(user_id)


def _join(factory: ServiceFactory, user_id: str) -> None:
    factory.get_challenge_service().join(user_id, "break-champion")


def _copies(store: InterruptedStore) -> list[Document]:
    return [document for partition in _SHARED for document in documents_of(store, partition)]


def _forget(store: InterruptedStore) -> None:
    """Lose all copies, as if the others had never been told."""
    for document in _copies(store):
        store.delete(document["id"], document["user_id"])


def _faces(store: InterruptedStore) -> set[tuple[str | None, str]]:
    return {(document.get("name"), document["avatar_url"]) for document in _copies(store)}


@pytest.mark.parametrize("event", [_complete, _join, _look], ids=["complete a task", "join", "look"])
def test_no_copy_outlives_an_account_that_is_closed_before_it_is_written(
    factory: ServiceFactory, store: InterruptedStore, ada: str, event: Callable[[ServiceFactory, str], None]
) -> None:
    _forget(store)
    store.rival = lambda: factory.get_user_service().delete_user(ada)
    try:
        event(factory, ada)
    except NotFoundError:
        assert event is _look  # whose second half finds nobody any more
    assert store.rival is None
    assert _copies(store) == []


@pytest.mark.parametrize("event", [_complete, _join, _look], ids=["complete a task", "join", "look"])
def test_no_old_face_stays_where_it_is_changed_before_a_copy_is_written(
    factory: ServiceFactory, store: InterruptedStore, ada: str, event: Callable[[ServiceFactory, str], None]
) -> None:
    _forget(store)
    store.rival = lambda: factory.get_user_service().update_user(ada, _NEW)
    event(factory, ada)
    assert store.rival is None
    assert _faces(store) == {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}


@pytest.mark.parametrize(
    ("changes", "faces"),
    [
        (_NEW, {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}),
        ({"full_name": None, "avatar_url": None}, {("Ada", None), (None, None)}),
        (
            {"full_name": None, "username": "Countess"},
            {("Countess", "/avatars/old.png"), (None, "/avatars/old.png")},
        ),
    ],
    ids=["others", "none", "a username"],
)
def test_the_others_see_another_name_and_picture_at_once(
    factory: ServiceFactory,
    store: InterruptedStore,
    ada: str,
    changes: dict[str, str | None],
    faces: set[tuple[str | None, str]],
) -> None:
    factory.get_user_service().update_user(ada, changes)
    assert _faces(store) == faces
    assert len(_copies(store)) == 2


def test_who_has_neither_points_nor_a_challenge_is_shown_to_nobody_by_a_new_name(
    factory: ServiceFactory, store: InterruptedStore
) -> None:
    bob = factory.get_auth_service().register("Bob", "correct horse", {}).user_id
    factory.get_user_service().update_user(bob, _NEW)
    assert _copies(store) == []


def test_a_profile_is_changed_also_when_the_others_cannot_be_told(
    factory: ServiceFactory, store: InterruptedStore, ada: str
) -> None:
    def fail() -> None:
        raise DatabaseError("The store does not answer")

    store.rival = fail
    assert factory.get_user_service().update_user(ada, _NEW).full_name == "Ada Lovelace"
    _look(factory, ada)
    assert _faces(store) == {("Ada Lovelace", "/avatars/new.png"), (None, "/avatars/new.png")}


def test_a_profile_that_is_changed_while_its_account_is_closed_leaves_no_copy(
    factory: ServiceFactory, store: InterruptedStore, ada: str
) -> None:
    store.rival = lambda: factory.get_user_service().delete_user(ada)
    factory.get_user_service().update_user(ada, _NEW)
    assert store.rival is None
    assert _copies(store) == []
