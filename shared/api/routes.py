"""Routes, with the endpoint of each path and method, and timers."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from shared.api.endpoint import Endpoint

if TYPE_CHECKING:
    from shared.services.service_factory import ServiceFactory


class Route(msgspec.Struct, frozen=True):
    """A path and the endpoint of each method on it; the host tries routes in the order of their names.

    A route without endpoints returns 404, or 405 if `known` says that other routes begin with its path. A
    route for development alone returns 404 elsewhere.
    """

    name: str
    template: str
    endpoints: Mapping[str, Endpoint]
    known: bool = True
    refusal: str = "Method {method} with route not supported"  # the sentence of 405
    development_only: bool = False

    def endpoint_of(self, method: str) -> Endpoint | None:
        """Return the endpoint of a method, None without one.

        HEAD has that of GET: the host sends the headers of its response without the body.
        """
        return self.endpoints.get("GET" if method == "HEAD" else method)

    @property
    def allowed_methods(self) -> list[str]:
        """The methods that the API document shows, and HEAD after GET, as in `Allow`."""
        documented = [method for method, endpoint in self.endpoints.items() if endpoint.documented]
        return [name for method in documented for name in (("GET", "HEAD") if method == "GET" else (method,))]

    @property
    def target_parameter(self) -> str:
        """The path parameter that names the target user, if there is one."""
        return "id" if self.template.startswith("users/{id}") else "user_id"


class TimerContext(msgspec.Struct, frozen=True):
    """The argument of a timer function."""

    services: "ServiceFactory"


class Timer(msgspec.Struct, frozen=True):
    """A function that runs on a schedule, once for all instances.

    `schedule` is an NCRONTAB expression with seconds.
    """

    name: str
    schedule: str
    function: Callable[[TimerContext], None]
