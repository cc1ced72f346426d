"""The buttons below a message in a chat."""

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from shared.entities.conversation import Command, Conversation
from shared.entities.entity import Entity


class StoredButton(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a button says: a text as if the user had typed it, or a command.

    A button that answers a question has in `answers` when that was asked. One that undoes an act has in
    `undoes` until when that can be undone.
    """

    label: str
    command: Command | None = None
    answers: datetime | None = None
    undoes: datetime | None = None

    def fits(self, conversation: Conversation, now: datetime) -> bool:
        """Return whether the button is about the open question, or the last act, of a conversation."""
        if self.answers is not None:
            question = conversation.open_question(now)
            return question is not None and question.asked_at == self.answers
        return self.undoes is None or self.undoes == conversation.undo_until(now)


class ChatButtons(Entity, frozen=True, kw_only=True):
    """The buttons of one message, in the partition of the account: no other account finds them."""

    LIFETIME: ClassVar[timedelta] = timedelta(days=7)

    message_id: str
    user_id: str
    created_at: datetime
    buttons: tuple[StoredButton, ...]

    def find(self, number: int, now: datetime) -> StoredButton | None:
        """Return a button, None for another number or after `LIFETIME`."""
        is_old = now >= self.created_at + self.LIFETIME
        return None if is_old or not 0 <= number < len(self.buttons) else self.buttons[number]
