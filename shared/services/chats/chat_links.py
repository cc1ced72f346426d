"""Linking a chat user to an account, and finding the account again."""

from contextlib import suppress
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.link import ChatUser, Link, LinkCode, LinkedChatUser
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.errors import AvanochiError, LostRaceError, NotFoundError, TooManyRequestsError
from shared.ids import new_id
from shared.language.phrasing import speech_for
from shared.repos.conflicts import retry_on_conflict
from shared.repos.link_repo import LinkCodeRepository, LinkedChatUserRepository, LinkRepository
from shared.services.chats.link_service import LinkService, hash_code
from shared.services.chats.link_throttle import LinkThrottle
from shared.services.chats.platforms import NAMES
from shared.services.pseudonyms import Pseudonyms
from shared.services.security_log import SUCCESS, SecurityEvent, SecurityLog
from shared.services.sign_ins import SignIns
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.notification import NotificationKind

_PAGE = 100


class ChatAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a chat user writes from: the name of the workspace, and where Teams takes messages.

    The latter is empty outside the personal chat.
    """

    workspace: str = ""
    service_url: str = ""
    conversation_id: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChatLinks:
    """The links of chat users; each user has at most one, and it moves with a new code.

    The account has the link, the workspace has the name of the account: both must agree. So a link that is
    removed in one place is removed.
    """

    links: LinkRepository
    chat_users: LinkedChatUserRepository
    codes: LinkCodeRepository
    sign_ins: SignIns
    link_service: LinkService
    throttle: LinkThrottle
    pseudonyms: Pseudonyms
    transactions: Transactions
    events: SecurityLog
    clock: Clock

    def find(self, chat_user: ChatUser) -> Link | None:
        """Return the link of a chat user, None without one."""
        found = self.chat_users.find_user(chat_user)
        return None if found is None else self.links.find_link(found.member_id, chat_user.key)

    def is_current(self, link: Link) -> bool:
        """Return whether the chat user of a link is still linked to that account."""
        found = self.chat_users.find_user(link.chat_user)
        return found is not None and found.member_id == link.user_id

    def link(self, chat_user: ChatUser, code: str, address: ChatAddress) -> Link | None:
        """Spend a code, and return the new link; None for a wrong code.

        The code of the link that the chat user has already, sent again, is no wrong one.

        `TooManyRequestsError` after too many wrong codes of the chat user or the workspace, `ConflictError`
        if the account has as many links as it may, `QuotaExceededError` if it has as many documents.
        """
        self._require_few_wrong_codes(chat_user)
        code_hash = hash_code(self.pseudonyms, code)
        spent = self._spend(chat_user, code_hash)
        if spent is None:
            linked = self.find(chat_user)
            if linked is not None and linked.code_hash == code_hash:
                return linked
            self.throttle.record_failure(chat_user)
            self._log(chat_user, "wrong_code")
            return None
        self._require_few_wrong_codes(chat_user)  # others may have been tried at the same time
        owner_id = spent.owner_id
        self.link_service.require_room(owner_id, chat_user.key)
        before = self._claim(chat_user, owner_id)
        link = Link(
            user_id=owner_id,
            chat_user=chat_user,
            workspace=address.workspace,
            linked_at=self.clock.now(),
            service_url=address.service_url,
            conversation_id=address.conversation_id,
            code_hash=code_hash,
        )
        try:
            self.transactions.commit(owner_id, lambda unit: self._add(unit, link))
        except NotFoundError:  # the account was closed
            self._put_back(link, before)
            return None
        except AvanochiError:
            self._put_back(link, before)
            raise
        if before is not None and before.member_id != owner_id:
            self.end(before.member_id, link, "moved")
        if not self.is_current(link):  # another account has linked it at the same time
            self.end(owner_id, link, "moved")
            return None
        if not self._is_signed_in(spent):
            # The links of the account may have been listed, to end them, before this one was stored.
            with suppress(NotFoundError):
                self.link_service.remove(owner_id, link.id)
            return None
        self._log(chat_user, SUCCESS, owner_id)
        return link

    def update(self, link: Link, address: ChatAddress, *, is_confirmed: bool) -> Link:
        """Store that the chat user has written, and the personal chat to send to; return the link."""

        def updated(before: Link) -> Link:
            after = replace(before, is_confirmed=before.is_confirmed or is_confirmed)
            return _moved(after, address) if address.conversation_id else after

        def change(unit: UnitOfWork) -> None:
            found = self.links.find_link(link.user_id, link.id)
            if found is not None:
                unit.replace(updated(found), found)

        if updated(link) != link:
            with suppress(NotFoundError):  # the account was closed
                self.transactions.commit(link.user_id, change)
        return updated(link)

    def end(self, user_id: str, link: Link, reason: str) -> None:
        """Remove a link that an account may have, and notify the account of the reason."""

        def remove(unit: UnitOfWork) -> None:
            found = self.links.find_link(user_id, link.id)
            if found is not None:
                self.link_service.remove_in(unit, found)
                unit.notify(unit.user, _notification(unit, found, reason))

        with suppress(NotFoundError):  # the account was closed
            self.transactions.commit(user_id, remove)
            self.events.write(SecurityEvent.CHAT_UNLINK, SUCCESS, user_id, reason=reason)

    def end_workspace(self, workspace_key: str) -> None:
        """Remove every link of a workspace that has removed the app."""
        while found := self.chat_users.list_some(workspace_key, _PAGE):
            for one in found:
                link = self.links.find_link(one.member_id, one.chat_user.key)
                if link is not None:
                    self.end(one.member_id, link, "ended")
                self.chat_users.discard_version(one)

    def _require_few_wrong_codes(self, chat_user: ChatUser) -> None:
        try:
            self.throttle.check(chat_user)
        except TooManyRequestsError as error:
            self._log(chat_user, error.code)
            raise

    def _log(self, chat_user: ChatUser, outcome: str, user_id: str = "") -> None:
        self.events.write(SecurityEvent.CHAT_LINK, outcome, user_id, chat_user=chat_user.key)

    def _spend(self, chat_user: ChatUser, code_hash: str) -> LinkCode | None:
        """Return a code, which is deleted: of concurrent messages, one deletes it."""
        found: LinkCode | None = self.codes.find_code(code_hash)
        if found is None or found.channel is not chat_user.channel:
            return None
        try:
            self.codes.delete(found)
        except LostRaceError:
            return None
        return found if self.clock.now() < found.expires_at and self._is_signed_in(found) else None

    def _is_signed_in(self, code: LinkCode) -> bool:
        return self.sign_ins.is_stored(code.owner_id, code.family)

    def _claim(self, chat_user: ChatUser, owner_id: str) -> LinkedChatUser | None:
        """Store the account of a chat user; return what was stored before."""

        def attempt() -> LinkedChatUser | None:
            before = self.chat_users.find_user(chat_user)
            after = LinkedChatUser(chat_user=chat_user, member_id=owner_id)
            if before is None:
                self.chat_users.create(after)
            else:
                self.chat_users.update(replace(after, etag=before.etag))
            return before

        return retry_on_conflict(attempt)

    def _put_back(self, link: Link, before: LinkedChatUser | None) -> None:
        """Undo `_claim` for a link that was not stored, unless another account has linked the chat since."""
        found = self.chat_users.find_user(link.chat_user)
        if found is None or found.member_id != link.user_id:
            return
        with suppress(LostRaceError):
            if before is not None and self.links.find_link(before.member_id, link.id) is not None:
                self.chat_users.update(replace(before, etag=found.etag))
            else:
                self.chat_users.delete(found)

    def _add(self, unit: UnitOfWork, link: Link) -> None:
        unit.require_account()
        existing = self.links.find_link(link.user_id, link.id)
        if existing is None:
            unit.create(link)
        else:
            # Without a personal chat of its own, the new link keeps that of the last one.
            address = ChatAddress(
                service_url=link.service_url or existing.service_url,
                conversation_id=link.conversation_id or existing.conversation_id,
            )
            unit.replace(_moved(replace(link, etag=existing.etag), address), existing)
        preferences = unit.user.notifications.linked(link.channel)
        if preferences != unit.user.notifications:
            unit.replace(replace(unit.user, notifications=preferences))
        unit.notify(unit.user, _notification(unit, link, "linked"))


def _moved(link: Link, address: ChatAddress) -> Link:
    return replace(link, service_url=address.service_url, conversation_id=address.conversation_id)


def _notification(unit: UnitOfWork, link: Link, event: str) -> Notification:
    """Return the notification that a link was made, has moved or has ended."""
    user: User = unit.user
    speech = speech_for(user)
    workspace = link.workspace or link.chat_user.workspace_id
    return Notification(
        id=f"{NotificationKind.LINK}:{new_id()}",
        user_id=user.user_id,
        kind=NotificationKind.LINK,
        title=speech.say(f"notification-link-{event}-title"),
        body=speech.say(f"notification-link-{event}-body", chat=NAMES[link.channel], workspace=workspace),
        created_at=unit.now,
        data={"link_id": link.id, "channel": link.channel, "event": event},
    )
