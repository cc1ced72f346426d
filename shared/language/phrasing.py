"""The companion's sentences about recent activity: the right text, with the right values in it."""

from shared.entities.user import User
from shared.language.speech import Speech, choose_language, conversation_in, speech_in
from shared.rules.companion.mood_state import MoodState, Reason
from shared.rules.companion.recent_activity import RecentActivity
from shared.views.companion import NeedKind


def speech_for(user: User, accept_language: str = "", language: str | None = None) -> Speech:
    """Return the texts in `language`, else that of the profile, else that of the Accept-Language header."""
    return speech_in(language or choose_language(user.preferences.get("language"), accept_language))


def conversation_for(user: User) -> Speech:
    """Return the texts of conversations in the language of the profile."""
    return conversation_in(choose_language(user.preferences.get("language"), ""))


def message_of(speech: Speech, activity: RecentActivity, mood_state: MoodState, streak: int) -> str:
    """Return the companion's message; it stays the same for an hour unless mood or cause change."""
    return speech.vary(
        f"{mood_state.mood}-{mood_state.cause}",
        _seed(activity),
        person=activity.user.display_name,
        worked=speech.duration(activity.worked_today),
        continuous=speech.duration(activity.continuous_work),
        streak=streak,
        tasks=len(activity.task_completions),
    )


def explain(speech: Speech, reason: Reason) -> str:
    """Return a reason as a sentence."""
    durations = {name: speech.duration(value) for name, value in reason.durations.items()}
    return speech.say(reason.key, **durations, **reason.numbers)


def remind(speech: Speech, activity: RecentActivity, kind: NeedKind) -> str:
    """Return the text of a reminder of a need that is due."""
    return speech.vary(
        f"reminder-{kind}",
        _seed(activity),
        worked=speech.duration(activity.worked_today),
        continuous=speech.duration(activity.continuous_work),
    )


def _seed(activity: RecentActivity) -> str:
    return f"{activity.user.user_id} {activity.at:%Y-%m-%d %H}"
