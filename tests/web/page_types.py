"""The types of the page: TypeScript checks its JSDoc, against the types of the API's answers.

`import("api")` in JSDoc names types that are generated from the OpenAPI document, in `.data/web/api.d.ts`.
"""

import hashlib
import subprocess
import tempfile
from pathlib import Path

import msgspec

from function_app import routes
from shared.api.openapi.document import build_document
from tests.node import find_program, install

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "web/jsconfig.json"
API_TYPES = ROOT / ".data/web/api.d.ts"

_FOUND = ROOT / ".data/web/types.json"
_PACKAGES = ROOT / "tests/clients"


def type_errors(configuration: Path = CONFIGURATION) -> str:
    """Return what TypeScript prints about the files of a configuration; empty without errors.

    It keeps what it found in the page, and checks again what depends on a changed file.
    """
    options: list[str | Path] = ["--project", configuration, "--pretty", "false"]
    if configuration == CONFIGURATION:
        options += ["--incremental", "--tsBuildInfoFile", _FOUND]
    return _run("typescript/bin/tsc", *options).stdout


def generate_api_types() -> None:
    """Install the compiler, and write the types of the API's answers if the API has changed."""
    install(_PACKAGES)
    API_TYPES.parent.mkdir(parents=True, exist_ok=True)
    document = msgspec.json.encode(build_document(routes))
    stamp, wanted = API_TYPES.with_suffix(".txt"), hashlib.sha256(document).hexdigest()
    if API_TYPES.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with tempfile.TemporaryDirectory(dir=API_TYPES.parent) as folder:
        source, generated = Path(folder, "openapi.json"), Path(folder, "api.d.ts")
        source.write_bytes(document)
        done = _run("openapi-typescript/bin/cli.js", source, "--output", generated)
        assert done.returncode == 0, done.stdout
        generated.replace(API_TYPES)
        stamp.write_text(wanted)


def _run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [find_program("node"), _PACKAGES / "node_modules" / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
