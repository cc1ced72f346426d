"""The load generator as a child process, so that it does not share an interpreter with the server."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from benchmarks.load import LoadOrder, LoadResult

_ROOT = Path(__file__).resolve().parent.parent


class LoadProcess:
    """A context manager that runs a load generator and sends orders to it."""

    def __init__(self) -> None:
        self._costs: list[float] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def run(self, order: LoadOrder) -> LoadResult:
        """Run an order; `RuntimeError` if the generator has stopped."""
        assert self._process.stdin is not None  # noqa: S101 - both pipes were requested
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator stopped; its error message is above")
        result = LoadResult(**json.loads(line))
        self._costs.append(result.cpu_us_per_request)
        return result

    def cost_note(self) -> str:
        """Return a sentence with the generator's own cost per request."""
        return f"the load generator used {median(self._costs):.0f} us of processor time per request"
