"""`python -m demo`: fill a store with a quarter of one team, and say what to look at."""

import argparse
import json
import secrets
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo import own_store
from demo.desk import Desk
from demo.quarter import OwnClock, lead, plan
from demo.team import TEAM
from local_host.server import stay_on_one_core
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import AvanochiError
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from work.auth import Password

_MAX_WEEKS = 26  # as far back as the heatmap goes

_AFTER = """
Serve this store:

  EMBEDDED_DB_PATH={store} python3 dev.py start

Sign in as {name}, and look at this week's leaderboard, the hours of twelve weeks, and what was achieved:

  API=http://127.0.0.1:7071/api
  TOKEN=$(curl -s $API/auth/login -d {login} |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
  curl -s $API/challenges/leaders -H "Authorization: Bearer $TOKEN"
  curl -s $API/stats/heatmap -H "Authorization: Bearer $TOKEN"
  curl -s $API/achievements -H "Authorization: Bearer $TOKEN"

Everything else is at http://127.0.0.1:7071/api/docs.
"""


def main() -> int:
    """Fill the store, unless anybody is in it already; return the exit code."""
    options = _options()
    stay_on_one_core()
    path = options.store.resolve()
    clock = OwnClock(Clock().now())
    credentials = CredentialManager({"EMBEDDED_DB_PATH": str(path)})
    store = EmbeddedDBService(credentials, clock)
    try:
        if path.exists() and own_store.is_marked(store):
            if not options.replace:
                sys.stderr.write(
                    f"The team is in {options.store} already: "
                    "--replace removes that file and makes it anew, --store PATH fills another one.\n"
                )
                return 1
            store.close()
            own_store.remove(path)
        elif path.exists() and own_store.has_users(store):
            sys.stderr.write(
                f"There are accounts in {options.store} that are not the demo's: it stays as it is. "
                "--store PATH fills another one.\n"
            )
            return 1
        own_store.mark(store)
        services = ServiceFactory(credentials=credentials, store=store, clock=clock)
        desks = [Desk(services, member, options.password) for member in TEAM]
        _fill(desks, clock, options.weeks, options.seed)
        _show(desks, services)
        _explain(options.store, options.password)
    except AvanochiError as error:
        sys.stderr.write(f"{options.store}: {error.message}\n")
        return 1
    finally:
        store.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 dev.py demo",
        description="Fill a store with a quarter of a team of twelve, and say what to look at.",
    )
    parser.add_argument(
        "--store",
        type=Path,
        default=Path(".data/demo.db"),
        metavar="PATH",
        help="the file, relative to the app's folder (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another quarter")
    parser.add_argument(
        "--weeks", type=_weeks, default=13, metavar="N", help="how many, up to now (default: 13)"
    )
    parser.add_argument(
        "--password",
        type=_password,
        default=secrets.token_urlsafe(9),
        metavar="TEXT",
        help="of all of them (default: a new one each time)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="remove a store that the demo has filled before"
    )
    return parser.parse_args()


def _weeks(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= _MAX_WEEKS):
        raise argparse.ArgumentTypeError(f"a number from 1 to {_MAX_WEEKS}")
    return int(text)


def _password(text: str) -> str:
    try:
        return TypeAdapter[str](Password).validate_python(text)
    except PydanticValidationError as error:
        raise argparse.ArgumentTypeError(error.errors()[0]["msg"]) from error


def _fill(desks: Sequence[Desk], clock: OwnClock, weeks: int, seed: int) -> None:
    appointments = plan(desks, until=clock.now(), weeks=weeks, seed=seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(" " * 11, total=len(appointments))
        for moment, events in lead(appointments, clock):
            progress.update(bar, advance=events, description=f"{moment:%d %b %Y}")


def _show(desks: Sequence[Desk], services: ServiceFactory) -> None:
    row = "{:8} {:19} {:31} {:>5} {:>6} {:>7} {:>7}"
    print(row.format("login", "zone", "who", "tasks", "hours", "points", "streak"))
    for desk in desks:
        member = desk.member
        stats = services.get_stats_service().get_user_stats(desk.user_id)
        points = services.get_challenge_service().get_stats(desk.user_id)["total_points"]
        done, hours, streak = stats["completed_tasks"], stats["total_hours"], stats["active_streak"]
        print(
            row.format(
                member.username, member.timezone, member.about, done, round(hours), points, f"{streak} d"
            )
        )


def _explain(store: Path, password: str) -> None:
    reader = TEAM[0]
    login = json.dumps({"username": reader.username, "password": password}, ensure_ascii=False)
    print(f"\nThe password of each of them: {password}")
    quoted = {"store": shlex.quote(str(store)), "login": shlex.quote(login)}
    print(_AFTER.format(name=reader.full_name, **quoted), end="")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
