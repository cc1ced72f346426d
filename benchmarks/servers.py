"""Servers as child processes, for measurements."""

import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


@contextmanager
def served(module: str, arguments: list[str], log: Path, settings: Mapping[str, str]) -> Iterator[int]:
    """Run `python -m module` during the block, and yield the port that it prints.

    Its standard error goes to the file `log`; `RuntimeError` with its content if the server does not start.
    """
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 - fixed modules
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - the pipe was requested
            yield _port(process.stdout, module, log)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(output: IO[str], module: str, log: Path) -> int:
    """Wait for the line with the port; keep reading afterwards, so that the server never blocks."""
    ports: queue.Queue[int | None] = queue.Queue()

    def read() -> None:
        for line in output:
            if match := re.search(r"Listening on http://127\.0\.0\.1:(\d+)", line):
                ports.put(int(match[1]))
        ports.put(None)

    threading.Thread(target=read, daemon=True).start()
    try:
        port = ports.get(timeout=_START_SECONDS)
    except queue.Empty:
        port = None
    if port is None:
        raise RuntimeError(f"{module} did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
    return port
