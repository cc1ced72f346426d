"""Sends the alerts of the assistant that are due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.entities.user import User
from shared.language.alerts import describe_alert
from shared.language.phrasing import speech_for
from shared.repos.notification_repo import NotificationRepository
from shared.rules.assistant.alerts.alert import Alert
from shared.rules.assistant.alerts.alerts import ALERTS, REMEMBERED, alerts_of, is_first_start, is_past
from shared.services.notification_sender import NotificationSender
from shared.services.rhythm_reader import RhythmReader
from shared.views.notification import NotificationKind

_MAX_REMEMBERED = 5 * len(ALERTS)  # in 28 days, with at most one of a kind in 7


@dataclass(frozen=True, kw_only=True, eq=False)
class AlertSender:
    """Computes alerts from a user's history, and sends them.

    A look costs one query of the last alerts and, if another one may be sent, those of the history.
    """

    notifications: NotificationRepository
    rhythm: RhythmReader
    sender: NotificationSender
    clock: Clock

    def send_due(
        self, user: User, kinds: Collection[NotificationKind], start: datetime | None = None
    ) -> None:
        """Send the alerts of these kinds that are due.

        With `start`, that of a work session, only if the session is the first one of its day.
        """
        now = self.clock.now()
        wanted = [kind for kind in kinds if user.notifications.wants(kind)]
        if not (wanted and user.wants_assistant):
            return
        sent = self.notifications.find_last_of(user.user_id, wanted, now - REMEMBERED, _MAX_REMEMBERED)
        today = user.calendar.date_of(now)
        wanted = [kind for kind in wanted if kind not in sent or is_past(sent[kind], user, today)]
        if not wanted:
            return
        history = self.rhythm.read(user.user_id)
        if start is not None and not is_first_start(history, start):
            return
        for alert in alerts_of(history, sent, wanted):
            self._send(alert, history.user)

    def _send(self, alert: Alert, user: User) -> None:
        self.sender.send(user, alert.kind, alert.cause, describe_alert(speech_for(user), alert), _data(alert))


def _data(alert: Alert) -> dict[str, object]:
    """Return the numbers of the text, and the request that shows what is behind them."""
    period = "week" if alert.kind is NotificationKind.OVERLOAD_AHEAD else "date"
    data = {period: alert.cause, "reason": alert.reason, **alert.hours, **alert.counts}
    for signal in alert.signals[:1]:
        data |= {"observed": round(signal.observed, 2), "limit": round(signal.limit, 2), "unit": signal.unit}
        data["rules"] = [one.rule for one in alert.signals]
    return {**data, "action": {"method": "GET", "path": "assistant/predictions"}}
