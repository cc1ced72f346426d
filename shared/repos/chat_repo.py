"""The buttons of messages in chats, and the events that were handled."""

from shared.entities.chat_buttons import ChatButtons
from shared.entities.chat_event import ChatEvent
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import CHAT_EVENT_ID, chat_buttons_id, chat_event_partition


class ChatButtonsRepository(BaseRepository[ChatButtons]):
    """The buttons of messages, in the partitions of the accounts."""

    entity = ChatButtons

    def find_buttons(self, user_id: str, message_id: str) -> ChatButtons | None:
        """Return the buttons of a message to an account, None without any."""
        return self.find(user_id, chat_buttons_id(message_id))


class ChatEventRepository(BaseRepository[ChatEvent]):
    """Events of chat platforms that are being handled or were, each in a partition of its own."""

    entity = ChatEvent

    def find_event(self, key: str) -> ChatEvent | None:
        """Return an event, None if it is new."""
        return self.find(chat_event_partition(key), CHAT_EVENT_ID)
