"""Another user's requests while one client floods the server, compared with a flood of cheap requests."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks import subject
from benchmarks.client import Client, credentials_of, sign_up
from benchmarks.load import LoadOrder, LoadResult
from benchmarks.load_process import LoadProcess
from benchmarks.pairs import Comparison, Plan, Target
from benchmarks.report import Bound, Section

_CONNECTIONS = 64
_SETTINGS = {"PYTHON_THREADPOOL_THREAD_COUNT": "32", "CONCURRENCY_PER_USER": "8"}
_WARM_UP = 1.0  # seconds until the flood has filled every queue
_SECONDS = 2.0  # at least, because few requests are answered beside a flood


def run(workspace: Path, plan: Plan) -> Section:
    """Measure GET stats beside each flood and beside its baseline, in turn."""
    section = Section(f"flood: GET stats beside {_CONNECTIONS} connections of another client")
    with (
        subject.app_served(workspace, "flood", _SETTINGS) as (port, _),
        LoadProcess() as probe,
        LoadProcess() as flood,
    ):
        reader = sign_up(port, "reader")
        subject.add_tasks(reader, 1)
        target = subject.get_stats(reader)
        names = [f"flooder-{number}" for number in range(_CONNECTIONS)]
        flooders = [sign_up(port, name) for name in names]
        anonymous = Client(port)
        empty = [anonymous.message("POST", "/api/auth/login", {})]
        logins = [anonymous.message("POST", "/api/auth/login", credentials_of(name)) for name in names]
        stats = [flooders[0].message("GET", "/api/stats")]
        for what, requests in (("logins", logins), ("one user's GET stats", stats)):
            comparison = Comparison([], [])
            for _ in range(plan.rounds):
                for messages, results in ((requests, comparison.subject), (empty, comparison.baseline)):
                    results.append(_beside(probe, flood, target, Target(port, messages), plan))
            section.add_comparison(f"beside {what}", comparison, comparison.p50_ratios, Bound("<=", 3.0))
        section.notes.append("baseline: beside as many connections with empty login bodies")
    return section


def _beside(probe: LoadProcess, flood: LoadProcess, target: Target, other: Target, plan: Plan) -> LoadResult:
    """Measure a target with one connection while the other target is flooded."""
    seconds = max(plan.seconds, _SECONDS)
    order = LoadOrder(target.port, target.messages, seconds, warm_up=_WARM_UP, connections=1)
    flooding = replace(order, requests=other.messages, seconds=seconds + 0.5, connections=_CONNECTIONS)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(flood.run, flooding)
        result = probe.run(order)
        running.result()  # errors of the flood are expected: most of its requests are refused
    return result
