"""The program espeak-ng, which speaks on a developer's machine without Azure Speech."""

import re
import subprocess
from shutil import which

from shared.channels.deadline import ChannelError
from shared.credential_manager import CredentialManager
from shared.entities.recording import with_true_sizes

MAX_SECONDS = 10.0
"""How long the program may take."""

_VOICES = {"en": "en-us", "es": "es"}
_WORDS_PER_MINUTE = "160"
_UTF_8 = "1"
_SOUNDS = re.compile(r"\[(?=\[)")
_SEARCH_PATH = {"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin", "LANG": "C.UTF-8"}


class Espeak:
    """The program, where it is installed; used in development alone."""

    def __init__(self, credentials: CredentialManager) -> None:
        self._credentials = credentials

    @property
    def is_available(self) -> bool:
        """Whether it can speak here."""
        return self._credentials.is_development() and find_program() is not None

    def speak(self, text: str, language: str) -> bytes:
        """Return a text as a WAV file; `ChannelError` if the program fails or takes too long.

        The text is passed on the standard input, and no argument depends on it.
        """
        program = find_program()
        if program is None:
            raise ChannelError("espeak-ng is not installed")
        options = ("--stdin", "--stdout", "-b", _UTF_8, "-s", _WORDS_PER_MINUTE, "-v", _VOICES[language])
        # Two brackets begin sounds that are spelled in the program's own letters.
        spoken = _SOUNDS.sub("[ ", text).encode()
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, without a shell
                (program, *options),
                input=spoken,
                capture_output=True,
                timeout=MAX_SECONDS,
                check=True,
                env=_SEARCH_PATH,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ChannelError(f"espeak-ng failed ({type(error).__name__})") from None
        return with_true_sizes(done.stdout)


def find_program() -> str | None:
    """Return the path of the program, None where it is not installed."""
    return which("espeak-ng", path=_SEARCH_PATH["PATH"])
