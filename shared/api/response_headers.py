"""The response headers that routes send, beside those that every HTTP response has."""

from collections.abc import Mapping
from typing import Final

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "x-request-id": "Identifies the request in the logs.",
    "x-continuation": "The token for the next page; absent on the last page.",
    "ETag": "The version of the resource.",
    "Idempotency-Replayed": "`true` if this is the response to an earlier request with the same key.",
    "Set-Cookie": "The access token as the cookie `__Host-auth_token`, without https `auth_token`; where "
    "tokens are in cookies alone, also the refresh token.",
    "Content-Disposition": "The file name for the download.",
    "RateLimit": "With the code `rate_limited`: the limit, and the seconds until it ends.",
    "RateLimit-Policy": "With the code `rate_limited`: the quota of the limit, and its window in seconds.",
    "Retry-After": "Seconds to wait before the next attempt.",
    "Accept-Encoding": "`identity`",
    "Accept": "With the code `unsupported_media_type`: the media types that the path takes.",
    "WWW-Authenticate": "`Bearer`",
    "Allow": "The methods of the path.",
}
"""The headers and their descriptions in the API document."""

EXPOSED: Final = ", ".join(name for name in DESCRIPTIONS if name != "Set-Cookie")  # which no script may read
"""The headers that cross-origin scripts may read."""

SAME_FOR_ALL: Final = "no-cache"
"""The `Cache-Control` of files: caches may keep them, and ask before each use whether they changed."""
