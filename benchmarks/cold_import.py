"""The time that a fresh interpreter needs to import the app, which is part of a cold start on Azure."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.pairs import Plan
from benchmarks.report import Bound, Section
from benchmarks.servers import ROOT

_BOUND = Bound("<=", 2.3)
_PROGRAM = """
import json, sys, time
started = time.perf_counter()
import {module}
elapsed = time.perf_counter() - started
print(json.dumps([elapsed * 1000, "azure.cosmos" in sys.modules, len(sys.modules)]))
"""


def run(workspace: Path, plan: Plan) -> Section:
    """Compare the import of `function_app` with that of `azure.functions`, alternately."""
    section = Section(
        "import: function_app in a fresh interpreter, compared with azure.functions",
        ("what", "ms", "modules", "baseline ms", "modules", "ratio", "rounds", "required", ""),
    )
    bytecode = workspace / "bytecode"
    for module in ("function_app", "azure.functions"):
        _import(module, bytecode)  # compiles both, which would otherwise be part of the measurement
    app, alone = [], []
    for _ in range(plan.rounds + 2):
        app.append(_import("function_app", bytecode))
        alone.append(_import("azure.functions", bytecode))
    ratios = sorted(a[0] / b[0] for a, b in zip(app, alone, strict=True))
    ratio = median(ratios)
    section.rows.append(
        (
            "import function_app",
            f"{median(a[0] for a in app):.0f}",
            str(app[0][2]),
            f"{median(b[0] for b in alone):.0f}",
            str(alone[0][2]),
            f"{ratio:.2f}",
            f"{ratios[0]:.2f}..{ratios[-1]:.2f}",
            str(_BOUND),
            _BOUND.verdict(ratio),
        )
    )
    loaded = any(a[1] for a in app)
    section.rows.append(
        (
            "azure.cosmos imported",
            "yes" if loaded else "no",
            "",
            "",
            "",
            "",
            "",
            "no",
            "MISS" if loaded else "ok",
        )
    )
    return section


def _import(module: str, bytecode: Path) -> tuple[float, bool, int]:
    """Return the milliseconds, whether azure.cosmos was imported, and the number of loaded modules.

    Bytecode is kept in a folder of its own: the developer's settings may forbid to write it beside the code.
    """
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}
    finished = subprocess.run(  # noqa: S603 - a fixed program
        [sys.executable, "-c", _PROGRAM.format(module=module)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"import {module} failed:\n{finished.stderr}")
    milliseconds, cosmos, modules = json.loads(finished.stdout)
    return milliseconds, cosmos, modules
