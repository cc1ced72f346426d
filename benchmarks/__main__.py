"""`python -m benchmarks`: run the scenarios, print a table for each, and mark missed bounds."""

import argparse
import importlib
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks import outlook
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
    "flood": "benchmarks.flood",
}


def main() -> None:
    """Run the scenarios; the exit code is 0 even if a bound is missed, so that noise fails no build."""
    if sys.argv[1:2] == ["outlook"]:
        outlook.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog="`outlook --data FILE` measures the assistant's forecast on the histories of a file instead.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, a smaller history")
    parser.add_argument(
        "--only", action="append", choices=SCENARIOS, metavar="NAME", help=f"one of: {', '.join(SCENARIOS)}"
    )
    parser.add_argument(
        "--store",
        choices=("embedded", "cosmos"),
        default="embedded",
        help="cosmos: only count the operations, on COSMOS_DB_URI or else on the test server",
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
    print(f"{time.monotonic() - started:.0f} s in total.", "All bounds are met." if not missed else "MISSED:")
    for row in missed:
        print(f"  {row}")


def measure(name: str, plan: Plan) -> Section:
    """Run a scenario in a temporary folder on the disk of the repository."""
    parent = ROOT / ".data"
    parent.mkdir(exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    try:
        refuse_memory(workspace)
        section = importlib.import_module(SCENARIOS[name]).run(workspace, plan)
        assert isinstance(section, Section)  # noqa: S101 - every scenario returns one
        return section
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def refuse_memory(folder: Path) -> None:
    """Exit if the folder is in memory, where a durable write costs nothing; Linux only."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    points = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8").splitlines()]
    _, kind = max((point, kind) for point, kind in points if folder.resolve().is_relative_to(point))
    if kind in ("tmpfs", "ramfs"):
        sys.exit(
            f"{folder} is a {kind}: durable writes cost nothing there, so the results would be meaningless."
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
