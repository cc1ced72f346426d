"""The OpenAPI document, written from the declarations that the boundary itself goes by.

Nothing here is imported before the document is asked for.
"""

import functools
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from inspect import getdoc
from typing import Any, Literal, NotRequired

from azure_functions_openapi import generate_openapi_spec, register_openapi_metadata
from azure_functions_openapi.registry import OpenAPIRegistry
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema
from typing_extensions import TypedDict

from shared import __version__
from shared.api.endpoint import Access, Endpoint, Route
from shared.api.fields import Body

_PREFIX = "/api/"
_REFERENCE = "#/components/schemas/{model}"
_UUID = {"type": "string", "format": "uuid"}
_WHOSE = "Whose it is; only administrators may name another."
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
_HEADERS_OF_ERRORS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


class FieldErrorView(TypedDict):
    """One thing that is wrong with one field."""

    field: str
    message: str


class ErrorView(TypedDict):
    """What every error answers."""

    error: str
    """A sentence for a person to read."""
    code: str
    """A stable word for a program to go by."""
    details: NotRequired[list[FieldErrorView]]
    """All faults of an invalid request."""
    request_id: NotRequired[str]
    """The request's name in the logs, when the fault is the server's."""


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
    """Leaves out what tells a client nothing, or something untrue."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name).removesuffix("View")

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as the library has it
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, FBT001 - likewise
        # A default that is checked is there to be refused: in a sentence of its own, where one was left out.
        return bool(field["schema"].get("validate_default")) or super().field_is_required(field, total)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        # Null stands for a field that was not named. Sent, it would clear the field.
        shown = super().default_schema(schema)
        return {key: value for key, value in shown.items() if (key, value) != ("default", None)}


class _Schemas:
    """The JSON schemas of types, each defined once and referred to by name."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}
        self.of = functools.cache(self._generate)  # most answers are of a few types: all errors are of one

    def _generate(
        self,
        kind: Any,  # noqa: ANN401 - any type
        mode: Literal["validation", "serialization"] = "serialization",
    ) -> dict[str, Any]:
        # In a list, every type that has a name is referred to by it.
        adapter = TypeAdapter(list[kind], config=ConfigDict(use_attribute_docstrings=True))
        schema = adapter.json_schema(ref_template=_REFERENCE, mode=mode, schema_generator=_Generator)
        for name, definition in schema.get("$defs", {}).items():
            self.definitions[name] = {key: value for key, value in definition.items() if key != "title"}
        items: dict[str, Any] = schema["items"]
        return items

    def of_body(self, endpoint: Endpoint) -> tuple[dict[str, Any] | None, bool]:
        """Return the schema of what is sent, and whether it has to be; None when nothing is read of it."""
        if endpoint.body is Body:
            return None, False
        reference = self.of(endpoint.body, "validation")
        definition = self.definitions[reference["$ref"].rpartition("/")[2]]
        if endpoint.access is Access.USER:
            definition["properties"]["user_id"] = {**_UUID, "description": _WHOSE}
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
            # Not all ids are UUIDs: those of entries, notifications and challenges say what they name.
            yield {"name": segment[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
    if endpoint.access is Access.USER and "{user_id}" not in route.template:
        yield {"name": "user_id", "in": "query", "schema": _UUID, "description": _WHOSE}
    yield from _query_parameters(endpoint.query)
    if endpoint.repeatable:
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        yield {"name": "Idempotency-Key", "in": "header", "schema": schema}
    if endpoint.tagged and method in {"PUT", "PATCH", "DELETE"}:
        yield {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def _query_parameters(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    for name, field in model.model_json_schema(schema_generator=_Generator).get("properties", {}).items():
        described = {"description": field.pop("description")} if "description" in field else {}
        schema = _without_null(field)
        style = {"style": "form", "explode": False} if schema["type"] == "array" else {}
        yield {"name": name, "in": "query", "schema": schema, **described, **style}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which is left out rather than null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return {**choices[0]} if choices else schema


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
    for status in sorted(_error_statuses(route, method, endpoint)):
        shown = [_HEADERS_OF_ERRORS[status]] if status in _HEADERS_OF_ERRORS else []
        refusal = _response(status, ["x-request-id", *shown])
        schema = schemas.of(endpoint.other_answers.get(status, ErrorView))
        refusal["content"] = {"application/json": {"schema": schema}}
        yield status, refusal


def _response(status: int, headers: list[str]) -> dict[str, Any]:
    shown = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    return {"description": HTTPStatus(status).phrase, "headers": shown}


def _error_statuses(route: Route, method: str, endpoint: Endpoint) -> set[int]:
    statuses = {400, 500, 503, *endpoint.errors, *endpoint.other_answers}
    if endpoint.access is not Access.ANYONE:
        statuses |= {401, 403, 404}
    if endpoint.repeatable:
        statuses.add(409)
    if "{" in route.template:
        statuses.add(404)
    if endpoint.tagged and method in {"PUT", "PATCH", "DELETE"}:
        statuses.add(412)
    return statuses
