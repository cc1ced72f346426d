"""The revision of a user's documents."""

from datetime import timedelta

from shared.entities.entity import Entity


class Revision(Entity, frozen=True, kw_only=True):
    """A document that each commit without the lifetime totals writes.

    So as long as the versions of the two are the same, nothing about the user has changed.
    """

    LIFETIME = timedelta(days=7)  # a version is compared for less than an hour

    user_id: str
