"""A local Azure Functions host: serves a `FunctionApp` over HTTP without Core Tools.

`python -m local_host` serves the app of a folder; `serving` serves one from a thread, for tests and
benchmarks; `asgi_app` returns the Starlette application. The host follows the rules of the Functions host in
RULES.md, so that an app behaves the same under `func start` and on Azure. It differs deliberately where it is
stricter or simpler:

* An app that fails to index ends the host with a message and exit code 1 (rule 5); the real host keeps
  running without functions.
* With `--report`, a function of the app checks and describes it: problems end the host, the list of functions
  shows the methods that are served, and the app says which origins may call if there is no
  local.settings.json (rule 21).
* A function with a binding other than HTTP and timer triggers fails the index: there are no extensions.
* A `str` returned by a function is an empty 500, like any other wrong result (rule 19), and an `-> str`
  annotation fails the index.
* A segment that mixes text and parameters (`{name}.{ext}`), a constraint beyond those of rule 7 and a
  braces-and-`0x` GUID are refused.
* CONNECT is a 404 on every path (rule 9).
* Literals ignore the case of ASCII letters only (rule 8). Paths under `/admin/` are lower-case.
* In a path or a query, escaped bytes that are not UTF-8 become U+FFFD (rules 11 and 12). Dot segments of a
  path are not resolved.
* A status outside 200..599 is an empty 500, because the HTTP server cannot send it.
* Development is served on an address that other machines reach only with `--allow-remote` (rule 1).
* Paths under `/admin/` serve only programs on this machine, and no web pages (rule 23).
* A client has ten seconds to send the headers of a request, and ten more for a body, plus one for each 16 KB;
  at most 1,000 connections are open, and the bodies in memory have at most 200 MB (408 and 503). An unused
  connection is closed if another needs its place.
* Under `/admin/`, only the paths of rule 23 exist, and their responses have only the essential fields; keys
  are never checked (rule 22).
* Synchronous functions have 32 threads, as the app's template sets, while the worker's default is
  min(32, cores + 4) (rule 27).
* A timer with `use_monitor` runs if `AzureWebJobsStorage` is set, but stores nothing there: `past_due` is
  never true (rule 31). Timers do not run in an hour that the clock repeats.
* `AzureWebJobs.<name>.Disabled` also prevents running a function manually (rule 6).
* When it is stopped, the host gives requests ten seconds, then returns 503; timers and functions that were
  run manually have ten seconds more.
"""

from local_host.application import Host
from local_host.errors import StartError
from local_host.server import asgi_app, serving
from local_host.settings import HostOptions, options_from, read_options

__all__ = ["Host", "HostOptions", "StartError", "asgi_app", "options_from", "read_options", "serving"]
