"""Requests with years of history and many users, compared with an empty store."""

from pathlib import Path

from benchmarks import subject
from benchmarks.client import sign_up
from benchmarks.filling import fill_history, fill_others
from benchmarks.load_process import LoadProcess
from benchmarks.pairs import Plan, compare
from benchmarks.report import Bound, Section
from shared.credential_manager import CredentialManager
from shared.store.sqlite.database import EmbeddedDBService

_BOUND = Bound("<=", 1.5)


def run(workspace: Path, plan: Plan) -> Section:
    """Compare the p50 of the four requests with a full and an empty store."""
    section = Section(
        f"history: p50 with {plan.documents:,} documents of the user and {plan.other_users:,} other users, "
        "compared with an empty store"
    )
    with (
        subject.app_served(workspace, "full") as (full_port, database),
        subject.app_served(workspace, "empty") as (empty_port, _),
        LoadProcess() as load,
    ):
        old = sign_up(full_port, "reader")
        new, writer = sign_up(empty_port, "reader"), sign_up(empty_port, "writer")
        store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))
        old_ids = fill_history(store, old.user_id, plan.documents)
        fill_others(store, plan.other_users)
        new_ids = subject.add_tasks(new)
        subject.add_session(new)
        for what, target, baseline in (
            (subject.GET_ONE, subject.get_one(old, old_ids), subject.get_one(new, new_ids)),
            (subject.GET_50, subject.get_50(old), subject.get_50(new)),
            (subject.GET_STATS, subject.get_stats(old), subject.get_stats(new)),
            (subject.POST_ONE, subject.post_one(old), subject.post_one(writer)),
        ):
            comparison = compare(load, target, baseline, plan)
            section.add_comparison(what, comparison, comparison.p50_ratios, _BOUND)
    return section
