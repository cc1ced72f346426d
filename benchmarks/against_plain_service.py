"""The app compared with a plain FastAPI + SQLAlchemy + SQLite service with the same durability."""

from pathlib import Path

from benchmarks import subject
from benchmarks.client import sign_up
from benchmarks.load_process import LoadProcess
from benchmarks.pairs import Plan, compare
from benchmarks.report import Bound, Section
from benchmarks.servers import served


def run(workspace: Path, plan: Plan) -> Section:
    """Compare creating, reading and listing."""
    section = Section(
        "plain: compared with FastAPI + SQLAlchemy + SQLite (WAL, synchronous=FULL, one process)"
    )
    database = workspace / "plain.db"
    arguments = ["--database", str(database)]
    with (
        subject.app_served(workspace, "app") as (port, _),
        served("benchmarks.plain_service", arguments, workspace / "plain.log", {}) as plain_port,
        LoadProcess() as load,
    ):
        ours, our_writers = sign_up(port, "reader"), subject.sign_up_writers(port)
        plain, plain_writers = sign_up(plain_port, "reader"), subject.sign_up_writers(plain_port)
        our_ids, plain_ids = subject.add_tasks(ours), subject.add_tasks(plain)
        for what, target, baseline, minimum in (
            ("creates", subject.post_one(*our_writers), subject.post_one(*plain_writers), 2.5),
            ("gets", subject.get_one(ours, our_ids), subject.get_one(plain, plain_ids), 3.5),
            ("lists of 50", subject.get_50(ours), subject.get_50(plain), 3.0),
        ):
            comparison = compare(load, target, baseline, plan)
            section.add_comparison(what, comparison, comparison.rate_ratios, Bound(">=", minimum))
        section.notes.append(load.cost_note())
    return section
