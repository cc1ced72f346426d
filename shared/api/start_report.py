"""What a development server prints when it starts: `local_host` asks for it, and Azure does not."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from shared.api.routes import Route


class StartReport(msgspec.Struct, frozen=True, kw_only=True):
    """The app as it is configured; with problems, only these and the warnings are given."""

    problems: Sequence[str]
    warnings: Sequence[str]
    methods: Mapping[str, Sequence[str]]  # of each route, by its name; the functions take all methods
    facts: Mapping[str, str] = {}
    documentation: str = "ServiceDocs"  # the name of the page's route
    origins: Sequence[str] = ()


def build_start_report(routes: Sequence[Route], local_settings: Collection[str]) -> StartReport:
    """Check the settings, and describe the app.

    `local_settings` are the names of the variables whose values come from local.settings.json.
    """
    from shared.services.service_factory import ServiceFactory  # noqa: PLC0415 - most of the app's code

    configuration = ServiceFactory().get_configuration_service()
    problems, warnings = configuration.find_problems(local_settings)
    methods = {route.name: tuple(route.endpoints) for route in routes}
    if problems:
        return StartReport(problems=problems, warnings=warnings, methods=methods)
    return StartReport(
        problems=problems,
        warnings=warnings,
        methods=methods,
        facts={
            "Store": configuration.describe_store(),
            "Environment": configuration.describe_environment(),
        },
        origins=configuration.get_development_origins(),
    )
