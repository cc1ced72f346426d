"""One attempt to send a delivery to its chat."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from threading import Event, Lock
from typing import NamedTuple

import msgspec

from shared.channels.chat_platform import (
    ChatMessage,
    ChatPlatform,
    OwnCredentialError,
    PausedError,
    RecipientGoneError,
)
from shared.channels.deadline import ChannelError
from shared.channels.integration import TooManyCallsError
from shared.clock import Clock
from shared.entities.delivery import Delivery
from shared.entities.entity import first_of
from shared.entities.link import Link
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.errors import DatabaseError, DependencyUnavailableError, LostRaceError
from shared.repos.delivery_repo import DeliveryQueue
from shared.services.chats.chat_links import ChatLinks
from shared.services.chats.platforms import ChatPlatforms
from shared.services.deliveries.relevance import DeliveryRelevance
from shared.services.deliveries.texts import DeliveryTexts, reply_of
from shared.services.notification_sender import end_of_quiet_hours
from shared.store.budget import RequestBudget

_COMMITTED_WITHIN = timedelta(seconds=30)  # of enqueueing; a notification not committed by then never is
_MIN_PAUSE = 1.0  # seconds
_REFUSED_PAUSE = timedelta(seconds=45)  # until the run of the next minute
_BUSY_TRIES = 20
_BUSY_SECONDS = 0.1
_MAX_SECONDS = 5.0  # of the store, before and after a call


class Result(Enum):
    """How an attempt ended."""

    SENT = auto()
    FAILED = auto()
    REFUSED = auto()  # the platform refuses the app's own credential
    DROPPED = auto()  # it is not worth sending, or the chat is gone
    GIVEN_UP = auto()
    LEFT = auto()  # for later, without a failure


class Attempted(msgspec.Struct, frozen=True):
    """The result of an attempt; the error has no data of users.

    `paused_until` is when its workspace takes messages again, if that is why it was left.
    """

    result: Result
    error: str = ""
    paused_until: datetime | None = None


class _Begun(NamedTuple):
    """A delivery that no other run sends for now, and what to send where."""

    delivery: Delivery
    link: Link
    message: ChatMessage


@dataclass(frozen=True, kw_only=True, eq=False)
class DeliveryAttempts:
    """Sends deliveries, each at most once but for a crash.

    Before a message is sent, its delivery is moved to the end of a lease, so that no other run sends it; it
    is removed as soon as the platform has taken the message. Pauses of workspaces are kept in memory.
    """

    queue: DeliveryQueue
    links: ChatLinks
    platforms: ChatPlatforms
    relevance: DeliveryRelevance
    texts: DeliveryTexts
    clock: Clock
    _paused: dict[str, datetime] = field(default_factory=dict, init=False)  # workspaces, until when
    _sent: set[tuple[str, datetime]] = field(default_factory=set, init=False)  # that could not be removed
    _lock: Lock = field(default_factory=Lock, init=False)

    def attempt(self, delivery: Delivery) -> Attempted:
        """Send a delivery if it is worth it, and write what follows to the queue."""
        with RequestBudget(_MAX_SECONDS):
            begun = self._begin(delivery, self.clock.now())
        if isinstance(begun, Attempted):
            return begun
        error: Exception | None = None
        try:
            _call(self.platforms.require(begun.link.channel), begun.link, begun.message)
        except (ChannelError, DependencyUnavailableError) as failure:
            error = failure
        with RequestBudget(_MAX_SECONDS):
            if error is not None:
                return self._settle(begun, error, self.clock.now())
            with suppress(DatabaseError):
                self._remove_sent(begun.delivery)
            return Attempted(Result.SENT)

    def put_off(self, delivery: Delivery) -> None:
        """Move a delivery whose attempt ended in an unexpected error to the next attempt."""
        with RequestBudget(_MAX_SECONDS):
            found = self.queue.find_version(delivery)
            if found is not None:
                self._update(found.failed(self.clock.now()))

    def _begin(self, delivery: Delivery, now: datetime) -> _Begun | Attempted:
        """Return what to send, which no other run sends from now on; or how the attempt ended."""
        if _name(delivery) in self._sent:
            self._remove_sent(delivery)
            return Attempted(Result.LEFT)
        paused_until = self._paused_until(delivery, now)
        if paused_until is not None and now < delivery.expires_at:
            return Attempted(Result.LEFT, paused_until=paused_until)
        return self._read(delivery, now)

    def _read(self, delivery: Delivery, now: datetime) -> _Begun | Attempted:
        found = self.queue.read_subject(delivery)
        user, link, notification = first_of(User, found), first_of(Link, found), first_of(Notification, found)
        if delivery.reply is None and not _is_committed(delivery, notification):
            is_new = now - delivery.created_at < _COMMITTED_WITHIN
            return Attempted(Result.LEFT) if is_new else self._drop(delivery)
        if user is None or link is None or not self._is_worth_sending(user, link, notification, now):
            return self._drop(delivery)
        if now >= delivery.expires_at:
            return self._drop(delivery, Result.GIVEN_UP)
        return self._claim(delivery, user, link, notification, now)

    def _claim(
        self, delivery: Delivery, user: User, link: Link, notification: Notification | None, now: datetime
    ) -> _Begun | Attempted:
        """Return what to send, unless another run sends it, or it is to wait."""
        quiet_until = end_of_quiet_hours(user, now)
        if quiet_until is not None and notification is not None:  # a reply was asked for
            return self._postpone(delivery, quiet_until)
        try:
            begun = self.queue.update(delivery.begun(now))
        except LostRaceError:  # another run sends it
            return Attempted(Result.LEFT)
        return _Begun(begun, link, self._write(begun, user, notification))

    def _is_worth_sending(
        self, user: User, link: Link, notification: Notification | None, now: datetime
    ) -> bool:
        if user.closed_at is not None:
            return False
        if notification is not None:
            wanted_in = user.notifications.chats_of(notification.kind)
            if not link.takes_notifications or link.channel not in wanted_in:
                return False
            if not self.relevance.matters(user, notification, now):
                return False
        return self.links.is_current(link)

    def _settle(self, begun: _Begun, error: Exception, now: datetime) -> Attempted:
        """Write what follows on a call that failed."""
        delivery, link = begun.delivery, begun.link
        match error:
            case TooManyCallsError():
                return self._postpone(delivery, now)
            case PausedError():
                until = now + timedelta(seconds=max(error.seconds, _MIN_PAUSE))
                self._pause(delivery, until)
                self._postpone(delivery, until)
                return Attempted(Result.LEFT, paused_until=until)
            case OwnCredentialError():
                self._pause(delivery, now + _REFUSED_PAUSE)
                self._postpone(delivery, now + _REFUSED_PAUSE)
                return Attempted(Result.REFUSED, str(error))
            case RecipientGoneError():
                self.links.end(link.user_id, link, "ended")
                self.links.link_service.release(link)
                self.queue.remove(delivery)
                return Attempted(Result.DROPPED, str(error))
        self._update(delivery.failed(now))
        return Attempted(Result.FAILED, str(error))

    def _write(self, delivery: Delivery, user: User, notification: Notification | None) -> ChatMessage:
        if delivery.reply is not None:
            return reply_of(delivery.reply)
        if notification is None:
            raise TypeError("a delivery without a reply has a notification")
        return self.texts.write(delivery, user, notification)

    def _drop(self, delivery: Delivery, result: Result = Result.DROPPED) -> Attempted:
        self.queue.remove(delivery)
        return Attempted(result)

    def _postpone(self, delivery: Delivery, due: datetime) -> Attempted:
        self._update(delivery.postponed(due))
        return Attempted(Result.LEFT)

    def _update(self, delivery: Delivery) -> None:
        with suppress(LostRaceError):
            self.queue.update(delivery)

    def _remove_sent(self, delivery: Delivery) -> None:
        """Remove a delivery that was sent; while the store does not answer, remember that it was."""
        name = _name(delivery)
        with self._lock:
            self._sent.add(name)
        self.queue.withdraw(delivery)
        with self._lock:
            self._sent.discard(name)

    def _pause(self, delivery: Delivery, until: datetime) -> None:
        with self._lock:
            self._paused[delivery.workspace_key] = until

    def _paused_until(self, delivery: Delivery, now: datetime) -> datetime | None:
        with self._lock:
            until = self._paused.get(delivery.workspace_key)
            if until is not None and now >= until:
                del self._paused[delivery.workspace_key]
                return None
            return until


def _call(platform: ChatPlatform, link: Link, message: ChatMessage) -> None:
    """Send a message, and wait while other threads of the app make as many calls as may be made."""
    for _ in range(_BUSY_TRIES):
        try:
            platform.send(link, message)
        except TooManyCallsError:
            Event().wait(_BUSY_SECONDS)
        else:
            return
    raise TooManyCallsError


def _is_committed(delivery: Delivery, notification: Notification | None) -> bool:
    """Return whether the notification of a delivery exists, and not only an earlier or later one."""
    return notification is not None and notification.created_at == delivery.created_at


def _name(delivery: Delivery) -> tuple[str, datetime]:
    return f"{delivery.member_id}:{delivery.subject_id}:{delivery.link_id}", delivery.created_at
