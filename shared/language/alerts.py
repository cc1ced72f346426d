"""The texts of alerts: what was observed, and something small that the user could do."""

from datetime import timedelta

from shared.language.signals import describe_signal, offer_option
from shared.language.speech import Speech
from shared.rules.assistant.alerts.alert import Alert


def describe_alert(speech: Speech, alert: Alert) -> str:
    """Return the body of the notification of an alert; that of signals is about the first one."""
    for signal in alert.signals:
        return f"{describe_signal(speech, signal)} {offer_option(speech, signal)}"
    hours = {
        name: speech.duration(timedelta(minutes=round(value * 60))) for name, value in alert.hours.items()
    }
    return speech.say(f"notification-{alert.kind}-{alert.reason}-body", **hours, **alert.counts)
