"""The files in `transcripts`, whose README explains them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

TRANSCRIPTS = Path(__file__).with_name("transcripts")

_MOMENT = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d)")
_SAYS = "> "


class Transcript:
    """A conversation in a file: what the user says, and when, and what the companion answers."""

    def __init__(self, path: Path) -> None:
        self._subject, self.zone, *self._lines = path.read_text("utf-8").splitlines()
        self.text = path.read_text("utf-8")
        self.language = path.relative_to(TRANSCRIPTS).parts[0]

    @property
    def begin(self) -> datetime:
        """The first moment."""
        return next(moment for moment, _ in self.steps() if moment is not None)

    def steps(self) -> Iterator[tuple[datetime | None, str]]:
        """Yield each line, with the moment if it is one."""
        day = ""
        for line in self._lines:
            match = _MOMENT.fullmatch(line)
            if match is None:
                yield None, line
            else:
                day = match[1] or day
                moment = datetime.fromisoformat(f"{day} {match[2]}").replace(tzinfo=ZoneInfo(self.zone))
                yield moment.astimezone(UTC), line

    def says(self) -> Iterator[tuple[datetime, str]]:
        """Yield what the user says, and when."""
        now = self.begin
        for moment, line in self.steps():
            now = moment or now
            if text := said(line):
                yield now, text

    def with_answers(self, lines: Iterator[str]) -> str:
        """Return the file with other lines after its subject and its zone."""
        return "\n".join([self._subject, self.zone, *lines]) + "\n"


def said(line: str) -> str:
    """Return what the user says in a line, nothing in a line of another kind."""
    return line.removeprefix(_SAYS) if line.startswith(_SAYS) else ""
