"""The signature of a request from Slack."""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

_MAX_AGE = 300  # seconds
_TIMESTAMP = re.compile(r"[0-9]{1,12}\Z")


def is_signed(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    """Return whether Slack has signed a body, in the last five minutes; anything odd is not signed.

    Source: docs.slack.dev, Verifying requests from Slack.
    """
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not _TIMESTAMP.match(timestamp) or abs(now.timestamp() - int(timestamp)) > _MAX_AGE:
        return False
    signed = b"v0:%b:%b" % (timestamp.encode(), body)
    expected = f"v0={hmac.new(secret.encode(), signed, sha256).hexdigest()}"
    # As bytes: of texts, only those in ASCII can be compared.
    sent = headers.get("x-slack-signature", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(sent, expected.encode())
