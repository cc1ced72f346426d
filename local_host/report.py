"""The report of an app on its settings and itself, which the function that `--report` names returns."""

import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from local_host.catalogue import Catalogue
from local_host.errors import StartError
from local_host.settings import HostOptions

_ORIGINS_IN_A_LINE = 2


class Report(Protocol):
    """The facts about an app that only the app itself knows.

    problems: sentences about settings; with any, the host does not start.
    warnings: likewise, but the host starts.
    methods: the methods that each function serves, for functions that take others only to refuse them; a
        function without any is not listed.
    facts: text of one or more lines by label, to print.
    page: the name of the function that serves the app's page, or empty; `/` redirects there.
    page_links: text to add to the address of the page, by label, for links to print below it.
    documentation: the name of the function that serves the documentation's page, or empty.
    origins: whose pages may call, with cookies, if there is no local.settings.json.
    max_body_bytes: a longer body is not read; the function sees its `Content-Length` and no content.
    """

    @property
    def problems(self) -> Sequence[str]: ...  # noqa: D102 - described above

    @property
    def warnings(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def methods(self) -> Mapping[str, Sequence[str]]: ...  # noqa: D102

    @property
    def facts(self) -> Mapping[str, str]: ...  # noqa: D102

    @property
    def page(self) -> str: ...  # noqa: D102

    @property
    def page_links(self) -> Mapping[str, str]: ...  # noqa: D102

    @property
    def documentation(self) -> str: ...  # noqa: D102

    @property
    def origins(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def max_body_bytes(self) -> int: ...  # noqa: D102


def checked(build: Callable[[Collection[str]], Report], options: HostOptions) -> Report:
    """Build the report; `StartError` with all problems, if there are any."""
    try:
        report = build(options.local_settings or ())
    except Exception as error:
        traceback.print_exc()
        raise StartError(f"The report of the app failed: {type(error).__name__}: {error}") from error
    if report.problems:
        sentences = "\n".join(f"  {sentence}" for sentence in (*report.problems, *report.warnings))
        raise StartError(f"The app cannot start with these settings:\n\n{sentences}\n")
    return report


def with_report(options: HostOptions, report: Report) -> HostOptions:
    """Return the options of the host with what the app says.

    That is the longest body that it reads, its page and, without local.settings.json, which origins may call.
    """
    limits = replace(options.limits, body_bytes=report.max_body_bytes)
    options = replace(options, limits=limits, page=report.page)
    if options.local_settings is not None or not report.origins:
        return options
    return replace(options, cors_origins=tuple(report.origins), cors_credentials=True)


def summary(report: Report, catalogue: Catalogue, options: HostOptions, base_url: str) -> Iterator[str]:
    """Yield the lines to print at the start, below the functions: what a developer opens is the last."""
    paths = map(catalogue.page_path, (report.page, report.documentation))
    page, documentation = (path and f"{base_url}/{path}" for path in paths)
    facts: dict[str, str] = {}
    if options.cors_origins:
        lines = range(0, len(options.cors_origins), _ORIGINS_IN_A_LINE)
        facts["Pages that may call"] = "\n".join(
            ", ".join(options.cors_origins[start : start + _ORIGINS_IN_A_LINE]) for start in lines
        )
    facts |= report.facts
    if documentation:
        facts["Documentation"] = documentation
    if page:
        facts |= {"Page": page} | {label: f"{page}{text}" for label, text in report.page_links.items()}
    indent = max(map(len, facts), default=0) + 4
    for label, text in facts.items():
        first, *others = text.splitlines()
        yield f"{f'  {label}':{indent}}{first}"
        yield from (" " * indent + other for other in others)
    yield ""
