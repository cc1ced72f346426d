"""The app compared with a function that returns a constant on the same host: the app's own cost."""

from pathlib import Path

from benchmarks import subject
from benchmarks.client import sign_up
from benchmarks.load_process import LoadProcess
from benchmarks.pairs import Plan, Target, compare
from benchmarks.report import Bound, Section
from benchmarks.servers import served

CONSTANT = ["--port", "0", "--app", "benchmarks.constant_app:app"]


def run(workspace: Path, plan: Plan) -> Section:
    """Compare the four requests with the same requests to the constant function."""
    section = Section("host: compared with a function that returns a constant on the same host")
    with (
        subject.app_served(workspace, "host") as (port, _),
        served("local_host", CONSTANT, workspace / "constant.log", subject.HOST_SETTINGS) as constant_port,
        LoadProcess() as load,
    ):
        reader, writers = sign_up(port, "reader"), subject.sign_up_writers(port)
        task_ids = subject.add_tasks(reader)
        subject.add_session(reader)
        for what, target, bound in (
            (subject.GET_ONE, subject.get_one(reader, task_ids), Bound(">=", 0.45)),
            (subject.POST_ONE, subject.post_one(*writers), Bound(">=", 0.18)),
            (subject.GET_50, subject.get_50(reader), Bound(">=", 0.28)),
            (subject.GET_STATS, subject.get_stats(reader), Bound(">=", 0.42)),
            (f"{subject.POST_ONE}, all for one user", subject.post_one(writers[0]), None),
        ):
            comparison = compare(load, target, Target(constant_port, target.messages), plan)
            section.add_comparison(what, comparison, comparison.rate_ratios, bound)
        section.notes.append(load.cost_note())
    return section
