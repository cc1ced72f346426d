"""Views of errors."""

from typing import NotRequired

from typing_extensions import TypedDict

from shared.errors import ErrorCode


class FieldErrorView(TypedDict):
    """An invalid field of a request."""

    field: str
    message: str


class ErrorView(TypedDict):
    """The body of every error response."""

    error: str
    """A sentence for people."""
    code: ErrorCode
    """A stable code for programs."""
    details: NotRequired[list[FieldErrorView]]
    """All invalid fields of the request."""
    request_id: NotRequired[str]
    """The id of the request in the logs, if the server failed."""
