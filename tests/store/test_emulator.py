"""The contract tests with Azure's emulator, run by `dev.py test -m emulator`; needs Docker."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from tests.cosmos.emulator import KEY, running_emulator

from . import test_contract, test_queries

pytestmark = pytest.mark.emulator

globals().update(
    {
        name: value
        for suite in (test_contract, test_queries)
        for name, value in vars(suite).items()
        if name.startswith("test_")
    }
)


@pytest.fixture(scope="module")
def store() -> Iterator[CosmosDBService]:
    with running_emulator() as uri:
        settings = {
            "COSMOS_DB_URI": uri,
            "COSMOS_DB_PRIMARY_KEY": KEY,
            "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
        }
        with closing(CosmosDBService(CredentialManager(settings))) as emulated:
            yield emulated
