"""`python -m local_host`: serve the app of a folder until Ctrl-C or SIGTERM."""

import argparse
import gc
import importlib
import logging
import os
import signal
import sys
import threading
import traceback
from dataclasses import replace
from pathlib import Path
from types import FrameType, ModuleType

import azure.functions as func

from local_host.application import Host
from local_host.errors import StartError
from local_host.limits import limits_of_process
from local_host.report import Report, checked, summary, with_report
from local_host.server import Server, listen, refuse_remote, stay_on_one_core, url_of
from local_host.settings import HostOptions, read_options


def _print(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # uvicorn stops on the signal and then raises it again; that is a regular exit.
    raise SystemExit(0)


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 65535")
    return int(text)


def _load(name: str, option: str) -> tuple[ModuleType, object]:
    """Import `module:attribute`; return the module and the attribute, None if it does not exist.

    `StartError` if the module cannot be imported. The traceback of an error in it is printed first.
    """
    module_name, colon, attribute = name.partition(":")
    if not (colon and module_name and attribute):
        raise StartError(f"{option} must have the form module:attribute, not '{name}'")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        if not isinstance(error, ModuleNotFoundError) or error.name != module_name:
            traceback.print_exc()
        raise StartError(f"{module_name} cannot be imported: {type(error).__name__}: {error}") from error
    return module, getattr(module, attribute, None)


def _load_app(name: str) -> func.FunctionApp:
    """Return the app; `StartError` unless it is the only `FunctionApp` of its module (rule 26)."""
    module, app = _load(name, "--app")
    if not isinstance(app, func.FunctionApp):
        raise StartError(f"'{name}' is not a FunctionApp")
    if any(isinstance(other, func.FunctionRegister) and other is not app for other in vars(module).values()):
        raise StartError(f"{module.__name__} has more than one FunctionApp at module level")
    return app


def _load_report(name: str, options: HostOptions) -> Report:
    """Return the report of the app about itself; `StartError` if its settings prevent the start."""
    _, build = _load(name, "--report")
    if not callable(build):
        raise StartError(f"'{name}' is not a function")
    return checked(build, options)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local_host", description="Serve an Azure Functions app locally."
    )
    parser.add_argument("--port", type=_port, help="0 for a free one (default: local.settings.json, or 7071)")
    parser.add_argument("--host", help="address to listen on (default: local.settings.json, or 127.0.0.1)")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="let other machines call in development (--host 0.0.0.0 needs it)",
    )
    parser.add_argument("--app", default="function_app:app", help="module:attribute (default: %(default)s)")
    parser.add_argument(
        "--root", type=Path, default=Path(), help="the app's folder (default: the current one)"
    )
    parser.add_argument(
        "--report", help="module:function that checks and describes the app (default: none is called)"
    )
    parser.add_argument("--quiet", action="store_true", help="do not print a line for each request")
    return parser.parse_args()


def main() -> int:
    """Serve until stopped; return the exit code."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        root = arguments.root.resolve()
        options = read_options(root)
        options = replace(
            options,
            logs_requests=options.log_level <= logging.INFO and not arguments.quiet,
            limits=limits_of_process(),
        )
        logging.basicConfig(
            level=options.log_level, format="[%(asctime)s] %(levelname)s %(name)s: %(message)s"
        )
        os.chdir(root)
        sys.path.insert(0, str(root))
        gc.disable()  # what is imported is never garbage
        app = _load_app(arguments.app)
        report = _load_report(arguments.report, options) if arguments.report else None
        if report is not None:
            options = with_report(options, report)
        host = Host(app, options)
        listener = listen(
            arguments.host or options.address, options.port if arguments.port is None else arguments.port
        )
        if options.is_development and not arguments.allow_remote:
            refuse_remote(listener)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    stay_on_one_core()
    gc.freeze()  # the garbage collector need not scan the code that is loaded by now
    gc.enable()
    base_url = url_of(listener)
    _print("", *host.catalogue.lines(base_url, {} if report is None else report.methods))
    if report is not None:
        for warning in report.warnings:
            sys.stderr.write(f"Warning: {warning}\n\n")
        _print(*summary(report, host.catalogue, options, base_url))
    try:
        Server(host, on_started=lambda: _print(f"Listening on {base_url}")).run([listener])
    finally:
        # The interpreter would wait for the thread of a function that still runs after the grace period.
        end = threading.Timer(1, os._exit, [0])
        end.daemon = True
        end.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
