"""Access tokens and refresh tokens in the cookies of a request."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from shared.views.sign_in import AUTH_COOKIES, REFRESH_COOKIES, SECURE_REFRESH_COOKIE

MAX_TOKENS = 20
"""How many cookies of a request are verified."""

MAX_REFRESH_TOKENS = 3
"""How many refresh tokens in the cookies of a request are looked up, with two reads each."""

_REFRESH_TOKEN = re.compile(r"(?=[!-~]{1,200}\Z)[^.]+\.[^.]+\.[^.]+")


def find_cookie_tokens(headers: Mapping[str, str]) -> list[str]:
    """Return the different values of the cookies that may hold the access token, at most `MAX_TOKENS`.

    Another subdomain can set a cookie of the same name, and the browser then sends both in any order. It
    cannot set one with the prefix `__Host-`, so these come first.
    """
    return list(islice(_find_values(headers, AUTH_COOKIES), MAX_TOKENS))


def find_refresh_tokens(headers: Mapping[str, str], *, https: bool) -> list[str]:
    """Return the different refresh tokens in the cookies, those with the prefix `__Secure-` first.

    With https, the cookie without the prefix does not count: an http page of the same domain can set it.
    """
    names = (SECURE_REFRESH_COOKIE,) if https else REFRESH_COOKIES
    values = filter(_REFRESH_TOKEN.match, _find_values(headers, names))
    return list(islice(values, MAX_REFRESH_TOKENS))


def _find_values(headers: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    # Headers of a request ignore letter case. http.cookies stops at the first cookie that it cannot parse.
    text = headers.get("cookie", headers.get("Cookie")) or ""
    pairs = [pair.strip().partition("=") for pair in text.split(";")]
    values = [value.strip('"') for wanted in names for name, _, value in pairs if name == wanted]
    return filter(None, dict.fromkeys(values))
