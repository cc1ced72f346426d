"""The pointer to the one session of a kind that a user has running."""

from shared.entities.entity import Entity


class ActiveSession(Entity, frozen=True, kw_only=True):
    """Names the running session: while the pointer exists, no other session of its kind can start."""

    user_id: str
    session_id: str
