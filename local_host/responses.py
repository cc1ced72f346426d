"""From what a function returned to what the host sends: rules 17 to 20."""

from http.cookies import SimpleCookie

import azure.functions as func

from local_host.reply import BODILESS, Header, Reply, encoded_header

# The host frames the message itself; these of the function's are dropped.
_FRAMING = frozenset(
    {"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer", "date"}
)
_SET_COOKIE = "set-cookie"
_SENDABLE = range(200, 600)


def reply_of(result: object) -> Reply:
    """Encode a function's result; `TypeError` or `ValueError` if the host could not send it."""
    if not isinstance(result, func.HttpResponse):
        raise TypeError(f"a function must return func.HttpResponse, not {type(result).__name__}")
    status = int(result.status_code)
    if status not in _SENDABLE:
        raise ValueError(f"{status} is not a status that can be sent")
    last: dict[str, str] = {}
    cookies: list[Header] = []
    for name, value in result.headers.items():
        key = name.lower()
        if key == _SET_COOKIE:
            cookies += (
                encoded_header(_SET_COOKIE, morsel.OutputString()) for morsel in SimpleCookie(value).values()
            )
        elif key not in _FRAMING:
            last[key] = value
    if "content-type" not in last:
        mimetype = str(result.mimetype)
        last["content-type"] = (
            f"{mimetype}; charset={result.charset}" if mimetype.startswith("text/") else mimetype
        )
    headers = [encoded_header(name, value) for name, value in last.items()]
    return Reply(status, headers + cookies, b"" if status in BODILESS else result.get_body())
