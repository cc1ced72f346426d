"""The buttons below messages in chats: stored under opaque ids, and found when they are pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from shared.channels.chat_platform import ChatButton
from shared.clock import Clock
from shared.entities.chat_buttons import ChatButtons, StoredButton
from shared.repos.chat_repo import ChatButtonsRepository

_ID_LENGTH = 32  # hexadecimal digits
_MAX_NUMBER_LENGTH = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class MessageButtons:
    """Stores the buttons of each message, which only its account finds again."""

    buttons: ChatButtonsRepository
    clock: Clock

    def store(self, user_id: str, message: str, found: Sequence[StoredButton]) -> tuple[ChatButton, ...]:
        """Store the buttons of a message, and return them as they are shown.

        `message` is any text that names the message: the same one gives the same ids.
        """
        if not found:
            return ()
        message_id = sha256(message.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
        self.buttons.put(
            ChatButtons(
                message_id=message_id,
                user_id=user_id,
                created_at=self.clock.now(),
                buttons=tuple(found),
            )
        )
        return tuple(ChatButton(one.label, f"{message_id}.{number}") for number, one in enumerate(found))

    def find(self, user_id: str, button_id: str) -> StoredButton | None:
        """Return the button with an id, None for one that is unknown, too old, or of another account."""
        message_id, _, number = button_id.partition(".")
        found = self.buttons.find_buttons(user_id, message_id)
        if found is None or not (number.isascii() and number.isdecimal()):
            return None
        return found.find(int(number[:_MAX_NUMBER_LENGTH]), self.clock.now())
