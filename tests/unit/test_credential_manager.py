"""Reading settings, and generating a secret in development."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.credential_manager import CredentialManager
from shared.errors import DependencyUnavailableError

SECRET = "a secret that is long enough for a test"
DEVELOPMENT = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}


def test_environment_takes_precedence_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FIRST=file\nSECOND=file\nTHIRD=file\n")
    settings = CredentialManager({"FIRST": "environment", "SECOND": ""}, root=tmp_path)
    assert settings.get("FIRST") == "environment"
    assert settings.get("SECOND") == "file"
    assert settings.get("THIRD", "default") == "file"


def test_absent_or_empty_setting_has_its_default(tmp_path: Path) -> None:
    settings = CredentialManager({"EMPTY": ""}, root=tmp_path)
    assert settings.get("ABSENT") is None
    assert settings.get("EMPTY") is None
    assert settings.get("ABSENT", "") == ""
    assert settings.get("ABSENT", "default") == "default"
    assert settings.get("EMPTY", "default") == "default"


def test_file_is_not_copied_into_the_process_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AVANOCHI_TEST_SETTING", raising=False)
    (tmp_path / ".env").write_text("AVANOCHI_TEST_SETTING=file\n")
    assert CredentialManager(root=tmp_path).get("AVANOCHI_TEST_SETTING") == "file"
    assert CredentialManager(root=tmp_path / "elsewhere").get("AVANOCHI_TEST_SETTING") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be with a mark"])
def test_file_is_read_in_every_encoding_that_editors_write(tmp_path: Path, encoding: str) -> None:
    text = "\n# caf\u00e9\nADMIN_USERNAMES=Ren\u00e9e\nBOTH='one\ntwo'\n".replace("\n", "\r\n")
    content = b"\xfe\xff" + text.encode("utf-16-be") if "mark" in encoding else text.encode(encoding)
    (tmp_path / ".env").write_bytes(content)
    manager = CredentialManager({}, root=tmp_path)
    assert manager.get_admin_usernames() == ("Ren\u00e9e",)
    assert manager.get("BOTH") == "one\ntwo"
    assert {name: setting.source for name, setting in manager.list_settings()[0].items()} == {
        "ADMIN_USERNAMES": ".env, line 3",
        "BOTH": ".env, line 4",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("A=1\nB=caf\u00e9".encode("latin-1"), "Line 2 of .env is not text in UTF-8 or UTF-16"),
        ("A=1".encode("utf-16-le"), "The file .env is in UTF-16 without a byte order mark"),
        (b"\xff\xfeA", "Line 1 of .env is not text in UTF-8 or UTF-16"),
    ],
)
def test_file_in_another_encoding_makes_settings_unavailable(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / ".env").write_bytes(content)
    manager = CredentialManager({"HERE": "1"}, root=tmp_path)
    assert manager.get("HERE") == "1"
    with pytest.raises(DependencyUnavailableError, match=reason):
        manager.get("ELSEWHERE", "default")
    settings, problems = manager.list_settings()
    assert (list(settings), problems) == (["HERE"], [f"{reason}."])


def test_file_that_cannot_be_read_makes_settings_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / ".env").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DependencyUnavailableError, match=r"\.env cannot be read: Permission denied"):
        CredentialManager({}, root=tmp_path).get("ANY")


def test_virtual_environment_in_place_of_the_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    manager = CredentialManager({}, root=tmp_path)
    assert manager.get("ANY", "default") == "default"
    assert manager.list_settings() == ({}, [])


def test_lines_of_the_file_that_are_not_settings_are_listed_with_their_numbers(tmp_path: Path) -> None:
    lines = [
        "# comment",
        "",
        "export GOOD=${BASE}/path",
        "",
        "",
        "not a setting",
        'OPEN="never closed',
        "NAME",
        "EMPTY=",
    ]
    (tmp_path / ".env").write_text("\n".join(lines))
    settings, problems = CredentialManager({"BOTH": "1"}, root=tmp_path).list_settings()
    assert problems == [f".env, line {line}: this does not have the form NAME=value." for line in (6, 7, 8)]
    assert {name: (each.value, each.source) for name, each in settings.items()} == {
        "GOOD": ("/path", ".env, line 3"),
        "BOTH": ("1", "environment"),
    }


def test_frontends_on_this_machine_are_allowed_only_in_development_without_local_settings(
    tmp_path: Path,
) -> None:
    def allowed(**settings: str) -> tuple[str, ...]:
        return CredentialManager(settings, root=tmp_path).get_allowed_origins()

    local = {
        f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (3000, 4200, 5173, 8080)
    }
    assert set(allowed(**DEVELOPMENT)) == local
    assert allowed(**DEVELOPMENT, ALLOWED_ORIGINS="https://a.example") == ("https://a.example",)
    assert allowed() == allowed(AZURE_FUNCTIONS_ENVIRONMENT="Production") == ()
    (tmp_path / "local.settings.json").write_text("{}")
    assert allowed(**DEVELOPMENT) == ()


def test_bot_of_teams_is_read_with_secrets_hidden_and_addresses_of_tests_in_development_alone(
    tmp_path: Path,
) -> None:
    settings = {
        "TEAMS_APP_ID": "AAAAAAAA-1111-4222-8333-444444444444",
        "TEAMS_APP_PASSWORD": "confidential",
        "TEAMS_TENANT_ID": "11111111-2222-4333-8444-555555555555, BBBBBBBB-2222-4333-8444-555555555555,",
        "TEAMS_OPENID_URL": "http://127.0.0.1:1/keys",
        "TEAMS_LOGIN_URL": "http://127.0.0.1:1/",
        "TEAMS_CONNECTOR_URL": "http://127.0.0.1:1/",
    }
    for environment in ({}, {"AZURE_FUNCTIONS_ENVIRONMENT": "Production"}, DEVELOPMENT):
        found = CredentialManager(settings | environment, root=tmp_path).get_teams_credentials()
        assert found is not None
        assert "confidential" not in repr(found)
        assert found.app_id == settings["TEAMS_APP_ID"].lower()
        assert found.tenants[1] == "bbbbbbbb-2222-4333-8444-555555555555"
        urls = (found.openid_url, found.login_url, found.connector_url or "")
        assert {"127.0.0.1" in url for url in urls} == {environment == DEVELOPMENT}
    for name, value in (("TEAMS_APP_ID", "x"), ("TEAMS_APP_PASSWORD", "a b"), ("TEAMS_TENANT_ID", ",")):
        with pytest.raises(DependencyUnavailableError, match=name):
            CredentialManager(settings | {name: value}, root=tmp_path).get_teams_credentials()
    assert CredentialManager({}, root=tmp_path).get_teams_credentials() is None


def test_cosmos_credentials_default_to_no_uri(tmp_path: Path) -> None:
    assert CredentialManager({}, root=tmp_path).get_cosmos_credentials() == {
        "account_name": "",
        "database_name": "avanochi-db",
        "container_name": "avanochi-container",
        "uri": "",
        "primary_key": "",
        "secondary_key": "",
    }


def test_cosmos_credentials_come_from_the_settings(tmp_path: Path) -> None:
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


def test_embedded_store_path_is_relative_to_the_app(tmp_path: Path) -> None:
    at = "EMBEDDED_DB_PATH"
    assert CredentialManager({}, root=tmp_path).get_embedded_database_path() == tmp_path / ".data/avanochi.db"
    moved = CredentialManager({at: "other/place.db"}, root=tmp_path)
    assert moved.get_embedded_database_path() == tmp_path / "other/place.db"
    away = CredentialManager({at: "/var/lib/avanochi.db"}, root=tmp_path)
    assert away.get_embedded_database_path() == Path("/var/lib/avanochi.db")


def test_lists_are_separated_by_commas(tmp_path: Path) -> None:
    settings = {
        "ADMIN_USERNAMES": " Root ,, Ada,",
        "ALLOWED_ORIGINS": "https://a.example, https://b.example",
        "AVATAR_HOSTS": "A.example, b.example",
    }
    manager = CredentialManager(settings, root=tmp_path)
    assert manager.get_admin_usernames() == ("Root", "Ada")
    assert manager.get_allowed_origins() == ("https://a.example", "https://b.example")
    assert manager.get_avatar_hosts() == ("a.example", "b.example")
    assert CredentialManager({}, root=tmp_path).get_admin_usernames() == ()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Development", True), ("development", True), ("Production", False), ("Staging", False), ("", False)],
)
def test_only_the_development_environment_is_development(
    tmp_path: Path, kind: str, *, expected: bool
) -> None:
    manager = CredentialManager({"AZURE_FUNCTIONS_ENVIRONMENT": kind}, root=tmp_path)
    assert manager.is_development() is expected


@pytest.mark.parametrize(("secret", "reason"), [("", "not set"), ("a" * 31, "too short")])
def test_secret_of_32_bytes_is_required_outside_development(tmp_path: Path, secret: str, reason: str) -> None:
    with pytest.raises(DependencyUnavailableError, match=reason):
        CredentialManager({"JWT_SECRET": secret}, root=tmp_path).get_jwt_credentials()
    assert not list(tmp_path.rglob("*"))


def test_short_secret_is_refused_in_development_and_none_is_generated(tmp_path: Path) -> None:
    settings = {**DEVELOPMENT, "JWT_SECRET": "é" * 15 + "a"}
    with pytest.raises(DependencyUnavailableError, match="JWT_SECRET is too short"):
        CredentialManager(settings, root=tmp_path).get_jwt_credentials()
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("environment", [{}, DEVELOPMENT])
def test_short_previous_secret_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    settings = {**environment, "JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": "guessable"}
    with pytest.raises(DependencyUnavailableError, match="JWT_SECRET_PREVIOUS is too short"):
        CredentialManager(settings, root=tmp_path).get_jwt_credentials()


def test_jwt_credentials_come_from_the_settings(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": SECRET[::-1], "JWT_EXP_MINUTES": "5"}
    found = CredentialManager(settings, root=tmp_path).get_jwt_credentials()
    assert (found.secret, found.previous, found.exp_minutes) == (SECRET, SECRET[::-1], 5)
    plain = CredentialManager({"JWT_SECRET": SECRET}, root=tmp_path).get_jwt_credentials()
    assert (plain.previous, plain.exp_minutes) == (None, 60)


def test_printing_credentials_hides_the_secrets(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": SECRET[::-1]}
    manager = CredentialManager(settings, root=tmp_path)
    listed = repr(manager.list_settings())
    for text in (
        repr(manager.get_jwt_credentials()),
        str(manager.get_jwt_credentials()),
        repr(manager),
        listed,
    ):
        assert SECRET not in text
        assert SECRET[::-1] not in text


@pytest.mark.parametrize("minutes", ["0", "-1", "1.5", "an hour", "1e3", "²", "9" * 5000])
def test_token_lifetime_that_is_no_whole_number_of_minutes_is_refused(tmp_path: Path, minutes: str) -> None:
    settings = {"JWT_SECRET": SECRET, "JWT_EXP_MINUTES": minutes}
    with pytest.raises(DependencyUnavailableError, match="JWT_EXP_MINUTES"):
        CredentialManager(settings, root=tmp_path).get_jwt_credentials()


def test_development_secret_is_generated_once_beside_the_store(tmp_path: Path) -> None:
    settings = {**DEVELOPMENT, "EMBEDDED_DB_PATH": "place/avanochi.db"}
    first = CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret
    path = tmp_path / "place" / "jwt_secret"
    assert path.read_text().strip() == first
    assert len(first.encode()) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret == first
    assert [found.name for found in path.parent.iterdir()] == ["jwt_secret"]


def test_generated_secrets_differ_between_folders(tmp_path: Path) -> None:
    secrets = {
        CredentialManager(DEVELOPMENT, root=tmp_path / name).get_jwt_credentials().secret for name in "abc"
    }
    assert len(secrets) == 3


def test_configured_secret_is_used_in_development(tmp_path: Path) -> None:
    settings = {**DEVELOPMENT, "JWT_SECRET": SECRET}
    assert CredentialManager(settings, root=tmp_path).get_jwt_credentials().secret == SECRET
    assert not list(tmp_path.rglob("*"))


def test_concurrent_starts_share_one_generated_secret(tmp_path: Path) -> None:
    def start(_: int) -> str:
        return CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials().secret

    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(start, range(64)))
    assert len(secrets) == 1
    assert [found.name for found in (tmp_path / ".data").iterdir()] == ["jwt_secret"]


def test_existing_secret_is_read_without_writing(tmp_path: Path) -> None:
    CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()
    folder = tmp_path / ".data"
    before = folder.stat().st_mtime_ns
    CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()
    assert folder.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", ["", "\n", "too short"])
def test_damaged_development_secret_is_not_used(tmp_path: Path, content: str) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "jwt_secret").write_text(content)
    try:
        secret = CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials().secret
    except DependencyUnavailableError:
        return
    assert len(secret.encode()) >= 32


def test_development_secret_that_cannot_be_stored_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".data").write_text("a file where the folder should be")
    with pytest.raises(DependencyUnavailableError, match="cannot be stored"):
        CredentialManager(DEVELOPMENT, root=tmp_path).get_jwt_credentials()


@pytest.mark.parametrize("name", ["JWT_SECRET", "COSMOS_DB_URI", "COSMOS_DB_PRIMARY_KEY"])
def test_unresolved_key_vault_reference_is_an_error(tmp_path: Path, name: str) -> None:
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
