"""Rules 1, 5, 25 and 26 of the Functions host, tested with the program itself."""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from local_host import StartError, options_from, read_options, serving
from local_host.server import listen
from tests.local_host.small_apps import Spec, app_of

PRODUCT = Path(__file__).parents[2]
APP = """
import os
import time
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route("slow", methods=["GET"])
def Slow(req: func.HttpRequest) -> func.HttpResponse:
    print("slow started", flush=True)
    time.sleep(0.7)
    return func.HttpResponse("finished")

@app.route("settings/{name}", methods=["GET", "POST"])
def Settings(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(os.environ.get(req.route_params["name"], "-"))

@app.route("any")
def Any(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("any")

@app.route("identified", methods=["GET"])
def Identified(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("any", headers={"X-Request-Id": "request-7"})

@app.timer_trigger("timer", "0 0 0 1 1 *", use_monitor=False)
def Nightly(timer: func.TimerRequest) -> None:
    pass
"""
REPORT = """
from types import SimpleNamespace

def report(local_settings):
    return SimpleNamespace(
        problems=(),
        warnings=("COLOUR is unusual.",),
        methods={"Settings": ("PUT",), "Any": ()},
        facts={"Local settings": str(sorted(local_settings)), "Story": "one line\\nand another"},
        page="Settings",
        page_links={"Signed in": "#key"},
        documentation="Slow",
        origins=("http://page.example",),
        max_body_bytes=1000,
    )

def broken(local_settings):
    raise RuntimeError("broken")
"""
CORS = {"access-control-allow-origin", "access-control-allow-credentials"}
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - the host refuses it
LOCAL = {"IsEncrypted": False, "Values": {"COLOUR": "green", "SHAPE": "round", "NUMBER": 5}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "function_app.py").write_text(APP)
    (tmp_path / "local.settings.json").write_text(json.dumps(LOCAL))
    return tmp_path


def command(root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "local_host", "--port", "0", "--root", str(root), *arguments]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PRODUCT), "PYTHONDONTWRITEBYTECODE": "1", **more}


@contextmanager
def started(
    root: Path, *arguments: str, **more: str
) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    with subprocess.Popen(
        command(root, *arguments),
        cwd=root,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            printed: list[str] = []
            for line in output(process):
                printed.append(line.rstrip("\n"))
                if found := re.fullmatch(r"Listening on (http://[\d.]+:\d+)", printed[-1]):
                    yield process, found[1], printed
                    break
            else:
                pytest.fail("\n".join(printed))
        finally:
            process.kill()


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(root, *arguments),
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )


def test_rule_01_default_address_and_its_settings() -> None:
    plain = options_from(settings={})
    assert (plain.address, plain.port) == ("127.0.0.1", 7071)
    assert plain.log_level == logging.INFO
    other = options_from(settings={}, host_section={"LocalHttpPort": 7075, "LocalHttpAddress": "localhost"})
    assert (other.address, other.port) == ("localhost", 7075)
    with pytest.raises(StartError, match="LocalHttpPort"):
        options_from(settings={}, host_section={"LocalHttpPort": "many"})


def test_start_lists_the_functions_and_a_signal_lets_requests_finish(root: Path) -> None:
    with started(root, "--quiet", SHAPE="square") as (process, base_url, printed):
        assert printed == [
            "",
            f"Functions of {base_url}:",
            "",
            "  Any         [ANY]         /api/any",
            "  Identified  [GET]         /api/identified",
            "  Nightly     timerTrigger  0 0 0 1 1 *",
            "  Settings    [GET,POST]    /api/settings/{name}",
            "  Slow        [GET]         /api/slow",
            "",
            f"Listening on {base_url}",
        ]
        # Rule 25: the environment of the process takes precedence over local.settings.json.
        values = {
            name: httpx.get(f"{base_url}/api/settings/{name}").text
            for name in ("COLOUR", "SHAPE", "NUMBER", "AZURE_FUNCTIONS_ENVIRONMENT")
        }
        assert values == {
            "COLOUR": "green", "SHAPE": "square", "NUMBER": "5", "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
        }  # fmt: skip
        responses: list[str] = []
        caller = threading.Thread(target=lambda: responses.append(httpx.get(f"{base_url}/api/slow").text))
        caller.start()
        assert output(process).readline() == "slow started\n"
        process.send_signal(signal.SIGTERM)
        caller.join()
        assert (responses, process.wait(10)) == (["finished"], 0)
        assert output(process).read() == ""


def test_each_request_is_one_line_without_its_query(root: Path) -> None:
    with started(root) as (process, base_url, _):
        httpx.get(f"{base_url}/api/any?token=confidential", headers={"X-Other": "confidential"})
        httpx.post(f"{base_url}/nowhere/%1b%5B2J")
        httpx.get(f"{base_url}/api/identified")
        process.send_signal(signal.SIGTERM)
        lines = output(process).read().splitlines()
    for line in lines:
        assert re.match(r"\d\d:\d\d:\d\d ", line)
    assert [re.sub(r"\d+\.\d ms", "TIME", line[9:]) for line in lines] == [
        "GET /api/any 200 TIME",
        "POST /nowhere/%1b%5B2J 404 TIME",
        "GET /api/identified 200 TIME request-7",
    ]


def test_log_level_above_information_leaves_out_the_lines_of_requests(root: Path) -> None:
    with started(root, AzureFunctionsJobHost__logging__logLevel__default="Warning") as (process, url, _):
        assert httpx.get(f"{url}/api/any").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert output(process).read() == ""


def test_report_describes_the_app_and_lets_its_origins_call_without_local_settings(root: Path) -> None:
    (root / "function_app.py").write_text(APP + REPORT)
    with started(root, "--report", "function_app:report") as (_, base_url, printed):
        assert httpx.get(base_url, headers={"Origin": "http://page.example"}).headers.keys() & CORS == set()
        with_settings = printed
    (root / "local.settings.json").unlink()
    with started(root, "--report", "function_app:report") as (_, base_url, printed):
        assert printed == [
            "",
            f"Functions of {base_url}:",
            "",
            "  Identified  [GET]         /api/identified",
            "  Nightly     timerTrigger  0 0 0 1 1 *",
            "  Settings    [PUT]         /api/settings/{name}",
            "  Slow        [GET]         /api/slow",
            "",
            "Warning: COLOUR is unusual.",
            "",
            "  Pages that may call  http://page.example",
            "  Local settings       []",
            "  Story                one line",
            "                       and another",
            f"  Documentation        {base_url}/api/slow",
            f"  Page                 {base_url}/api/settings/",
            f"  Signed in            {base_url}/api/settings/#key",
            "",
            f"Listening on {base_url}",
        ]
        allowed = httpx.get(base_url, headers={"Origin": "http://page.example"}).headers
        assert allowed["access-control-allow-credentials"] == "true"
        assert allowed["access-control-allow-origin"] == "http://page.example"
    assert "  Local settings  ['COLOUR', 'NUMBER', 'SHAPE']" in with_settings
    assert not any("Pages that may call" in line for line in with_settings)


def test_problems_in_the_report_are_all_printed_and_end_the_host(root: Path) -> None:
    problems = 'problems=("COLOUR is green.", "SHAPE is round."),'
    (root / "function_app.py").write_text(APP + REPORT.replace("problems=(),", problems))
    ended = run(root, "--report", "function_app:report")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "The app cannot start with these settings:\n\n"
        "  COLOUR is green.\n  SHAPE is round.\n  COLOUR is unusual.\n\n"
    )
    for name, reason in (("absent", "is not a function"), ("broken", "The report of the app failed")):
        ended = run(root, "--report", f"function_app:{name}")
        assert ended.returncode == 1
        assert reason in ended.stderr


def test_development_is_refused_on_an_address_that_other_machines_reach(root: Path) -> None:
    refusal = f"Other machines can reach {EVERY_ADDRESS}, and in development"
    for options in (["--host", EVERY_ADDRESS], []):
        ended = run(root, *options)
        assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
        assert ended.stderr.startswith(refusal)
        assert "pass --allow-remote" in ended.stderr
        local = {**LOCAL, "Host": {"LocalHttpAddress": EVERY_ADDRESS}}
        (root / "local.settings.json").write_text(json.dumps(local))
    production = {"AZURE_FUNCTIONS_ENVIRONMENT": "Production"}
    for options, variables, address in (
        (["--allow-remote"], {}, "127.0.0.1"),
        ([], production, "127.0.0.1"),
        (["--host", "localhost"], {}, "127.0.0.1"),
        (["--host", "127.0.0.2"], {}, "127.0.0.2"),
    ):
        with started(root, *options, **variables) as (_, base_url, _):
            port = base_url.rpartition(":")[2]
            assert httpx.get(f"http://{address}:{port}/api/any").status_code == 200


def test_ctrl_c_stops_the_host_with_success(root: Path) -> None:
    with started(root) as (process, _, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert output(process).read() == ""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise RuntimeError('broken')", "function_app cannot be imported: RuntimeError: broken"),
        ("raise SystemExit(0)", "function_app cannot be imported: SystemExit: 0"),
        ("app = None", "is not a FunctionApp"),
        (APP + "\nother = func.FunctionApp()", "more than one FunctionApp"),
        (APP + "\n@app.route('x')\ndef X(req, db=None): pass", "The function 'X' cannot be indexed"),
        (APP + "\n@app.route('/x')\ndef X(req): pass", "must not start with '/'"),
    ],
)
def test_rule_05_app_that_fails_to_index_ends_the_host(root: Path, source: str, message: str) -> None:
    (root / "function_app.py").write_text(source)
    ended = run(root)
    assert ended.returncode == 1
    assert message in ended.stderr
    assert ended.stdout == ""


def test_missing_app_is_reported_in_one_line(root: Path) -> None:
    ended = run(root, "--app", "nowhere:app")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "nowhere cannot be imported" in ended.stderr


def test_port_in_use_is_reported_in_one_line(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(root, "--port", str(port))
        with pytest.raises(StartError, match=f"Port {port} is in use"):
            listen("127.0.0.1", port)
    assert ended.returncode == 1
    assert (
        ended.stderr == f"Port {port} is in use. Close the process that uses it, or choose another --port.\n"
    )


def test_serving_fails_on_a_port_in_use_and_releases_its_own() -> None:
    with serving(app_of(Spec("A")), settings={}) as base_url:
        port = int(base_url.rsplit(":", 1)[1])
        with pytest.raises(StartError, match="in use"), serving(app_of(Spec("A")), settings={}, port=port):
            pass
    with serving(app_of(Spec("A")), settings={}, port=port) as again:
        assert again == base_url


@pytest.mark.parametrize(
    ("local", "message"),
    [
        ({"Values": {}}, "IsEncrypted"),
        ({"IsEncrypted": True}, "IsEncrypted"),
        ({"IsEncrypted": False, "Values": {"a": {"b": "c"}}}, "flat"),
        ({"IsEncrypted": False, "Values": []}, "Values"),
        ({"IsEncrypted": False, "Host": []}, "Host"),
        ([], "object"),
    ],
)
def test_rule_25_invalid_local_settings_stop_the_host(root: Path, local: object, message: str) -> None:
    (root / "local.settings.json").write_text(json.dumps(local))
    with pytest.raises(StartError, match=message):
        read_options(root)


def test_rule_25_values_and_the_host_section_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: Mapping[str, object] = {**LOCAL, "Host": {"CORS": "https://a.example", "LocalHttpPort": 7099}}
    (root / "local.settings.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(settings).encode())
    monkeypatch.setattr(os, "environ", {"SHAPE": "square"})
    options = read_options(root)
    assert (options.port, options.cors_origins) == (7099, ("https://a.example",))
    assert [options.setting(name) for name in ("colour", "SHAPE", "number")] == ["green", "square", "5"]
    assert os.environ["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development"


def test_folder_without_host_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"no host\.json"):
        read_options(tmp_path)
