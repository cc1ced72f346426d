"""A function app that returns a constant of the size of a task, to measure the cost of the host."""

import json

import azure.functions as func

_TASK = json.dumps(
    {
        "id": "3f0c1a52-7d0e-4b0e-9a51-0d8f3f1f6a10",
        "user_id": "b1f7a1c4-9c1e-4d52-8a3e-5d1f8a0c7e22",
        "title": "Write chapter 7 of the report",
        "description": "Describe the measurements and their meaning for the next quarter.",
        "completed": False,
        "completed_at": None,
        "priority": "high",
        "tags": ["report", "chapter-7"],
        "start_date": None,
        "due_date": "2026-01-15T17:00:00Z",
        "reminder_enabled": False,
        "reminder_time": None,
        "subtasks": [],
        "created_at": "2026-01-08T09:00:00.000000Z",
        "updated_at": "2026-01-08T09:00:00.000000Z",
    },
    separators=(",", ":"),
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.function_name("Constant")
@app.route("{*path}")
def constant(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the worker requires the name
    """Return the constant."""
    return func.HttpResponse(_TASK, mimetype="application/json")
