"""The request that a function sees: rules 11 to 16."""

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from azure.functions.http import HttpRequest
from starlette.types import Receive

from local_host.reply import Reply, empty
from local_host.routing import KEEP_ESCAPED

BODY_LIMIT = 104_857_600


def header_values(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Join headers by lower-cased name (rule 13); `UnicodeDecodeError` if one is not UTF-8."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name = raw_name.decode("ascii").lower()
        value = raw_value.decode()
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _decoded(text: bytes) -> str:
    text = text.replace(b"+", b" ")
    return (unquote_to_bytes(text) if b"%" in text else text).decode("utf-8", KEEP_ESCAPED)


def query_values(raw: bytes) -> dict[str, str]:
    """Parse a query (rule 12): names merge ignoring case, duplicates join with `,`, empty values vanish."""
    values: dict[str, str] = {}
    spelling: dict[str, str] = {}
    for pair in raw.split(b"&"):
        raw_name, _, raw_value = pair.partition(b"=")
        if not raw_value:
            continue
        name = _decoded(raw_name)
        name = spelling.setdefault(name.lower(), name)
        value = _decoded(raw_value)
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


async def body_of(length: str, receive: Receive) -> bytes | Reply | None:
    """Read a body of a declared length; the reply that refuses it, or None if the client has left."""
    if not length.isdecimal():
        return empty(400)
    if int(length) > BODY_LIMIT:
        # The connection ends with this answer, because the body is still on its way.
        return Reply(413, [(b"connection", b"close")])
    chunks: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def http_request(
    method: str,
    url: str,
    headers: dict[str, str],
    query: bytes,
    route_values: dict[str, str],
    body: bytes,
) -> HttpRequest:
    """Build the worker's own request object."""
    return HttpRequest(
        method=method,
        url=url,
        headers=headers,
        params=query_values(query) if query else {},
        route_params=route_values,
        body_type="bytes",
        body=body,
    )
