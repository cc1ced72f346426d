"""`local_host`, where the hash of a password costs next to nothing; no setting of the product does this."""

import sys

from local_host import __main__ as local_host
from shared.repos import auth_repo
from tests.hashing import cheap_hasher


def main() -> int:
    """Serve until stopped; return the exit code."""
    auth_repo.default_hasher = cheap_hasher  # before the app is imported
    return local_host.main()


if __name__ == "__main__":
    sys.exit(main())
