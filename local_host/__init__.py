"""A local Azure Functions host: serves a `FunctionApp` over HTTP where Core Tools are absent.

`python -m local_host` serves the app of a folder; `serving` does so from a thread, for tests and
benchmarks; `asgi_app` gives the Starlette application alone. It follows the rules of the Functions host that
RULES.md numbers, so that what works here works under `func start` and on Azure. It departs from them on
purpose where being stricter, or simpler, serves the developer:

* An app that fails to index ends the host with a message and exit code 1 (rule 5); the real host goes on
  running with no functions.
* One function with a binding beside HTTP and timer triggers fails the index: there are no extensions.
* A `str` returned by a function is an empty 500, as any other wrong result (rule 19), and an `-> str`
  annotation fails the index.
* A segment that mixes text and parameters (`{name}.{ext}`), a constraint beyond those of rule 7 and a
  braces-and-`0x` GUID are refused.
* CONNECT is a 404 on every path (rule 9).
* Literals ignore the case of ASCII letters alone (rule 8). Paths under `/admin/` are lower-case.
* In a path or a query, escaped bytes that are not UTF-8 become U+FFFD (rules 11 and 12). Dot segments of a
  path are not resolved.
* A status outside 200..599 is an empty 500, because the HTTP server below cannot send it.
* Of `/admin/`, only what rule 23 names exists, and its answers hold the essential fields; keys are never
  checked (rule 22).
* A timer with `use_monitor` runs when `AzureWebJobsStorage` is set, but nothing is kept there: `past_due`
  is never true (rule 31). In an hour that the clock repeats, timers rest.
* `AzureWebJobs.<name>.Disabled` also keeps a function from being run by hand (rule 6).
* Told to stop, the host gives requests ten seconds, then answers them by 503; timers and functions run by
  hand have ten seconds more.
"""

from local_host.application import Host
from local_host.errors import StartError
from local_host.server import asgi_app, serving
from local_host.settings import HostOptions, options_from, read_options

__all__ = ["Host", "HostOptions", "StartError", "asgi_app", "options_from", "read_options", "serving"]
