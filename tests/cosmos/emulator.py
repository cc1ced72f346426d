"""Azure's emulator of Cosmos DB, in a container of Docker."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import httpx

KEY = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="
"""The fixed key of the emulator. Source: learn.microsoft.com/azure/cosmos-db/emulator"""

_IMAGE = "mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator:vnext-preview"
_PORT = 8081
_STARTS_WITHIN_SECONDS = 180
_UNAVAILABLE = 503


def docker_error() -> str | None:
    """Return why Docker cannot be used, or None if it is running."""
    errors = import_module("docker.errors")
    try:
        import_module("testcontainers.core.docker_client").DockerClient().client.close()
    except errors.DockerException as error:
        return str(error)
    return None


@contextmanager
def running_emulator() -> Iterator[str]:
    """Start an emulator in a container and yield its URI; `TimeoutError` if it does not start."""
    docker = import_module("testcontainers.core.container")
    container = docker.DockerContainer(_IMAGE).with_command("--protocol http").with_exposed_ports(_PORT)
    with container:
        uri = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(_PORT)}/"
        _wait_for(uri)
        yield uri


def _wait_for(uri: str) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(uri, timeout=5).status_code != _UNAVAILABLE:
                return
        except httpx.TransportError:
            pass  # it is not listening yet
        time.sleep(1)
    raise TimeoutError(f"the emulator at {uri} did not start within {_STARTS_WITHIN_SECONDS} seconds")
