"""The document as a whole: its description, its tags, and the operations in a reading order."""

from collections.abc import Iterator, Sequence
from typing import Any

from azure_functions_openapi import generate_openapi_spec
from azure_functions_openapi.registry import OpenAPIRegistry

from shared import __version__
from shared.api.endpoint import Endpoint
from shared.api.openapi.examples import BODIES
from shared.api.openapi.operations import PREFIX, register_operation
from shared.api.openapi.schemas import Schemas, name_of
from shared.api.routes import Route

_DESCRIPTION = (
    "The backend of Avanochi, a productivity companion. Sign in at `auth/login` and send the token as"
    " `Authorization: Bearer <token>`. A POST with an `Idempotency-Key` can be sent again safely: it takes"
    " effect once. A change with `If-Match` is rejected if the resource has changed since it was read."
    " A GET with `If-None-Match` returns 304 if it has not. HEAD works wherever GET does."
    " A body has a `Content-Length`, no `Content-Encoding` and at most 1 MiB, a recording 10 MB."
    " The `code` of an error is one of `ErrorCode`. The examples are one day of a user, Ada."
)
_SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "auth_token"},
}
_TAGS = {
    "service": "The status of the service, and this documentation.",
    "auth": "Registration, sign-in and passwords.",
    "second factor": "An authenticator app, whose codes sign-ins then need as well.",
    "users": "The caller's profile and preferences, and everything stored about the caller.",
    "days off": "Days off that the user plans.",
    "user administration": "The accounts of all users; for administrators.",
    "dashboard": "What the first screen of an app shows, in one answer.",
    "tasks": "Tasks, with dates, reminders, tags and subtasks.",
    "work sessions": "The working time, from clocking in to clocking out.",
    "focus sessions": "Focus sessions and breaks, and their summaries by day and week.",
    "shutdown": "The reflection that ends the working day.",
    "undo": "Taking back what was done in the last 15 minutes.",
    "rewards": "Points and achievements.",
    "challenges": "The weekly challenges and the leaderboard.",
    "stats": "Totals, streaks, and work by hour of the week.",
    "health": "Drinks, meals and rests.",
    "companion": "The companion, which lives off the user's working day.",
    "insights": "Metrics of some weeks, and the rhythm of their days.",
    "narratives": "A day, a week or a month in words, with the facts in them.",
    "plan": "A plan of a day: which open tasks to do, and when.",
    "predictions": "The hours that are expected, and signals of workload and recovery.",
    "recommendations": "What the user could do now, why, and feedback on it.",
    "deliveries": "How notifications reach chats; for administrators.",
    "links": "Links between the account and chats.",
    "slack": "Requests that Slack sends and signs.",
    "teams": "Requests that Teams sends, with the token of the Bot Framework.",
    "messages": "The conversation with the companion, in words.",
    "voice": "The conversation with the companion, spoken, and the briefing of the day.",
    "notifications": "Reminders and other messages to the user.",
}
"""The tags by topic, in the order of the document; an endpoint's is the name of its module."""

_MODULES_WITH_ANOTHER_TAG = {"entries": "health"}


def build_document(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these routes."""
    registry = OpenAPIRegistry()
    schemas = Schemas()
    operations = sorted(_documented(routes), key=_reading_order)
    for route, method in operations:
        register_operation(registry, schemas, route, method, _tag(route.endpoints[method]))
    document = generate_openapi_spec(
        title="Avanochi",
        version=__version__,
        description=_DESCRIPTION,
        security_schemes=_SECURITY_SCHEMES,
        servers=[{"url": "/", "description": "The host of this document."}],
        license={"name": "MIT", "identifier": "MIT"},
        tags=[{"name": name, "description": description} for name, description in _TAGS.items()],
        registry=registry,
        strict=True,
    )
    document["components"]["schemas"] = schemas.definitions
    document["info"].pop("summary", None)  # the library repeats the title there
    paths: dict[str, Any] = {}
    for route, method in operations:  # the library sorts them by path
        path = PREFIX + route.template
        operation = document["paths"][path][method.lower()]
        if not operation["description"]:
            del operation["description"]
        raw_body = route.endpoints[method].raw_body
        if raw_body is not None:
            (content,) = operation["requestBody"]["content"].values()
            contents = dict.fromkeys(map(str, raw_body.MEDIA_TYPES), content)
            if raw_body.JSON is not None:
                reference = schemas.of(raw_body.JSON, "validation")
                contents["application/json"] = {"schema": reference, "example": BODIES[name_of(reference)]}
            operation["requestBody"]["content"] = contents
        else:
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = BODIES[name_of(content["schema"])]
        paths.setdefault(path, {})[method.lower()] = operation
    document["paths"] = paths
    return document


def _documented(routes: Sequence[Route]) -> Iterator[tuple[Route, str]]:
    for route in routes:
        for method, endpoint in route.endpoints.items():
            if endpoint.documented:
                yield route, method


def _reading_order(operation: tuple[Route, str]) -> tuple[int, int]:
    """Return the place of an operation: by tag, then in the order in which its module declares it."""
    route, method = operation
    endpoint = route.endpoints[method]
    return [*_TAGS].index(_tag(endpoint)), endpoint.function.__code__.co_firstlineno


def _tag(endpoint: Endpoint) -> str:
    module = endpoint.name.partition(".")[0]
    return _MODULES_WITH_ANOTHER_TAG.get(module, module.replace("_", " "))
