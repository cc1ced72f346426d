"""The functions that the host serves, and their route table: rules 2 to 4 and 6."""

import re
from collections.abc import Iterable, Mapping, Sequence

from local_host.errors import StartError
from local_host.functions import Function, HttpFunction, TimerFunction
from local_host.routing import RouteTable
from local_host.settings import HostOptions
from local_host.templates import Template

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,127}", re.IGNORECASE | re.ASCII)
_RESERVED = ("admin", "runtime")


class Catalogue:
    """The functions of an app: `functions` are served; `problems` describe the refused ones."""

    def __init__(self, functions: Iterable[Function], options: HostOptions) -> None:
        self._prefix = options.route_prefix
        self.functions: list[Function] = []
        self.disabled: list[str] = []
        self.problems: list[str] = []
        for function in functions:
            problem = self._problem(function)
            if problem:
                self.problems.append(f"The '{function.name}' function is in error: {problem}")
            elif options.is_disabled(function.name):
                self.disabled.append(function.name)
            else:
                self.functions.append(function)
        # Rule 2: the host tries routes in this order, independent of their templates.
        self.functions.sort(key=lambda function: function.name.upper())

    def _problem(self, function: Function) -> str | None:
        if not _NAME.fullmatch(function.name):
            return "its name is not allowed"
        if any(function.name.lower() == earlier.name.lower() for earlier in self.functions):
            return "another function has the same name"
        if isinstance(function, HttpFunction):
            if function.route.startswith("/"):
                raise StartError(f"The route of the function '{function.name}' must not start with '/'")
            if function.route.lower().startswith(_RESERVED):
                return "its route conflicts with the host's own routes"
            if any(_collide(function, earlier) for earlier in self.functions):
                return "an earlier function has the same route and method"
        return None

    @property
    def timers(self) -> list[TimerFunction]:
        """The timer functions."""
        return [function for function in self.functions if isinstance(function, TimerFunction)]

    def named(self, name: str) -> Function | None:
        """Find a function by its name, ignoring case."""
        return next((function for function in self.functions if function.name.lower() == name.lower()), None)

    def find_http(self, name: str) -> HttpFunction | None:
        """Find a function with a route by its name, ignoring case."""
        function = self.named(name)
        return function if isinstance(function, HttpFunction) else None

    def path(self, function: HttpFunction) -> str:
        """Return the function's route with the prefix, without a leading slash."""
        return f"{self._prefix}/{function.route.rstrip('/')}".removeprefix("/")

    def page_path(self, name: str) -> str | None:
        """Return the path of a function up to its first parameter; None without such a function."""
        function = self.find_http(name)
        return None if function is None else self.path(function).partition("{")[0]

    def routes(self) -> RouteTable[HttpFunction]:
        """Build the route table; `StartError` if a route is not a template."""
        return RouteTable(
            (Template(self.path(function)), function.methods, function)
            for function in self.functions
            if isinstance(function, HttpFunction)
        )

    def lines(self, base_url: str, served: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the list of functions to print at the start.

        `served` has the methods that a function serves, if it takes others only to refuse them; a function
        that serves none is not listed.
        """
        rows = [
            (function.name, *self._summary(function, served.get(function.name)))
            for function in self.functions
            if served.get(function.name, ("ANY",))
        ]
        widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:2]]
        listed = [
            f"  {name:{widths[0]}}  {methods:{widths[1]}}  {path}".rstrip() for name, methods, path in rows
        ]
        disabled = [f"Function {name} is disabled." for name in sorted(self.disabled)]
        return [f"Functions of {base_url}:", "", *listed, "", *disabled, *[""][: len(disabled)]]

    def _summary(self, function: Function, served: Sequence[str] | None) -> tuple[str, str]:
        if isinstance(function, TimerFunction):
            return "timerTrigger", function.schedule
        if not isinstance(function, HttpFunction):
            return "", ""
        return f"[{','.join(served or function.methods or ('ANY',))}]", f"/{self.path(function)}"


def _collide(function: HttpFunction, earlier: Function) -> bool:
    if not isinstance(earlier, HttpFunction):
        return False
    if function.route.strip("/").lower() != earlier.route.strip("/").lower():
        return False
    return not (function.methods and earlier.methods and set(function.methods).isdisjoint(earlier.methods))
