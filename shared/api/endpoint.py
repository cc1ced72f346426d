"""What an endpoint is: a plain function from a `Request` to a body, with all that is declared about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import SplitResult

from shared.api.fields import Body, Parameters
from shared.auth_manager import Claims
from shared.entities.entity import HasView, IfMatch
from shared.entities.idempotency import IdempotencyKey
from shared.entities.page import Page
from shared.errors import ForbiddenError, UnauthenticatedError

if TYPE_CHECKING:
    from shared.services.service_factory import ServiceFactory

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

BodyT = TypeVar("BodyT", bound=Body)
ParametersT = TypeVar("ParametersT", bound=Parameters)
ShownT = TypeVar("ShownT", bound=HasView)


class Access(Enum):
    """Who may call an endpoint."""

    ANYONE = "anyone"
    USER = "user"  # whoever is signed in, for themselves or for whom they may name; the default
    SELF = "self"  # whoever is signed in, for themselves alone
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Content:
    """An answer that is not JSON."""

    content: bytes
    media_type: str


@dataclass(slots=True, kw_only=True)
class Request(Generic[BodyT, ParametersT]):
    """One request, checked: who calls, about whom, and what they say.

    `user_id` is whose things the call is about: the caller's, unless an administrator named another.
    """

    services: "ServiceFactory"
    describe_api: Callable[[], bytes]  # the OpenAPI document of all routes, as JSON
    body: BodyT
    query: ParametersT
    path: Mapping[str, str]
    user_id: str
    targets_no_user: bool  # whether the request leaves open whom it is about
    claims: Claims | None
    retry: IdempotencyKey | None
    if_match: IfMatch | None
    url: SplitResult
    from_trusted_origin: bool  # false for what another site's page sends
    accept_language: str = ""  # the header, as it came
    answer_headers: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> Claims:
        """Return what the caller's token says."""
        if self.claims is None:
            raise UnauthenticatedError
        return self.claims

    @property
    def own_user_id(self) -> str:
        """Return the caller's id, for what nobody may do in another's name, administrators included."""
        if self.user_id != self.caller.user_id:
            raise ForbiddenError("One can do this only for oneself")
        return self.user_id

    def page(self, page: Page[Any]) -> list[Mapping[str, Any]]:
        """Answer with one page of a list, and with the token for the next one in a header."""
        if page.continuation is not None:
            self.answer_headers["x-continuation"] = page.continuation
        return [entity.to_dict() for entity in page.entities]

    def set_cookie(self, name: str, value: str, max_age: int) -> None:
        """Answer with a cookie that no script can read; `max_age` 0 removes it."""
        # On this machine there is no HTTPS.
        secure = "" if self.url.hostname in _LOCAL_HOSTS else "; Secure"
        self.answer_headers["Set-Cookie"] = (
            f"{name}={value}; Max-Age={max_age}; Path=/; HttpOnly; SameSite=Lax{secure}"
        )


Answer = Any
"""What is shown as JSON (None for nothing), a `Content`, or a pair of a status and one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A function with what is declared about it; the OpenAPI document is written from this."""

    function: Callable[[Request[Any, Any]], Answer]
    answer: Any  # the type of the body: a TypedDict, a list of them, None for no body, bytes for `Content`
    status: int
    body: type[Body]
    query: type[Parameters]
    access: Access
    tagged: bool
    repeatable: bool
    answer_headers: tuple[str, ...]
    errors: tuple[int, ...]
    other_answers: Mapping[int, Any]
    media_type: str
    documented: bool

    @property
    def name(self) -> str:
        """A name of its own among all endpoints: module and function."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}"


def endpoint(  # noqa: PLR0913 - each is one thing that can be declared
    *,
    answer: Any = None,  # noqa: ANN401 - any type that JSON can show
    status: int = 200,
    body: type[Body] = Body,
    query: type[Parameters] = Parameters,
    access: Access = Access.USER,
    tagged: bool = False,
    repeatable: bool = False,
    answer_headers: tuple[str, ...] = (),
    errors: tuple[int, ...] = (),
    other_answers: Mapping[int, Any] = MappingProxyType({}),
    media_type: str = "application/json",
    documented: bool = True,
) -> Callable[[Callable[[Request[Any, Any]], Answer]], Endpoint]:
    """Declare a function as an endpoint; its docstring is what the OpenAPI document says of it.

    `answer` is the type of what it returns, `status` the status it is answered with, `body` and `query`
    the models of what it reads, `errors` the statuses beside those that the boundary itself answers with,
    `other_answers` the types of what statuses other than `status` show in place of an error.
    `tagged` answers carry an `ETag`, and honour `If-Match`. `repeatable` ones honour an
    `Idempotency-Key`: they hand `call.retry` on to their service.
    """

    def declare(function: Callable[[Request[Any, Any]], Answer]) -> Endpoint:
        return Endpoint(
            function=function,
            answer=answer,
            status=status,
            body=body,
            query=query,
            access=access,
            tagged=tagged,
            repeatable=repeatable,
            answer_headers=answer_headers,
            errors=errors,
            other_answers=other_answers,
            media_type=media_type,
            documented=documented,
        )

    return declare


@dataclass(frozen=True, slots=True)
class TimerContext:
    """One time that a timer fires."""

    services: "ServiceFactory"


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is done on a schedule, an NCRONTAB expression with seconds; once for all instances."""

    name: str
    schedule: str
    function: Callable[["TimerContext"], None]


@dataclass(frozen=True, slots=True)
class Route:
    """A path, and which endpoint answers which method on it; the host tries routes by name.

    A route without endpoints is a path that means nothing: 404, or 405 where `known` says that there
    is something below it.
    """

    name: str
    template: str
    endpoints: Mapping[str, Endpoint]
    known: bool = True
