"""`python -m benchmarks`: run the scenarios, print a table for each, and mark what misses its bound."""

import argparse
import importlib
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.pairs import QUICK, THOROUGH, Plan
from benchmarks.report import Section
from benchmarks.servers import ROOT

SCENARIOS = {
    "host": "benchmarks.against_constant",
    "history": "benchmarks.large_history",
    "import": "benchmarks.cold_import",
    "operations": "benchmarks.operations",
    "leaderboard": "benchmarks.leaderboard",
    "plain": "benchmarks.against_plain_service",
}


def main() -> None:
    """Run what was asked for; the exit code is 0 also when a bound is missed, so that noise fails nobody."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, a smaller history")
    parser.add_argument(
        "--only", action="append", choices=SCENARIOS, metavar="NAME", help=f"one of: {', '.join(SCENARIOS)}"
    )
    parser.add_argument(
        "--store",
        choices=("embedded", "cosmos"),
        default="embedded",
        help="cosmos: only count the operations, on COSMOS_DB_URI or else on the tests' server",
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    plan = replace(QUICK if options.quick else THOROUGH, store=options.store)
    scenarios = ["operations"] if plan.store == "cosmos" else options.only or SCENARIOS
    started = time.monotonic()
    missed: list[str] = []
    for name in scenarios:
        print(f"... {name}", flush=True)
        section = measure(name, plan)
        print(f"{section}", flush=True)
        missed += [f"{name}: {row}" for row in section.missed()]
    print(
        f"{time.monotonic() - started:.0f} s in all.", "Every bound is kept." if not missed else "NOT KEPT:"
    )
    for row in missed:
        print(f"  {row}")


def measure(name: str, plan: Plan) -> Section:
    """Run one scenario in a folder of its own on the repo's disk, and remove the folder afterwards."""
    parent = ROOT / ".data"
    parent.mkdir(exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    try:
        refuse_memory(workspace)
        section = importlib.import_module(SCENARIOS[name]).run(workspace, plan)
        assert isinstance(section, Section)  # noqa: S101 - what every scenario returns
        return section
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def refuse_memory(folder: Path) -> None:
    """Exit when the folder is kept in memory, where a durable write costs nothing; Linux only."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    points = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8").splitlines()]
    _, kind = max((point, kind) for point, kind in points if folder.resolve().is_relative_to(point))
    if kind in ("tmpfs", "ramfs"):
        sys.exit(f"{folder} is a {kind}: durability costs nothing there, so the numbers would mean nothing.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
