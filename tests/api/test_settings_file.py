"""A settings file that cannot be read: requests are refused with its name, and the reason is logged."""

import logging
from pathlib import Path

import pytest

from tests.api.conftest import Api


@pytest.mark.embedded_only("the settings of Cosmos DB are in the environment, not in the file")
def test_requests_return_503_and_log_the_reason_while_the_settings_file_is_not_text(
    api: Api, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".env").write_bytes(b"ADMIN_USERNAMES=caf\xe9\n")
    reason = "Line 1 of .env is not text in UTF-8 or UTF-16"
    bearer = {"Authorization": "Bearer some.access.token"}
    with caplog.at_level(logging.ERROR):
        for path in ("status", "tasks", "stats"):
            response = api.call("GET", path, headers=bearer)
            assert response.status_code == 503
            assert reason in response.text
            assert int(response.headers["Retry-After"]) > 0
    assert f"GET Tasks: 503 {reason}" in caplog.text
    assert "Traceback" not in caplog.text
    assert api.call("GET", "openapi.json").status_code == 200
    (tmp_path / ".env").unlink()
    assert api.call("GET", "status").status_code == 200
