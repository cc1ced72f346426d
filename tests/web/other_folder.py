"""`python -m tests.web.other_folder FOLDER MODULE [...]`: run a module with another folder for `web/`."""

import runpy
import sys
from pathlib import Path

from interaction import page
from shared.api.static_files import StaticFiles

if __name__ == "__main__":
    page._FILES = StaticFiles(Path(sys.argv[1]))  # noqa: SLF001 - no setting does this
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
