"""Installs and starts the Cosmos DB server of the tests, a Node program."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.node import NodeError, find_program, install

FOLDER = Path(__file__).parent


@contextmanager
def running_server(folder: Path = FOLDER) -> Iterator[str]:
    """Start an empty server, installing it if necessary; yield its URI, which accepts any key."""
    install(folder)
    command = [find_program("node"), "server.js"]
    # The server exits when its stdin is closed: at the end of this block or of this process, even if killed.
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise NodeError(f"the Cosmos server ended at once, with status {process.wait()}")
        yield json.loads(line)["url"]
