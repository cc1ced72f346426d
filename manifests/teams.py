"""The package of the app in Teams: its manifest and icons, zipped."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

APP_ID = "{{TEAMS_APP_ID}}"

_GUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\Z")
_FILES = ("manifest.json", "color.png", "outline.png")
_TIME = (1980, 1, 1, 0, 0, 0)  # of every file, so that equal files make equal packages


def write_package(folder: Path, app_id: str) -> Path:
    """Zip the files of a folder, with the id of the bot in the manifest; return the path of the package.

    `ValueError` for what is not the id of a bot.
    """
    app_id = app_id.strip().lower()
    if not _GUID.match(app_id):
        raise ValueError(f"{app_id!r} is not the id of a bot, such as 00000000-1111-2222-3333-444444444444")
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(APP_ID.encode(), app_id.encode()))
    package = folder / "avanochi-teams.zip"
    with ZipFile(package, "w", ZIP_DEFLATED) as file:
        for name in _FILES:
            file.writestr(ZipInfo(name, _TIME), (folder / name).read_bytes(), ZIP_DEFLATED)
    return package
