"""The OpenAPI document, written from the declarations that the boundary itself goes by.

Nothing here is imported before the document is asked for.
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from inspect import getdoc
from typing import Any

from azure_functions_openapi import generate_openapi_spec, register_openapi_metadata
from azure_functions_openapi.registry import OpenAPIRegistry
from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypedDict

from shared import __version__
from shared.endpoint import Access, Endpoint, Route

_PREFIX = "/api/"
_REFERENCE = "#/components/schemas/{model}"
_SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "auth_token"},
}
_DESCRIPTION = (
    "The backend of Avanochi, a productivity companion. Sign in at `auth/login` and send the token as"
    " `Authorization: Bearer ...`. A POST may carry an `Idempotency-Key`, so that sending it again does"
    " nothing twice; a change may carry `If-Match`, so that it is refused when the thing has changed."
)
_HEADERS = {
    "x-request-id": "Names this request in the logs.",
    "x-continuation": "The token for the next page; absent on the last.",
    "ETag": "The version of what is shown.",
    "Idempotency-Replayed": "`true` when this is the answer to an earlier request with the same key.",
    "Set-Cookie": "The access token as the cookie `auth_token`.",
    "Content-Disposition": "The name to save it under.",
    "Retry-After": "Seconds after which to try again.",
    "WWW-Authenticate": "`Bearer`",
}


class FaultView(TypedDict):
    """One thing that is wrong with one field."""

    field: str
    message: str


class ErrorView(TypedDict, total=False):
    """What every error answers; `details` lists all faults of an invalid request."""

    error: str
    code: str
    details: list[FaultView]
    request_id: str


def build_document(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these routes."""
    registry = OpenAPIRegistry()
    schemas = _Schemas()
    for route in routes:
        for method, endpoint in route.endpoints.items():
            if endpoint.documented:
                _register(registry, schemas, route, method, endpoint)
    document = generate_openapi_spec(
        title="Avanochi",
        version=__version__,
        description=_DESCRIPTION,
        security_schemes=_SECURITY_SCHEMES,
        registry=registry,
        strict=True,
    )
    document["components"]["schemas"] = schemas.definitions
    return document


class _Schemas:
    """The JSON schemas of types, each defined once and referred to by name."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def of(self, kind: Any, mode: str = "serialization") -> dict[str, Any]:  # noqa: ANN401 - any type
        schema = TypeAdapter(kind).json_schema(
            ref_template=_REFERENCE, mode="validation" if mode == "validation" else "serialization"
        )
        self.definitions.update(schema.pop("$defs", {}))
        if "title" in schema and schema.get("type") == "object":
            name = str(schema["title"])
            self.definitions[name] = schema
            return {"$ref": _REFERENCE.format(model=name)}
        return schema


def _register(
    registry: OpenAPIRegistry, schemas: _Schemas, route: Route, method: str, endpoint: Endpoint
) -> None:
    body = schemas.of(endpoint.body, "validation") if method != "GET" else None
    required = bool(body and _resolve(schemas, body).get("required"))
    register_openapi_metadata(
        _PREFIX + route.template,
        method,
        operation_id=f"{route.name}_{method.lower()}",
        summary=(getdoc(endpoint.function) or "").partition("\n")[0],
        tags=[endpoint.name.partition(".")[0]],
        request_body=body,
        request_body_required=required,
        response=dict(_responses(schemas, route, method, endpoint)),
        parameters=[*_parameters(schemas, route, method, endpoint)],
        security=[] if endpoint.access is Access.ANYONE else _SIGNED_IN,
        registry=registry,
    )


def _resolve(schemas: _Schemas, schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return schemas.definitions[reference.rpartition("/")[2]] if reference else schema


def _parameters(schemas: _Schemas, route: Route, method: str, endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for segment in route.template.split("/"):
        if segment.startswith("{"):
            yield {"name": segment[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
    yield from _query_parameters(schemas, endpoint.query)
    if endpoint.repeatable:
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        yield {"name": "Idempotency-Key", "in": "header", "schema": schema}
    if endpoint.tagged and method in {"PUT", "PATCH", "DELETE"}:
        yield {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def _query_parameters(schemas: _Schemas, model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=_REFERENCE)
    schemas.definitions.update(schema.pop("$defs", {}))
    for name, field in schema["properties"].items():
        described = {"description": field.pop("description")} if "description" in field else {}
        yield {"name": name, "in": "query", "schema": _without_null(field), **described}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which is left out rather than null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {
        key: value for key, value in schema.items() if key not in {"anyOf", "title"} and value is not None
    }
    return {**kept, **choices[0]} if len(choices) == 1 else schema


def _responses(
    schemas: _Schemas, route: Route, method: str, endpoint: Endpoint
) -> Iterator[tuple[int, dict[str, Any]]]:
    headers = ["x-request-id", *endpoint.answer_headers]
    if endpoint.tagged and endpoint.answer is not None:
        headers.append("ETag")
    if endpoint.repeatable:
        headers.append("Idempotency-Replayed")
    if "limit" in endpoint.query.model_fields:
        headers.append("x-continuation")
    answer = _response(endpoint.status, headers)
    if endpoint.answer is bytes:
        answer["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    elif endpoint.answer is not None:
        answer["content"] = {endpoint.media_type: {"schema": schemas.of(endpoint.answer)}}
    yield endpoint.status, answer
    error = schemas.of(ErrorView)
    for status in sorted(_error_statuses(route, method, endpoint)):
        refusal = _response(status, ["x-request-id"])
        refusal["content"] = {"application/json": {"schema": error}}
        yield status, refusal


def _response(status: int, headers: list[str]) -> dict[str, Any]:
    shown = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    return {"description": HTTPStatus(status).phrase, "headers": shown}


def _error_statuses(route: Route, method: str, endpoint: Endpoint) -> set[int]:
    statuses = {400, 500, 503, *endpoint.errors}
    if endpoint.access is not Access.ANYONE:
        statuses |= {401, 403, 404}
    if endpoint.repeatable:
        statuses.add(409)
    if "{" in route.template:
        statuses.add(404)
    if endpoint.tagged and method in {"PUT", "PATCH", "DELETE"}:
        statuses.add(412)
    return statuses
