"""`local_host` with cheap hashes, where each request of `status` probes the store: tests need not wait."""

import sys
from datetime import timedelta

from shared.services.store_probe import StoreProbe
from tests.system.cheap_hashes import main

StoreProbe.interval = timedelta(0)

if __name__ == "__main__":
    sys.exit(main())
