"""Reading stored values in many threads of a new process."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Each thread reads every kind of value, as the first requests of a new instance do.
_READ = """
import sys
from threading import Barrier, Thread

from shared.repos.stored_forms import from_stored
from tests.unit.stored_examples import EXAMPLES

sys.setswitchinterval(1e-6)
start, read = Barrier(6), []


def run() -> None:
    start.wait()
    read.extend(from_stored(type(value), document) == value for value, document in EXAMPLES)


threads = [Thread(target=run) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(read) == 6 * len(EXAMPLES)
"""


@pytest.mark.slow("starts processes")
def test_threads_of_a_new_process_can_read_values_for_the_first_time_together() -> None:
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", _READ],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
