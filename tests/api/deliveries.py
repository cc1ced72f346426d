"""A person with a linked chat, and the timers that fill and send its deliveries."""

from datetime import datetime
from typing import Any

from shared.services.service_factory import ServiceFactory
from tests.api.chats import SlackPerson
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock
from tests.slack_server import SlackServer


def remind(person: Person, clock: MovableClock, title: str = "Write the report", **fields: Any) -> str:
    """Create a task with a reminder that is due now; return its id."""
    moment: datetime = clock.now()
    fields = {"reminder_enabled": True, "reminder_time": moment.isoformat(), **fields}
    task_id: str = person.create_task(title, **fields)["id"]
    return task_id


class Timers:
    """The timers of one instance of the app."""

    def __init__(self, factory: ServiceFactory, clock: MovableClock) -> None:
        self.factory = factory
        self._clock = clock

    def notify(self) -> None:
        """Send the reminders that are due."""
        self.factory.get_reminder_service().deliver_due()

    def send(self) -> int:
        """Send the deliveries that are due; return how many were sent."""
        return self.factory.get_delivery_service().send_due()

    def run_for(self, minutes: int) -> None:
        """Send the deliveries that are due in each of the next minutes."""
        for _ in range(minutes):
            self._clock.move(minutes=1)
            self.send()


def linked(api: Api, slack: SlackServer, clock: MovableClock, person: Person, user: str) -> SlackPerson:
    """Link a chat user to an account, and use the link."""
    chat = SlackPerson(api, slack, clock, user)
    chat.link(person)
    chat.say("help")
    return chat


def sent_texts(slack: SlackServer, user: str | None = None) -> list[str]:
    """Return the texts of the messages that Slack took, to one user or to all."""
    return [
        fields["text"]
        for method, fields in slack.taken
        if method == "chat.postMessage" and user in {None, fields["channel"]}
    ]
