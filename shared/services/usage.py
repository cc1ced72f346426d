"""The quotas of a user: stored documents, their size, and events and idempotency records a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import msgspec

from shared.credentials import Quotas
from shared.entities.assistant_state import AssistantState
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.events import ChallengeLeft, DomainEvent, HealthEntryRemoved, TaskDeleted, TaskReopened
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.idempotency import IdempotencyRecord
from shared.entities.rhythm import Rhythm
from shared.entities.totals import LifetimeTotals, Usage
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import QuotaExceededError, ValidationError
from shared.repos.stored_forms import form_of, to_stored
from shared.store.contract import Document

MAX_DOCUMENT_BYTES = 64 * 1024

_BLOCK_BYTES = 256
"""Sizes are counted in blocks, so that most changes of a document do not change its size."""

_BLOCKS_PER_MEGABYTE = 1024 * 1024 // _BLOCK_BYTES
_MAX_UNDONE_GROWTH = 3
"""Blocks by which ending or undoing something may make documents larger: times are added to them.

Ending a session changes at most three: the session, its task, and the session that goes on.
"""

_ONE_OF_A_KIND = frozenset(
    form_of(kind).kind for kind in (ActiveFocusSession, ActiveWorkSession, AssistantState, Rhythm)
)
_SESSIONS = frozenset(form_of(kind).kind for kind in (FocusSession, WorkSession))
_IDEMPOTENCY_RECORD = form_of(IdempotencyRecord).kind
_UNDOING = TaskDeleted | TaskReopened | HealthEntryRemoved | ChallengeLeft


def _blocks(document: Document) -> int:
    size = len(msgspec.json.encode(document))
    return -(-size // _BLOCK_BYTES)


@dataclass(eq=False)
class Growth:
    """The change of a user's usage by one commit.

    Documents that expire do not count, except idempotency records, nor do those of which a user has at most
    one: the pointers to active sessions, the rhythm and the assistant's state.
    """

    documents: int = 0
    blocks: int = 0
    events: int = 0
    answer_blocks: int = 0  # of idempotency records
    grown: int = 0  # blocks by which documents that existed have grown
    removes: bool = False  # whether the commit deletes or undoes something
    undoes: bool = False  # whether it takes back an act of the last minutes

    def __bool__(self) -> bool:
        """Return whether there is a change."""
        return bool(self.documents or self.blocks or self.events or self.answer_blocks)

    def create(self, document: Document) -> None:
        """Count a new document; `ValidationError` if it is too large.

        A session counts as an event, because ending one is never refused.
        """
        self.events += document["type"] in _SESSIONS
        if _counts(document):
            _check_size(document)
            self.documents += 1
            self.blocks += _blocks(document)
        elif document["type"] == _IDEMPOTENCY_RECORD:
            self.answer_blocks += _blocks(document)

    def replace(self, document: Document, before: Entity) -> None:
        """Count the growth of a document; `ValidationError` if it is too large and has grown.

        By a block it may grow in any case when something ends or is undone, which is never refused.
        """
        growth = _blocks(document) - _blocks(to_stored(before))
        if growth > (1 if self.removes else 0) and not self.undoes:
            _check_size(document)
        if growth > 0:
            self.grown += growth
        self.blocks += growth

    def delete(self, entity: Entity) -> None:
        """Count the end of a document."""
        document = to_stored(entity)
        self.removes = True
        if _counts(document):
            self.documents -= 1
            self.blocks -= _blocks(document)

    def change_day(self, day: DailyTotals | None, before: DailyTotals) -> None:
        """Count the growth of a day's totals; `before` may be a day without a document, and `day` None."""
        self.documents += (day is not None) - bool(before.etag)
        self.blocks += (_blocks(to_stored(day)) if day else 0) - (
            _blocks(to_stored(before)) if before.etag else 0
        )

    def record(self, event: DomainEvent) -> None:
        """Count an event."""
        self.events += 1
        self.removes |= isinstance(event, _UNDOING)

    def added_to(self, totals: LifetimeTotals, now: datetime, quotas: Quotas) -> LifetimeTotals:
        """Return the totals with this growth; `QuotaExceededError` beyond a quota.

        A commit that deletes or undoes something is never refused, unless it changes more than that. One that
        takes back an act is refused only beyond twice the events of a day, so that this cannot be repeated
        without end.
        """
        events = self.events or int(self.undoes)  # so that undoing cannot be repeated without end
        usage = totals.usage.add(now.date(), self.documents, self.blocks, events, self.answer_blocks)
        if self.undoes:
            _check_events(usage, now, 2 * quotas.events_per_day)
        elif not self.removes or self.grown > _MAX_UNDONE_GROWTH:
            self._check(usage, now, quotas)
        return msgspec.structs.replace(totals, usage=usage)

    def _check(self, usage: Usage, now: datetime, quotas: Quotas) -> None:
        if self.events:
            _check_events(usage, now, quotas.events_per_day)
        if self.documents > 0 and usage.documents > quotas.documents:
            raise QuotaExceededError(
                f"You have reached the quota of {quotas.documents} documents: delete some first"
            )
        max_blocks = quotas.megabytes * _BLOCKS_PER_MEGABYTE
        if self.answer_blocks and usage.answer_blocks > max_blocks:
            raise QuotaExceededError(
                f"You have reached the quota of {quotas.megabytes} MB a day for answers that are kept for "
                "requests with an Idempotency-Key",
                retry_after=_seconds_to_midnight(now),
            )
        if self.blocks > 0 and usage.blocks > max_blocks:
            raise QuotaExceededError(
                f"You have reached the quota of {quotas.megabytes} MB: delete something first"
            )


def _check_events(usage: Usage, now: datetime, most: int) -> None:
    if usage.events > most:
        raise QuotaExceededError(
            f"You have reached the quota of {most} events a day", retry_after=_seconds_to_midnight(now)
        )


def _seconds_to_midnight(now: datetime) -> int:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return ceil((midnight - now).total_seconds())


def _counts(document: Document) -> bool:
    return "ttl" not in document and document["type"] not in _ONE_OF_A_KIND


def _check_size(document: Document) -> None:
    if _blocks(document) * _BLOCK_BYTES > MAX_DOCUMENT_BYTES:
        kind = str(document["type"]).replace("_", " ")
        raise ValidationError(f"A {kind} may have at most {MAX_DOCUMENT_BYTES // 1024} KB")
