"""What a message costs beside its act: store operations, and processor time with many tasks."""

from collections import Counter
from itertools import product

import pytest

from benchmarks.counting_store import CountingStore
from shared.entities.task import Task
from shared.ids import new_id
from shared.repos.stored_forms import to_stored
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Create
from tests.api.actions import read
from tests.api.conftest import Person
from tests.api.test_conversation import say
from tests.api.test_store_operations import cost
from tests.conftest import MovableClock
from tests.processor_time import least_seconds

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

MAX_SECONDS = 0.05

_VERBS = ("write", "call about", "send", "plan", "review")
_THINGS = ("report", "invoice", "letter", "garden", "offer")
_PEOPLE = ("Ana", "Bob", "Carla", "Dora")
_MONTHS = ("January", "March", "May", "July", "autumn")

_COSTS = (
    ("add call Ana", {"query": 1, "read": 1, "batch": 1}),
    ("add call Bob tomorrow at 5", {"query": 1, "read": 2, "batch": 1, "upsert": 1}),
    ("what is on my list?", {"query": 2, "read": 1, "batch": 1}),
    ("xyzzy", {"query": 1, "read": 1, "batch": 1}),
    ("thanks", {"query": 1, "read": 1, "batch": 1}),
    ("how are you?", {"query": 3, "read": 6, "batch": 1}),
    ("I drank a glass of water", {"query": 1, "read": 3, "batch": 1, "upsert": 1}),
    ("I called Ana", {"query": 2, "read": 5, "batch": 1, "upsert": 1}),
    ("undo", {"query": 1, "read": 5, "batch": 1, "upsert": 1}),
    ("delete call Ana", {"query": 3, "read": 1, "batch": 1}),
    ("yes", {"query": 1, "read": 4, "batch": 1}),
)


def test_message_costs_one_query_and_one_document_of_the_batch_of_its_act(
    ada: Person, store: CountingStore
) -> None:
    say(ada, "hello")
    for number in range(30):
        ada.create_task(f"write letter {number}")
    costs = {
        text: cost(store, ada, "POST", "interaction/messages", json={"text": text}) for text, _ in _COSTS
    }
    assert costs == {text: Counter(counts) for text, counts in _COSTS}
    assert len(read(ada, "tasks?limit=100")) == 31


def test_message_takes_less_than_50_ms_of_processor_time_with_500_open_tasks(
    ada: Person, store: CountingStore, factory: ServiceFactory, clock: MovableClock
) -> None:
    tasks = [
        Task(
            id=new_id(),
            user_id=ada.id,
            title=f"{verb} the {thing} of {person} from {month}",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        for verb, thing, person, month in product(_VERBS, _THINGS, _PEOPLE, _MONTHS)
    ]
    assert len(tasks) == 500
    for begin in range(0, 500, 50):
        store.batch(ada.id, [Create(to_stored(task)) for task in tasks[begin : begin + 50]])
    conversation = factory.get_conversation_service()
    for text in (
        *("add call Ana", "xyzzy", "what is on my list?", "I finished the invoce of Carla from Jnuary"),
        *(
            "complete review teh offer of Dora from March",
            "complete something that is on no list",
        ),
    ):
        seconds = least_seconds(lambda text=text: conversation.answer(ada.id, text), runs=3)
        assert seconds < MAX_SECONDS, text
