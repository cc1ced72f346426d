"""Finding the app that a person wants served: `module:attribute` in a folder."""

import importlib
import os
import sys
import traceback
from pathlib import Path

import azure.functions as func

from local_host.errors import StartError


def load(name: str, root: Path) -> func.FunctionApp:
    """Import `module:attribute` from the root, which becomes the current folder.

    `StartError` unless the attribute is a `FunctionApp`, and the only one of its module (rule 26). A
    traceback of the app's own code is printed first: it is what its author needs.
    """
    module_name, colon, attribute = name.partition(":")
    if not (colon and module_name and attribute):
        raise StartError(f"--app must read module:attribute, not '{name}'")
    os.chdir(root)
    sys.path.insert(0, str(root))
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        if not isinstance(error, ModuleNotFoundError) or error.name != module_name:
            traceback.print_exc()
        raise StartError(f"{module_name} cannot be imported: {type(error).__name__}: {error}") from error
    app = getattr(module, attribute, None)
    if not isinstance(app, func.FunctionApp):
        raise StartError(f"'{name}' is not a FunctionApp")
    if any(isinstance(other, func.FunctionRegister) and other is not app for other in vars(module).values()):
        raise StartError(f"{module_name} has more than one FunctionApp at module level")
    return app
