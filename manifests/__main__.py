"""`python -m manifests`: write the manifests of chat platforms with the addresses of a deployment."""

import argparse
import re
import sys
from pathlib import Path

from manifests.teams import write_package
from shared.credential_manager import CredentialManager

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
PLACEHOLDER = "{{HOST}}"

_TEXTS = {".yml", ".json"}
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})+\Z")


def main(arguments: list[str] | None = None) -> int:
    """Write the manifests and print their paths; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py manifests",
        description="Write the manifests of chat platforms with the addresses of a deployment.",
    )
    parser.add_argument(
        "--host", metavar="NAME", required=True, type=_host, help="such as avanochi.azurewebsites.net"
    )
    parser.add_argument(
        "--teams-app-id", metavar="ID", help="of the bot in Teams; by default that of the settings"
    )
    parser.add_argument("--into", metavar="PATH", type=Path, default=Path("build"), help="default: build")
    options = parser.parse_args(arguments)
    for folder in sorted(path for path in TEMPLATES.iterdir() if path.is_dir()):
        for path in fill(folder, options.host, options.into / folder.name):
            sys.stdout.write(f"{path}\n")
    app_id = options.teams_app_id or CredentialManager().get("TEAMS_APP_ID", "")
    if not app_id:
        sys.stderr.write("No package for Teams: set TEAMS_APP_ID, or use --teams-app-id.\n")
        return 0
    try:
        sys.stdout.write(f"{write_package(options.into / 'teams', app_id)}\n")
    except ValueError as error:
        parser.error(str(error))
    return 0


def fill(folder: Path, host: str, into: Path) -> list[Path]:
    """Write the files of a folder with the name of a host, and return their paths."""
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        content = path.read_bytes()
        if path.suffix in _TEXTS:
            content = content.replace(PLACEHOLDER.encode(), host.encode())
        target = into / path.name
        target.write_bytes(content)
        written.append(target)
    return written


def _host(text: str) -> str:
    """Return the name of a host; `ArgumentTypeError` for an address or another text."""
    name = text.strip().lower()
    if not _HOST.match(name):
        message = f"{text!r} is not the name of a host, such as avanochi.azurewebsites.net"
        raise argparse.ArgumentTypeError(message)
    return name


if __name__ == "__main__":
    sys.exit(main())
