"""What the assistant remembers of a user's choices."""

from shared.entities.assistant_state import AssistantState
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import ASSISTANT_STATE_ID


class AssistantStateRepository(BaseRepository[AssistantState]):
    """The assistant's state, one document per user."""

    entity = AssistantState

    def find_state(self, user_id: str) -> AssistantState | None:
        """Return a user's state, None if there is none yet."""
        return self.find(user_id, ASSISTANT_STATE_ID)
