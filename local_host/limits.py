"""Limits for slow clients, and for many clients."""

import sys
from dataclasses import dataclass, replace

if sys.platform != "win32":
    import resource

MAX_BODY_BYTES = 104_857_600
"""The longest body that the real host accepts."""

_OTHER_FILES = 200  # of the app: a store has about three for each thread
_FEWEST_CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What slow clients, and many clients, may use; times in seconds.

    connections: the number of open connections.
    head: from the first byte of a request, or from connecting, until its headers are complete.
    keep_alive: between two requests, as in the real host.
    body: for receiving a body, plus a second for each `rate` bytes of it.
    write: for sending a response, likewise.
    rate: bytes per second.
    bodies: the bytes of all bodies in memory, not counting small ones.
    responses: the bytes of all responses that clients have not received yet.
    body_bytes: the bytes of one body; a function receives a longer one without its content.
    """

    connections: int = 1_000
    head: float = 10
    keep_alive: int = 130
    body: float = 10
    write: float = 30
    rate: int = 16_384
    bodies: int = 2 * MAX_BODY_BYTES
    responses: int = 2 * MAX_BODY_BYTES
    body_bytes: int = MAX_BODY_BYTES


def limits_of_process() -> Limits:
    """Return the limits, with fewer connections if the process may not open enough files."""
    limits = Limits()
    if sys.platform == "win32":
        return limits
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = limits.connections + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return replace(limits, connections=max(_FEWEST_CONNECTIONS, soft - _OTHER_FILES))
    return limits
