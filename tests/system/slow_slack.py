"""Slack in a process of its own: `python -m tests.system.slow_slack SECONDS --port PORT`.

It answers each call after so many seconds. A GET returns how many messages each channel has taken.
"""

import sys
import time
from collections import Counter
from threading import Thread

from tests.slack_server import SlackCall, SlackServer


class _Call(SlackCall):
    """A call, or a GET of what was taken."""

    def do_GET(self) -> None:  # noqa: N802 - the name that the base class calls
        self.send_json(200, Counter(fields["channel"] for _, fields in self.server.taken))


def _main() -> None:
    seconds = float(sys.argv[1])

    def answer(call: SlackCall) -> None:
        time.sleep(seconds)
        call.accept()

    with SlackServer() as server:
        server.RequestHandlerClass = _Call
        server.reply = answer
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - for the test
        thread.join()


if __name__ == "__main__":
    _main()
