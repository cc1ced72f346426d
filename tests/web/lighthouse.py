"""Lighthouse: measures a page in a browser that is signed in."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from tests.node import find_program, install
from tests.web.chromium import find_chromium, on_all_cores

_FOLDER = Path(__file__).parent
_CATEGORIES = ("performance", "accessibility", "best-practices")


class Report(NamedTuple):
    """The scores of a run, from 0 to 1, and the audits that were not passed."""

    scores: dict[str, float]
    failed: list[str]


def run_lighthouse(url: str, port: int, output: Path) -> Report:
    """Measure a page as on a phone with a slow network, in the browser with a debugging port.

    A run without a result, such as one whose trace could not be recorded, has the scores 0.
    """
    install(_FOLDER)
    environment = os.environ | {"CHROME_PATH": find_chromium() or ""}
    with on_all_cores():
        done = subprocess.run(
            [
                *(find_program("node"), str(_FOLDER / "node_modules/lighthouse/cli/index.js"), url),
                *(f"--port={port}", "--disable-storage-reset", "--quiet", "--no-enable-error-reporting"),
                *("--output=json", f"--output-path={output}", f"--only-categories={','.join(_CATEGORIES)}"),
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        return Report(dict.fromkeys(_CATEGORIES, 0.0), [done.stdout])
    return _read(json.loads(output.read_bytes()))


def _read(report: dict[str, Any]) -> Report:
    assert "runtimeError" not in report, report["runtimeError"]
    scores = {name: report["categories"][name]["score"] or 0.0 for name in _CATEGORIES}
    failed = [
        f"{audit['id']} {audit['score']:.2f}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]
    return Report(scores, failed)
