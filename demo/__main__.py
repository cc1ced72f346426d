"""`python -m demo`: fill a store with three months of data of one team, and print how to open it."""

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
from demo.simulation import ThreadClock, plan_actions, run_actions
from demo.team import SETTINGS, TEAM
from demo.user import DemoUser
from local_host.server import stay_on_one_core
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import AvanochiError
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from work.auth import Password

_MAX_WEEKS = 26  # the longest period of the heatmap

_NEXT_STEPS = """
Sign in to the API (http://127.0.0.1:7071/api/docs) as any of them, such as {name}:

  API=http://127.0.0.1:7071/api
  TOKEN=$(curl -s $API/auth/login -d {login} |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
  curl -s $API/assistant/plan -H "Authorization: Bearer $TOKEN"

Start the server with this store, and open the last link that it prints: the page, signed in as {name}.

  python3 dev.py start --store {store} --open {username}
"""


def main() -> int:
    """Fill the store, unless it has accounts already; return the exit code."""
    options = _options()
    stay_on_one_core()
    path = options.store.resolve()
    clock = ThreadClock(Clock().now())
    credentials = CredentialManager({"EMBEDDED_DB_PATH": str(path), **SETTINGS})
    store = EmbeddedDBService(credentials, clock)
    try:
        if refusal := _refusal(options, path, store):
            sys.stderr.write(f"{refusal}\n")
            return 1
        if options.replace and path.exists() and own_store.is_marked(store):
            store.close()
            own_store.remove(path)
        own_store.mark(store)
        services = ServiceFactory(credentials=credentials, store=store, clock=clock)
        users = [DemoUser(services, member, options.password) for member in TEAM]
        _fill(users, services, clock, options)
        _show(users, services)
        _explain(options.store, options.password)
    except AvanochiError as error:
        sys.stderr.write(f"{options.store}: {error.message}\n")
        return 1
    finally:
        store.close()
    return 0


def _refusal(options: argparse.Namespace, path: Path, store: EmbeddedDBService) -> str | None:
    """Return why the store must not be filled, or None."""
    if not path.exists():
        return None
    if own_store.is_marked(store):
        if options.replace:
            return None
        return (
            f"{options.store} already contains the demo team. "
            "Use --replace to create it again, or --store PATH to fill another file."
        )
    if own_store.has_users(store):
        return (
            f"There are accounts in {options.store} that the demo did not create: it is not changed. "
            "Use --store PATH to fill another file."
        )
    return None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 dev.py demo",
        description="Fill a store with three months of data of a team of twelve, and print how to open it.",
    )
    parser.add_argument(
        "--store",
        type=Path,
        default=Path(".data/demo.db"),
        metavar="PATH",
        help="the file, relative to the app's folder (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="seed of the random data (default: 1)"
    )
    parser.add_argument(
        "--weeks", type=_weeks, default=13, metavar="N", help="number of weeks up to now (default: 13)"
    )
    parser.add_argument(
        "--password",
        type=_password,
        default=secrets.token_urlsafe(9),
        metavar="TEXT",
        help="password of all users (default: random)",
    )
    parser.add_argument("--replace", action="store_true", help="replace a store that the demo filled before")
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


def _fill(
    users: Sequence[DemoUser], services: ServiceFactory, clock: ThreadClock, options: argparse.Namespace
) -> None:
    user_actions = plan_actions(users, until=clock.now(), weeks=options.weeks, seed=options.seed)
    deliver_reminders = services.get_reminder_service().deliver_due
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(" " * 11, total=len(user_actions))
        for moment, count in run_actions(user_actions, clock, deliver_reminders):
            progress.update(bar, advance=count, description=f"{moment:%d %b %Y}")


def _show(users: Sequence[DemoUser], services: ServiceFactory) -> None:
    row = "{:8} {:19} {:31} {:>5} {:>6} {:>7} {:>7}"
    print(row.format("login", "zone", "about", "tasks", "hours", "points", "streak"))
    for user in users:
        member = user.member
        stats = services.get_stats_service().get_user_stats(user.user_id)
        points = services.get_challenge_service().get_stats(user.user_id)["total_points"]
        done, hours, streak = stats["completed_tasks"], stats["total_hours"], stats["active_streak"]
        print(
            row.format(
                member.username, member.timezone, member.about, done, round(hours), points, f"{streak} d"
            )
        )


def _explain(store: Path, password: str) -> None:
    user = TEAM[0]
    login = json.dumps({"username": user.username, "password": password}, ensure_ascii=False)
    print(f"\nPassword of all users: {password}")
    values = {"store": str(store), "login": login, "username": user.username}
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    print(_NEXT_STEPS.format(name=user.full_name, **quoted), end="")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
