"""Activities of the Bot Framework, with the fields that are used."""

import re

import msgspec

from shared.channels.chat_platform import straighten_quotes

BUTTON = "button"
"""The name of a button's id in the data of a pressed button."""

CARD_ACTION = "adaptiveCard/action"
"""The name of the activity of a pressed button."""

_PERSONAL = "personal"
_MALFORMED = (msgspec.DecodeError, UnicodeError, RecursionError)
_MENTION = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_SPACES = re.compile(r"[^\S\n]+")


class Account(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A person or a bot; a person has an id in Microsoft Entra, too."""

    id: str = ""
    aad_object_id: str | None = None


class Conversation(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A personal chat, a group chat, or a thread of a channel."""

    id: str
    conversation_type: str | None = None
    tenant_id: str | None = None


class _Tenant(msgspec.Struct, frozen=True):
    id: str = ""


class ChannelData(msgspec.Struct, frozen=True):
    """What Teams adds to an activity."""

    tenant: _Tenant | None = None


class Entity(msgspec.Struct, frozen=True):
    """A part of a text; only mentions have `mentioned`."""

    type: str = ""
    mentioned: Account | None = None
    text: str | None = None


class _Data(msgspec.Struct, frozen=True):
    button: str


class _Action(msgspec.Struct, frozen=True):
    data: _Data


class _Pressed(msgspec.Struct, frozen=True):
    """The value of the activity of a pressed button."""

    action: _Action


class Activity(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An activity; `id` is the same when it is sent again."""

    type: str
    id: str = ""
    channel_id: str
    service_url: str
    sender: Account = msgspec.field(name="from", default=Account())
    recipient: Account = Account()
    conversation: Conversation
    channel_data: ChannelData | None = None
    entities: tuple[Entity, ...] | None = None
    text: str | None = None
    locale: str | None = None
    name: str | None = None
    action: str | None = None
    value: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def is_personal(self) -> bool:
        """Whether it is in the chat of one person with the bot."""
        return self.conversation.conversation_type == _PERSONAL

    @property
    def tenant_ids(self) -> frozenset[str]:
        """The ids of the organization: of the conversation, and of Teams, which are the same."""
        tenant = self.channel_data.tenant if self.channel_data else None
        found = (self.conversation.tenant_id, tenant.id if tenant else None)
        return frozenset(one.lower() for one in found if one)

    @property
    def said(self) -> str:
        """What a person has typed: without the mention of the bot, and others by their names."""
        text = self.text or ""
        for entity in self.entities or ():
            if entity.mentioned is not None and entity.mentioned.id == self.recipient.id and entity.text:
                text = text.replace(entity.text, " ")
        text = _MENTION.sub("", text)
        for escaped, plain in _ENTITIES:
            text = text.replace(escaped, plain)
        return _SPACES.sub(" ", straighten_quotes(text)).strip()

    @property
    def button_id(self) -> str | None:
        """The id of the button that was pressed, None for another value."""
        try:
            return _pressed.decode(self.value).action.data.button
        except _MALFORMED:
            return None


_activities = msgspec.json.Decoder(Activity)
_pressed = msgspec.json.Decoder(_Pressed)


def read_activity(body: bytes) -> Activity | None:
    """Return the activity in a body, None for another body."""
    try:
        return _activities.decode(body)
    except _MALFORMED:
        return None
