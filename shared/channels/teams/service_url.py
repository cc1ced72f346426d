"""The addresses at which Teams takes messages."""

import re
from urllib.parse import urlsplit

from shared.channels.deadline import ChannelError

_SERVICE_URL = re.compile(
    r"https://(?:smba\.trafficmanager\.net|(?:[a-z0-9-]+\.)+botframework\.com)(?:/[A-Za-z0-9._~-]*)*\Z"
)


def is_service_url(url: str) -> bool:
    """Return whether an address is one of Teams: https, without a user, a port, a query or a fragment."""
    return _SERVICE_URL.match(url) is not None


def connector_url(service_url: str, replacement: str | None) -> str:
    """Return the address of a connector, with another scheme and host in tests.

    `ChannelError` for an address that is not one of Teams: the bot's token would be sent there.
    """
    if not is_service_url(service_url):
        raise ChannelError("the service URL is not one of Teams")
    url = f"{replacement}{urlsplit(service_url).path}" if replacement else service_url
    return url.rstrip("/")
