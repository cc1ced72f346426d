"""What Slack sends, as far as it is used."""

from urllib.parse import parse_qsl

import msgspec

_MAX_FIELDS = 100


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command; `trigger_id` is a name that no other command has."""

    team_id: str
    user_id: str
    trigger_id: str
    text: str = ""
    team_domain: str = ""
    enterprise_id: str = ""
    is_enterprise_install: str = "false"

    @property
    def workspace_id(self) -> str:
        """The team, or the enterprise for an app that is installed in all of its teams."""
        return self.enterprise_id if self.is_enterprise_install == "true" else self.team_id

    @property
    def workspace(self) -> str:
        """The name of the workspace."""
        return self.team_domain


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; `ValueError` for another body."""
    text = body.decode()
    return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=_MAX_FIELDS))


def read_command(body: bytes) -> Command:
    """Return the command in a form; `ValueError` for another body."""
    return msgspec.convert(read_form(body), Command)
