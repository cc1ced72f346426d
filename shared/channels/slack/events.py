"""Requests of Slack's Events API, with the fields that are used."""

from collections.abc import Mapping

import msgspec

from shared.channels.slack.payloads import decode

_SLACKBOT = "USLACKBOT"


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

EVENTS: Mapping[str, type[Event]] = {
    "message": Said,
    "app_mention": Said,
    "app_home_opened": HomeOpened,
    "app_uninstalled": AppUninstalled,
    "tokens_revoked": TokensRevoked,
}
"""The events that are used, by type."""


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
        typed = decode(self.event, _types)
        decoder = None if typed is None else _decoders.get(typed.type)
        return None if decoder is None else decode(self.event, decoder)


# Made here, since msgspec prepares a class when it is first read, and crashes if another thread reads it
# meanwhile (0.22.0).
_envelopes = msgspec.json.Decoder(Envelope)
_types = msgspec.json.Decoder(_Typed)
_decoders: Mapping[str, msgspec.json.Decoder[Event]] = {
    name: msgspec.json.Decoder(kind) for name, kind in EVENTS.items()
}


def read_envelope(body: bytes) -> Envelope | None:
    """Return a request of the Events API, None for another body."""
    return decode(body, _envelopes)
