"""A run in which Cosmos DB misses an operation, a shape of query or an event is noticed."""

import pytest

from shared.services.service_factory import ServiceFactory
from shared.views.shutdown import ProductivityRating
from tests.cosmos.exercised import Exercised

LIST_OF_TASKS = "query task where any by created_at descending"


@pytest.mark.parametrize(
    "use", ["query", LIST_OF_TASKS, "batch", "batch Create", "event TaskCreated", "event ShutDown"]
)
def test_use_is_missing_until_both_stores_have_it(factory: ServiceFactory, use: str) -> None:
    exercised = Exercised()
    with exercised.recording():
        exercised.store = "embedded"
        user_id = factory.get_auth_service().register("Ada", "correct horse battery").user_id
        factory.get_task_service().create_task(user_id, "Write the report")
        factory.get_shutdown_service().reflect(user_id, ProductivityRating.GREAT)
        factory.get_task_service().list_tasks(user_id)
    assert use in exercised.missing()
    exercised.uses["cosmos"] = exercised.uses["embedded"] - {use}
    assert use in exercised.missing()
    exercised.uses["cosmos"].add(use)
    assert use not in exercised.missing()


def test_uses_outside_the_api_tests_are_not_recorded(factory: ServiceFactory) -> None:
    exercised = Exercised()
    with exercised.recording():
        factory.get_auth_service().register("Ada", "correct horse battery")
    assert not exercised.uses["embedded"]
