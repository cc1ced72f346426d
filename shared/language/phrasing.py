"""What the companion says of a life: the right text, with the right values in it."""

from datetime import timedelta

from shared.entities.user import User
from shared.language.speech import Speech, choose_language, speech_in
from shared.rules.companion.mood_state import MoodState, Reason
from shared.rules.companion.recent_activity import RecentActivity
from shared.views.companion import NeedKind


def speech_for(user: User, accept_language: str = "") -> Speech:
    """Return the language to speak with a user: their profile's, else what the header asks for."""
    return speech_in(choose_language(user.preferences.get("language"), accept_language))


def message_of(speech: Speech, activity: RecentActivity, mood_state: MoodState, streak: int) -> str:
    """Return what it has to say: the same for an hour, as long as it feels the same."""
    return speech.vary(
        f"{mood_state.mood}-{mood_state.cause}",
        _seed(activity),
        person=activity.user.shown_name,
        worked=_say(speech, activity.worked_today),
        continuous=_say(speech, activity.continuous_work),
        streak=streak,
        tasks=len(activity.task_completions),
    )


def explain(speech: Speech, reason: Reason) -> str:
    """Return what has moved a meter, in words."""
    durations = {name: _say(speech, value) for name, value in reason.durations.items()}
    return speech.say(reason.key, **durations, **reason.numbers)


def remind(speech: Speech, activity: RecentActivity, kind: NeedKind) -> str:
    """Return what it says when something is due."""
    return speech.vary(
        f"reminder-{kind}",
        _seed(activity),
        worked=_say(speech, activity.worked_today),
        continuous=_say(speech, activity.continuous_work),
    )


def _say(speech: Speech, duration: timedelta) -> str:
    return speech.duration(int(duration.total_seconds()))


def _seed(activity: RecentActivity) -> str:
    return f"{activity.user.user_id} {activity.at:%Y-%m-%d %H}"
