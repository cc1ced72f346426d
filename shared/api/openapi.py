"""The OpenAPI document, generated from the declarations of the endpoints.

Imported with the first request for the document: the libraries take long to import.
"""

import functools
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from inspect import getdoc
from types import NoneType
from typing import Any, Literal

from azure_functions_openapi import generate_openapi_spec, register_openapi_metadata
from azure_functions_openapi.registry import OpenAPIRegistry
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from shared import __version__
from shared.api.endpoint import Access, Content, Endpoint
from shared.api.routes import Route
from shared.api.validation import EmptyBody
from shared.views.error import ErrorView

_PREFIX = "/api/"
_REFERENCE = "#/components/schemas/{model}"
_UUID = {"type": "string", "format": "uuid"}
_TARGET_USER = "The user whose data it is; defaults to the caller. Only administrators can name another user."
_SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "auth_token"},
}
_DESCRIPTION = (
    "The backend of Avanochi, a productivity companion. Sign in at `auth/login` and send the token as"
    " `Authorization: Bearer <token>`. A POST with an `Idempotency-Key` can be sent again safely: it takes"
    " effect once. A change with `If-Match` is rejected if the resource has changed since it was read."
)
_HEADERS = {
    "x-request-id": "Identifies the request in the logs.",
    "x-continuation": "The token for the next page; absent on the last page.",
    "ETag": "The version of the resource.",
    "Idempotency-Replayed": "`true` if this is the response to an earlier request with the same key.",
    "Set-Cookie": "The access token as the cookie `auth_token`.",
    "Content-Disposition": "The file name for the download.",
    "Retry-After": "Seconds to wait before the next attempt.",
    "WWW-Authenticate": "`Bearer`",
}
_HEADERS_OF_ERRORS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


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
    document["info"].pop("summary", None)  # the library repeats the title there
    for path in document["paths"].values():
        for operation in path.values():
            if not operation["description"]:
                del operation["description"]
    return document


class _Generator(GenerateJsonSchema):
    """Leaves out titles and defaults that would mislead a client."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name).removesuffix("View")

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - the library's signature
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, FBT001 - likewise
        # A validated default is invalid: it only gives a missing field an error sentence of its own.
        return bool(field["schema"].get("validate_default")) or super().field_is_required(field, total)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        # None stands for an omitted field. Sent as null, it would clear the field.
        described = super().default_schema(schema)
        return {key: value for key, value in described.items() if (key, value) != ("default", None)}


class _Schemas:
    """The JSON schemas of types, each defined once and referred to by name."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}
        self.of = functools.cache(self._generate)  # a few types recur: most error responses have the same

    def _generate(
        self,
        kind: Any,  # noqa: ANN401 - any type
        mode: Literal["validation", "serialization"] = "serialization",
    ) -> dict[str, Any]:
        # Inside a list, the schema of a named type is a reference.
        adapter = TypeAdapter(list[kind], config=ConfigDict(use_attribute_docstrings=True))
        schema = adapter.json_schema(ref_template=_REFERENCE, mode=mode, schema_generator=_Generator)
        for name, definition in schema.get("$defs", {}).items():
            self.definitions[name] = {key: value for key, value in definition.items() if key != "title"}
        items: dict[str, Any] = schema["items"]
        return items

    def of_body(self, endpoint: Endpoint) -> tuple[dict[str, Any] | None, bool]:
        """Return the schema of the request body and whether the body is required; None for no body."""
        if endpoint.body is EmptyBody:
            return None, False
        reference = self.of(endpoint.body, "validation")
        definition = self.definitions[reference["$ref"].rpartition("/")[2]]
        if endpoint.access is Access.USER:
            definition["properties"]["user_id"] = {**_UUID, "description": _TARGET_USER}
        return reference, bool(definition.get("required"))


def _register(
    registry: OpenAPIRegistry, schemas: _Schemas, route: Route, method: str, endpoint: Endpoint
) -> None:
    body, required = schemas.of_body(endpoint)
    summary, _, description = (getdoc(endpoint.function) or "").partition("\n")
    register_openapi_metadata(
        _PREFIX + route.template,
        method,
        operation_id=f"{route.name}_{method.lower()}",
        summary=summary,
        description=description.strip(),
        tags=[endpoint.name.partition(".")[0].replace("_", " ")],
        request_body=body,
        request_body_required=required,
        response=dict(_responses(schemas, route, method, endpoint)),
        parameters=[*_parameters(route, method, endpoint)],
        security=[] if endpoint.access is Access.ANYONE else _SIGNED_IN,
        registry=registry,
    )


def _parameters(route: Route, method: str, endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for segment in route.template.split("/"):
        if segment.startswith("{"):
            # Not all ids are UUIDs: those of health entries, notifications and challenges have a meaning.
            yield {"name": segment[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
    if endpoint.access is Access.USER and "{user_id}" not in route.template:
        yield {"name": "user_id", "in": "query", "schema": _UUID, "description": _TARGET_USER}
    yield from _query_parameters(endpoint.query)
    if endpoint.idempotent:
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        yield {"name": "Idempotency-Key", "in": "header", "schema": schema}
    if endpoint.etag and method in {"PUT", "PATCH", "DELETE"}:
        yield {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def _query_parameters(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    for name, field in model.model_json_schema(schema_generator=_Generator).get("properties", {}).items():
        described = {"description": field.pop("description")} if "description" in field else {}
        schema = _without_null(field)
        style = {"style": "form", "explode": False} if schema["type"] == "array" else {}
        yield {"name": name, "in": "query", "schema": schema, **described, **style}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which is omitted instead of null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return {**choices[0]} if choices else schema


def _responses(
    schemas: _Schemas, route: Route, method: str, endpoint: Endpoint
) -> Iterator[tuple[int, dict[str, Any]]]:
    headers = ["x-request-id", *endpoint.response_headers]
    if endpoint.etag and endpoint.response is not NoneType:
        headers.append("ETag")
    if endpoint.idempotent:
        headers.append("Idempotency-Replayed")
    if "limit" in endpoint.query.model_fields:
        headers.append("x-continuation")
    success = _response(endpoint.status, headers)
    if endpoint.response is Content:
        success["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    elif endpoint.response is not NoneType:
        success["content"] = {"application/json": {"schema": schemas.of(endpoint.response)}}
    yield endpoint.status, success
    for status in sorted(_error_statuses(route, method, endpoint)):
        error_headers = [_HEADERS_OF_ERRORS[status]] if status in _HEADERS_OF_ERRORS else []
        response = _response(status, ["x-request-id", *error_headers])
        schema = schemas.of(endpoint.other_responses.get(status, ErrorView))
        response["content"] = {"application/json": {"schema": schema}}
        yield status, response


def _response(status: int, headers: list[str]) -> dict[str, Any]:
    described = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    return {"description": HTTPStatus(status).phrase, "headers": described}


def _error_statuses(route: Route, method: str, endpoint: Endpoint) -> set[int]:
    statuses = {400, 500, 503, *endpoint.errors, *endpoint.other_responses}
    if endpoint.access is not Access.ANYONE:
        statuses |= {401, 403, 404}
    if endpoint.idempotent:
        statuses.add(409)
    if "{" in route.template:
        statuses.add(404)
    if endpoint.etag and method in {"PUT", "PATCH", "DELETE"}:
        statuses.add(412)
    return statuses
