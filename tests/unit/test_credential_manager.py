"""Settings, and the secret of development."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.credential_manager import CredentialManager
from shared.errors import DependencyUnavailableError

SECRET = "a secret that is long enough for a test"
DEVELOPMENT = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}


def test_a_setting_comes_from_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FIRST=file\nSECOND=file\nTHIRD=file\n")
    settings = CredentialManager({"FIRST": "environment", "SECOND": ""}, root=tmp_path)
    assert settings.get("FIRST") == "environment"
    assert settings.get("SECOND") == "file"
    assert settings.get("THIRD", "default") == "file"


def test_an_absent_setting_is_its_default(tmp_path: Path) -> None:
    settings = CredentialManager({"EMPTY": ""}, root=tmp_path)
    assert settings.get("ABSENT") == ""
    assert settings.get("ABSENT", "default") == "default"
    assert settings.get("EMPTY", "default") == "default"


def test_the_file_changes_nothing_in_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AVANOCHI_TEST_SETTING", raising=False)
    (tmp_path / ".env").write_text("AVANOCHI_TEST_SETTING=file\n")
    assert CredentialManager(root=tmp_path).get("AVANOCHI_TEST_SETTING") == "file"
    assert CredentialManager(root=tmp_path / "elsewhere").get("AVANOCHI_TEST_SETTING") == ""


def test_cosmos_is_not_used_unless_it_is_named(tmp_path: Path) -> None:
    assert CredentialManager({}, root=tmp_path).get_cosmos_credentials() == {
        "account_name": "",
        "database_name": "avanochi-db",
        "container_name": "avanochi-container",
        "uri": "",
        "primary_key": "",
        "secondary_key": "",
    }


def test_cosmos_is_as_it_is_named(tmp_path: Path) -> None:
    settings = {
        "COSMOS_DB_ACCOUNT": "account",
        "COSMOS_DB_DATABASE": "database",
        "COSMOS_DB_CONTAINER": "container",
        "COSMOS_DB_URI": "https://account.documents.azure.com",
        "COSMOS_DB_PRIMARY_KEY": "key",
        "COSMOS_DB_SECONDARY_KEY": "other key",
    }
    assert CredentialManager(settings, root=tmp_path).get_cosmos_credentials() == {
        "account_name": "account",
        "database_name": "database",
        "container_name": "container",
        "uri": "https://account.documents.azure.com",
        "primary_key": "key",
        "secondary_key": "other key",
    }


def test_the_embedded_store_lies_in_the_app_unless_it_is_moved(tmp_path: Path) -> None:
    at = "EMBEDDED_DB_PATH"
    assert CredentialManager({}, root=tmp_path).get_embedded_database_path() == tmp_path / ".data/avanochi.db"
    moved = CredentialManager({at: "other/place.db"}, root=tmp_path)
    assert moved.get_embedded_database_path() == tmp_path / "other/place.db"
    away = CredentialManager({at: "/var/lib/avanochi.db"}, root=tmp_path)
    assert away.get_embedded_database_path() == Path("/var/lib/avanochi.db")


def test_lists_are_separated_by_commas(tmp_path: Path) -> None:
    settings = {"ADMIN_USERNAMES": " Root ,, Ada,", "ALLOWED_ORIGINS": "https://a.example, https://b.example"}
    manager = CredentialManager(settings, root=tmp_path)
    assert manager.get_admin_usernames() == ("Root", "Ada")
    assert manager.get_allowed_origins() == ("https://a.example", "https://b.example")
    assert CredentialManager({}, root=tmp_path).get_admin_usernames() == ()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Development", True), ("development", True), ("Production", False), ("Staging", False), ("", False)],
)
def test_only_development_is_development(tmp_path: Path, kind: str, *, expected: bool) -> None:
    manager = CredentialManager({"AZURE_FUNCTIONS_ENVIRONMENT": kind}, root=tmp_path)
    assert manager.is_development() is expected


@pytest.mark.parametrize(("secret", "reason"), [("", "not set"), ("a" * 31, "too short")])
def test_outside_development_a_secret_of_32_bytes_is_required(
    tmp_path: Path, secret: str, reason: str
) -> None:
    with pytest.raises(DependencyUnavailableError, match=reason):
        CredentialManager({"JWT_SECRET": secret}, root=tmp_path).get_jwt_credentials()
    assert not list(tmp_path.rglob("*"))


def test_outside_development_a_short_previous_secret_opens_no_door(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": "guessable"}
    with pytest.raises(DependencyUnavailableError, match="JWT_SECRET_PREVIOUS"):
        CredentialManager(settings, root=tmp_path).get_jwt_credentials()


def test_the_secrets_are_as_they_are_set(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": SECRET[::-1], "JWT_EXP_MINUTES": "5"}
    found = CredentialManager(settings, root=tmp_path).get_jwt_credentials()
    assert (found.secret, found.previous, found.exp_minutes) == (SECRET, SECRET[::-1], 5)
    plain = CredentialManager({"JWT_SECRET": SECRET}, root=tmp_path).get_jwt_credentials()
    assert (plain.previous, plain.exp_minutes) == (None, 60)


def test_the_secrets_show_nowhere_when_they_are_printed(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": SECRET[::-1]}
    manager = CredentialManager(settings, root=tmp_path)
    for text in (repr(manager.get_jwt_credentials()), str(manager.get_jwt_credentials()), repr(manager)):
        assert SECRET not in text
        assert SECRET[::-1] not in text


@pytest.mark.parametrize("minutes", ["0", "-1", "1.5", "an hour", "1e3", "²", "9" * 5000])
def test_the_life_of_a_token_is_a_whole_number_of_minutes(tmp_path: Path, minutes: str) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_EXP_MINUTES": minutes}
    with pytest.raises(DependencyUnavailableError, match="JWT_EXP_MINUTES"):
        CredentialManager(settings, root=tmp_path).get_jwt_credentials()


def test_in_development_a_secret_is_made_once_beside_the_store(tmp_path: Path) -> None:
    settings = {**DEVELOPMENT, "EMBEDDED_DB_PATH": "place/avanochi.db"}
    first = CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret
    path = tmp_path / "place" / "jwt_secret"
    assert path.read_text().strip() == first
    assert len(first.encode()) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret == first
    assert [found.name for found in path.parent.iterdir()] == ["jwt_secret"]


def test_no_two_machines_make_the_same_secret(tmp_path: Path) -> None:
    made = {
        CredentialManager(DEVELOPMENT, root=tmp_path / name).get_jwt_credentials().secret for name in "abc"
    }
    assert len(made) == 3


def test_in_development_a_secret_that_is_set_is_taken(tmp_path: Path) -> None:
    settings = {**DEVELOPMENT, "JWT_SECRET": SECRET}
    assert CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret == SECRET
    assert not list(tmp_path.rglob("*"))


def test_of_many_that_start_at_once_all_have_the_same_secret(tmp_path: Path) -> None:
    def start(_: int) -> str:
        return CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials().secret

    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(start, range(64)))
    assert len(secrets) == 1
    assert [found.name for found in (tmp_path / ".data").iterdir()] == ["jwt_secret"]


def test_a_secret_that_is_there_is_read_and_nothing_is_written(tmp_path: Path) -> None:
    CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()
    folder = tmp_path / ".data"
    before = folder.stat().st_mtime_ns
    CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()
    assert folder.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", ["", "\n", "too short"])
def test_a_damaged_secret_is_never_signed_with(tmp_path: Path, content: str) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "jwt_secret").write_text(content)
    try:
        secret = CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials().secret
    except DependencyUnavailableError:
        return
    assert len(secret.encode()) >= 32


def test_where_no_secret_can_be_kept_there_is_none(tmp_path: Path) -> None:
    (tmp_path / ".data").write_text("a file where the folder should be")
    with pytest.raises(DependencyUnavailableError, match="cannot be kept"):
        CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()


@pytest.mark.parametrize("name", ["JWT_SECRET", "COSMOS_DB_URI", "COSMOS_DB_PRIMARY_KEY"])
def test_a_reference_that_the_key_vault_did_not_answer_is_no_secret(tmp_path: Path, name: str) -> None:
    reference = "@Microsoft.KeyVault(SecretUri=https://vault.example.net/secrets/jwt-secret)"
    settings = CredentialManager({name: reference}, root=tmp_path)
    readers: list[Callable[[], object]] = [
        lambda: settings.get(name),
        settings.get_jwt_credentials if name == "JWT_SECRET" else settings.get_cosmos_credentials,
    ]
    for read in readers:
        with pytest.raises(DependencyUnavailableError, match=name) as raised:
            read()
        assert "vault.example.net" not in raised.value.message
