"""Endpoints: plain functions from a `Request` to a view, declared with `@endpoint()`."""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, Protocol, get_args, get_origin, get_type_hints
from urllib.parse import SplitResult

import msgspec
from typing_extensions import TypeVar

from shared.api.validation import (
    MAX_BODY,
    Body,
    EmptyBody,
    Parameters,
    RawBody,
    parse_json,
    require_size,
    validate,
)
from shared.entities.idempotency import Outcome
from shared.errors import ForbiddenError, UnauthenticatedError
from shared.views.view import HasView

if TYPE_CHECKING:
    from shared.auth_manager import Claims
    from shared.entities.entity import IfMatch
    from shared.services.service_factory import ServiceFactory

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

BodyT = TypeVar("BodyT", bound=Body, default=EmptyBody)
ParametersT = TypeVar("ParametersT", bound=Parameters, default=Parameters)
JsonT = TypeVar("JsonT", bound=Body)
ViewT = TypeVar("ViewT")
ViewT_co = TypeVar("ViewT_co", covariant=True)


class Access(Enum):
    """Who may call an endpoint."""

    ANYONE = "anyone"  # no authentication
    USER = "user"  # authenticated; administrators may target another user; the default
    SELF = "self"  # authenticated, and only for the caller's own account
    ADMINISTRATOR = "administrator"
    PLATFORM = "platform"  # a chat platform, whose signature the endpoint's service verifies


class Limit(Enum):
    """Which limits a request counts for."""

    CALLER = "caller"  # those of the user, or without sign-in those of the address; the default
    REGISTRATION = "registration"  # as well as those of registrations from the address
    NONE = "none"


class Content(msgspec.Struct, frozen=True):
    """A response body that is not JSON; its media type is the endpoint's unless given."""

    content: bytes
    media_type: str | None = None


class Encoded(Content, Generic[ViewT_co], frozen=True):
    """A view that is encoded as JSON already."""


class Redirect(msgspec.Struct, frozen=True):
    """A permanent redirect; `location` may be relative to the address of the request."""

    location: str


class Response(msgspec.Struct, Generic[ViewT_co], frozen=True):
    """A view with a status, for an endpoint with several statuses."""

    view: ViewT_co
    status: int


View = Mapping[str, object]  # a TypedDict
Result = (
    View
    | Sequence[View]
    | Outcome[View]
    | Outcome[Sequence[View]]
    | Outcome[None]
    | Outcome[View | Content]
    | Response[View]
    | Content
    | Redirect
    | None
)
"""The return type of an endpoint; an `Outcome` says that `Idempotency-Key` is honoured."""


class ViewPage(Protocol[ViewT_co]):
    """A page of entities that have a view."""

    @property
    def entities(self) -> Sequence[HasView[ViewT_co]]:
        """The entities, in order."""

    @property
    def continuation(self) -> str | None:
        """The token for the next page; None on the last."""


@dataclass(slots=True, kw_only=True, eq=False, repr=False)  # no repr: a body may contain a password
class Request(Generic[BodyT, ParametersT]):
    """A validated, authenticated request; `user_id` is the target user."""

    services: "ServiceFactory"
    describe_api: Callable[[], dict[str, Any]]  # returns the OpenAPI document of all routes
    body: BodyT
    has_body: bool  # false if the client sent none, and `body` is made of defaults
    query: ParametersT
    path: Mapping[str, str]  # the parameters of the route's template
    headers: Mapping[str, str]  # by name, in any letter case
    user_id: str  # the caller's unless an administrator targets another user; empty without authentication
    targets_no_user: bool  # whether path, query and body leave the target user out
    claims: "Claims | None"
    if_match: "IfMatch | None"
    url: SplitResult
    from_trusted_origin: bool  # false if another site's page sent the request
    count_for: Callable[[str], None]  # counts the request for a user of a chat platform
    response_headers: dict[str, str] = field(default_factory=dict)
    response_cookies: list[str] = field(default_factory=list)  # as the values of `Set-Cookie`

    @property
    def is_https(self) -> bool:
        """Whether the client used https; on Azure the host takes it from the platform's headers."""
        return self.url.scheme == "https"

    @property
    def states_trusted_origin(self) -> bool:
        """Whether the `Origin` header is there and trusted, as a change by cookie alone needs."""
        return self.from_trusted_origin and "origin" in self.headers

    @property
    def accept_language(self) -> str:
        """The header of that name, unparsed."""
        return self.headers.get("accept-language", "")

    @property
    def caller(self) -> "Claims":
        """The claims of the caller's token."""
        if self.claims is None:
            raise UnauthenticatedError
        return self.claims

    def read_json(self, kind: type[JsonT]) -> JsonT:
        """Return a `RawBody` as JSON; `ForbiddenError` if it names another user.

        `BodyTooLargeError` if it is larger than `MAX_BODY`, also where a `RawBody` may be larger.
        """
        content = self.body.content.removeprefix(BOM_UTF8) if isinstance(self.body, RawBody) else b""
        require_size(len(content), MAX_BODY)
        body = validate(kind, parse_json(content) if content else {})
        if body.user_id not in {None, self.user_id}:
            self.services.get_security_log().write_denial(self.user_id, str(body.user_id))
            raise ForbiddenError("You can only do this for your own account")
        return body

    def page(self, page: ViewPage[ViewT]) -> list[ViewT]:
        """Return the views of a page, and send the token for the next page in a header."""
        if page.continuation is not None:
            self.response_headers["x-continuation"] = page.continuation
        return [entity.to_dict() for entity in page.entities]

    def set_cookie(
        self, name: str, value: str, max_age: int, path: str = "/", same_site: str = "Lax"
    ) -> None:
        """Set a cookie that scripts cannot read; `max_age` is in seconds.

        0 removes the cookie of this name and path.
        """
        # Without https, browsers drop secure cookies, and those with these prefixes must be secure.
        prefixed = name.startswith(("__Host-", "__Secure-"))
        insecure = not prefixed and not self.is_https and self.url.hostname in _LOCAL_HOSTS
        secure = "" if insecure else "; Secure"
        self.response_cookies.append(
            f"{name}={value}; Max-Age={max_age}; Path={path}; HttpOnly; SameSite={same_site}{secure}"
        )


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A function and its declaration, by which the boundary serves it and the OpenAPI document shows it."""

    function: Callable[[Request[Any, Any]], Result]
    body: type[Body]
    query: type[Parameters]
    response: Any  # the type of the view: a TypedDict, a list of them, `Content`, or NoneType for no body
    status: int
    access: Access
    limit: Limit
    etag: bool
    idempotent: bool
    response_headers: tuple[str, ...]
    errors: tuple[int, ...]
    other_responses: Mapping[int, Any]
    media_type: str
    other_media_types: tuple[str, ...]
    documented: bool
    urgent: bool
    before_second_factor: bool

    @property
    def reads_fields(self) -> bool:
        """Whether it reads a field of the body beside `user_id`."""
        return any(name != "user_id" for name in self.body.model_fields)

    @property
    def needs_sign_in(self) -> bool:
        """Whether the caller is a signed-in user."""
        return self.access not in {Access.ANYONE, Access.PLATFORM}

    @property
    def raw_body(self) -> type[RawBody] | None:
        """The type of a body that is read as it was sent, None for JSON."""
        return self.body if issubclass(self.body, RawBody) else None

    @property
    def name(self) -> str:
        """The module and the name of the function, unique among all endpoints."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}"


def endpoint(  # noqa: PLR0913 - each has a default, and most endpoints give two at most
    *,
    status: int | None = None,
    access: Access = Access.USER,
    limit: Limit = Limit.CALLER,
    etag: bool = False,
    response_headers: tuple[str, ...] = (),
    errors: tuple[int, ...] = (),
    other_responses: Mapping[int, Any] = MappingProxyType({}),
    media_type: str = "application/json",
    other_media_types: tuple[str, ...] = (),
    documented: bool = True,
    urgent: bool = False,
    before_second_factor: bool = False,
) -> Callable[[Callable[[Request[BodyT, ParametersT]], Result]], Endpoint]:
    """Declare a function as an endpoint; its docstring becomes its description in the API document.

    The types of body, query and response are read from the function's annotations. A function that returns
    an `Outcome` is idempotent: `Idempotency-Key` is honoured.

    status: the status on success; by default 204 for a function that returns None, else 200.
    access: who may call it.
    limit: the limits for which its requests count.
    etag: responses carry an `ETag`, and a GET with `If-None-Match` may be answered by 304; the function of a
        change passes `request.if_match` to its service. A function that knows it sets `ETag` itself.
    response_headers: headers that a successful response may carry.
    errors: statuses of errors, in addition to those that every endpoint of this kind may return.
    other_responses: statuses other than `status` whose body is no error, with the type of their view.
    media_type: that of `Content`, for an endpoint that returns nothing else.
    other_media_types: those that a successful response may have instead.
    documented: whether the API document shows it, and `Allow` names its method.
    urgent: whether it may use the space that the store keeps for a full disk, as every DELETE may.
    before_second_factor: whether a sign-in without a second factor may call it where one is required.
    """

    def declare(function: Callable[[Request[BodyT, ParametersT]], Result]) -> Endpoint:
        body, query, response = _read_annotations(function)
        idempotent = get_origin(response) is Outcome
        if get_origin(response) in (Outcome, Response, Encoded):
            (response,) = get_args(response)
        response = _without_content(response)
        return Endpoint(
            function=function,
            body=body,
            query=query,
            response=response,
            status=status or (HTTPStatus.NO_CONTENT if response is NoneType else HTTPStatus.OK),
            access=access,
            limit=limit,
            etag=etag,
            idempotent=idempotent,
            response_headers=response_headers,
            errors=errors,
            other_responses=other_responses,
            media_type=media_type,
            other_media_types=other_media_types,
            documented=documented,
            urgent=urgent,
            before_second_factor=before_second_factor,
        )

    return declare


def _without_content(response: Any) -> Any:  # noqa: ANN401 - as `Endpoint.response`
    """Return the type of the view of an endpoint that may return `Content` instead."""
    kinds = get_args(response) if get_origin(response) is UnionType else ()
    return next(kind for kind in kinds if kind is not Content) if Content in kinds else response


def _read_annotations(function: Callable[..., object]) -> tuple[type[Body], type[Parameters], Any]:
    """Return the types of body, query and response; `TypeError` if an annotation is missing or unusable."""
    name = f"{function.__module__}.{function.__qualname__}"
    hints = get_type_hints(function)
    if "return" not in hints:
        raise TypeError(f"{name}: the type of the response is not annotated")
    response = hints.pop("return")
    request = next(iter(hints.values()), None)
    if len(hints) != 1 or Request not in (request, get_origin(request)):
        raise TypeError(f"{name}: the only parameter is not annotated as Request or Request[...]")
    models: tuple[Any, ...] = get_args(request)
    body, query = models + (EmptyBody, Parameters)[len(models) :]  # Python fills defaults only from 3.13 on
    for model, base in ((body, Body), (query, Parameters)):
        if not (isinstance(model, type) and issubclass(model, base)):
            raise TypeError(f"{name}: {model!r} is not a subclass of {base.__name__}")
    return body, query, response
