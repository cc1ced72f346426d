"""The report that a development server prints when it starts; on Azure nothing requests it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from shared.api.routes import Route
from shared.api.validation import MAX_BODY


class StartReport(msgspec.Struct, frozen=True, kw_only=True):
    """The app as it is configured; with problems, only these and the warnings are given."""

    problems: Sequence[str]
    warnings: Sequence[str]
    methods: Mapping[str, Sequence[str]]  # those of the API document, by the route's name
    facts: Mapping[str, str] = {}
    page: str = "Page"  # the name of its route
    page_links: Mapping[str, str] = {}  # what to add to the address of the page, by label
    documentation: str = "ServiceDocs"  # the name of its route
    origins: Sequence[str] = ()
    max_body_bytes: int = MAX_BODY


def report_on(routes: Sequence[Route]) -> Callable[[Collection[str]], StartReport]:
    """Return the function that checks the settings and describes the app with these routes.

    The function takes the names of the variables whose values come from local.settings.json.
    """
    return partial(_report, routes)


def _report(routes: Sequence[Route], local_settings: Collection[str]) -> StartReport:
    from shared.services.service_factory import ServiceFactory  # noqa: PLC0415 - most of the app's code

    configuration = ServiceFactory().get_configuration_service()
    problems, warnings = configuration.find_problems(local_settings)
    methods = {
        route.name: [method for method, endpoint in route.endpoints.items() if endpoint.documented]
        for route in routes
    }
    if problems:
        return StartReport(problems=problems, warnings=warnings, methods=methods)
    return StartReport(
        problems=problems,
        warnings=warnings,
        methods=methods,
        facts={
            "Environment": configuration.describe_environment(),
            "Store": configuration.describe_store(),
        },
        origins=configuration.get_development_origins(),
        max_body_bytes=max(_max_bodies(routes), default=MAX_BODY),
    )


def _max_bodies(routes: Sequence[Route]) -> Iterator[int]:
    for route in routes:
        for endpoint in route.endpoints.values():
            yield MAX_BODY if endpoint.raw_body is None else endpoint.raw_body.MAX_BYTES
