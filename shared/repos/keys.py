"""Partitions and ids of documents.

A user's documents are in the partition of the user's id. Documents that describe no single user are in
partitions of their own: `username:<name>`, `failed_logins:<hash>`, `sign_in_code:<hash>`, `audit:<hash>`,
`chat_users:<channel>:<hash>`, `chat_event:<hash>`, `link_code:<hash>`, `wrong_link_codes:<hash>`,
`leaderboard:<week>`, `challenges:<week>`, `reminders:<hour>`, `reminders`, `deliveries:<hour>`,
`deliveries`, `accounts` and `audited_administrators`.
"""

from datetime import date, datetime
from hashlib import sha256
from urllib.parse import quote

from shared.entities.names import earlier_username_key, username_key

USER_ID = "user"
LIFETIME_TOTALS_ID = "progress"
ACTIVE_WORK_SESSION_ID = "active:work"
ACTIVE_FOCUS_SESSION_ID = "active:focus"
FAILED_LOGINS_ID = "failed_logins"
SIGN_IN_ADDRESSES_ID = "sign_in_addresses"
SIGN_IN_CODE_ID = "sign_in_code"
CHAT_EVENT_ID = "chat_event"
LINK_CODE_ID = "link_code"
WRONG_LINK_CODES_ID = "wrong_link_codes"
CHECKPOINT_ID = "bookmark"
RHYTHM_ID = "rhythm"
REVISION_ID = "revision"
ASSISTANT_STATE_ID = "assistant"
ANSWER_ID = "answer"  # of the answer to a message, within an idempotency record
MODEL_CALLS_ID = "model_calls"

ACCOUNT_INDEX = "accounts"
CHECKPOINTS = "reminders"
DELIVERIES = "deliveries"
AUDITED_ADMINISTRATORS = "audited_administrators"

ALL_USERS = "all"
"""The subject of acts on all users; the subject of an act on one user is a hash."""

_MAX_QUOTED = 200


def username_partition(username: str) -> str:
    """Return the partition and id of a username: its key, in characters that any id may have.

    A key whose quoted form is too long for an id is replaced by its hash after a `*`, which quoting never
    produces.
    """
    return _partition_of_key(username_key(username))


def earlier_username_partition(username: str) -> str | None:
    """Return the partition and id that version 0.2 and before gave to a username, None if it is the same."""
    key = earlier_username_key(username)
    return None if key == username_key(username) else _partition_of_key(key)


def _partition_of_key(key: str) -> str:
    quoted = quote(key, safe="").replace("%", "=")
    suffix = quoted if len(quoted) <= _MAX_QUOTED else f"*{sha256(key.encode()).hexdigest()}"
    return f"username:{suffix}"


def failed_logins_partition(subject: str) -> str:
    """Return the partition of the failed sign-ins of a hashed name, address or user id."""
    return f"failed_logins:{subject}"


def sign_in_code_partition(code_hash: str) -> str:
    """Return the partition of a code that signs a browser in."""
    return f"sign_in_code:{code_hash}"


def link_code_partition(code_hash: str) -> str:
    """Return the partition of a code that links a chat."""
    return f"link_code:{code_hash}"


def wrong_link_codes_partition(subject: str) -> str:
    """Return the partition of the wrong codes of a chat user or a workspace."""
    return f"wrong_link_codes:{subject}"


def chat_buttons_id(message_id: str) -> str:
    """Return the id of the buttons of a message."""
    return f"chat_buttons:{message_id}"


def chat_event_partition(key: str) -> str:
    """Return the partition of an event of a chat platform."""
    return f"chat_event:{key}"


def chat_users_partition(workspace_key: str) -> str:
    """Return the partition of the linked users of a workspace."""
    return f"chat_users:{workspace_key}"


def link_id(shown_id: str) -> str:
    """Return the id of a link, by that which clients see."""
    return f"link:{shown_id}"


def hash_user_id(user_id: str) -> str:
    """Return the hash under which the audit keeps a user id; the id is random, so it cannot be guessed."""
    return sha256(user_id.encode()).hexdigest()


def audit_partition(subject: str) -> str:
    """Return the partition of the acts on a subject: `ALL_USERS`, or the hash of a user id."""
    return f"audit:{subject}"


def leaderboard_partition(week: str) -> str:
    """Return the partition of an ISO week's leaderboard."""
    return f"leaderboard:{week}"


def challenge_partition(week: str) -> str:
    """Return the partition of the members of an ISO week's challenges."""
    return f"challenges:{week}"


def challenge_member_id(challenge_id: str, member_id: str) -> str:
    """Return the id of a user's membership in a challenge."""
    return f"{challenge_id}:{member_id}"


def reminder_partition(moment: datetime) -> str:
    """Return the partition of the reminders that are due in an hour."""
    return f"reminders:{moment:%Y-%m-%dT%H}"


def reminder_position_id(reminder_id: str) -> str:
    """Return the id of the position of a scheduled reminder."""
    return f"reminder:{reminder_id}"


def delivery_partition(moment: datetime) -> str:
    """Return the partition of the deliveries that were created in an hour."""
    return f"deliveries:{moment:%Y-%m-%dT%H}"


def delivery_id(member_id: str, subject_id: str, chat_id: str) -> str:
    """Return the id of a delivery to a chat."""
    return f"{member_id}:{subject_id}:{chat_id}"


def delivery_id_range(member_id: str) -> tuple[str, str]:
    """Return the first id that a delivery to a user may have, and the first after all of them."""
    return f"{member_id}:", f"{member_id};"


def daily_totals_id(day: date) -> str:
    """Return the id of a day's totals."""
    return f"day:{day.isoformat()}"


def deleted_id(entity_id: str) -> str:
    """Return the id of the copy of a deleted task or health entry."""
    return f"deleted:{entity_id}"


def conversation_id(channel: str) -> str:
    """Return the id of the conversation in a channel."""
    return f"conversation:{channel}"


def refresh_family_id(family: str) -> str:
    """Return the id of a refresh family."""
    return f"refresh:{family}"


def idempotency_record_id(key: str) -> str:
    """Return the id of a key's record: hashed, since a key may hold characters that an id may not."""
    return f"first_answer:{sha256(key.encode()).hexdigest()}"


def rephrasing_id(subject: str, first: date, language: str) -> str:
    """Return the id of the model's text for a narrative: its period, first day and language."""
    return f"phrasing:{subject}:{first.isoformat()}:{language}"
