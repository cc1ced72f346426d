"""`python -m local_host`: serve the app of a folder until Ctrl-C or SIGTERM."""

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from local_host.application import Host
from local_host.errors import StartError
from local_host.loading import load
from local_host.server import Server, listen, url_of
from local_host.settings import read_options


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # uvicorn stops on the signal and then raises it once more for whoever started it: that is a success.
    raise SystemExit(0)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise ValueError(text)
    return port


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local_host", description="Serve an Azure Functions app locally."
    )
    parser.add_argument(
        "--port", type=_port, help="0 takes a free one (default: local.settings.json, or 7071)"
    )
    parser.add_argument("--host", help="address to listen on (default: local.settings.json, or 127.0.0.1)")
    parser.add_argument("--app", default="function_app:app", help="module:attribute (default: %(default)s)")
    parser.add_argument(
        "--root", type=Path, default=Path(), help="the app's folder (default: the current one)"
    )
    return parser.parse_args()


def main() -> int:
    """Serve until told to stop; return the exit code."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        root = arguments.root.resolve()
        options = read_options(root)
        logging.basicConfig(
            level=options.log_level, format="[%(asctime)s] %(levelname)s %(name)s: %(message)s"
        )
        host = Host(load(arguments.app, root), options)
        listener = listen(
            arguments.host or options.address, options.port if arguments.port is None else arguments.port
        )
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    base_url = url_of(listener)
    _say("", *host.catalogue.lines(base_url.replace("//127.0.0.1:", "//localhost:")))
    code = 0
    try:
        Server(host, on_started=lambda: _say(f"Listening on {base_url}")).run([listener])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    if not host.ended_cleanly:
        # A function that outlived its grace would keep the interpreter waiting for its thread.
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
