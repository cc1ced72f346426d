"""Request charges of a store that reports them: a log line for each request, and the average."""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import httpx
import pytest

from function_app import routes
from local_host import serving
from shared.api.boundary import serve
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from shared.store.budget import RecentCharges, RequestBudget
from tests.api.conftest import Api
from tests.conftest import CHEAP_HASHER


@pytest.fixture
def api(cosmos_uri: str, environment: dict[str, str]) -> Iterator[Api]:
    environment |= {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": "dGVzdA==",
        "COSMOS_DB_CONTAINER": f"charges-{uuid4()}",
    }
    credentials = CredentialManager(environment)
    with (
        closing(CosmosDBService(credentials)) as store,
        serving(
            serve(routes, ServiceFactory(credentials=credentials, store=store, hasher=CHEAP_HASHER)),
            settings=environment,
        ) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30) as client,
    ):
        yield Api(url, client)


def charge_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.getMessage()) for record in caplog.records if record.name == "avanochi.charges"]


def test_each_request_logs_its_charge_in_one_line(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    ada = api.sign_up("Ada")
    with caplog.at_level(logging.INFO, "avanochi.charges"):
        task = ada.create_task()
        ada.get(f"tasks/{task['id']}", headers={"x-request-id": "given"})
        ada.get(f"tasks/{uuid4()}")
    created, shown, missing = charge_lines(caplog)
    assert (created["route"], created["status"], created["operations"]) == ("Tasks", 201, 2)
    assert created["ru"] == 1 + 5 + 10  # a read, and a batch that creates a document and replaces another
    assert shown == {
        "route": "TasksWithId",
        "status": 200,
        "ms": shown["ms"],
        "ru": 1,
        "operations": 1,
        "request_id": "given",
    }
    assert 0 < shown["ms"] < 10_000
    assert (missing["status"], missing["operations"]) == (404, 2)


def test_charge_line_contains_no_user_content(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    ada = api.sign_up("Ada")
    with caplog.at_level(logging.INFO):
        ada.create_task("A secret plan")
        ada.get("tasks?search=secret")
    ours = [
        record.getMessage() for record in caplog.records if record.name.startswith(("avanochi", "shared"))
    ]
    assert len(ours) >= 2
    assert "secret" not in " ".join(ours).lower()


def test_status_shows_the_average_charge_of_the_last_hundred_requests(api: Api) -> None:
    ada = api.sign_up("Ada")
    path = f"tasks/{ada.create_task()['id']}"
    for _ in range(99):
        ada.get(path)
    # The last hundred requests are the creation and 99 reads.
    assert api.call("GET", "status").json()["average_request_units"] == round((99 * 1 + 16) / 100, 2)
    assert api.call("GET", "status").json()["store"] == "cosmos"


def test_average_is_none_before_the_first_charge() -> None:
    charges = RecentCharges()
    assert charges.average() is None
    charges.add(2)
    charges.add(5)
    assert charges.average() == 3.5


def test_nested_budget_adds_to_the_outer_one_and_ends_no_later() -> None:
    with RequestBudget(5) as outer:
        with RequestBudget(60) as inner:
            assert RequestBudget.current() is inner
            assert inner.deadline == outer.deadline
            inner.operations += 2
            inner.request_units += 1.5
        assert RequestBudget.current() is outer
        assert (outer.operations, outer.request_units) == (2, 1.5)
    assert RequestBudget.current() is None
