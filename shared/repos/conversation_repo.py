"""Conversations, and what answering a message reads together with them."""

from shared.entities.conversation import Conversation
from shared.entities.entity import Entity
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import USER_ID, conversation_id


class ConversationRepository(BaseRepository[Conversation]):
    """Conversations, one document per user and channel."""

    entity = Conversation

    def read_with(self, user_id: str, channel: str) -> list[Entity]:
        """Return the user and the conversation in a channel, those that exist, in one query."""
        return self._read_any(user_id, (USER_ID, conversation_id(channel)))

    def find_conversation(self, user_id: str, channel: str) -> Conversation | None:
        """Return a user's conversation in a channel, None without one."""
        return self.find(user_id, conversation_id(channel))
