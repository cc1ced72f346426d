"""The links of an account to chat platforms."""

from contextlib import suppress
from dataclasses import dataclass

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.link import Link, LinkCode, NewLinkCode
from shared.errors import ConflictError, NotFoundError
from shared.ids import new_code
from shared.language.link_codes import LINK_CODE_LENGTH, show_code
from shared.repos.link_repo import LinkCodeRepository, LinkedChatUserRepository, LinkRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.chats.platforms import ChatPlatforms
from shared.services.pseudonyms import Pseudonyms
from shared.services.security_log import SUCCESS, SecurityEvent, SecurityLog
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.link import ChatChannel


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkService(BaseService):
    """Makes codes for links, and lists and removes links; `ChatLinks` spends the codes."""

    entity_type = "Link"

    links: LinkRepository
    chat_users: LinkedChatUserRepository
    codes: LinkCodeRepository
    users: UserRepository
    platforms: ChatPlatforms
    pseudonyms: Pseudonyms
    transactions: Transactions
    events: SecurityLog
    clock: Clock

    def create_code(self, user_id: str, family: str, channel: ChatChannel) -> NewLinkCode:
        """Return a new code of a sign-in, to be typed in a chat.

        `NotConfiguredError` without the settings of the platform, `ConflictError` if the account has as many
        links as it may, `NotFoundError` if the account was closed.
        """
        self.platforms.require(channel)
        self.users.get_user(user_id)
        self.require_room(user_id)
        letters = new_code(LINK_CODE_LENGTH)
        code = LinkCode(
            code_hash=hash_code(self.pseudonyms, letters),
            owner_id=user_id,
            family=family,
            channel=channel,
            created_at=self.clock.now(),
        )
        self.codes.create(code)
        return NewLinkCode(code=show_code(letters), expires_at=code.expires_at)

    def require_room(self, user_id: str, link_id: str = "") -> None:
        """Raise `ConflictError` if the account has as many other links as it may."""
        others = [link for link in self.links.list_links(user_id) if link.id != link_id]
        if len(others) >= Link.MAX_LINKS:
            raise ConflictError(f"An account has at most {Link.MAX_LINKS} links")

    def list_links(self, user_id: str) -> list[Link]:
        """Return the links of an account, newest first."""
        return self.links.list_links(user_id)

    def remove(self, user_id: str, link_id: str) -> None:
        """Remove a link; `NotFoundError` if the account does not have it."""

        def remove(unit: UnitOfWork) -> Link:
            link = self.links.find_link(user_id, link_id)
            if link is None:
                raise self._not_found()
            self.remove_in(unit, link)
            return link

        self.release(self.transactions.commit(user_id, remove))
        self.events.write(SecurityEvent.CHAT_UNLINK, SUCCESS, user_id)

    def remove_all(self, user_id: str) -> None:
        """Remove every link of an account; end its sign-ins first, so that no code makes another one."""
        for link in self.links.list_links(user_id):
            with suppress(NotFoundError):  # removed at the same time
                self.remove(user_id, link.id)

    def remove_in(self, unit: UnitOfWork, link: Link) -> None:
        """Remove a link in a commit; no kind of notification is sent to a platform without links."""
        unit.delete(link)
        others = [other for other in self.links.list_links(link.user_id) if other.id != link.id]
        if any(other.channel is link.channel for other in others):
            return
        preferences = unit.user.notifications.unlinked(link.channel)
        if preferences != unit.user.notifications:
            unit.replace(replace(unit.user, notifications=preferences))

    def release(self, link: Link) -> None:
        """Free the chat user of a removed link, unless another account has linked it meanwhile."""
        found = self.chat_users.find_user(link.chat_user)
        if found is not None and found.member_id == link.user_id:
            self.chat_users.discard_version(found)


def hash_code(pseudonyms: Pseudonyms, letters: str) -> str:
    """Return the hash under which a code is stored: keyed, since a plain one could be reversed."""
    return pseudonyms.hash("link code", letters)
