"""The report of the app for `dev.py start --open NAME`: with a link that signs in as a user."""

import os
from collections.abc import Collection

from msgspec.structs import replace

import function_app
from open_page.link import LinkError, make_fragment
from shared.api.start_report import StartReport

USERNAME = "OPEN_PAGE_AS"
"""The variable by which `dev.py` passes on the username."""


def report(local_settings: Collection[str]) -> StartReport:
    """Return the report of the app, with the link below its facts; a link that fails is a problem."""
    found = function_app.report(local_settings)
    if found.problems:
        return found
    username = os.environ[USERNAME]
    try:
        fragment = make_fragment(username)
    except LinkError as error:
        return replace(found, problems=[f"--open: {error}"])
    return replace(found, page_links={f"Signed in as {username}": fragment})
