"""Events of chat platforms, each handled once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.chat_event import ChatEvent
from shared.errors import LostRaceError
from shared.repos.chat_repo import ChatEventRepository
from shared.views.link import ChatChannel


@dataclass(frozen=True, kw_only=True, eq=False)
class ChatEvents:
    """Lets one of the requests with an event handle it; after a crash, a later one handles it again."""

    events: ChatEventRepository
    clock: Clock

    @contextmanager
    def handling(self, channel: ChatChannel, *names: str) -> Iterator[bool]:
        """Enter a context in which the event is to be handled if it yields true.

        `names` identify the event. If the context raises an error, a later request handles it.
        """
        event = self._begin(_key(channel, names))
        if event is None:
            yield False
            return
        try:
            yield True
        except BaseException:
            with suppress(LostRaceError):
                self.events.delete(event)
            raise
        with suppress(LostRaceError):
            self.events.update(event.handled())

    def is_handled(self, channel: ChatChannel, *names: str) -> bool:
        """Return whether an event was handled to its end."""
        found = self.events.find_event(_key(channel, names))
        return found is not None and found.is_handled

    def _begin(self, key: str) -> ChatEvent | None:
        """Return the event if this request is to handle it."""
        now = self.clock.now()
        event = ChatEvent(key=key, begun_at=now)
        found = self.events.find_event(key)
        try:
            if found is None:
                return self.events.create(event)
            return None if found.is_taken(now) else self.events.update(replace(event, etag=found.etag))
        except LostRaceError:
            return None


def _key(channel: ChatChannel, names: tuple[str, ...]) -> str:
    return sha256("\0".join((channel, *names)).encode("utf-8", "surrogatepass")).hexdigest()
