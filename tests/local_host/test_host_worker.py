"""Rules 4, 26 and 27 of the Functions host: indexing and running functions."""

import threading
from collections.abc import Callable
from typing import Any

import azure.functions as func
import httpx
import pytest

from local_host import StartError, options_from, serving
from local_host.catalogue import Catalogue
from local_host.functions import index
from tests.local_host.small_apps import Spec, app_of, empty_app


def served(*specs: Spec) -> list[str]:
    return [
        function.name for function in Catalogue(index(app_of(*specs)), options_from(settings={})).functions
    ]


def test_rule_04_reserved_routes_and_illegal_names_are_dropped() -> None:
    specs = [
        Spec("Good", "good"),
        Spec("Admin", "administration"),
        Spec("Runtime", "RUNTIME/x"),
        Spec("runtimeNamed"),
        Spec("9lives", "nine"),
        Spec("with space", "space"),
        Spec("x" * 129, "long"),
        Spec("GOOD", "other"),
    ]
    assert served(*specs) == ["Good"]


def test_rule_04_later_function_with_the_same_route_and_method_is_dropped() -> None:
    specs = [
        Spec("First", "x/{id}", ["GET"]),
        Spec("Second", "X/{ID}", ["GET", "POST"]),
        Spec("Third", "x/{id}", ["POST"]),
        Spec("Fourth", "x/{id}"),
        Spec("Fifth", "x/{other}"),
    ]
    assert served(*specs) == ["Fifth", "First", "Third"]


def no_annotations(req, context):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, ARG001 - tests exactly this
    return func.HttpResponse()


def extra_parameter(req: func.HttpRequest, db: object = None) -> func.HttpResponse:
    raise NotImplementedError


def rest_parameters(req: func.HttpRequest, *rest: object) -> func.HttpResponse:
    raise NotImplementedError


def other_name(request: func.HttpRequest) -> func.HttpResponse:
    raise NotImplementedError


def wrong_request(req: dict) -> func.HttpResponse:  # type: ignore[type-arg]
    raise NotImplementedError


def wrong_response(req: func.HttpRequest) -> str:
    raise NotImplementedError


def optional_response(req: func.HttpRequest) -> func.HttpResponse | None:
    raise NotImplementedError


def wrong_context(req: func.HttpRequest, context: int) -> func.HttpResponse:
    raise NotImplementedError


def unknown_annotation(req: "Missing") -> func.HttpResponse:  # type: ignore[name-defined] # noqa: F821
    raise NotImplementedError


def other_binding(message: func.QueueMessage) -> None:
    raise NotImplementedError


def wrong_timer(timer: func.HttpRequest) -> None:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        (extra_parameter, "db"),
        (rest_parameters, "rest"),
        (other_name, "request"),
        (wrong_request, "'req'"),
        (wrong_response, "'return'"),
        (optional_response, "'return'"),
        (wrong_context, "'context'"),
        (unknown_annotation, "Missing"),
    ],
)
def test_rule_26_one_invalid_function_fails_the_app(endpoint: Callable[..., Any], message: str) -> None:
    app = app_of(Spec("Good", "good"))
    app.route("wrong")(endpoint)
    with pytest.raises(StartError, match=message):
        index(app)


def test_rule_26_timers_are_checked() -> None:
    app = app_of(Spec("Good", "good"))
    app.timer_trigger("timer", "0 0 0 * * *")(wrong_timer)
    with pytest.raises(StartError, match="'timer'"):
        index(app)


def test_rule_26_other_triggers_and_bindings_are_not_served() -> None:
    app = app_of(Spec("Good", "good"))
    app.queue_trigger("message", "queue", "connection")(other_binding)
    with pytest.raises(StartError, match="QueueTrigger"):
        index(app)


def test_rule_26_app_can_be_indexed_only_once() -> None:
    app = app_of(Spec("Good", "good"))
    index(app)
    with pytest.raises(StartError, match="Good"):
        index(app)


def test_rule_26_annotations_are_optional_and_context_is_passed() -> None:
    def endpoint(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        del req
        values = [
            context.function_name,
            context.trace_context.trace_parent,
            str(context.retry_context.retry_count),
        ]
        return func.HttpResponse("|".join([*values, str(len(context.invocation_id))]))

    app = empty_app()
    app.route("context")(app.function_name("Context")(endpoint))
    app.route("bare")(no_annotations)
    with serving(app, settings={}) as base_url:
        values = httpx.get(f"{base_url}/api/context", headers={"traceparent": "00-1-2-03"}).text
        assert httpx.get(f"{base_url}/api/bare").status_code == 200
    assert values == "Context|00-1-2-03|0|36"


def test_coroutine_functions_are_awaited_and_their_exceptions_are_500() -> None:
    app = empty_app()

    @app.route("good")
    async def good(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.method)

    @app.route("bad")
    async def bad(req: func.HttpRequest) -> func.HttpResponse:
        raise RuntimeError(req.method)

    with serving(app, settings={}) as base_url:
        assert httpx.get(f"{base_url}/api/good").text == "GET"
        response = httpx.get(f"{base_url}/api/bad")
    assert (response.status_code, response.content) == (500, b"")


@pytest.mark.parametrize(("setting", "threads"), [("3", 3), ("0", 32), ("-1", 32), ("x", 32), (None, 32)])
def test_rule_27_number_of_threads(
    setting: str | None, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {} if setting is None else {"PYTHON_THREADPOOL_THREAD_COUNT": setting}
    for cores in (2, 64):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        assert options_from(settings=settings).threads == threads


def test_rule_27_configured_number_of_functions_run_at_once() -> None:
    together = threading.Barrier(3, timeout=5)

    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        together.wait()
        return func.HttpResponse(req.method)

    statuses: list[int] = []
    app = app_of(Spec("Meet", "meet", None, endpoint))
    with serving(app, settings={"PYTHON_THREADPOOL_THREAD_COUNT": "3"}) as base_url:
        callers = [
            threading.Thread(target=lambda: statuses.append(httpx.get(f"{base_url}/api/meet").status_code))
            for _ in range(3)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert statuses == [200, 200, 200]
