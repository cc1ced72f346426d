"""Fixtures shared by the unit tests."""

import pytest

from shared.services.service_factory import ServiceFactory


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    """The id of a registered user."""
    return factory.get_auth_service().register("Ada", "correct horse").user_id
