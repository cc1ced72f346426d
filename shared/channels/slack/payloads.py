"""What Slack sends, as far as it is used."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

T = TypeVar("T")

_MAX_FIELDS = 100
_SLACKBOT = "USLACKBOT"


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command; `trigger_id` is a name that no other command has."""

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


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A direct message (`message`), or a message in a channel that mentions the app (`app_mention`).

    A changed, deleted or joined message has a `subtype`, and one that was edited to mention the app `edited`.
    """

    type: str
    user: str | None = None
    channel: str = ""
    channel_type: str | None = None
    text: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    edited: object = None
    user_team: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether it was said in the direct messages with the app."""
        return self.type == "message"

    def is_addressed(self) -> bool:
        """Return whether it was said to the app: a mention in a direct message is a message as well."""
        if self.is_direct:
            return self.channel_type == "im"
        return self.channel != "" and not self.channel.startswith("D")

    def is_new_from_a_person(self) -> bool:
        """Return whether a person has written it, and it is neither a change nor a note of Slack's own."""
        is_plain = self.subtype is None and self.edited is None
        return is_plain and self.bot_id is None and self.user not in {None, "", _SLACKBOT}


class HomeOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A person has opened a tab of the app's home."""

    user: str
    tab: str = "home"


class AppUninstalled(msgspec.Struct, frozen=True):
    """The workspace has removed the app."""


class RevokedTokens(msgspec.Struct, frozen=True):
    """Whose tokens were revoked: those of people, and those of bots."""

    bot: tuple[str, ...] | None = None


class TokensRevoked(msgspec.Struct, frozen=True):
    """Tokens of the app were revoked."""

    tokens: RevokedTokens = RevokedTokens()


Event = Said | HomeOpened | AppUninstalled | TokensRevoked

_EVENTS: Mapping[str, type[Event]] = {
    "message": Said,
    "app_mention": Said,
    "app_home_opened": HomeOpened,
    "app_uninstalled": AppUninstalled,
    "tokens_revoked": TokensRevoked,
}


class _Installation(msgspec.Struct, frozen=True):
    """Where the app is installed that gets an event, and its own user there."""

    user_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool = False


class _Typed(msgspec.Struct, frozen=True):
    type: str = ""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A request of the Events API: an event, or a challenge to be sent back."""

    type: str
    challenge: str = ""
    event_id: str = ""
    team_id: str = ""
    event: msgspec.Raw = msgspec.Raw(b"{}")
    authorizations: tuple[_Installation, ...] | None = None

    @property
    def workspace_id(self) -> str:
        """The team, or the enterprise for an app that is installed in all of its teams."""
        found = next(iter(self.authorizations or ()), _Installation())
        return (found.is_enterprise_install and found.enterprise_id) or self.team_id

    def is_of_the_app(self, user_id: str | None) -> bool:
        """Return whether a user is the app's own."""
        return any(one.user_id == user_id for one in self.authorizations or ())

    def is_foreign(self, workspace_id: str | None) -> bool:
        """Return whether a person in a shared channel is of another workspace, where ids may be the same."""
        return workspace_id not in {None, "", self.team_id, self.workspace_id}

    def read_event(self) -> Event | None:
        """Return the event, None for one that is not used, or has another form."""
        typed = _decode(self.event, _Typed)
        kind = None if typed is None else _EVENTS.get(typed.type)
        return None if kind is None else _decode(self.event, kind)


class _Team(msgspec.Struct, frozen=True):
    id: str = ""
    domain: str = ""


class _Named(msgspec.Struct, frozen=True):
    id: str


class _Container(msgspec.Struct, frozen=True):
    type: str = ""
    is_ephemeral: bool = False


class _PressedMessage(msgspec.Struct, frozen=True):
    thread_ts: str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with a part of a message."""

    type: str = ""
    action_id: str = ""
    value: str | None = None


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """What a person did with a message or a view; `trigger_id` is a name that no other interaction has.

    `response_url` is where an answer goes to the person alone; in the home tab there is none.
    """

    type: str
    user: _Named
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


def read_envelope(body: bytes) -> Envelope | None:
    """Return a request of the Events API, None for another body."""
    return _decode(body, Envelope)


def read_interaction(body: bytes) -> Interaction | None:
    """Return the interaction in a form, None for another body."""
    return _decode(read_form(body).get("payload", "").encode(), Interaction)


def _decode(content: bytes | msgspec.Raw, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
