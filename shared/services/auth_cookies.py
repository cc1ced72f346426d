"""Access tokens in the cookies of a request."""

from collections.abc import Mapping
from itertools import islice

from shared.views.sign_in import AUTH_COOKIES

MAX_TOKENS = 20
"""How many cookies of a request are verified."""


def find_cookie_tokens(headers: Mapping[str, str]) -> list[str]:
    """Return the different values of the cookies that may hold the access token, at most `MAX_TOKENS`.

    Another subdomain can set a cookie of the same name, and the browser then sends both in any order. It
    cannot set one with the prefix `__Host-`, so these come first.
    """
    # Headers of a request ignore letter case. http.cookies stops at the first cookie that it cannot parse.
    text = headers.get("cookie", headers.get("Cookie")) or ""
    pairs = [pair.strip().partition("=") for pair in text.split(";")]
    values = [value.strip('"') for wanted in AUTH_COOKIES for name, _, value in pairs if name == wanted]
    return list(islice(filter(None, dict.fromkeys(values)), MAX_TOKENS))
