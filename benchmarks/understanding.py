"""What the understanding of messages makes of a line, in the form of a scorer for labelled lines.

`understand(text, lang)` returns the intent and the slots as a dictionary, `when(text, lang, now)` a date or a
moment in the person's local time.
"""

from datetime import datetime
from typing import Any

from shared.language.times.find import find_time
from shared.language.understanding.engine import understand as understand_message

NOW = datetime(2026, 3, 18, 10, 20)  # noqa: DTZ001  # local time, a Wednesday


def understand(text: str, lang: str) -> dict[str, Any]:
    """Return the intent and the slots of a line; a moment is in the person's own words."""
    understood = understand_message(text, lang, NOW)
    slots = {
        name: value
        for name in understood.slots.__struct_fields__
        if (value := getattr(understood.slots, name)) not in (None, ())
    }
    for name in ("due", "at"):
        if name in slots:
            slots[name] = slots[name].words
    return {"intent": str(understood.intent), "slots": slots}


def when(text: str, lang: str, now: str) -> str | None:
    """Return the date, or the date and time, that a phrase stands for."""
    phrase = find_time(text, lang, datetime.fromisoformat(now))
    if phrase is None:
        return None
    day = phrase.day.isoformat()
    return day if phrase.clock is None else f"{day}T{phrase.clock:%H:%M}"
