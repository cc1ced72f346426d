"""Validation of requests: any input is accepted as documented or rejected with an explanation."""

import json
import unicodedata
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from function_app import routes
from shared.api.validation import MAX_BODY, Body, check_body, parse_json, validate
from shared.errors import BodyTooLargeError, ValidationError
from shared.store.validation import encode
from tests.selection import NumberOfCases
from work.auth import Credentials, NewUser
from work.tasks import NewTask, TaskChange, TaskParameters
from work.users import AvatarChange, Onboarding, ProfileChange
from work.work_sessions import WorkSessionParameters

steadily = settings(max_examples=100)

_ENDPOINTS = [endpoint for route in routes for endpoint in route.endpoints.values()]
BODIES = tuple(dict.fromkeys(endpoint.body for endpoint in _ENDPOINTS))
QUERIES = tuple(dict.fromkeys(endpoint.query for endpoint in _ENDPOINTS))
FIELDS = sorted(
    {field.alias or name for model in (*BODIES, *QUERIES) for name, field in model.model_fields.items()}
)

any_text = st.text(max_size=30)  # lone surrogates and NUL included
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | any_text
    | st.sampled_from(["", "low", "2026-03-18", "2026-03-18T09:00:00Z", "UTC", "04:00", "https://[", "[]"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=10,
)
junk_bodies = st.dictionaries(st.sampled_from(FIELDS) | any_text, any_json, max_size=8)
junk_queries = st.dictionaries(st.sampled_from(FIELDS) | any_text, any_text, max_size=8)


def _validate_or_explain(model: type[BaseModel], values: dict[str, Any]) -> None:
    try:
        validate(model, values)
    except ValidationError as error:
        _assert_explains(error)


def _assert_explains(error: ValidationError) -> None:
    assert error.status == 400
    assert error.message
    assert "Value error" not in error.message
    for field_error in error.field_errors:
        assert field_error.message
        assert "Input should" not in field_error.message
        assert "Value error" not in field_error.message


def test_random_body_is_accepted_or_rejected_with_an_explanation(number_of_cases: NumberOfCases) -> None:
    @settings(max_examples=number_of_cases(100, quick=30, thorough=400))
    @given(values=junk_bodies)
    def check(values: dict[str, Any]) -> None:
        for model in BODIES:
            _validate_or_explain(model, values)

    check()


def test_random_query_is_accepted_or_rejected_with_an_explanation(number_of_cases: NumberOfCases) -> None:
    @settings(max_examples=number_of_cases(100, quick=30, thorough=400))
    @given(values=junk_queries)
    def check(values: dict[str, str]) -> None:
        for model in QUERIES:
            _validate_or_explain(model, values)

    check()


@settings(steadily, max_examples=400)
@given(raw=st.binary(max_size=60) | any_json.map(lambda value: json.dumps(value).encode()))
@example(b"")
@example(b"[" * 100_000)
@example(b'{"a":' * 5_000 + b"1" + b"}" * 5_000)
@example(b'{"a": NaN}')
@example(b'{"a": Infinity}')
@example(b'{"a": 1e400}')
@example(b'{"a": "\\ud800"}')
@example(b'\xef\xbb\xbf{"a": 1}')
@example(b"\xff\xfe{\x00}\x00")
def test_random_payload_is_an_object_or_a_validation_error(raw: bytes) -> None:
    try:
        parsed = parse_json(raw)
    except ValidationError as error:
        _assert_explains(error)
    else:
        assert isinstance(parsed, dict)
        orjson.dumps(parsed)


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a": NaN}', b"\xff", b"{'a': 1}", b'{"a": "\\ud800"}'])
def test_invalid_json_is_rejected_with_the_documented_sentence(raw: bytes) -> None:
    with pytest.raises(ValidationError, match=r"^Invalid JSON payload$"):
        parse_json(raw)


def _numbers_of(schema: dict[str, Any]) -> dict[str, int]:
    """Return an accepted number of each field that is a whole number."""
    return {
        name: choice.get("minimum", 1)
        for name, field in schema.get("properties", {}).items()
        for choice in (field, *field.get("anyOf", ()))
        if choice.get("type") == "integer"
    }


def _errors_of(model: type[BaseModel], values: dict[str, Any]) -> set[str]:
    try:
        validate(model, values)
    except ValidationError as error:
        return {field_error.field for field_error in error.field_errors}
    return set()


def test_whole_number_of_every_body_may_be_written_with_a_fraction_or_an_exponent() -> None:
    checked = set()
    for model in BODIES:
        for name, number in _numbers_of(model.model_json_schema()).items():
            for raw in (f"{number}.0", f"{number}.000", f"{number}e0", f"{number * 10}e-1", f"{number}E+00"):
                errors = _errors_of(model, parse_json(f'{{"{name}": {raw}}}'.encode()))
                assert name not in errors, (model, raw)
            for raw in (f"{number}.5", "1e300", "-1e300", "true", f'"{number}.0"', "[1.0]"):
                assert name in _errors_of(model, parse_json(f'{{"{name}": {raw}}}'.encode())), (model, raw)
            checked.add(name)
    assert checked >= {"duration_minutes", "amount_ml", "minutes"}


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"1", b"true"])
def test_json_other_than_an_object_is_rejected(raw: bytes) -> None:
    with pytest.raises(ValidationError, match="must be a JSON object"):
        parse_json(raw)


@pytest.mark.parametrize(
    ("body", "declared"), [(b"[" * (MAX_BODY + 1), ""), (b"", f"{MAX_BODY + 1}"), (b"", "9" * 20)]
)
def test_body_beyond_the_limit_is_rejected_by_its_length_or_the_declared_one(
    body: bytes, declared: str
) -> None:
    with pytest.raises(BodyTooLargeError, match="larger than 1048576 bytes"):
        check_body(body, {"content-length": declared}, required=False)


@pytest.mark.parametrize("declared", ["", "0", f"{MAX_BODY}", "-1", "many"])
def test_body_within_the_limit_is_accepted(declared: str) -> None:
    check_body(b"[" * MAX_BODY, {"content-length": declared}, required=True)


@settings(steadily, max_examples=300)
@given(raw=st.dictionaries(any_text, any_json, max_size=4).map(json.dumps))
@example('{"a": 9007199254740992}')
@example('{"a": -9223372036854775808}')
@example('{"a": [18446744073709551615]}')
@example('{"a": 1e308}')
@example('{"a": "\\u0000"}')
@example('{"a\\u0000": 1}')
@example('{"_etag": "mine"}')
def test_accepted_preferences_can_be_stored(raw: str) -> None:
    models: tuple[type[Body], ...] = (ProfileChange, Onboarding)
    for model in models:
        try:
            body = validate(model, {"preferences": parse_json(raw.encode())})
        except ValidationError as error:
            _assert_explains(error)
            continue
        encode(body.sent_fields())


def test_deeply_nested_preferences_are_rejected() -> None:
    nested: dict[str, Any] = {}
    for _ in range(200):
        nested = {"a": nested}
    with pytest.raises(ValidationError, match="nested too deeply"):
        validate(ProfileChange, {"preferences": nested})


@pytest.mark.parametrize(("size", "fits"), [(16 * 1024 - 8, True), (16 * 1024 - 7, False)])
def test_preferences_have_at_most_16_kb_as_json(size: int, fits: bool) -> None:  # noqa: FBT001
    preferences = {"a": "x" * size}
    assert (len(orjson.dumps(preferences)) <= 16 * 1024) is fits
    if fits:
        assert validate(ProfileChange, {"preferences": preferences}).preferences == preferences
    else:
        with pytest.raises(ValidationError, match="larger"):
            validate(ProfileChange, {"preferences": preferences})


@settings(steadily, max_examples=300)
@given(text=any_text | st.text(st.characters(categories=["Cc", "Cs", "Zs", "Lu"]), max_size=10))
def test_accepted_title_is_trimmed_and_can_be_stored(text: str) -> None:
    try:
        title = validate(NewTask, {"title": text}).title
    except ValidationError:
        return
    assert title
    assert title == text.strip()
    assert not {unicodedata.category(character) for character in title} & {"Cc", "Cs"}
    encode({"title": title})


@pytest.mark.parametrize("bad", ["\0", "a\0b", "a\x1bb", "a\x7fb", "a\x85b", "a\ud800b", "a\nb"])
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (NewTask, {"title": None}),
        (NewTask, {"title": "t", "tags": [None]}),
        (NewTask, {"title": "t", "subtasks": [{"title": None}]}),
        (NewTask, {"title": "t", "subtasks": [{"title": "t", "id": None}]}),
        (NewUser, {"username": None, "password": "correct horse"}),
        (NewUser, {"username": "u", "password": "correct horse", "full_name": None}),
        (NewUser, {"username": "u", "password": "correct horse", "email": None}),
        (AvatarChange, {"avatar_url": None}),
    ],
    ids=["title", "tag", "subtask", "subtask id", "username", "full name", "email", "avatar"],
)
def test_control_characters_and_surrogates_are_rejected(
    model: type[BaseModel], values: dict[str, Any], bad: str
) -> None:
    prefix = {"email": "a@b.example/", "avatar_url": "/avatars/"}

    def fill(part: Any, name: str = "") -> Any:
        if isinstance(part, dict):
            return {key: fill(inner, key) for key, inner in part.items()}
        if isinstance(part, list):
            return [fill(inner) for inner in part]
        return part if part is not None else f"{prefix.get(name, 'x')}{bad}y"

    with pytest.raises(ValidationError):
        validate(model, fill(values))


@pytest.mark.parametrize(
    ("field", "longest"), [("title", 200), ("description", 5_000)], ids=["title", "description"]
)
def test_text_has_at_most_the_documented_length(field: str, longest: int) -> None:
    validate(NewTask, {"title": "t", field: "ж" * longest})
    with pytest.raises(ValidationError) as raised:
        validate(NewTask, {"title": "t", field: "ж" * (longest + 1)})
    assert [one.field for one in raised.value.field_errors] == [field]


def test_all_field_errors_are_reported_at_once() -> None:
    junk = {"title": 5, "priority": "urgent", "tags": "deep", "due_date": "soon", "reminder_enabled": "yes"}
    with pytest.raises(ValidationError) as raised:
        validate(NewTask, junk)
    assert {one.field for one in raised.value.field_errors} == set(junk)


def test_unknown_fields_are_ignored() -> None:
    body = validate(NewTask, {"title": "t", "__proto__": {"admin": True}, "id": "mine", "completed": True})
    assert body.sent_fields() == {"title": "t"}


@pytest.mark.parametrize("values", [{}, {"username": "ada"}, {"username": "", "password": ""}])
def test_missing_credentials_are_rejected_with_the_documented_sentence(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"^Fields 'username' and 'password' are required$"):
        validate(Credentials, values)


@pytest.mark.parametrize("title", [None, "", "   ", "\t"])
def test_empty_title_is_rejected_with_the_documented_sentence(title: str | None) -> None:
    for values in ({"title": title}, {}):
        with pytest.raises(ValidationError, match=r"^Task title cannot be empty$"):
            validate(NewTask, values)


@pytest.mark.parametrize("limit", ["0", "501", "-1", "ten", "1.5", "", "9" * 5000, "1e2", "\u0663"])
def test_limit_outside_1_to_500_is_rejected(limit: str) -> None:
    with pytest.raises(ValidationError):
        validate(TaskParameters, {"limit": limit})


@pytest.mark.parametrize(
    "text", ["2026-3-18", "18.03.2026", "2026-W12-3", "2026-02-30", "", "today", "20260318"]
)
def test_date_in_a_query_other_than_yyyy_mm_dd_is_rejected(text: str) -> None:
    with pytest.raises(ValidationError):
        validate(WorkSessionParameters, {"from": text})


@pytest.mark.parametrize(
    "text", ["24:00", "04:60", "4:00", "04:00:00", "0400Z", "+4:00", "\u0660\u0664:\u0660\u0660", "T0400", ""]
)
def test_day_start_other_than_hh_mm_is_rejected(text: str) -> None:
    with pytest.raises(ValidationError):
        validate(ProfileChange, {"day_start": text})


@settings(steadily, max_examples=200)
@given(url=any_text | any_text.map("https://{}".format) | any_text.map("/avatars/{}".format))
@example("https://[")
@example("https://[::1")
@example("/avatars/../secret")
@example("javascript:alert(1)")
@example("//evil.example/x.png")
@example("https://")
def test_accepted_avatar_is_a_path_or_an_https_url(url: str) -> None:
    try:
        taken = validate(AvatarChange, {"avatar_url": url}).avatar_url
    except ValidationError as error:
        _assert_explains(error)
        return
    assert taken is not None
    assert taken.startswith(("/avatars/", "https://"))
    assert "/../" not in taken
    assert not any(character.isspace() or ord(character) < 32 for character in taken)


def test_sent_fields_are_those_of_the_request_without_the_user_id() -> None:
    assert validate(TaskChange, {"description": None, "user_id": "me"}).sent_fields() == {"description": None}
