"""The load generator as a child process, so that it shares no interpreter with what it measures."""

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
    """Sends orders to one running load generator; use as a context manager."""

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
        """Carry out one order; `RuntimeError` when the generator died of it."""
        assert self._process.stdin is not None  # noqa: S101 - both pipes were asked for
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator stopped; its complaint stands above")
        result = LoadResult(**json.loads(line))
        self._costs.append(result.cpu_us_per_request)
        return result

    def cost_note(self) -> str:
        """Say what the generator itself spent on a request, for judging whether it was in the way."""
        return f"the load generator spent {median(self._costs):.0f} us of processor time on a request"
