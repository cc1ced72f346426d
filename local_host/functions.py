"""Indexing: reads and checks the functions of a `FunctionApp` (rule 26)."""

import inspect
import json
import typing
from collections.abc import Callable
from dataclasses import dataclass

import azure.functions as func
from azure.functions.decorators.http import HttpTrigger
from azure.functions.decorators.timer import TimerTrigger

from local_host.errors import StartError

RETURN = "$return"
CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the app, checked against its bindings."""

    name: str
    call: Callable[..., object]
    parameter: str
    takes_context: bool
    is_async: bool
    bindings: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class HttpFunction(Function):
    """A function with a route; `methods` is None if it takes every method."""

    route: str
    methods: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class TimerFunction(Function):
    """A function on a schedule."""

    schedule: str
    run_on_startup: bool
    use_monitor: bool


def index(app: func.FunctionApp) -> list[Function]:
    """Return the app's functions in the order of their definition; `StartError` if any is invalid."""
    try:
        found = app.get_functions()
    except ValueError as error:
        raise StartError(f"The app cannot be indexed: {error}") from error
    return [_checked(function) for function in found]


def _checked(function: typing.Any) -> Function:  # noqa: ANN401 - the library does not export the class
    name = str(function.get_function_name())
    call = function.get_user_function()
    trigger = function.get_trigger()
    try:
        takes_context = _check_signature(call, trigger, [binding.name for binding in function.get_bindings()])
    except _InvalidFunctionError as error:
        raise StartError(f"The function '{name}' cannot be indexed: {error}") from error
    common: dict[str, typing.Any] = {
        "name": name,
        "call": call,
        "parameter": trigger.name,
        "takes_context": takes_context,
        "is_async": inspect.iscoroutinefunction(call),
        "bindings": tuple(json.loads(text) for text in function.get_raw_bindings()),
    }
    if isinstance(trigger, HttpTrigger):
        methods = tuple(str(getattr(method, "value", method)).upper() for method in trigger.methods or ())
        return HttpFunction(**common, route=trigger.route or name, methods=methods or None)
    return TimerFunction(
        **common,
        schedule=trigger.schedule,
        run_on_startup=bool(trigger.run_on_startup),
        use_monitor=trigger.use_monitor is not False,
    )


class _InvalidFunctionError(Exception):
    """A function is invalid; the message gives the reason."""


def _check_signature(call: Callable[..., object], trigger: object, bound: list[str]) -> bool:
    """Check a function against its bindings, as the worker does; return whether it takes the context."""
    if isinstance(trigger, HttpTrigger):
        expected: type = func.HttpRequest
    elif isinstance(trigger, TimerTrigger):
        expected = func.TimerRequest
    else:
        raise _InvalidFunctionError(f"this host has HTTP and timer triggers, not {type(trigger).__name__}")
    named = {binding for binding in bound if binding != RETURN}
    if len(named) > 1:
        raise _InvalidFunctionError(
            "this host has no input or output bindings other than the trigger and the HTTP response"
        )
    parameters = set(inspect.signature(call).parameters)
    takes_context = CONTEXT in parameters - named
    if takes_context:
        parameters.discard(CONTEXT)
    if parameters - named:
        raise _InvalidFunctionError(f"parameters without a binding: {', '.join(sorted(parameters - named))}")
    if named - parameters:
        raise _InvalidFunctionError(f"bindings without a parameter: {', '.join(sorted(named - parameters))}")
    kinds = dict.fromkeys(named, expected)
    if takes_context:
        kinds[CONTEXT] = func.Context
    if RETURN in bound:
        kinds["return"] = func.HttpResponse
    _check_annotations(call, kinds)
    return takes_context


def _check_annotations(call: Callable[..., object], kinds: dict[str, type]) -> None:
    try:
        annotations = typing.get_type_hints(call)
    except Exception as error:  # evaluating annotations runs code of the app, which may raise any error
        raise _InvalidFunctionError(f"its annotations cannot be resolved ({error})") from error
    for name, kind in kinds.items():
        annotation = annotations.get(name, kind)
        if not (isinstance(annotation, type) and issubclass(annotation, kind)):
            raise _InvalidFunctionError(f"the annotation of '{name}' must be func.{kind.__name__}")
