"""`local_host`, where each request of `status` probes the store, so that tests need not wait."""

import sys
from datetime import timedelta

from local_host.__main__ import main
from shared.services.store_probe import StoreProbe

StoreProbe.interval = timedelta(0)

if __name__ == "__main__":
    sys.exit(main())
