"""The HTTP boundary: serves routes and timers, and turns errors into responses."""

import logging
import re
import time
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import azure.functions as func

from shared.api import response_headers
from shared.api.authentication import (
    SAFE_METHODS,
    authenticate,
    find_target_user,
    is_from_trusted_origin,
    require_account,
)
from shared.api.client_address import client_address
from shared.api.endpoint import Access, Content, Endpoint, Limit, Redirect, Request, Response, Result
from shared.api.routes import Route, Timer, TimerContext
from shared.api.security_headers import add_security_headers
from shared.api.validation import MAX_BODY, check_body, parse_json, validate
from shared.entities.entity import IfMatch, entity_tag, is_listed, to_json
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.errors import (
    AvanochiError,
    BusyError,
    ForbiddenError,
    MethodNotAllowedError,
    NotConfiguredError,
    NotFoundError,
    RateLimitedError,
    UnauthenticatedError,
    UnsupportedEncodingError,
    UnsupportedMediaTypeError,
    UnverifiedError,
    ValidationError,
)
from shared.ids import new_request_id
from shared.store.budget import RequestBudget

if TYPE_CHECKING:
    from shared.api.limits import RequestLimits
    from shared.auth_manager import Claims
    from shared.services.service_factory import ServiceFactory

logger = logging.getLogger("avanochi")
charge_logger = logging.getLogger("avanochi.charges")

_JSON = "application/json"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")

# A browser may keep the response for its user, and asks before each use whether it has changed.
_REVALIDATED = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Cookie, Accept-Language",
}


class Boundary:
    """Handles requests: authenticates, validates, calls the endpoint, and encodes its response."""

    def __init__(self, routes: Sequence[Route], factory: "ServiceFactory | None" = None) -> None:
        self._routes = routes
        self._api_document: dict[str, Any] | None = None
        self._factory = factory
        self._factory_lock = Lock()

    @property
    def _services(self) -> "ServiceFactory":
        # Built with the first request: most of the app's code is imported with the factory.
        if self._factory is None:
            from shared.services.service_factory import ServiceFactory  # noqa: PLC0415 - as above

            with self._factory_lock:
                self._factory = self._factory or ServiceFactory()
        return self._factory

    @property
    def _limits(self) -> "RequestLimits":
        from shared.api.limits import RequestLimits  # noqa: PLC0415 - with the first request, as the factory

        return self._services.get(RequestLimits)

    def handle(self, route: Route, req: func.HttpRequest) -> func.HttpResponse:
        """Return the response of a route; every error becomes an error response."""
        begun = time.perf_counter()
        request_id = req.headers.get("x-request-id", "")
        if not _REQUEST_ID.match(request_id):
            request_id = new_request_id()
        endpoint = route.endpoint_of(req.method or "")
        urgent = req.method == "DELETE" or (endpoint is not None and endpoint.urgent)
        with RequestBudget(urgent=urgent) as budget:
            response = self._respond_or_report(route, req, request_id)
        if budget.operations:  # 0 for a store that does not charge
            self._log_charge(route, request_id, response.status_code, time.perf_counter() - begun, budget)
        response.headers["x-request-id"] = request_id
        add_security_headers(response, https=req.url.startswith("https:"))
        if "origin" in req.headers:
            response.headers["Access-Control-Expose-Headers"] = response_headers.EXPOSED
        return response

    def run(self, timer: Timer) -> None:
        """Run a timer's function; a known error is logged, and the next run tries again."""
        try:
            timer.function(TimerContext(self._services))
        except AvanochiError as error:
            logger.error("%s: %d %s", timer.name, error.status, error.message)  # noqa: TRY400 - no traceback needed

    def _respond_or_report(self, route: Route, req: func.HttpRequest, request_id: str) -> func.HttpResponse:
        try:
            address = client_address(
                req.headers, behind_known_proxy=self._services.credentials.is_behind_known_proxy()
            )
            with self._services.request_from(address, request_id):
                return self._respond(route, req, address)
        except AvanochiError as error:
            expected = isinstance(error, BusyError | NotConfiguredError | UnverifiedError)
            failed = error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not expected
            log = logger.error if failed else logger.info
            log("%s %s: %d %s (%s)", req.method, route.name, error.status, error.message, request_id)
            return _error_response(error)
        except Exception:
            logger.exception("%s %s failed (%s)", req.method, route.name, request_id)
            body = {"error": "Internal server error", "code": "internal", "request_id": request_id}
            return _json_response(body, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _respond(self, route: Route, req: func.HttpRequest, address: str) -> func.HttpResponse:
        endpoint = route.endpoint_of(req.method or "")
        url = _split(req.url)
        if endpoint is not None and endpoint.access is Access.ANYONE and endpoint.limit is Limit.NONE:
            return self._call(route, endpoint, req, url, None)  # without reading any setting
        limits = self._limits
        absent = route.development_only and not self._services.credentials.is_development()
        if endpoint is None or absent:
            with limits.admit(Limit.CALLER, None, address):
                raise _unsupported_method(route, req.method or "", is_known=route.known and not absent)
        if endpoint.access is Access.PLATFORM:
            return self._call_signed(route, endpoint, req, url, address)
        claims = None
        if endpoint.needs_sign_in:
            try:
                claims = authenticate(self._services, req, url)
            except AvanochiError:
                with limits.admit(endpoint.limit, None, address):
                    raise
        with limits.admit(endpoint.limit, claims.user_id if claims else None, address):
            if claims is not None and not endpoint.before_second_factor:
                self._services.get_auth_service().require_second_factor(claims)
            return self._call(route, endpoint, req, url, claims)

    def _call_signed(
        self, route: Route, endpoint: Endpoint, req: func.HttpRequest, url: SplitResult, address: str
    ) -> func.HttpResponse:
        """Return the response to a chat platform: only a request without a valid signature is counted."""
        try:
            return self._call(route, endpoint, req, url, None)
        except (UnauthenticatedError, ForbiddenError, UnverifiedError):
            with self._limits.admit(endpoint.limit, None, address):
                raise

    def _call(
        self,
        route: Route,
        endpoint: Endpoint,
        req: func.HttpRequest,
        url: SplitResult,
        claims: "Claims | None",
    ) -> func.HttpResponse:
        request, key = self._read(endpoint, req, url, claims)
        try:
            with (
                self._services.called_by(claims.user_id if claims else ""),
                self._services.idempotent(key),
                self._audited(route, endpoint, req.method or "", request),
            ):
                result = endpoint.function(request)
        except NotFoundError:
            require_account(self._services, request.claims)
            raise
        if result == []:
            require_account(self._services, request.claims)
        response = _encode(endpoint, req, result, request.response_headers)
        for cookie in request.response_cookies:
            response.headers.add("Set-Cookie", cookie)
        return response

    def _read(
        self,
        endpoint: Endpoint,
        req: func.HttpRequest,
        url: SplitResult,
        claims: "Claims | None",
    ) -> tuple[Request[Any, Any], IdempotencyKey | None]:
        """Return the request, checked in this order: body and query, target user, key."""
        services = self._services
        raw = b""
        if req.method not in SAFE_METHODS:
            raw = self._read_body(endpoint, req)
        body = validate(endpoint.body, _fields(endpoint, raw))
        query = validate(endpoint.query, dict(req.params))
        named = {name for name in (req.route_params.get("user_id"), query.user_id, body.user_id) if name}
        user_id = ""
        if claims is not None:
            user_id = find_target_user(services, claims, named, endpoint.access)
        if_match = req.headers.get("if-match")
        request = Request(
            services=services,
            describe_api=self._describe_api,
            body=body,
            has_body=bool(raw),
            query=query,
            path=req.route_params,
            headers=req.headers,
            user_id=user_id,
            targets_no_user=not named,
            claims=claims,
            if_match=IfMatch(if_match) if if_match else None,
            url=url,
            from_trusted_origin=is_from_trusted_origin(services, req, url),
            count_for=self._count_for,
        )
        return request, _read_key(req, url, raw, claims) if claims and endpoint.idempotent else None

    def _count_for(self, key: str) -> None:
        """Count a request of a chat platform's user; the settings of the limits are read only then."""
        self._limits.count_for(key)

    def _read_body(self, endpoint: Endpoint, req: func.HttpRequest) -> bytes:
        raw, kind = req.get_body(), endpoint.raw_body
        if kind is None:
            raw = raw.removeprefix(BOM_UTF8)
        max_bytes = MAX_BODY if kind is None else kind.MAX_BYTES
        check_body(raw, req.headers, required=endpoint.reads_fields, max_bytes=max_bytes)
        return raw

    def _audited(
        self, route: Route, endpoint: Endpoint, method: str, request: Request[Any, Any]
    ) -> AbstractContextManager[None]:
        """Return a context that records the request if it is an administrator's act."""
        if request.claims is None:
            return nullcontext()
        caller = request.claims.user_id
        target = request.path.get(route.target_parameter, request.user_id)
        if target == caller and endpoint.access is not Access.ADMINISTRATOR:
            return nullcontext()
        audit, act = self._services.get_audit_service(), f"{method} {route.template}"
        return audit.watch(
            caller, "" if target == caller else target, act, changes=method not in SAFE_METHODS
        )

    def _describe_api(self) -> dict[str, Any]:
        if self._api_document is None:
            # Slow to import, seldom used.
            from shared.api.openapi.document import build_document  # noqa: PLC0415

            self._api_document = build_document(self._routes)
        return self._api_document

    def _log_charge(
        self, route: Route, request_id: str, status: int, seconds: float, budget: RequestBudget
    ) -> None:
        """Log what the store charged for a request, as one line of JSON."""
        self._services.charges.add(budget.request_units)
        line = {
            "route": route.name,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "ru": round(budget.request_units, 2),
            "operations": budget.operations,
            "request_id": request_id,
        }
        charge_logger.info("%s", to_json(line).decode())


def serve(
    routes: Sequence[Route], factory: "ServiceFactory | None" = None, timers: Sequence[Timer] = ()
) -> func.FunctionApp:
    """Return the function app that serves these routes and timers; by default, the environment configures it.

    Each route is registered for every method: the host returns 404 for a method that is not registered.
    """
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    boundary = Boundary(routes, factory)
    for route in routes:
        app.function_name(name=route.name)(app.route(route=route.template)(_route_trigger(boundary, route)))
    for timer in timers:
        # The monitor would need a storage account; the next run makes up for a missed one.
        scheduled = app.timer_trigger("timer", timer.schedule, use_monitor=False)
        app.function_name(name=timer.name)(scheduled(_timer_trigger(boundary, timer)))
    return app


def _route_trigger(boundary: Boundary, route: Route) -> Callable[[func.HttpRequest], func.HttpResponse]:
    def trigger(req: func.HttpRequest) -> func.HttpResponse:
        return boundary.handle(route, req)

    trigger.__name__ = route.name
    return trigger


def _timer_trigger(boundary: Boundary, declared: Timer) -> Callable[[func.TimerRequest], None]:
    def trigger(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the name of the binding
        boundary.run(declared)

    trigger.__name__ = declared.name
    return trigger


def _encode(
    endpoint: Endpoint, req: func.HttpRequest, result: Result, headers: dict[str, str]
) -> func.HttpResponse:
    """Return the response with the result of an endpoint's function; 304 for a read that the caller has."""
    if isinstance(result, Outcome):
        if result.replayed:
            headers["Idempotency-Replayed"] = "true"
        result = result.value
    if isinstance(result, Redirect):
        headers["Location"] = result.location
        return func.HttpResponse(status_code=HTTPStatus.PERMANENT_REDIRECT, headers=headers)
    if isinstance(result, Content):
        view, encoded, status = None, result.content, endpoint.status
        media_type = result.media_type or endpoint.media_type
    elif endpoint.status == HTTPStatus.NO_CONTENT:
        return func.HttpResponse(status_code=endpoint.status, headers=headers)
    else:
        view, status = (
            (result.view, result.status) if isinstance(result, Response) else (result, endpoint.status)
        )
        encoded, media_type = to_json(view), _JSON
    if endpoint.etag:
        tag = headers.get("ETag") or entity_tag(_without_rewards(view, encoded))
        headers["ETag"] = tag
        if req.method in SAFE_METHODS:
            if "Cache-Control" not in headers:
                headers |= _REVALIDATED
            if is_listed(tag, req.headers.get("if-none-match", "")):
                # With the media type, on which headers depend: a browser replaces those of its copy.
                encoded, status = b"", HTTPStatus.NOT_MODIFIED
    return _response(encoded, status, media_type, headers)


def _without_rewards(view: object, encoded: bytes) -> bytes:
    """Return the encoded view without the rewards of an event, as a GET returns it."""
    if not isinstance(view, dict) or "earned" not in view:
        return encoded
    return to_json({name: value for name, value in view.items() if name != "earned"})


def _unsupported_method(route: Route, method: str, *, is_known: bool) -> AvanochiError:
    if not is_known:
        return NotFoundError("Unknown path")
    return MethodNotAllowedError(route.refusal.format(method=method), route.allowed_methods)


def _fields(endpoint: Endpoint, raw: bytes) -> dict[str, Any]:
    """Return the fields of a body."""
    if endpoint.raw_body is not None:
        return {"content": raw}
    return parse_json(raw) if raw else {}


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ValidationError("Invalid Host header") from error


def _read_key(req: func.HttpRequest, url: SplitResult, raw: bytes, claims: "Claims") -> IdempotencyKey | None:
    key = req.headers.get("idempotency-key")
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.match(key):
        raise ValidationError("Idempotency-Key must be 1 to 200 visible ASCII characters")
    target = f"{url.path.rstrip('/')}?{url.query}"
    return IdempotencyKey.of(f"{claims.user_id}:{key}", req.method or "", target, raw)


def _error_response(error: AvanochiError) -> func.HttpResponse:
    body: dict[str, Any] = {"error": error.message, "code": error.code}
    headers: dict[str, str] = {}
    if isinstance(error, ValidationError) and error.field_errors:
        body["details"] = [{"field": each.field, "message": each.message} for each in error.field_errors]
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, UnsupportedEncodingError):
        headers["Accept-Encoding"] = "identity"  # RFC 9110, section 15.5.16
    if isinstance(error, UnsupportedMediaTypeError):
        headers["Accept"] = ", ".join(error.accepted)  # likewise
    if isinstance(error, RateLimitedError):
        headers |= error.headers
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return _json_response(body, error.status, headers)


def _json_response(body: object, status: int, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return _response(to_json(body), status, _JSON, headers or {})


def _response(content: bytes, status: int, media_type: str, headers: Mapping[str, str]) -> func.HttpResponse:
    return func.HttpResponse(content, status_code=status, headers=headers, mimetype=media_type)
