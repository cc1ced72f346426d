"""Changes by another user than the owner of a document."""

from datetime import datetime

import msgspec


class ForeignChange(msgspec.Struct, frozen=True, kw_only=True):
    """The last change of a document by another user than its owner: an administrator, `by` as a hash."""

    at: datetime
    by: str
