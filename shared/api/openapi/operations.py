"""The operations of the document: parameters, bodies and responses."""

from collections.abc import Iterator
from http import HTTPStatus
from inspect import getdoc
from types import NoneType
from typing import Any

from azure_functions_openapi import register_openapi_metadata
from azure_functions_openapi.registry import OpenAPIRegistry
from pydantic import BaseModel

from shared.api.authentication import SAFE_METHODS
from shared.api.endpoint import Access, Content, Endpoint, Limit
from shared.api.openapi.examples import example_of_response
from shared.api.openapi.schemas import Schema, Schemas
from shared.api.response_headers import DESCRIPTIONS
from shared.api.routes import Route
from shared.api.validation import EmptyBody
from shared.views.error import ErrorView

PREFIX = "/api/"
_UUID = {"type": "string", "format": "uuid"}
_WITH_OTHER_IDS = ("assistant/", "challenges/", "health/", "interaction/links/", "notifications/")
"""The beginnings of the templates whose parameters have a meaning; all others are UUIDs."""

_USER_ID = {
    "name": "user_id",
    "in": "query",
    "schema": _UUID,
    "description": "For administrators: the user whose data it is; defaults to the caller.",
}
_BYTES: Schema = {"type": "string", "format": "binary"}
_SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_HEADERS_OF_ERRORS = {
    401: ("WWW-Authenticate",),
    415: ("Accept-Encoding",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}


def register_operation(
    registry: OpenAPIRegistry, schemas: Schemas, route: Route, method: str, tag: str
) -> None:
    """Add an operation to the registry, and the types that it uses to the schemas."""
    endpoint = route.endpoints[method]
    operation_id = f"{route.name}_{method.lower()}"
    body, required = _body(schemas, endpoint)
    summary, _, description = (getdoc(endpoint.function) or "").partition("\n")
    register_openapi_metadata(
        PREFIX + route.template,
        method,
        operation_id=operation_id,
        summary=summary.replace("`", ""),  # plain text, unlike a description
        description=description.strip(),
        tags=[tag],
        request_body=body,
        request_body_required=required,
        response=dict(_responses(schemas, route, method, operation_id)),
        parameters=[*_parameters(schemas, route, method)],
        security=_SIGNED_IN if endpoint.needs_sign_in else [],
        registry=registry,
    )


def _body(schemas: Schemas, endpoint: Endpoint) -> tuple[Schema | None, bool]:
    """Return the schema of the request body and whether the body is required; None for no body."""
    if endpoint.body is EmptyBody:
        return None, False
    if endpoint.raw_body is not None:
        return _BYTES, True
    reference = schemas.of(endpoint.body, "validation")
    return reference, bool(schemas.resolve(reference).get("required"))


def _parameters(schemas: Schemas, route: Route, method: str) -> Iterator[Schema]:
    endpoint = route.endpoints[method]
    id_schema = {"type": "string"} if route.template.startswith(_WITH_OTHER_IDS) else _UUID
    for segment in route.template.split("/"):
        if segment.startswith("{"):
            yield {"name": segment[1:-1], "in": "path", "required": True, "schema": id_schema}
    if endpoint.access is Access.USER and "{user_id}" not in route.template:
        yield _USER_ID
    yield from _query_parameters(schemas, endpoint.query)
    if endpoint.idempotent:
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        described = {"description": "Any text, the same if the request is sent again: it takes effect once."}
        yield {"name": "Idempotency-Key", "in": "header", "schema": schema, **described}
    if endpoint.etag and method in {"PUT", "PATCH", "DELETE"}:
        described = {"description": "The `ETag` of the version to change; another version is not changed."}
        yield {"name": "If-Match", "in": "header", "schema": {"type": "string"}, **described}
    if endpoint.etag and method == "GET":
        described = {"description": "The `ETag` of the version that you have; while it is current: 304."}
        yield {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, **described}


def _query_parameters(schemas: Schemas, model: type[BaseModel]) -> Iterator[Schema]:
    for name, field in schemas.of_parameters(model).items():
        described = {"description": field.pop("description")} if "description" in field else {}
        schema = _without_null(field)
        style = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
        yield {"name": name, "in": "query", "schema": schema, **described, **style}


def _without_null(schema: Schema) -> Schema:
    """Return the schema of a parameter, which is omitted instead of null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return {**choices[0]} if choices else schema


def _responses(
    schemas: Schemas, route: Route, method: str, operation_id: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    endpoint = route.endpoints[method]
    headers = ["x-request-id", *endpoint.response_headers]
    if endpoint.etag and endpoint.response is not NoneType:
        headers.append("ETag")
    if endpoint.idempotent:
        headers.append("Idempotency-Replayed")
    if "limit" in endpoint.query.model_fields:
        headers.append("x-continuation")
    success = _response(endpoint.status, headers)
    if endpoint.response is not NoneType:
        is_text = endpoint.response is Content
        schema = {"type": "string"} if is_text else schemas.of(endpoint.response)
        example = example_of_response(operation_id, schema)
        success["content"] = {endpoint.media_type: {"schema": schema, "example": example}}
        for media_type in map(str, endpoint.other_media_types):  # members of enums are no keys of JSON
            is_binary = media_type.startswith("audio/")
            success["content"][media_type] = {"schema": _BYTES if is_binary else {"type": "string"}}
    yield endpoint.status, success
    if endpoint.etag and method == "GET":
        yield HTTPStatus.NOT_MODIFIED, _response(HTTPStatus.NOT_MODIFIED, headers)
    for status in sorted(_error_statuses(route, method, endpoint)):
        response = _response(status, ["x-request-id", *_headers_of_error(status, endpoint)])
        schema = schemas.of(endpoint.other_responses.get(status, ErrorView))
        response["content"] = {"application/json": {"schema": schema}}
        yield status, response


def _headers_of_error(status: int, endpoint: Endpoint) -> Iterator[str]:
    yield from _HEADERS_OF_ERRORS.get(status, ())
    if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE and endpoint.raw_body is not None:
        yield "Accept"


def _response(status: int, headers: list[str]) -> dict[str, Any]:
    described = {name: {"description": DESCRIPTIONS[name], "schema": {"type": "string"}} for name in headers}
    return {"description": HTTPStatus(status).phrase, "headers": described}


def _error_statuses(route: Route, method: str, endpoint: Endpoint) -> set[int]:
    statuses = {400, 500, 503, *endpoint.errors, *endpoint.other_responses}
    if endpoint.needs_sign_in:
        statuses |= {401, 403, 404}
    if endpoint.access is Access.PLATFORM:
        statuses |= {401, 403}
    if method not in SAFE_METHODS:
        statuses |= {413, 415}
    if endpoint.reads_fields:
        statuses.add(411)
    if endpoint.limit is not Limit.NONE:
        statuses.add(429)
    if endpoint.idempotent:
        statuses.add(409)
    if "{" in route.template:
        statuses.add(404)
    if endpoint.etag and method in {"PUT", "PATCH", "DELETE"}:
        statuses.add(412)
    return statuses
