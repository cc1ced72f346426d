"""Buttons that were pressed in Slack."""

from dataclasses import dataclass

from shared.channels.slack.blocks import BUTTON
from shared.channels.slack.payloads import Action, Interaction
from shared.entities.link import ChatUser
from shared.services.chats.chat_limits import CountFor
from shared.services.chats.chat_links import ChatAddress
from shared.services.chats.chat_service import ChatSender, ChatService
from shared.services.chats.slack.deduplication import SlackDeduplication, is_within_limit
from shared.services.chats.slack.home import SlackHome
from shared.services.chats.slack.replies import Place, SlackReplies
from shared.services.side_by_side import SideBySide
from shared.views.link import ChatChannel

_PRESSES = "block_actions"


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackPresses:
    """Handles pressed buttons, each press once, for the account of the person who pressed.

    The answer to a button in a message goes to that person alone, or to the direct messages if the message is
    there. The home tab is shown anew, and the answer is a direct message.
    """

    chats: ChatService
    home: SlackHome
    replies: SlackReplies
    deduplication: SlackDeduplication
    calls: SideBySide

    def handle(self, interaction: Interaction, count_for: CountFor) -> None:
        """Handle an interaction; one that is no press of the app's buttons changes nothing."""
        action = _find_press(interaction)
        user = ChatUser(
            channel=ChatChannel.SLACK,
            workspace_id=interaction.workspace_id,
            user_id=interaction.user.id,
        )
        if action is None or interaction.is_foreign or not is_within_limit(user, count_for):
            return
        with self.deduplication.handling(interaction.trigger_id) as is_first:
            if is_first:
                self._answer(interaction, user, action.value or "")

    def _answer(self, interaction: Interaction, user: ChatUser, button_id: str) -> None:
        sender = ChatSender(
            user=user,
            event=interaction.trigger_id,
            address=ChatAddress(workspace=interaction.workspace),
        )
        message = self.chats.press(sender, button_id)
        if interaction.is_in_home:
            place = Place(channel=user.user_id, is_direct=True)
            posting = self.calls.start(lambda: self.replies.post(user, place, message))
            self.home.show(user)
            posting.result()
        elif interaction.direct_channel is not None:
            place = Place(channel=interaction.direct_channel, thread_ts=interaction.thread_ts, is_direct=True)
            self.replies.post(user, place, message)
        else:
            self.replies.respond(user, interaction.response_url or "", message, interaction.thread_ts)


def _find_press(interaction: Interaction) -> Action | None:
    if interaction.type != _PRESSES or not interaction.trigger_id:
        return None
    pressed = (one for one in interaction.actions or () if one.type == "button")
    return next((one for one in pressed if one.action_id.startswith(f"{BUTTON}-")), None)
