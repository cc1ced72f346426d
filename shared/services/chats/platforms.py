"""The chat platforms, by channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.channels.chat_platform import ChatPlatform
from shared.channels.slack.client import SlackClient
from shared.channels.teams.client import TeamsClient
from shared.errors import NotConfiguredError
from shared.views.link import ChatChannel

NAMES: Mapping[ChatChannel, str] = {ChatChannel.SLACK: "Slack", ChatChannel.TEAMS: "Teams"}
"""The names of the platforms, in every language."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChatPlatforms:
    """The client of each chat platform."""

    slack: SlackClient
    teams: TeamsClient

    @cached_property
    def _clients(self) -> Mapping[ChatChannel, ChatPlatform]:
        return {ChatChannel.SLACK: self.slack, ChatChannel.TEAMS: self.teams}

    @property
    def are_off(self) -> bool:
        """Whether there are settings for none of them."""
        return all(client.state == "off" for client in self._clients.values())

    def find(self, channel: ChatChannel) -> ChatPlatform | None:
        """Return the client of a platform, None without settings for it."""
        client = self._clients.get(channel)
        return client if client is not None and client.is_configured else None

    def require(self, channel: ChatChannel) -> ChatPlatform:
        """Return the client of a platform; `NotConfiguredError` without settings for it."""
        client = self.find(channel)
        if client is None:
            raise NotConfiguredError(f"{NAMES[channel]} is not configured")
        return client
