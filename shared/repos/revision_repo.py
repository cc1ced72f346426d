"""The revision of a user's documents."""

from shared.entities.revision import Revision
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import REVISION_ID
from shared.repos.stored_forms import to_stored
from shared.store.contract import Upsert


class RevisionRepository(BaseRepository[Revision]):
    """Revisions, one document per user."""

    entity = Revision

    def find_version(self, user_id: str) -> str:
        """Return the version of a user's revision, empty while there is none."""
        found = self.find(user_id, REVISION_ID)
        return "" if found is None else found.etag


def renew_revision(user_id: str) -> Upsert:
    """Return the write that changes the version; each batch without the lifetime totals contains it."""
    return Upsert(to_stored(Revision(user_id=user_id)))
