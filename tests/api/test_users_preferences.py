"""The preferences that the product knows are checked by every route that takes them; others are kept."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import store_preferences
from tests.api.conftest import Person
from tests.api.storage import Storage

Write = Callable[[Person, Person, dict[str, Any]], httpx.Response]

ROUTES: dict[str, Write] = {
    "PUT users/profile": lambda ada, _, preferences: ada.put(
        "users/profile", json={"preferences": preferences}
    ),
    "PATCH users/profile": lambda ada, _, preferences: ada.patch(
        "users/profile", json={"preferences": preferences}
    ),
    "PUT users/onboarding/complete": lambda ada, _, preferences: ada.put(
        "users/onboarding/complete", json={"preferences": preferences}
    ),
    "PUT users/{id}": lambda ada, root, preferences: root.put(
        f"users/{ada.id}", json={"preferences": preferences}
    ),
}

_NO_TEXT = [7, 1.5, True, [], {}, ["es"]]
_NO_FLAG = ["true", "", 0, 1, [], {}]
_NO_NUMBER = ["25", "", True, False, 25.5, 0, -1, [], [25], {}, 1e300, 2**53 - 1]
_NO_CLOCK = [*_NO_TEXT, "", "5pm", "17", "24:00", "17:60", "17:00:00", " 17:00", "17:00\n", "1\u0667:00"]

VALID: dict[str, list[Any]] = {
    "language": ["es", "es-MX", "es_MX", "fr", "zh-Hant-TW"],
    "hydration_goal_ml": [1, 20_000],
    "lunch_window": ["12:00-14:30", "00:00-23:59", "12:00 - 14:30", {"from": "12:00", "to": "14:30"}],
    "rest_after_minutes": [1, 1440],
    "workday_limit_minutes": [1, 1440],
    "focus_goal_minutes": [1, 1440],
    "work_days": [[1], [7, 1], [1, 2, 3, 4, 5, 6, 7]],
    "clock_out_time": ["17:00", "00:00", "23:59"],
    "country": ["ES", "DE"],
    "leaderboard": [True, False],
    "assistant": [True, False],
    "ai_phrasing": [True, False],
    "break_minutes": [1, 240],
    "focus_minutes": [1, 240],
}
INVALID: dict[str, list[Any]] = {
    "language": [*_NO_TEXT, "", "e", "es-", "español", "es MX", "en;q=1"],
    "hydration_goal_ml": [*_NO_NUMBER, 20_001],
    "lunch_window": [
        *("", "noon", "12-14", "12:00", "12:00-12:00", "25:00-26:00", "12:00-14:30-15:00", 5, True, []),
        *({}, {"from": "12:00"}, {"from": "12:00", "to": 14}, {"from": "12:00", "to": "12:00"}, ["12:00"]),
    ],
    "rest_after_minutes": [*_NO_NUMBER, 1441],
    "workday_limit_minutes": [*_NO_NUMBER, 1441],
    "focus_goal_minutes": [*_NO_NUMBER, 1441],
    "work_days": [[], [0], [8], [1, 1], [1, 1.0], [1.5], ["1"], [True], [None], [[1]], "1-5", 5, {}, True],
    "clock_out_time": _NO_CLOCK,
    "country": [*_NO_TEXT, "", "es", "ESP", "Spain", "E", "ES\n", "E1", "ÉS"],
    "leaderboard": _NO_FLAG,
    "assistant": _NO_FLAG,
    "ai_phrasing": _NO_FLAG,
    "break_minutes": [*_NO_NUMBER, 241],
    "focus_minutes": [*_NO_NUMBER, 241],
}
WHOLE_NUMBERS = [name for name, values in VALID.items() if values[0] == 1 and values[0] is not True]


def preferences_of(person: Person) -> Any:
    return person.get("users/profile").json()["preferences"]


def invalid_fields(response: httpx.Response) -> list[str]:
    assert (response.status_code, response.json()["code"]) == (400, "validation"), response.text
    return [detail["field"] for detail in response.json()["details"]]


@pytest.mark.parametrize("route", ROUTES)
def test_valid_preference_is_stored_as_it_was_sent(ada: Person, root: Person, route: str) -> None:
    for name, values in VALID.items():
        for value in [*values, None]:
            response = ROUTES[route](ada, root, {name: value})
            assert response.status_code == 200, (name, value, response.text)
            assert preferences_of(ada)[name] == value


@pytest.mark.parametrize("route", ROUTES)
def test_preference_with_an_invalid_value_is_rejected_by_name(ada: Person, root: Person, route: str) -> None:
    before = preferences_of(ada)
    for name, values in INVALID.items():
        for value in values:
            response = ROUTES[route](ada, root, {"theme": "dark", name: value})
            assert invalid_fields(response) == [f"preferences.{name}"], (name, value)
            assert response.json()["error"].startswith(f"Field 'preferences.{name}' must be ")
    assert preferences_of(ada) == before


@pytest.mark.parametrize("route", ROUTES)
def test_all_invalid_preferences_are_reported_at_once(ada: Person, root: Person, route: str) -> None:
    wrong = {name: values[0] for name, values in INVALID.items()}
    response = ROUTES[route](ada, root, {**wrong, "unknown": "kept"})
    assert sorted(invalid_fields(response)) == sorted(f"preferences.{name}" for name in INVALID)


def test_invalid_preferences_are_reported_along_with_other_fields(ada: Person) -> None:
    body = {"email": "x", "preferences": {"assistant": 1, "country": 34}}
    response = ada.put("users/profile", json=body)
    assert set(invalid_fields(response)) == {"email", "preferences.assistant", "preferences.country"}


@pytest.mark.parametrize("route", ROUTES)
def test_unknown_preferences_are_kept_even_if_they_look_known(
    ada: Person, root: Person, storage: Storage, route: str
) -> None:
    unknown = {"Leaderboard": 1, "hydration_goal": "2 l", "work_day": 8, "nested": {"assistant": "no"}}
    assert ROUTES[route](ada, root, {**unknown, "ratio": 25.0}).status_code == 200
    stored = preferences_of(ada)
    assert stored == {**unknown, "ratio": 25.0}
    # Cosmos DB has one type of number, and writes a whole one without a fraction.
    assert isinstance(stored["ratio"], float) or storage.name == "cosmos"


@pytest.mark.parametrize("written", ["25.0", "2.5e1", "25", "250e-1", "0.25E+2"])
@pytest.mark.parametrize("route", ["users/profile", "users/onboarding/complete"])
def test_whole_number_in_any_form_is_stored_as_an_integer(ada: Person, route: str, written: str) -> None:
    fields = [*(f'"{name}": {written}' for name in WHOLE_NUMBERS), '"work_days": [1.0, 2e0]']
    response = ada.put(route, content=f'{{"preferences": {{{", ".join(fields)}}}}}')
    assert response.status_code == 200, response.text
    expected = {**dict.fromkeys(WHOLE_NUMBERS, 25), "work_days": [1, 2]}
    assert json.dumps(preferences_of(ada), sort_keys=True) == json.dumps(expected, sort_keys=True)
    assert ada.get("health/hydration").json()["goal_ml"] == 25


@pytest.mark.both_stores("the store keeps the stored number as it is")
def test_invalid_preferences_from_before_mean_the_default_and_block_no_other_change(
    ada: Person, root: Person, store: DocumentStore
) -> None:
    wrong = {name: values[0] for name, values in INVALID.items()}
    store_preferences(store, ada, **wrong)
    assert preferences_of(ada) == wrong
    assert ada.get("health/hydration").json()["goal_ml"] == 2000
    for path in ("companion", "companion/face.svg", "health/today", "dashboard/shutdown-summary"):
        assert ada.get(path).status_code == 200, path
    assert ada.patch("users/profile", json={"full_name": "Ada"}).json()["preferences"] == wrong
    assert root.put(f"users/{ada.id}", json={"day_start": "04:00"}).json()["preferences"] == wrong
    merged = ada.put("users/onboarding/complete", json={"preferences": {"hydration_goal_ml": 1500}}).json()
    assert merged["preferences"] == {**wrong, "hydration_goal_ml": 1500}
    assert ada.get("health/hydration").json()["goal_ml"] == 1500


def test_whole_number_stored_as_a_float_before_is_read(ada: Person, store: DocumentStore) -> None:
    store_preferences(store, ada, hydration_goal_ml=1500.0)
    assert ada.get("health/hydration").json()["goal_ml"] == 1500
