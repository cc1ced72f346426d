"""The throttle of guessed link codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.entities.link import ChatUser
from shared.errors import TooManyRequestsError
from shared.repos.conflicts import retry_on_conflict
from shared.repos.link_repo import WrongLinkCodesRepository

MAX_BY_CHAT_USER = 5
MAX_BY_WORKSPACE = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkThrottle:
    """Refuses every code of a chat user, or of a workspace, after too many wrong ones within ten minutes."""

    wrong_codes: WrongLinkCodesRepository
    clock: Clock

    def check(self, chat_user: ChatUser) -> None:
        """Raise `TooManyRequestsError` if a chat user may not try a code."""
        for subject, limit in _limits(chat_user).items():
            locked_for = self.wrong_codes.get_wrong_codes(subject).locked_for(self.clock.now(), limit)
            if locked_for is not None:
                raise TooManyRequestsError("Too many wrong codes: try again later", locked_for)

    def record_failure(self, chat_user: ChatUser) -> None:
        """Count a wrong code."""
        for subject in _limits(chat_user):
            self._add(subject)

    def _add(self, subject: str) -> None:
        def attempt() -> None:
            wrong = self.wrong_codes.get_wrong_codes(subject)
            self.wrong_codes.save(wrong.add(self.clock.now(), ""))

        retry_on_conflict(attempt)


def _limits(chat_user: ChatUser) -> Mapping[str, int]:
    """Return the limits of wrong codes, by subject."""
    return {chat_user.key: MAX_BY_CHAT_USER, chat_user.workspace_key: MAX_BY_WORKSPACE}
