"""Lighthouse's scores of Home, with the full day of a person of the demo."""

import time
from collections.abc import Callable
from contextlib import closing
from mmap import PAGESIZE, mmap
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.node import is_node_required, missing_programs
from tests.system.servers import Server
from tests.web.chromium import FLAGS, find_chromium, on_all_cores
from tests.web.demo_server import PERSON
from tests.web.lighthouse import run_lighthouse
from tests.web.people import sign_in_by_cookie
from tests.web.screens import PAGE

WANTED = {"performance": 0.95, "accessibility": 1.0, "best-practices": 0.95}
MAX_RUNS = 3

# Where new memory is slow, so is a browser that starts: single runs scored 76 to 97 there, not 98 or 99.
MAX_MICROSECONDS_FOR_NEW_PAGE_OF_MEMORY = 2.0
WANTED_WITH_SLOW_MEMORY = WANTED | {"performance": 0.75}


@pytest.mark.web
@pytest.mark.alone
def test_best_scores_of_home(
    chromium: Browser, demo_server: Server, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    if reason := missing_programs():
        (pytest.fail if is_node_required() else pytest.skip)(f"no Lighthouse: {reason}")
    profile = tmp_path / "profile"
    with on_all_cores():
        context = chromium.browser_type.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            args=[*FLAGS, "--remote-debugging-port=0"],
            base_url=demo_server.url,
        )
    wanted = WANTED if has_usual_memory() else WANTED_WITH_SLOW_MEMORY
    with closing(context):
        sign_in_by_cookie(context, PERSON)
        port = int((profile / "DevToolsActivePort").read_text().split()[0])
        best = dict.fromkeys(WANTED, 0.0)
        failed: list[str] = []
        for number in range(MAX_RUNS):
            report = run_lighthouse(f"{demo_server.url}{PAGE}", port, tmp_path / f"report-{number}.json")
            best = {name: max(score, report.scores[name]) for name, score in best.items()}
            failed = report.failed
            if not too_low(best, WANTED):
                break
    shown = ", ".join(f"{name} {100 * score:.0f}" for name, score in best.items())
    slow = "" if wanted is WANTED else "; this machine's memory is too slow to measure the performance"
    record_property("summary", f"Lighthouse: {shown}{slow}")
    assert not too_low(best, wanted), f"{shown}\n" + "\n".join(failed)


def too_low(scores: dict[str, float], wanted: dict[str, float]) -> list[str]:
    return [name for name, least in wanted.items() if scores[name] < least]


def has_usual_memory() -> bool:
    """Return whether the system provides new pages of memory in the usual time."""
    return min(microseconds_for_new_page() for _ in range(5)) <= MAX_MICROSECONDS_FOR_NEW_PAGE_OF_MEMORY


def microseconds_for_new_page(pages: int = 8192) -> float:
    """Return the processor time on this machine; `tests/processor_time.py` would level its speed out."""
    with mmap(-1, pages * PAGESIZE) as memory:
        started = time.process_time()
        for place in range(0, pages * PAGESIZE, PAGESIZE):
            memory[place] = 1
        return (time.process_time() - started) / pages * 1_000_000
