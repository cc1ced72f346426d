"""Declarations of endpoints: types come from annotations; mypy or the import refuses wrong ones."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any

import pytest

from function_app import routes
from shared.api.endpoint import Access, Content, Request, Response, endpoint
from shared.api.validation import DayParameters, EmptyBody, Parameters
from shared.views.status import StatusView
from shared.views.task import TaskView
from work.tasks import NewTask

ROOT = Path(__file__).resolve().parents[2]

IMPORTS = """
from shared.api.endpoint import Content, Request, Response, endpoint
from shared.api.validation import ListParameters, EmptyBody
from shared.views.points import LedgerEntryView
from shared.views.status import StatusView
from shared.views.task import TaskView
from shared.views.work_session import WorkSessionView
from work.tasks import NewTask, TaskAction, TaskParameters

"""

RIGHT = {
    "correct list": """
@endpoint()
def list_points(request: Request[EmptyBody, ListParameters]) -> list[LedgerEntryView]:
    rewards = request.services.get_reward_service()
    return request.page(rewards.list_points(request.user_id, request.query.limit, request.query.continuation))
""",
    "correct view": """
@endpoint()
def get_task(request: Request) -> TaskView:
    return request.services.get_task_service().get_task(request.user_id, request.path["id"]).to_dict()
""",
    "correct status": """
@endpoint()
def show_status(request: Request) -> Response[StatusView]:
    return Response(request.services.get_status_service().get_status(), 503)
""",
}

WRONG = {
    "wrong view of a list": (
        """
@endpoint()
def list_points(request: Request[EmptyBody, ListParameters]) -> list[TaskView]:
    rewards = request.services.get_reward_service()
    return request.page(rewards.list_points(request.user_id, request.query.limit, request.query.continuation))
""",
        'incompatible type "Page[LedgerEntry]"; expected "ViewPage[TaskView]"',
    ),
    "wrong view": (
        """
@endpoint()
def get_task(request: Request) -> WorkSessionView:
    return request.services.get_task_service().get_task(request.user_id, request.path["id"]).to_dict()
""",
        'got "TaskView", expected "WorkSessionView"',
    ),
    "field of the body": (
        """
@endpoint()
def create_task(request: Request[TaskAction]) -> TaskView:
    return request.services.get_task_service().create_task(request.user_id, request.body.title, {}).to_dict()
""",
        '"TaskAction" has no attribute "title"',
    ),
    "field of an absent body": (
        """
@endpoint()
def create_task(request: Request) -> TaskView:
    return request.services.get_task_service().create_task(request.user_id, request.body.title, {}).to_dict()
""",
        '"EmptyBody" has no attribute "title"',
    ),
    "query parameter": (
        """
@endpoint()
def count(request: Request[EmptyBody, ListParameters]) -> None:
    request.query.sort
""",
        '"ListParameters" has no attribute "sort"',
    ),
    "response without a view": (
        """
@endpoint()
def count(request: Request) -> int:
    return 1
""",
        'Argument 1 has incompatible type "Callable[[Request[EmptyBody, Parameters]], int]"',
    ),
    "wrong view with a status": (
        """
@endpoint()
def show_status(request: Request) -> Response[TaskView]:
    return Response(request.services.get_status_service().get_status(), 503)
""",
        'incompatible type "StatusView"; expected "TaskView"',
    ),
    "body that is no body": (
        """
@endpoint()
def create_task(request: Request[TaskView]) -> None: ...
""",
        'Type argument "TaskView" of "Request" must be a subtype of "Body"',
    ),
    "body as an option": (
        """
@endpoint(body=NewTask)
def create_task(request: Request[NewTask]) -> None: ...
""",
        'Unexpected keyword argument "body"',
    ),
    "response as an option": (
        """
@endpoint(answer=list[TaskView])
def wrong(request: Request[TaskAction]) -> int: ...
""",
        'Unexpected keyword argument "answer"',
    ),
}
"""Declarations with one mistake each, and part of mypy's message."""


@pytest.fixture(scope="module")
def errors_by_source(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The messages of mypy by source, from one run over all; fast where a check has filled the cache."""
    folder = tmp_path_factory.mktemp("endpoints")
    sources = {**RIGHT, **{name: source for name, (source, _) in WRONG.items()}}
    for name, source in sources.items():
        (folder / f"{name.replace(' ', '_')}.py").write_text(IMPORTS + source)
    mypy = (sys.executable, "-m", "mypy", "--config-file", "pyproject.toml")
    checked = subprocess.run(
        [*mypy, *folder.glob("*.py")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1, checked.stdout + checked.stderr
    errors: dict[str, list[str]] = {}
    for path, message in re.findall(r"^(.+?):\d+: error: (.*)$", checked.stdout, re.MULTILINE):
        errors.setdefault(Path(path).stem.replace("_", " "), []).append(message)
    return errors


@pytest.mark.slow("runs mypy")
@pytest.mark.parametrize("name", RIGHT)
def test_correct_endpoint_is_accepted_by_mypy(errors_by_source: dict[str, list[str]], name: str) -> None:
    assert name not in errors_by_source


@pytest.mark.slow("runs mypy")
@pytest.mark.parametrize("name", WRONG)
def test_wrong_endpoint_is_refused_by_mypy(errors_by_source: dict[str, list[str]], name: str) -> None:
    _, expected = WRONG[name]
    assert any(expected in error for error in errors_by_source[name])


def test_types_are_read_from_annotations() -> None:
    @endpoint()
    def plain(request: Request) -> TaskView:
        raise NotImplementedError

    @endpoint()
    def with_body(request: Request[NewTask]) -> list[TaskView]:
        raise NotImplementedError

    @endpoint()
    def with_query(request: Request[EmptyBody, DayParameters]) -> TaskView | None:
        raise NotImplementedError

    @endpoint()
    def with_content(request: "Request[NewTask, DayParameters]") -> Content:
        raise NotImplementedError

    @endpoint()
    def with_status(request: Request) -> Response[StatusView]:
        raise NotImplementedError

    declared = (plain, with_body, with_query, with_content, with_status)
    assert [(one.body, one.query, one.response) for one in declared] == [
        (EmptyBody, Parameters, TaskView),
        (NewTask, Parameters, list[TaskView]),
        (EmptyBody, DayParameters, TaskView | None),
        (NewTask, DayParameters, Content),
        (EmptyBody, Parameters, StatusView),
    ]


def test_endpoint_without_options_needs_authentication_and_returns_200() -> None:
    @endpoint()
    def get(request: Request) -> TaskView:
        raise NotImplementedError

    assert (get.access, get.status, get.etag, get.idempotent) == (Access.USER, 200, False, False)
    assert (get.name, get.documented) == ("test_endpoint.get", True)


def test_endpoint_that_returns_none_has_status_204() -> None:
    @endpoint()
    def delete(request: Request) -> None:
        raise NotImplementedError

    assert (delete.status, delete.response) == (204, NoneType)


def test_given_status_replaces_the_default() -> None:
    @endpoint(status=201)
    def create(request: Request[NewTask]) -> TaskView:
        raise NotImplementedError

    assert create.status == 201


def _without_parameter() -> TaskView:
    raise NotImplementedError


def _without_annotations(request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    raise NotImplementedError


def _without_response(request: Request):  # type: ignore[no-untyped-def]  # noqa: ANN202
    raise NotImplementedError


def _without_request(request) -> TaskView:  # type: ignore[no-untyped-def]  # noqa: ANN001
    raise NotImplementedError


def _with_another_parameter(request: NewTask) -> TaskView:
    raise NotImplementedError


def _with_two_parameters(request: Request, task_id: str) -> TaskView:
    raise NotImplementedError


def _with_a_view_as_body(request: Request[TaskView]) -> TaskView:  # type: ignore[type-var]
    raise NotImplementedError


def _with_a_list_as_body(request: Request[list[NewTask]]) -> TaskView:  # type: ignore[type-var]
    raise NotImplementedError


def _with_a_body_as_query(request: Request[NewTask, NewTask]) -> TaskView:  # type: ignore[type-var]
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (_without_annotations, "the type of the response is not annotated"),
        (_without_response, "the type of the response is not annotated"),
        (_without_parameter, "the only parameter is not annotated as Request"),
        (_without_request, "the only parameter is not annotated as Request"),
        (_with_another_parameter, "the only parameter is not annotated as Request"),
        (_with_two_parameters, "the only parameter is not annotated as Request"),
        (_with_a_view_as_body, "TaskView'> is not a subclass of Body"),
        (_with_a_list_as_body, r"list[work.tasks.NewTask] is not a subclass of Body"),
        (_with_a_body_as_query, "NewTask'> is not a subclass of Parameters"),
    ],
    ids=lambda value: None if isinstance(value, str) else value.__name__.strip("_"),
)
def test_wrong_declaration_raises_type_error_at_import(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)) as raised:
        endpoint()(function)
    assert str(raised.value).startswith(f"{__name__}.{function.__name__}: ")


def test_every_endpoint_of_the_app_returns_a_declared_type() -> None:
    declared = [endpoint for route in routes for endpoint in route.endpoints.values() if endpoint.documented]
    assert len(declared) > 60
    assert not [one.name for one in declared if one.response in (Any, object)]
    assert not [one.name for one in declared if (one.status == 204) is not (one.response is NoneType)]
