"""`python -m open_page`: print a link that opens the page signed in, once, within 5 minutes."""

import argparse
import logging
import os
import sys
from pathlib import Path

from local_host.errors import StartError
from local_host.settings import read_options
from open_page.link import LinkError, make_fragment


def main() -> int:
    """Print the link for a server that runs or will run; return the exit code."""
    arguments = _arguments()
    if arguments.store is not None:
        os.environ.update(EMBEDDED_DB_PATH=arguments.store, COSMOS_DB_URI="")
    try:
        options = read_options(Path.cwd())
        fragment = make_fragment(arguments.name)
    except (StartError, LinkError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    port = options.port if arguments.port is None else arguments.port
    prefix = f"{options.route_prefix}/".removeprefix("/")
    sys.stderr.write(f"Signs in as {arguments.name}, once, within 5 minutes, while the server runs:\n")
    sys.stderr.flush()
    sys.stdout.write(f"http://127.0.0.1:{port}/{prefix}app/{fragment}\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 dev.py open",
        description="Print a link that opens the page signed in as a user: once, within 5 minutes.",
    )
    parser.add_argument("name", metavar="NAME", help="the username")
    parser.add_argument(
        "--store", metavar="PATH", help="a file of the embedded store (default: the store of the settings)"
    )
    parser.add_argument("--port", type=int, help="of the server (default: local.settings.json, or 7071)")
    return parser.parse_args()


if __name__ == "__main__":
    logging.disable()  # the sentence of an error suffices, without the traceback for the log of a server
    sys.exit(main())
