"""The notifications of what an event earned."""

from collections.abc import Iterator
from datetime import datetime

from shared.entities.earned import Earned
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.rules.companion.levels import stage_of
from shared.views.notification import NotificationKind


def earned_notifications(user: User, earned: Earned, week: str, now: datetime) -> list[Notification]:
    """Return a notification of each achievement, challenge and level, except of kinds that are switched off.

    The challenges are those of the ISO week `week`. The ids are derived from what was earned: if it is taken
    back and earned again, its notification has the same id. Quiet hours do not matter, because the user has
    just acted.
    """
    return [
        _notification(user, kind, cause, text, data, now)
        for kind, cause, text, data in _contents(earned, week)
        if user.notifications.wants(kind)
    ]


def _contents(earned: Earned, week: str) -> Iterator[tuple[NotificationKind, str, str, dict[str, str | int]]]:
    """Yield the kind, the rest of the id, the name of the text, and the data of each notification."""
    kind = NotificationKind.ACHIEVEMENT
    for one in earned.achievements:
        yield kind, one.id, kind, {"achievement_id": one.id, "name": one.name}
    kind = NotificationKind.CHALLENGE
    for one in earned.challenges:
        yield kind, f"{week}:{one.id}", kind, {"challenge_id": one.id, "week": week, "name": one.name}
    kind = NotificationKind.LEVEL
    if earned.level is not None:
        yield kind, str(earned.level), f"{kind}-{stage_of(earned.level)}", {"level": earned.level}


def _notification(
    user: User,
    kind: NotificationKind,
    cause: str,
    text: str,
    data: dict[str, str | int],
    now: datetime,
) -> Notification:
    speech = speech_for(user)
    return Notification(
        id=f"{kind}:{cause}",
        user_id=user.user_id,
        kind=kind,
        title=speech.say(f"notification-{kind}-title"),
        body=speech.say(f"notification-{text}-body", **data),
        created_at=now,
        data={**data},
    )
