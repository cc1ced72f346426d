"""Links between accounts and the users of chat platforms, and the codes that make them."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Self

import msgspec

from shared.entities.entity import Entity
from shared.entities.sign_in import FailedLogins
from shared.views.link import ChatChannel, LinkCodeView, LinkView

_SHOWN_ID = 32  # hexadecimal digits


class ChatUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user of a chat platform, who is known there by workspace and id alone.

    A workspace is a team or an enterprise of Slack, or a tenant of Teams.
    """

    channel: ChatChannel
    workspace_id: str
    user_id: str

    @property
    def workspace_key(self) -> str:
        """The workspace in characters that any partition may have."""
        return f"{self.channel}:{_hash(self.workspace_id)}"

    @property
    def key(self) -> str:
        """The user in characters that any id may have."""
        return _hash(f"{self.channel}\0{self.workspace_id}\0{self.user_id}")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SHOWN_ID]


class Link(Entity, frozen=True, kw_only=True):
    """A chat that may act for an account and receives its notifications; in the partition of the account.

    It counts only while the `LinkedChatUser` names the account. It is confirmed once the chat user has
    written again. `service_url` and `conversation_id` are where Teams takes messages for the user.
    `code_hash` is that of the code that made it, which may be sent again.
    """

    MAX_LINKS: ClassVar[int] = 20
    """How many links an account may have."""

    user_id: str
    chat_user: ChatUser
    workspace: str
    linked_at: datetime
    is_confirmed: bool = False
    service_url: str = ""
    conversation_id: str = ""
    code_hash: str = ""

    def __repr__(self) -> str:
        """Hide who is linked, and the hash."""
        return f"Link({self.user_id!r})"

    @property
    def id(self) -> str:
        """The id: the same for each link of the same chat user."""
        return self.chat_user.key

    @property
    def channel(self) -> ChatChannel:
        """The chat platform."""
        return self.chat_user.channel

    @property
    def takes_notifications(self) -> bool:
        """Whether notifications are sent: only to a confirmed link, and in Teams to a known personal chat."""
        return self.is_confirmed and (self.channel is not ChatChannel.TEAMS or bool(self.conversation_id))

    def to_dict(self) -> LinkView:
        """Return the view."""
        return {
            "id": self.id,
            "channel": self.channel,
            "workspace": self.workspace or self.chat_user.workspace_id,
            "linked_at": self.linked_at,
        }


class LinkedChatUser(Entity, frozen=True, kw_only=True):
    """The one account that a chat user is linked to; in the partition of the workspace."""

    chat_user: ChatUser
    member_id: str


class LinkCode(Entity, frozen=True, kw_only=True):
    """A code that links a chat to the account of its owner, once; only its hash is stored.

    It is good while the sign-in that made it, `family`, goes on.
    """

    LIFETIME: ClassVar[timedelta] = timedelta(minutes=10)

    code_hash: str
    owner_id: str
    family: str
    channel: ChatChannel
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When the code is too old: the store may keep it for longer."""
        return self.created_at + self.LIFETIME

    def __repr__(self) -> str:
        """Hide the hash."""
        return f"LinkCode({self.owner_id!r})"


class NewLinkCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code as its owner sees it, once."""

    code: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Hide the code."""
        return "NewLinkCode()"

    def to_dict(self) -> LinkCodeView:
        """Return the view."""
        return {"code": self.code, "expires_at": self.expires_at}


class WrongLinkCodes(FailedLogins, frozen=True, kw_only=True):
    """The wrong codes of the last minutes that a chat user, or a workspace, has typed."""

    WINDOW: ClassVar[timedelta] = timedelta(minutes=10)

    @classmethod
    def none(cls, subject: str) -> Self:
        """Return that there were none."""
        return cls(subject=subject)

    def locked_for(self, now: datetime, limit: int, _address: str | None = None) -> int | None:
        """Return for how many seconds no code is taken; None if fewer than `limit` were wrong.

        It is locked for `WINDOW` after the last of so many within that time.
        """
        # Those that are far ahead are from an instance whose clock was wrong.
        times = [each.at for each in self.failures if each.at - now < self.WINDOW]
        if len([at for at in times if times[-1] - at < self.WINDOW]) < limit:
            return None
        remaining = (times[-1] + self.WINDOW - now).total_seconds()
        return int(remaining) + 1 if remaining > 0 else None
