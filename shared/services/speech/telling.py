"""What the companion says of a life: the right text, with the right values in it."""

from datetime import timedelta

from shared.entities.companion import NeedKind
from shared.entities.user import User
from shared.services.companion.feelings import Feelings, Reason
from shared.services.companion.life import Life
from shared.services.speech.speech import Speech, choose_language, speech_in


def speech_for(user: User, accept_language: str = "") -> Speech:
    """Return the language to speak with a user: their profile's, else what the header asks for."""
    return speech_in(choose_language(user.preferences.get("language"), accept_language))


def message_of(speech: Speech, life: Life, feelings: Feelings, streak: int) -> str:
    """Return what it has to say: the same for an hour, as long as it feels the same."""
    return speech.vary(
        f"{feelings.mood}-{feelings.cause}",
        _seed(life),
        person=life.user.shown_name,
        worked=_say(speech, life.worked_today),
        continuous=_say(speech, life.continuous),
        streak=streak,
        tasks=len(life.done),
    )


def explain(speech: Speech, reason: Reason) -> str:
    """Return what has moved a meter, in words."""
    durations = {name: _say(speech, value) for name, value in reason.durations.items()}
    return speech.say(reason.key, **durations, **reason.numbers)


def remind(speech: Speech, life: Life, kind: NeedKind) -> str:
    """Return what it says when something is due."""
    return speech.vary(
        f"reminder-{kind}",
        _seed(life),
        worked=_say(speech, life.worked_today),
        continuous=_say(speech, life.continuous),
    )


def _say(speech: Speech, duration: timedelta) -> str:
    return speech.duration(int(duration.total_seconds()))


def _seed(life: Life) -> str:
    return f"{life.user.user_id} {life.at:%Y-%m-%d %H}"
