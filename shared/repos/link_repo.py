"""Links to chat platforms, and the codes that make them."""

from contextlib import suppress

from shared.entities.link import ChatUser, Link, LinkCode, LinkedChatUser, WrongLinkCodes
from shared.entities.page import PageRequest
from shared.errors import LostRaceError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import (
    LINK_CODE_ID,
    WRONG_LINK_CODES_ID,
    chat_users_partition,
    link_code_partition,
    link_id,
    wrong_link_codes_partition,
)


class LinkRepository(BaseRepository[Link]):
    """The links of accounts, in the accounts' partitions."""

    entity = Link
    not_found = "Link not found"

    def find_link(self, user_id: str, shown_id: str) -> Link | None:
        """Return a link of an account by the id that clients see, None without one."""
        return self.find(user_id, link_id(shown_id))

    def list_links(self, user_id: str) -> list[Link]:
        """Return the links of an account, newest first."""
        # More than there may be: of links that are made at the same time, each is seen and can be removed.
        page = self.query(user_id, PageRequest(order_by="id", limit=2 * Link.MAX_LINKS))
        return sorted(page.entities, key=lambda link: link.linked_at, reverse=True)


class LinkedChatUserRepository(BaseRepository[LinkedChatUser]):
    """Which account each chat user is linked to, one partition per workspace."""

    entity = LinkedChatUser

    def find_user(self, chat_user: ChatUser) -> LinkedChatUser | None:
        """Return the account of a chat user, None without a link."""
        return self.find(chat_users_partition(chat_user.workspace_key), chat_user.key)

    def list_some(self, workspace_key: str, limit: int) -> list[LinkedChatUser]:
        """Return some linked users of a workspace."""
        page_request = PageRequest(order_by="id", descending=False, limit=limit)
        return self.query(chat_users_partition(workspace_key), page_request).entities

    def discard_version(self, linked: LinkedChatUser) -> None:
        """Delete the version that was read, unless there is another one or none."""
        with suppress(LostRaceError):
            self.delete(linked)


class LinkCodeRepository(BaseRepository[LinkCode]):
    """Codes that link a chat to an account, each in a partition of its own."""

    entity = LinkCode

    def find_code(self, code_hash: str) -> LinkCode | None:
        """Return a code by its hash, None when it was used."""
        return self.find(link_code_partition(code_hash), LINK_CODE_ID)


class WrongLinkCodesRepository(BaseRepository[WrongLinkCodes]):
    """Wrong codes, by chat user and by workspace."""

    entity = WrongLinkCodes

    def get_wrong_codes(self, subject: str) -> WrongLinkCodes:
        """Return the wrong codes of a chat user or a workspace."""
        return self.find(wrong_link_codes_partition(subject), WRONG_LINK_CODES_ID) or WrongLinkCodes.none(
            subject
        )

    def save(self, wrong: WrongLinkCodes) -> None:
        """Store wrong codes; `DocumentChangedError` or `DocumentExistsError` on a lost race."""
        if wrong.etag:
            self.update(wrong)
        else:
            self.create(wrong)
