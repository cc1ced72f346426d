"""The boundary: the only place where HTTP becomes calls of ours, and what comes of them HTTP again."""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

import azure.functions as func

from shared.api.endpoint import Access, Content, Endpoint, Request, Route, Timer, TimerContext
from shared.api.fields import parse_json, validate
from shared.auth_manager import Claims
from shared.entities.entity import IfMatch, entity_tag, to_json
from shared.entities.idempotency import IdempotencyKey
from shared.errors import (
    AvanochiError,
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    UnauthenticatedError,
    ValidationError,
)
from shared.ids import new_request_id
from shared.store.budget import RequestBudget

if TYPE_CHECKING:
    from shared.services.service_factory import ServiceFactory

logger = logging.getLogger("avanochi")
charge_logger = logging.getLogger("avanochi.charges")

AUTH_COOKIE: Final = "auth_token"

_JSON = "application/json"
# What a page of another origin may read of an answer, where the host lets it read any.
_EXPOSED = "ETag, Idempotency-Replayed, Retry-After, x-continuation, x-request-id"
_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")
_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Boundary:
    """Serves routes: authenticates, checks, calls, and answers errors as what they are.

    Every endpoint needs a signed-in caller unless it declares otherwise.
    """

    def __init__(self, routes: Sequence[Route], factory: "ServiceFactory | None" = None) -> None:
        self._routes = routes
        self._document: bytes | None = None
        self._given_or_built = factory
        self._building = Lock()

    @property
    def _factory(self) -> "ServiceFactory":
        """The services; built with the first request, since most of the app's code comes with them."""
        if self._given_or_built is None:
            from shared.services.service_factory import ServiceFactory  # noqa: PLC0415 - as said

            with self._building:
                self._given_or_built = self._given_or_built or ServiceFactory()
        return self._given_or_built

    def handle(self, route: Route, request: func.HttpRequest) -> func.HttpResponse:
        """Answer a request; whatever happens, the answer is a response of the documented form."""
        begun = time.perf_counter()
        request_id = request.headers.get("x-request-id", "")
        if not _SANE_REQUEST_ID.match(request_id):
            request_id = new_request_id()
        with RequestBudget() as usage:
            response = self._respond(route, request, request_id)
        if usage.operations:  # only of a store that charges
            self._note_charge(route, request_id, response.status_code, time.perf_counter() - begun, usage)
        response.headers["x-request-id"] = request_id
        response.headers.setdefault("Cache-Control", "no-store")
        if "origin" in request.headers:
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    def tick(self, timer: Timer) -> None:
        """Do what a timer is for; what comes in between is logged, and the next time tries again."""
        try:
            timer.function(TimerContext(self._factory))
        except AvanochiError as error:
            logger.error("%s: %d %s", timer.name, error.status, error.message)  # noqa: TRY400 - says it all

    def _respond(self, route: Route, request: func.HttpRequest, request_id: str) -> func.HttpResponse:
        try:
            return self._answer(route, request)
        except AvanochiError as error:
            log = logger.error if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else logger.info
            log("%s %s: %d %s (%s)", request.method, route.name, error.status, error.message, request_id)
            return _refusal(error)
        except Exception:
            logger.exception("%s %s failed (%s)", request.method, route.name, request_id)
            body = {"error": "Internal server error", "code": "internal", "request_id": request_id}
            return _json_response(body, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _note_charge(
        self, route: Route, request_id: str, status: int, seconds: float, usage: RequestBudget
    ) -> None:
        """Log what a request has cost where the store charges for it: one line of JSON."""
        self._factory.charges.add(usage.request_units)
        line = {
            "route": route.name,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "ru": round(usage.request_units, 2),
            "operations": usage.operations,
            "request_id": request_id,
        }
        charge_logger.info("%s", to_json(line).decode())

    def _answer(self, route: Route, request: func.HttpRequest) -> func.HttpResponse:
        endpoint = route.endpoints.get(request.method or "")
        if endpoint is None:
            raise _no_such_method(route, request.method or "")
        call = self._read(endpoint, request)
        try:
            answer = endpoint.function(call)
        except NotFoundError:
            self._require_account(call.claims)
            raise
        if answer == []:
            self._require_account(call.claims)
        status, body = answer if isinstance(answer, tuple) else (endpoint.status, answer)
        if call.retry is not None and call.retry.replayed:
            call.answer_headers["Idempotency-Replayed"] = "true"
        if isinstance(body, Content):
            return _response(body.content, status, body.media_type, call.answer_headers)
        if body is None and status == HTTPStatus.NO_CONTENT:
            return func.HttpResponse(status_code=status, headers=call.answer_headers)
        shown = to_json(body)
        if endpoint.tagged:
            call.answer_headers["ETag"] = entity_tag(shown)
        return _response(shown, status, _JSON, call.answer_headers)

    def _describe(self) -> bytes:
        if self._document is None:
            from shared.api.openapi import build_document  # noqa: PLC0415 - dear to import, seldom asked for

            self._document = to_json(build_document(self._routes))
        return self._document

    def _read(self, endpoint: Endpoint, request: func.HttpRequest) -> Request[Any, Any]:
        """Check a request from the outside in: who, from where, what, about whom."""
        url = _split(request.url)
        claims = None if endpoint.access is Access.ANYONE else self._authenticate(request, url)
        method = request.method or ""
        raw = b"" if method in _READING_METHODS else request.get_body()
        body = validate(endpoint.body, parse_json(raw) if raw else {})
        query = validate(endpoint.query, dict(request.params))
        named = {request.route_params.get("user_id"), query.user_id, body.user_id} - {None, ""}
        user_id = ""
        if claims is not None:
            administrator = endpoint.access is Access.ADMINISTRATOR
            user_id = self._find_subject(claims, named, administrator=administrator)
        if_match = request.headers.get("if-match")
        return Request(
            services=self._factory,
            describe_api=self._describe,
            body=body,
            query=query,
            path=request.route_params,
            user_id=user_id,
            targets_no_user=not named,
            claims=claims,
            retry=_read_retry(request, url, raw, claims) if claims and endpoint.repeatable else None,
            if_match=IfMatch(if_match) if if_match else None,
            url=url,
            accept_language=request.headers.get("accept-language", ""),
            from_trusted_origin="origin" not in request.headers or self._is_trusted_origin(request, url),
        )

    def _authenticate(self, request: func.HttpRequest, url: SplitResult) -> Claims:
        """Return whose request it is, by its bearer token or else by its cookie."""
        auth = self._factory.get_auth_service()
        auth.require_secret()
        header = request.headers.get("authorization")
        if header is not None:
            scheme, _, token = header.partition(" ")
            if scheme.lower() != "bearer":
                raise UnauthenticatedError
            return auth.authenticate(token.strip())
        token = _read_cookie(request.headers.get("cookie", ""), AUTH_COOKIE)
        if not token:
            raise UnauthenticatedError
        claims = auth.authenticate(token)
        if request.method not in _READING_METHODS and not self._is_trusted_origin(request, url):
            raise ForbiddenError("A change by cookie needs an Origin that is allowed")
        return claims

    def _is_trusted_origin(self, request: func.HttpRequest, url: SplitResult) -> bool:
        """Tell whether a request's `Origin` is this host's own, or one that the settings allow."""
        origin = request.headers.get("origin")
        return origin == f"{url.scheme}://{url.netloc}" or (
            origin in self._factory.credentials.get_allowed_origins()
        )

    def _find_subject(self, claims: Claims, named: set[str | None], *, administrator: bool) -> str:
        """Return whom the request is about: the caller, or whom an administrator names."""
        others = {name for name in named if name} - {claims.user_id}
        if not others and not administrator:
            return claims.user_id
        if not self._factory.get_auth_service().is_administrator(claims.user_id):
            self._require_account(claims)
            raise ForbiddenError("Only administrators may do this")
        if not others:
            return claims.user_id
        if len(named) > 1:
            raise ValidationError("The request names more than one user")
        return self._factory.get_user_service().get_user(others.pop()).user_id

    def _require_account(self, claims: Claims | None) -> None:
        """Refuse the token of an account that is gone.

        Its partition is empty, so only an answer that found nothing has to be checked.
        """
        if claims is not None:
            self._factory.get_auth_service().require_account(claims.user_id)


def serve(
    routes: Sequence[Route], factory: "ServiceFactory | None" = None, timers: Sequence[Timer] = ()
) -> func.FunctionApp:
    """Return the function app that serves these routes, with services as the environment says unless given.

    Each route takes every method: the host would answer a method that is not registered with 404.
    """
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    boundary = Boundary(routes, factory)
    for route in routes:
        app.function_name(name=route.name)(app.route(route=route.template)(_trigger(boundary, route)))
    for timer in timers:
        # Without a monitor it needs no storage; a run that was missed is made up for by the next one.
        scheduled = app.timer_trigger("timer", timer.schedule, use_monitor=False)
        app.function_name(name=timer.name)(scheduled(_tick(boundary, timer)))
    return app


def _tick(boundary: Boundary, due: Timer) -> Callable[[func.TimerRequest], None]:
    def tick(timer: func.TimerRequest) -> None:  # noqa: ARG001 - bears the name of the trigger's binding
        boundary.tick(due)

    tick.__name__ = due.name
    return tick


def _trigger(boundary: Boundary, route: Route) -> Callable[[func.HttpRequest], func.HttpResponse]:
    def trigger(req: func.HttpRequest) -> func.HttpResponse:
        return boundary.handle(route, req)

    trigger.__name__ = route.name
    return trigger


def _no_such_method(route: Route, method: str) -> AvanochiError:
    if not route.known:
        return NotFoundError("There is nothing at this path")
    allowed = [name for name, endpoint in route.endpoints.items() if endpoint.documented]
    return MethodNotAllowedError(f"Method {method} with route not supported", allowed)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ValidationError("The Host header is not one") from error


def _read_retry(
    request: func.HttpRequest, url: SplitResult, raw: bytes, claims: Claims
) -> IdempotencyKey | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.match(key):
        raise ValidationError("An Idempotency-Key has 1 to 200 visible ASCII characters")
    target = f"{url.path.rstrip('/')}?{url.query}"
    return IdempotencyKey.of(f"{claims.user_id}:{key}", request.method or "", target, raw)


def _read_cookie(header: str, name: str) -> str | None:
    # The standard library's parser gives up at the first cookie that it does not like.
    for pair in header.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value.strip('"')
    return None


def _refusal(error: AvanochiError) -> func.HttpResponse:
    body: dict[str, Any] = {"error": error.message, "code": error.code}
    headers: dict[str, str] = {}
    if isinstance(error, ValidationError) and error.field_errors:
        body["details"] = [{"field": each.field, "message": each.message} for each in error.field_errors]
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return _json_response(body, error.status, headers)


def _json_response(body: object, status: int, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return _response(to_json(body), status, _JSON, headers or {})


def _response(content: bytes, status: int, media_type: str, headers: Mapping[str, str]) -> func.HttpResponse:
    return func.HttpResponse(content, status_code=status, headers=headers, mimetype=media_type)
