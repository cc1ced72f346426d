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
    """Return the fields of a form; none for another body."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        return {}
    return dict(fields)


def read_command(body: bytes) -> Command | None:
    """Return the command in a form, None for another body."""
    try:
        return msgspec.convert(read_form(body), Command)
    except msgspec.ValidationError:
        return None
