"""Settings: typed, with defaults, and every wrong one named at once."""

import os
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError
from config.values import PROJECT, shown_size

KEY = "k" * 40
POSTGRES = "postgresql+psycopg://ann:secret@db:5433/hub"


def read(**env: str) -> Settings:
    return Settings.from_environment({"ENTREPOT_SECRET_KEY": KEY, **env})


def faults(**env: str) -> dict[str, tuple[str, str]]:
    with pytest.raises(SettingsError) as caught:
        read(**env)
    return {fault.name: (fault.found, fault.expected) for fault in caught.value.faults}


def test_nothing_given_gives_a_hub_on_sqlite_for_this_machine_only() -> None:
    settings = read()
    assert settings.database_url == f"sqlite:///{PROJECT}/var/entrepot.sqlite3"
    assert (settings.host, settings.port, settings.hub) == ("127.0.0.1", 8000, "KUL")
    assert (settings.workers, settings.threads, settings.is_sqlite) == (1, 16, True)
    assert settings.max_body_bytes == settings.max_file_bytes == 10 * 1024 * 1024
    assert (settings.max_import_rows, settings.max_scans_per_request) == (50_000, 1_000)
    assert (settings.cookie_secure, settings.demo, settings.jobs) == (False, False, True)


def test_every_setting_can_be_given() -> None:
    settings = read(
        DATABASE_URL="postgresql://ann:secret@db:5433/hub",
        HOST="0.0.0.0",  # noqa: S104
        PORT="80",
        ENTREPOT_HUB="SIN",
        ENTREPOT_THREADS="8",
        ENTREPOT_WORKERS="4",
        ENTREPOT_JOBS="no",
        ENTREPOT_MAX_BODY_BYTES="20 MiB",
        ENTREPOT_MAX_FILE_BYTES="16mib",
        ENTREPOT_MAX_IMPORT_ROWS="100_000",
        ENTREPOT_MAX_SCANS_PER_REQUEST="500",
        ENTREPOT_SESSION_IDLE_MINUTES="15",
        ENTREPOT_COOKIE_SECURE="off",
        ENTREPOT_COMPANY_PREFIX="4012345",
        ENTREPOT_LOG_LEVEL="debug",
        ENTREPOT_DEMO="Yes",
    )
    assert settings == Settings(
        database_url=POSTGRES,
        secret_key=KEY,
        host="0.0.0.0",  # noqa: S104
        port=80,
        hub="SIN",
        threads=8,
        jobs=False,
        workers=4,
        max_body_bytes=20 * 1024 * 1024,
        max_file_bytes=16 * 1024 * 1024,
        max_import_rows=100_000,
        max_scans_per_request=500,
        session_idle_minutes=15,
        cookie_secure=False,
        company_prefix="4012345",
        log_level="DEBUG",
        demo=True,
    )
    assert settings.session_idle_seconds == 900


def test_all_wrong_values_are_named_in_one_error() -> None:
    with pytest.raises(SettingsError) as caught:
        read(PORT="80a", ENTREPOT_DEMO="perhaps", ENTREPOT_HUB="kul")
    assert str(caught.value).splitlines() == [
        "The settings are wrong:",
        "  PORT is '80a', expected a whole number from 1 to 65535",
        "  ENTREPOT_HUB is 'kul', expected three capital letters, as of an airport: KUL",
        "  ENTREPOT_DEMO is 'perhaps', expected yes or no (also 1 or 0, true or false, on or off)",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٣"),
        ("ENTREPOT_THREADS", "1e3"),
        ("ENTREPOT_MAX_IMPORT_ROWS", "100001"),
        ("ENTREPOT_MAX_SCANS_PER_REQUEST", "1001"),
        ("ENTREPOT_MAX_BODY_BYTES", "10 parsecs"),
        ("ENTREPOT_MAX_BODY_BYTES", "1 KiB"),
        ("ENTREPOT_MAX_BODY_BYTES", "9" * 5000),
        ("PORT", "9" * 5000),
        ("HOST", "127.0.0.1 # mine"),
        ("ENTREPOT_COMPANY_PREFIX", "955"),
        ("ENTREPOT_COMPANY_PREFIX", "95560000x"),
        ("ENTREPOT_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://localhost/hub"),
        ("DATABASE_URL", "postgresql+psycopg2://localhost/hub"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:port/hub"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///var/"),
        ("DATABASE_URL", "sqlite:///hub.sqlite3?mode=ro"),
    ],
)
def test_a_wrong_value_is_refused(name: str, text: str) -> None:
    found, expected = faults(**{name: text})[name]
    assert found == text
    assert expected


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_becomes_one(scheme: str) -> None:
    settings = read(DATABASE_URL=f"{scheme}://ann:secret@db:5433/hub")
    assert (settings.database_url, settings.is_sqlite) == (POSTGRES, False)


def test_a_server_behind_a_socket_can_be_named() -> None:
    url = "postgresql:///hub?host=/run/postgresql"
    assert read(DATABASE_URL=url).database_url == "postgresql+psycopg:///hub?host=/run/postgresql"


def test_a_relative_sqlite_file_lies_in_the_project_and_an_absolute_one_where_it_says() -> None:
    assert read(DATABASE_URL="sqlite:///var/a.db").database_url == f"sqlite:///{PROJECT}/var/a.db"
    assert read(DATABASE_URL="sqlite:////srv/a.db").database_url == "sqlite:////srv/a.db"


def test_postgresql_gets_two_workers_unless_told() -> None:
    assert read(DATABASE_URL=POSTGRES).workers == 2
    assert read(DATABASE_URL=POSTGRES, ENTREPOT_WORKERS="1").workers == 1


def test_more_than_one_worker_is_refused_on_sqlite() -> None:
    found, expected = faults(ENTREPOT_WORKERS="2")["ENTREPOT_WORKERS"]
    assert found == "2"
    assert "PostgreSQL" in expected


def test_a_file_must_fit_into_a_body() -> None:
    assert faults(ENTREPOT_MAX_BODY_BYTES="5 MiB")["ENTREPOT_MAX_FILE_BYTES"] == (
        "10 MiB",
        "at most ENTREPOT_MAX_BODY_BYTES, which is 5 MiB",
    )


def test_settings_built_by_hand_are_checked_too() -> None:
    with pytest.raises(SettingsError, match="ENTREPOT_WORKERS is '3'"):
        Settings(secret_key=KEY, workers=3)
    with pytest.raises(SettingsError, match="ENTREPOT_SECRET_KEY is '0 characters'"):
        Settings()


@pytest.mark.parametrize(
    ("host", "secure"), [("127.0.0.1", False), ("localhost", False), ("hub.example", True)]
)
def test_cookies_need_https_unless_the_hub_is_for_this_machine_only(host: str, secure: bool) -> None:
    assert read(HOST=host).cookie_secure is secure


def test_a_misspelt_setting_is_refused_with_the_likely_name() -> None:
    assert faults(ENTREPOT_THREDS="80")["ENTREPOT_THREDS"] == (
        "80",
        "no such setting; did you mean ENTREPOT_THREADS?",
    )


def test_other_variables_and_empty_ones_do_not_matter() -> None:
    assert read(PATH="/bin", PORT=" ", ENTREPOT_SOAK="1") == read()


def test_an_error_shows_neither_password_nor_key() -> None:
    found = faults(DATABASE_URL="postgresql://ann:hunter2@db:x/hub", ENTREPOT_SECRET_KEY="hunter2 hunter2")
    assert found["DATABASE_URL"][0] == "postgresql://ann:***@db:x/hub"
    assert "hunter2" not in str(found)


def test_printed_settings_show_neither_password_nor_key() -> None:
    shown = repr(Settings(secret_key=KEY, database_url=POSTGRES))
    assert KEY not in shown
    assert "secret@" not in shown


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        read().port = 1  # type: ignore[misc]


def test_the_table_of_settings_names_each_once_with_its_default() -> None:
    rows = Settings.describe()
    named = {name: default for name, default, _ in rows}
    assert len(rows) == len(named) == len(fields(Settings))
    assert all(meaning for _, _, meaning in rows)
    assert named["DATABASE_URL"] == "sqlite:///var/entrepot.sqlite3"
    assert named["ENTREPOT_MAX_FILE_BYTES"] == "10 MiB"
    assert named["ENTREPOT_WORKERS"] == "1 on SQLite, 2 on PostgreSQL"
    assert str(PROJECT) not in str(rows)


def test_the_defaults_in_the_table_are_themselves_valid() -> None:
    table = {name: default for name, default, _ in Settings.describe()}
    derived = {"ENTREPOT_SECRET_KEY", "ENTREPOT_WORKERS", "ENTREPOT_COOKIE_SECURE"}
    assert read(**{name: text for name, text in table.items() if name not in derived}) == read()


def test_sizes_are_shown_in_the_largest_whole_unit() -> None:
    assert [shown_size(n) for n in (1, 1536, 10_240, 3 * 1024**3)] == ["1 B", "1536 B", "10 KiB", "3 GiB"]


def test_reading_the_machine_s_environment_keeps_a_key_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("ENTREPOT_")]:
        monkeypatch.delenv(name)
    first = Settings.from_environment(var=tmp_path)
    assert len(first.secret_key) == 64
    assert Settings.from_environment(var=tmp_path) == first
