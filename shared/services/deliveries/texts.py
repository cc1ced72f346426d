"""The messages of notifications in chats."""

from dataclasses import dataclass

from msgspec.structs import replace

from shared.channels.chat_platform import ChatButton, ChatMessage
from shared.entities.chat_buttons import StoredButton
from shared.entities.conversation import Command, Slots
from shared.entities.delivery import Delivery, KeptReply
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.language.phrasing import conversation_for
from shared.language.speech import Speech
from shared.services.chats.message_buttons import MessageButtons
from shared.views.conversation import Intent
from shared.views.notification import NotificationKind

_WITH_BUTTONS = (NotificationKind.TASK_REMINDER, NotificationKind.DEADLINE)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeliveryTexts:
    """Writes the messages of deliveries."""

    buttons: MessageButtons

    def write(self, delivery: Delivery, user: User, notification: Notification) -> ChatMessage:
        """Return the message of a notification: its texts only if the user chose the full text in chats.

        Its buttons are stored, under the same id each time.
        """
        speech = conversation_for(user)
        if not user.notifications.full_text:
            return ChatMessage(text=speech.say("delivery-waits"))
        message = ChatMessage(title=notification.title, text=notification.body)
        task_id = notification.data.get("task_id")
        if notification.kind not in _WITH_BUTTONS or not isinstance(task_id, str):
            return message
        name = f"{delivery.subject_id}\0{delivery.link_id}\0{delivery.created_at.isoformat()}"
        return replace(message, buttons=self.buttons.store(user.user_id, name, _buttons_for(speech, task_id)))


def reply_of(kept: KeptReply) -> ChatMessage:
    """Return the message of a kept reply."""
    buttons = tuple(ChatButton(button.label, button.id) for button in kept.buttons)
    return ChatMessage(text=kept.text, title=kept.title, buttons=buttons)


def message_of_test(user: User) -> ChatMessage:
    """Return the message with which an administrator tests a chat platform."""
    return ChatMessage(text=conversation_for(user).say("delivery-test"))


def _buttons_for(speech: Speech, task_id: str) -> tuple[StoredButton, ...]:
    """Return the buttons below the reminder of a task, which act on it without asking."""
    commands = {
        "delivery-done": Command(intent=Intent.COMPLETE_TASK, slots=Slots(task_id=task_id)),
        "delivery-snooze": Command(intent=Intent.SNOOZE, slots=Slots(task_id=task_id)),
        "delivery-tomorrow": Command(intent=Intent.RESCHEDULE, slots=Slots(task_id=task_id, days_ahead=1)),
    }
    return tuple(StoredButton(label=speech.say(key), command=command) for key, command in commands.items())
