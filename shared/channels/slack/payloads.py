"""Commands and interactions of Slack, with the fields that are used."""

from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

T = TypeVar("T")

_MAX_FIELDS = 100


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command; `trigger_id` is unique."""

    team_id: str
    user_id: str
    trigger_id: str
    text: str = ""
    team_domain: str = ""
    enterprise_id: str = ""
    is_enterprise_install: str = "false"

    @property
    def workspace_id(self) -> str:
        """The team, or the enterprise for an app that is installed in all of its teams."""
        return self.enterprise_id if self.is_enterprise_install == "true" else self.team_id

    @property
    def workspace(self) -> str:
        """The name of the workspace."""
        return self.team_domain


class _Team(msgspec.Struct, frozen=True):
    id: str = ""
    domain: str = ""


class _Named(msgspec.Struct, frozen=True):
    id: str


class _Person(msgspec.Struct, frozen=True):
    id: str
    team_id: str | None = None


class _Container(msgspec.Struct, frozen=True):
    type: str = ""
    is_ephemeral: bool = False


class _PressedMessage(msgspec.Struct, frozen=True):
    thread_ts: str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """An action of a person on a part of a message."""

    type: str = ""
    action_id: str = ""
    value: str | None = None


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """The actions of a person on a message or a view; `trigger_id` is unique.

    `response_url` is where an answer goes to the person alone; in the home tab there is none.
    """

    type: str
    user: _Person
    trigger_id: str = ""
    response_url: str | None = None
    actions: tuple[Action, ...] | None = None
    team: _Team | None = None
    enterprise: _Team | None = None
    is_enterprise_install: bool = False
    channel: _Named | None = None
    container: _Container | None = None
    message: _PressedMessage | None = None

    @property
    def workspace_id(self) -> str:
        """The team, or the enterprise for an app that is installed in all of its teams."""
        found = self.enterprise if self.is_enterprise_install else self.team
        return "" if found is None else found.id

    @property
    def workspace(self) -> str:
        """The name of the workspace."""
        return "" if self.team is None else self.team.domain

    @property
    def is_foreign(self) -> bool:
        """Whether the person is of another workspace, in a shared channel, where ids may be the same.

        An enterprise has several workspaces, in which an id is that of one person.
        """
        return not self.is_enterprise_install and self.user.team_id not in {None, "", self.workspace_id}

    @property
    def direct_channel(self) -> str | None:
        """The direct messages with the app, if the message is there.

        A message that only one person sees may be in the direct messages of two people.
        """
        is_ephemeral = self.container is not None and self.container.is_ephemeral
        is_direct = self.channel is not None and self.channel.id.startswith("D")
        return self.channel.id if self.channel is not None and is_direct and not is_ephemeral else None

    @property
    def is_in_home(self) -> bool:
        """Whether it was in the app's home tab."""
        return self.container is not None and self.container.type == "view"

    @property
    def thread_ts(self) -> str:
        """The thread of the message, empty outside of any."""
        return (self.message.thread_ts if self.message is not None else None) or ""


# Made here, since msgspec prepares a class when it is first read, and crashes if another thread reads it
# meanwhile (0.22.0).
_interactions = msgspec.json.Decoder(Interaction)
msgspec.json.Decoder(Command)


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; none for another body."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        return {}
    return dict(fields)


def read_command(body: bytes) -> Command | None:
    """Return the command in a form, None for another body."""
    try:
        return msgspec.convert(read_form(body), Command)
    except msgspec.ValidationError:
        return None


def read_interaction(body: bytes) -> Interaction | None:
    """Return the interaction in a form, None for another body."""
    return decode(read_form(body).get("payload", "").encode(), _interactions)


def decode(content: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[T]) -> T | None:
    """Return JSON as an object of a decoder's class, None for another content."""
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
