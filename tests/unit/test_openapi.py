"""The OpenAPI document: valid, complete, and in accord with the routes."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import jsonschema_rs
import pytest

from function_app import routes
from shared.api.endpoint import Access, Endpoint
from shared.api.openapi.document import build_document
from shared.api.openapi.examples import BODIES, RESPONSES
from shared.api.validation import EmptyBody, RawBody, validate
from shared.entities.user import User
from shared.errors import ERROR_CODES
from tests.unit import code_facts

DOCUMENTED: dict[tuple[str, str], Endpoint] = {
    (f"/api/{route.template}", method): endpoint
    for route in routes
    for method, endpoint in route.endpoints.items()
    if endpoint.documented
}

# The routes of the wire contract that exist so far.
BYTES = {"type": "string", "format": "binary"}
"""The schema of a body that is read as it was sent; it has no example."""

SIGNED = ("/api/interaction/slack/", "/api/interaction/teams/")
"""The routes that chat platforms call."""

CONTRACT = """
POST auth/register | POST auth/login | POST auth/refresh | POST auth/logout | POST auth/change-password
GET auth/user_info | GET auth/session | GET auth/sessions | DELETE auth/sessions/{id}
GET auth/second-factor | POST auth/second-factor | DELETE auth/second-factor
POST auth/second-factor/enable | POST auth/second-factor/recovery-codes | DELETE users/{id}/second-factor
GET users/profile | PUT users/profile | PATCH users/profile | DELETE users/profile
GET users/profile/audit | GET users/{id}/audit
GET users/profile/export | GET users/profile/avatar | PUT users/profile/avatar | PUT users/onboarding/complete
GET users/days-off | POST users/days-off | DELETE users/days-off/{id}
GET users | POST users | GET users/{id} | PUT users/{id} | DELETE users/{id}
POST tasks | GET tasks | GET tasks/{id} | PATCH tasks/{id} | PUT tasks/{id} | DELETE tasks/{id}
PATCH tasks | POST work_sessions/end | POST work_sessions/pause | POST work_sessions/resume
POST work_sessions/start | POST work_sessions/{id}/end | POST work_sessions/{id} | GET work_sessions/active
GET work_sessions | GET work_sessions/{id} | PUT work_sessions/{id} | DELETE work_sessions/{id}
POST time-logs/start-work | POST time-logs/end-work
GET stats | GET stats/{user_id} | GET stats/days | GET stats/days.svg
GET stats/heatmap | GET stats/heatmap.svg | GET status | GET openapi.json | GET docs
POST focus-sessions/start | POST focus-sessions/{session_id}/complete | POST focus-sessions/{session_id}/stop
POST focus-sessions/{session_id}/pause | POST focus-sessions/{session_id}/resume
GET current-session | GET daily-summary | GET weekly-summary | GET monthly-summary
GET dashboard/data
GET dashboard/shutdown-summary | POST dashboard/shutdown-reflection | GET dashboard/shutdown-history
GET points | GET achievements | GET challenges/week | GET challenges/stats | GET challenges/leaders
POST health/hydration | GET health/hydration | DELETE health/hydration/{id}
POST health/meals | GET health/meals | DELETE health/meals/{id}
POST health/rests | GET health/rests | DELETE health/rests/{id}
GET health/today | GET health/reminders | GET companion | POST companion/name | GET companion/face.svg
GET assistant/insights | GET assistant/predictions | GET assistant/outlook.svg | GET assistant/narratives
GET assistant/plan | POST assistant/plan/apply
GET assistant/recommendations | POST assistant/recommendations/{id}/feedback
GET assistant/recommendations/muted | DELETE assistant/recommendations/muted/{kind}
POST assistant/signals/{rule}/snooze | DELETE assistant/signals/{rule}/snooze
GET notifications | POST notifications/{id}/read | POST notifications/read-all
GET notifications/preferences | PUT notifications/preferences | POST undo
POST interaction/messages | GET interaction/links | POST interaction/links | DELETE interaction/links/{id}
POST interaction/slack/commands | POST interaction/slack/events | POST interaction/slack/interactions
POST interaction/teams/messages | GET interaction/deliveries | POST interaction/deliveries/test
POST interaction/voice | GET interaction/voice/briefing | GET interaction/voice/token
POST challenges/{id}/join | DELETE challenges/{id}/leave | POST challenges/{id}/progress
"""

# Changes without `If-Match`: only a single task, profile or session has an `ETag`.
WITHOUT_KEY = {
    "/api/interaction/links",  # each request makes a code
    "/api/interaction/deliveries/test",  # each request sends a message
    "/api/interaction/slack/commands",  # Slack names each command
    "/api/interaction/slack/events",  # likewise
    "/api/interaction/slack/interactions",
    "/api/interaction/teams/messages",  # Teams names each activity
}
WITHOUT_VERSIONS = {
    "/api/assistant/recommendations/muted/{kind}",
    "/api/assistant/signals/{rule}/snooze",
    "/api/auth/second-factor",
    "/api/auth/sessions/{id}",
    "/api/challenges/{id}/leave",
    "/api/health/hydration/{id}",
    "/api/health/meals/{id}",
    "/api/health/rests/{id}",
    "/api/interaction/links/{id}",
    "/api/notifications/preferences",
    "/api/users/days-off/{id}",
    "/api/users/{id}/second-factor",
}

# Changes beside POST that can conflict with the state of other things.
CONFLICTING = {"/api/work_sessions/{id}"}
CONFLICTING_POSTS = {"/api/auth/second-factor", "/api/interaction/links"}

FIELDS = {
    "WorkSession": "id user_id start_time end_time duration paused pauses",
    "FocusSession": "session_id user_id task_id start_time end_time planned_duration actual_duration"
    " session_type status resumes pauses",
    "DailySummary": "date total_focus_sessions total_focus_time total_break_time focus_sessions",
    "WeeklySummary": "week_start week_end total_focus_sessions total_focus_time total_break_time"
    " daily_summaries",
    "DailyFocus": "date total_focus_sessions total_focus_time total_break_time",
    "MonthlySummary": "month_start month_end total_focus_sessions total_focus_time total_break_time"
    " daily_summaries",
    "DayStats": "date worked_minutes focus_minutes focus_sessions break_minutes rest_minutes first_start"
    " last_end overtime_minutes tasks_completed tasks_planned tasks_carried_over water_ml meals lunch_taken"
    " points shutdown_rating",
    "Heatmap": "weeks cells",
    "HeatmapCell": "weekday hour minutes_worked focus_minutes tasks_completed",
    "ShutdownSummary": "tasksCompleted tasksTotal pendingTasks todayTasks focusTime focusGoal shutdownStreak"
    " pointsEarned clockedOutTime tomorrow",
    "TodayTask": "name completed",
    "Reflection": "id productivity_rating reflection_note mindful_disconnect_completed session_id created_at"
    " shutdown_date",
    "LedgerEntry": "id at rule delta reason source_id",
    "Achievement": "id name description icon unlocked unlocked_at progress target",
    "Challenge": "id name description points challenge_type target_value duration_days is_active created_at"
    " joined_count joined_avatars progress total status",
    "ChallengeStats": "total_points challenges_done shutdown_streak avg_shutdown_time",
    "Hydration": "date total_ml goal_ml entries",
    "Drink": "id amount_ml at",
    "Meals": "date entries lunch_taken",
    "Meal": "id kind at",
    "Rests": "date total_minutes entries",
    "Rest": "id minutes at",
    "HealthToday": "date hydration meals rests worked_minutes continuous_minutes overtime balance",
    "Companion": "name stage level xp xp_to_next energy fullness hydration mood message reasons next_need",
    "Need": "kind at",
    "Reminder": "kind since message",
    "Notification": "id kind title body created_at read_at data",
    "NotificationPreferences": "quiet_hours kinds channels full_text",
    "Insights": "from to metrics rhythm enough_data",
    "Metrics": "hours_worked active_share tasks_completed tasks_pending task_progress minutes_per_task"
    " estimate_deviation breaks break_minutes recommended_breaks_kept work_break_balance usual_start"
    " usual_end overload_days regularity carried_over reminder_response_minutes interactions",
    "Metric": "value unit n previous change_percent text",
    "Rhythm": "usual_start usual_end median_focus_minutes best_hours tags",
    "BestHours": "hour_from hour_to share n",
    "Tag": "tag tasks minutes minutes_per_task best_part_of_day",
    "Narrative": "period from to complete language title text paragraphs highlights facts source",
    "Highlight": "kind text",
    "Fact": "value unit text",
    "DayPlan": "date version capacity_minutes because blocks left_out text",
    "Block": "from to kind task_id title why",
    "LeftOut": "task_id title why",
    "VoiceAnswer": "reply intent did undo_until question suggestions language heard confidence",
    "SpeechToken": "token region expires_in",
    "Predictions": "as_of history_days confidence overload_line_hours limit_hours today days week this_week"
    " factors signals tasks_at_risk text",
    "Today": "worked_hours expected_hours expected_end over_limit_expected",
    "DayForecast": "date expected_hours low_hours high_hours overload_chance over_limit_chance",
    "WeekForecast": "expected_hours low_hours high_hours usual_hours heavy_chance",
    "ThisWeek": "worked_hours expected_hours usual_hours",
    "Factor": "name effect text",
    "Recommendation": "id kind title text because evidence action valid_until",
    "Action": "label method path body",
    "Muted": "kind until",
    "Signal": "rule level since observed limit unit usual total text option source snoozed_until",
    "TaskAtRisk": "task_id title due_date minutes_left free_minutes text",
    "Leader": "rank name avatar points is_current_user",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(routes)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def test_document_is_openapi_3_1_with_title_and_version(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"] == "Avanochi"
    assert document["info"]["version"]
    assert "summary" not in document["info"]
    assert document["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert [server["url"] for server in document["servers"]] == ["/"]  # the paths begin with /api


def test_tags_are_described_and_in_the_order_of_their_operations(document: dict[str, Any]) -> None:
    described = [tag["name"] for tag in document["tags"]]
    assert all(tag["description"] for tag in document["tags"])
    assert [*dict.fromkeys(tag for _, __, one in _operations(document) for tag in one["tags"])] == described
    for path, _, operation in _operations(document):
        if path.startswith("/api/health/") and path != "/api/health/reminders":
            assert operation["tags"] == ["health"]


def test_operations_of_a_tag_are_in_the_order_of_their_declaration(document: dict[str, Any]) -> None:
    paths = [path for path, _, operation in _operations(document) if operation["tags"] == ["auth"]]
    assert paths == [
        f"/api/auth/{name}"
        for name in (
            *("register", "login", "refresh", "user_info", "session", "logout", "sessions", "sessions/{id}"),
            "change-password",
        )
    ]


def test_document_describes_exactly_the_documented_routes_and_methods(document: dict[str, Any]) -> None:
    described = {(path, method) for path, method, _ in _operations(document)}
    assert described == set(DOCUMENTED)


def test_routes_are_those_of_the_contract() -> None:
    promised = {tuple(call.split()) for line in CONTRACT.strip().splitlines() for call in line.split("|")}
    assert {(method, path.removeprefix("/api/")) for path, method in DOCUMENTED} == promised


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    references = set(_references(document))
    assert references
    for reference in references:
        place: Any = document
        for name in reference.removeprefix("#/").split("/"):
            assert name in place, reference
            place = place[name]


def test_every_component_is_a_valid_json_schema(document: dict[str, Any]) -> None:
    components = document["components"]
    assert components["schemas"]
    for name in components["schemas"]:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        jsonschema_rs.Draft202012Validator(schema)
        jsonschema_rs.meta.validate(components["schemas"][name])


def test_every_schema_of_an_operation_is_a_valid_json_schema(document: dict[str, Any]) -> None:
    schemas = list[dict[str, Any]]()
    for _, __, operation in _operations(document):
        contents = [*operation["responses"].values(), operation.get("requestBody", {})]
        schemas += [media["schema"] for one in contents for media in one.get("content", {}).values()]
        schemas += [parameter["schema"] for parameter in operation.get("parameters", ())]
    for text in {json.dumps(schema) for schema in schemas}:
        jsonschema_rs.Draft202012Validator({**json.loads(text), "components": document["components"]})


def test_every_operation_has_a_unique_id_a_summary_and_a_tag(document: dict[str, Any]) -> None:
    operations = [operation for _, __, operation in _operations(document)]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids) == len(DOCUMENTED)
    assert all(operation["summary"].endswith(".") and operation["tags"] for operation in operations)
    assert all(operation.get("description", "absent") for operation in operations)
    assert not [tag for operation in operations for tag in operation["tags"] if "_" in tag]


def test_path_parameters_match_the_path(document: dict[str, Any]) -> None:
    for path, _, operation in _operations(document):
        named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", path)
        assert all(one["required"] for one in operation.get("parameters", ()) if one["in"] == "path")


def test_ids_in_paths_have_the_type_of_the_ids_in_responses(document: dict[str, Any]) -> None:
    """Otherwise the id of a response could not be passed on without a conversion in a generated client."""
    types: dict[str, set[str]] = {}
    for path, _, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                topic = path.split("/")[2]
                types.setdefault(topic, set()).add(parameter["schema"].get("format", ""))
    returned = {
        "auth": _schema(document, "ActiveSignIn")["properties"]["id"],
        "tasks": _schema(document, "Task")["properties"]["id"],
        "work_sessions": _schema(document, "WorkSession")["properties"]["id"],
        "focus-sessions": _schema(document, "FocusSession")["properties"]["session_id"],
        "users": _schema(document, "User")["properties"]["id"],
        "stats": _schema(document, "Stats")["properties"]["user_id"],
        "challenges": _schema(document, "Challenge")["properties"]["id"],
        "health": _schema(document, "Drink")["properties"]["id"],
        "notifications": _schema(document, "Notification")["properties"]["id"],
        "assistant": {},  # names of rules
        "interaction": _schema(document, "Link")["properties"]["id"],
    }
    assert types == {topic: {schema.get("format", "")} for topic, schema in returned.items()}


def test_every_parameter_is_described_once(document: dict[str, Any]) -> None:
    for _, __, operation in _operations(document):
        places = [(one["in"], one["name"].lower()) for one in operation.get("parameters", ())]
        assert len(set(places)) == len(places)


def test_operations_that_need_authentication_declare_it(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    for path, method, operation in _operations(document):
        free = not DOCUMENTED[path, method].needs_sign_in
        assert bool(operation["security"]) is not free
        assert all(name in schemes for choice in operation["security"] for name in choice)
        assert ("401" in operation["responses"]) or free


def test_endpoints_without_authentication_are_the_documented_ones() -> None:
    free = {(path, method) for (path, method), one in DOCUMENTED.items() if not one.needs_sign_in}
    assert free == {
        ("/api/auth/register", "POST"),
        ("/api/auth/login", "POST"),
        ("/api/auth/refresh", "POST"),
        ("/api/auth/session", "GET"),
        ("/api/status", "GET"),
        ("/api/openapi.json", "GET"),
        ("/api/docs", "GET"),
        *((path, method) for path, method in DOCUMENTED if path.startswith(SIGNED)),
    }


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """Return the names of the fields of the body of an operation."""
    contents = operation.get("requestBody", {}).get("content", {}).values()
    names = [str(one["schema"]["$ref"]).rpartition("/")[2] for one in contents if one["schema"] != BYTES]
    return {field for name in names for field in _schema(document, name)["properties"]}


def test_posts_take_an_idempotency_key_and_changes_with_etag_take_if_match(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        takes_key = method == "POST" and not path.startswith("/api/auth/") and path not in WITHOUT_KEY
        assert ("Idempotency-Key" in headers) is takes_key, path
        statuses = operation["responses"]
        takes_moment = method in {"PUT", "PATCH"} and "at" in _fields(document, operation)
        conflicts = takes_moment or (path in CONFLICTING and method != "GET")
        conflicts = conflicts or (path in CONFLICTING_POSTS and method == "POST")
        assert ("409" in statuses) is (takes_key or conflicts), path
        changes_one = method in {"PUT", "PATCH", "DELETE"} and path not in WITHOUT_VERSIONS
        assert ("If-Match" in headers) is changes_one, (method, path)
        assert ("412" in statuses) is changes_one, (method, path)


def test_every_response_has_a_request_id_and_every_error_the_error_schema(
    document: dict[str, Any],
) -> None:
    for path, _, operation in _operations(document):
        for status, response in operation["responses"].items():
            assert "x-request-id" in response["headers"]
            assert response["description"]
            if int(status) >= 400:
                (media,) = response["content"].items()
                shown = "Status" if (path, status) == ("/api/status", "503") else "Error"
                assert media == ("application/json", {"schema": {"$ref": f"#/components/schemas/{shown}"}})


def _schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    schema: dict[str, Any] = document["components"]["schemas"][name]
    return schema


def _body_name(document: dict[str, Any], path: str, method: str) -> str:
    content = document["paths"][path][method.lower()]["requestBody"]["content"]
    return str(content["application/json"]["schema"]["$ref"]).rpartition("/")[2]


def test_lists_in_a_query_are_comma_separated_arrays(document: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in document["paths"]["/api/tasks"]["get"]["parameters"]}
    items = {
        "priority": {"$ref": "#/components/schemas/Priority"},
        "tags": {"type": "string", "minLength": 1, "maxLength": 50},
    }
    for name, item in items.items():
        assert parameters[name]["schema"] == {"type": "array", "items": item, "maxItems": 20}
        assert (parameters[name]["style"], parameters[name]["explode"]) == ("form", False)


@pytest.mark.parametrize("name", ["NewTask", "TaskChange", "SubtaskBody"])
def test_title_has_1_to_200_characters(document: dict[str, Any], name: str) -> None:
    title = _schema(document, name)["properties"]["title"]
    assert title == {"type": "string", "minLength": 1, "maxLength": 200}


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("tasks", {"title"}),
        ("auth/register", {"username", "password"}),
        ("auth/login", {"username", "password"}),
    ],
)
def test_mandatory_fields_are_required(document: dict[str, Any], path: str, needed: set[str]) -> None:
    schema = _schema(document, _body_name(document, f"/api/{path}", "POST"))
    assert set(schema["required"]) == needed
    assert all(schema["properties"][name]["type"] == "string" for name in needed)
    assert document["paths"][f"/api/{path}"]["post"]["requestBody"]["required"] is True


def test_descriptions_state_the_defaults_of_omitted_fields(document: dict[str, Any]) -> None:
    """Clients are generated so that a field with the keyword `default` must be sent, or is always sent."""
    fields = [
        (name, field, described)
        for name, schema in document["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
    ]
    assert not [field for field in fields if "default" in field[2]]
    assert {
        (name, field): found[1]
        for name, field, described in fields
        if (found := re.search(r"`([^`]+)` if omitted\.", described.get("description", "")))
        and name != "Preferences"
    } == {
        ("Credentials", "remember"): "false",
        ("PasswordChange", "unlink_chats"): "false",
        ("FocusSessionStart", "session_type"): "focus",
        ("NewTask", "priority"): "medium",
        ("NewUser", "timezone"): "UTC",
        ("ReflectionBody", "carry_over"): "false",
        ("ReflectionBody", "clock_out"): "false",
        ("SnoozeBody", "planned"): "false",
        ("SubtaskBody", "completed"): "false",
        ("TaskAction", "action"): "complete",
        ("TaskActionById", "action"): "complete",
    }


@pytest.mark.parametrize("name", ["start_date", "due_date"])
def test_dates_of_tasks_are_sent_as_a_moment_or_a_day_and_returned_as_a_moment(
    document: dict[str, Any], name: str
) -> None:
    moment, day, null = (
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date"},
        {"type": "null"},
    )
    for body in ("NewTask", "TaskChange"):
        assert _schema(document, body)["properties"][name]["anyOf"] == [moment, day, null]
    assert _schema(document, "Task")["properties"][name]["anyOf"] == [moment, null]


@pytest.mark.parametrize(
    ("enum", "values", "fields"),
    [
        ("Priority", "low medium high", "NewTask.priority TaskChange.priority Task.priority"),
        ("SessionType", "focus break", "FocusSessionStart.session_type FocusSession.session_type"),
        ("MealKind", "breakfast lunch dinner snack", "MealBody.kind Meal.kind"),
        (
            "ProductivityRating",
            "great good okay tough",
            "ReflectionBody.productivity_rating Reflection.productivity_rating",
        ),
        ("Preferences", "", "ProfileChange.preferences UserChange.preferences Onboarding.preferences"),
    ],
)
def test_requests_and_responses_share_a_component(
    document: dict[str, Any], enum: str, values: str, fields: str
) -> None:
    assert _schema(document, enum).get("enum", []) == values.split()
    for field in fields.split():
        name, _, inner = field.partition(".")
        assert [*_references(_schema(document, name)["properties"][inner])] == [
            f"#/components/schemas/{enum}"
        ]


def test_preferences_have_the_limits_and_defaults_of_the_user(document: dict[str, Any]) -> None:
    def value_of(name: str, **preferences: Any) -> Any:
        user = User(user_id="", username="", created_at=datetime.now(UTC), preferences=preferences)
        return getattr(user, name)

    known = dict(_schema(document, "Preferences")["properties"])
    assert known.pop("language")["description"]
    lunch = known.pop("lunch_window")
    begin, end = (time.strftime("%H:%M") for time in value_of("lunch_window"))
    assert f"`{begin}-{end}` if omitted" in lunch["description"]
    assert re.match(lunch["pattern"], f"{begin}-{end}")
    for name in ("leaderboard", "assistant", "ai_phrasing"):
        assert known.pop(name)["type"] == "boolean"
    for name in ("focus_minutes", "break_minutes"):
        described = known.pop(name)
        assert (described["minimum"], described["maximum"]) == (1, 240)
    weekday = known["work_days"]["items"]
    assert (weekday["minimum"], weekday["maximum"], known.pop("work_days")["uniqueItems"]) == (1, 7, True)
    assert {choice["type"] for choice in known.pop("clock_out_time")["anyOf"]} == {"string", "null"}
    assert re.match(known.pop("country")["pattern"], "ES")
    assert set(known) == {
        "hydration_goal_ml",
        "rest_after_minutes",
        "workday_limit_minutes",
        "focus_goal_minutes",
    }
    for name, described in known.items():
        default = value_of(name)
        assert f"{default} if omitted" in described["description"]
        for valid in (described["minimum"], described["maximum"]):
            assert value_of(name, **{name: valid}) == valid
        for invalid in (described["minimum"] - 1, described["maximum"] + 1):
            assert value_of(name, **{name: invalid}) == default


def _raised_codes() -> Iterator[str]:
    """Yield the literal of every `code=...` argument and every `code = ...` in the product."""
    for node in chain.from_iterable(map(ast.walk, code_facts.modules())):
        match node:
            case (
                ast.keyword(arg="code", value=ast.Constant(value=str(code)))
                | ast.Assign(targets=[ast.Name("code")], value=ast.Constant(value=str(code)))
                | ast.AnnAssign(target=ast.Name("code"), value=ast.Constant(value=str(code)))
            ):
                yield code


def test_every_code_that_is_raised_is_listed_with_its_meaning(document: dict[str, Any]) -> None:
    described = _schema(document, "ErrorCode")
    codes = set(described["enum"])
    assert codes == set(_raised_codes()) == set(ERROR_CODES)
    for code, meaning in ERROR_CODES.items():
        assert f"* `{code}`: {meaning}" in described["description"]
    assert _schema(document, "Error")["properties"]["code"]["$ref"] == "#/components/schemas/ErrorCode"


def test_error_requires_sentence_and_code(document: dict[str, Any]) -> None:
    error = _schema(document, "Error")
    assert set(error["required"]) == {"error", "code"}
    assert set(error["properties"]) == {"error", "code", "details", "request_id"}


def test_user_id_is_an_optional_parameter_without_a_value_and_never_a_field_of_a_body(
    document: dict[str, Any],
) -> None:
    for path, method, operation in _operations(document):
        may_name = DOCUMENTED[path, method].access is Access.USER or path == "/api/challenges/{id}/progress"
        in_query = [one for one in operation.get("parameters", ()) if one["name"] == "user_id"]
        if "{user_id}" in path:
            continue
        assert bool(in_query) is may_name, (method, path)
        for parameter in in_query:
            assert parameter["in"] == "query"
            assert not parameter.get("required")
            assert parameter["schema"] == {"type": "string", "format": "uuid"}
            assert not {"example", "examples"} & set(parameter)
        sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {"schema": BYTES})
        if sent["schema"] != BYTES:
            body = _schema(document, _body_name(document, path, method))
            assert "user_id" not in body["properties"], (method, path)


def test_endpoints_for_the_own_account_only_are_the_documented_ones() -> None:
    alone = {(path, method) for (path, method), one in DOCUMENTED.items() if one.access is Access.SELF}
    assert alone == {
        ("/api/auth/logout", "POST"),
        ("/api/auth/change-password", "POST"),
        ("/api/auth/user_info", "GET"),
        *((path, method) for path, method in DOCUMENTED if path.startswith("/api/auth/second-factor")),
        ("/api/auth/sessions", "GET"),
        ("/api/auth/sessions/{id}", "DELETE"),
        ("/api/users/profile", "DELETE"),
        ("/api/users/profile/export", "GET"),
        ("/api/companion", "GET"),
        ("/api/companion/face.svg", "GET"),
        ("/api/companion/name", "POST"),
        *(
            (path, method)
            for path, method in DOCUMENTED
            if path.startswith(("/api/assistant/", "/api/health/", "/api/interaction/", "/api/notifications"))
            and not path.startswith((*SIGNED, "/api/interaction/deliveries"))
        ),
        ("/api/dashboard/data", "GET"),
        ("/api/dashboard/shutdown-history", "GET"),
        ("/api/dashboard/shutdown-reflection", "POST"),
        ("/api/stats/days", "GET"),
        ("/api/stats/days.svg", "GET"),
        ("/api/users/profile/audit", "GET"),
        *((path, method) for path, method in DOCUMENTED if path.startswith("/api/users/days-off")),
    }


def test_endpoint_without_body_describes_no_request_body(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        assert ("requestBody" in operation) is (DOCUMENTED[path, method].body is not EmptyBody), (
            method,
            path,
        )


def test_schemas_have_the_names_of_the_contract(document: dict[str, Any]) -> None:
    names = set(document["components"]["schemas"])
    assert names >= {"Task", "Subtask", "User", "WorkSession", "Stats", "Status", "Error"}
    assert not [name for name in names if name.endswith("View")]


@pytest.mark.parametrize("name", FIELDS)
def test_view_has_exactly_the_fields_of_the_contract_all_required(
    document: dict[str, Any], name: str
) -> None:
    schema = _schema(document, name)
    assert list(schema["properties"]) == FIELDS[name].split()
    assert set(schema["required"]) == set(schema["properties"])


def _json_contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the described contents of the request and of the successful response, but audio and SSML."""
    described = [one for status, one in operation["responses"].items() if status < "300"]
    for one in (operation.get("requestBody", {}), *described):
        for media_type, content in one.get("content", {}).items():
            if content["schema"] != BYTES and not media_type.startswith(("audio/", "application/ssml")):
                yield content


def test_every_body_and_every_successful_response_has_a_valid_example(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        for content in _json_contents(operation):
            schema = {**content["schema"], "components": document["components"]}
            validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            assert [*validator.iter_errors(content["example"])] == [], (method, path)


def test_examples_of_bodies_are_valid_and_none_is_unused(document: dict[str, Any]) -> None:
    sent = set()
    for path, method, operation in _operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            body = DOCUMENTED[path, method].body
            if issubclass(body, RawBody):
                assert content["schema"] == {"type": "string", "format": "binary"} or body.JSON is not None
                continue
            validate(body, content["example"])
            sent.add(_body_name(document, path, method))
    assert sent == set(BODIES)
    used = {operation["operationId"] for _, __, operation in _operations(document)}
    assert set(RESPONSES) <= used | set(document["components"]["schemas"])


def test_errors_declare_their_headers(document: dict[str, Any]) -> None:
    expected = {
        "401": {"WWW-Authenticate"},
        "415": {"Accept-Encoding"},
        "429": {"Retry-After", "RateLimit", "RateLimit-Policy"},
        "503": {"Retry-After"},
    }
    for _, __, operation in _operations(document):
        for status, response in operation["responses"].items():
            named = set(response["headers"]) & {name for names in expected.values() for name in names}
            assert named == expected.get(status, set())


def test_every_operation_declares_500_and_503(document: dict[str, Any]) -> None:
    for _, __, operation in _operations(document):
        assert {"500", "503"} <= set(operation["responses"])


def test_document_shows_no_secret(document: dict[str, Any]) -> None:
    assert "password_hash" not in str(document)
    assert "token_hash" not in str(document)


def test_document_is_reproducible(document: dict[str, Any]) -> None:
    assert build_document(routes) == document


@pytest.mark.parametrize("name", ["MessageBody", "Answer", "Act", "Question", "Option"])
def test_every_field_of_a_conversation_has_a_description(document: dict[str, Any], name: str) -> None:
    fields = document["components"]["schemas"][name]["properties"]
    assert [field for field, schema in fields.items() if not schema.get("description")] == []
