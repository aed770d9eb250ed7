"""What one installation of the hub is told from outside: typed, checked at start, each with a default."""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from config.secrets import SecretUnusable, kept_secret
from config.values import (
    PROJECT,
    Unreadable,
    database,
    matching,
    networks,
    one_of,
    shown_size,
    size,
    whole,
    without_password,
    yes_or_no,
)

MIB = 1024**2
PREFIX = "ENTREPOT_"
OF_THE_TESTS = frozenset({"ENTREPOT_SOAK", "ENTREPOT_PG_FSYNC", "ENTREPOT_TEST_PG"})
_DERIVED = {
    "secret_key": "made at the first start and kept in var/secret_key",
    "workers": "1 on SQLite, 2 on PostgreSQL",
    "cookie_secure": "no on a loopback address, otherwise yes",
}


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One wrong setting."""

    name: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.name} is {self.found!r}, expected {self.expected}"


class SettingsError(ValueError):
    """All that is wrong with the settings, in one go."""

    def __init__(self, faults: Iterable[SettingFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(["The settings are wrong:", *(f"  {fault}" for fault in self.faults)]))


def _setting(
    read: Callable[[str], Any], default: Any, meaning: str, name: str = "", shown: bool = True
) -> Any:
    return field(default=default, repr=shown, metadata={"name": name, "read": read, "meaning": meaning})


_host = matching(r"[0-9A-Za-z._:\[\]-]{1,253}", "a host name or an IP address")
_secret = matching(r"[\x21-\x7e]{32,512}", "32 to 512 printable characters without spaces")
_hub = matching(r"[A-Z]{3}", "three capital letters, as of an airport: KUL")
_prefix = matching(r"[0-9]{4,12}", "4 to 12 digits, as GS1 gave them to you")
_level = one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation. `Settings.from_environment()` reads them; tests build them by hand."""

    host: str = _setting(_host, "127.0.0.1", "address that the server listens on", name="HOST")
    port: int = _setting(whole(1, 65_535), 8000, "port that the server listens on", name="PORT")
    database_url: str = _setting(
        database,
        f"sqlite:///{PROJECT / 'var' / 'entrepot.sqlite3'}",
        "sqlite:///FILE (a relative FILE lies in the project folder) or postgresql://USER:PASSWORD@HOST/NAME",
        name="DATABASE_URL",
        shown=False,
    )
    secret_key: str = _setting(
        _secret, "", "signs sessions and forms; all machines of a hub share it", shown=False
    )
    hub: str = _setting(_hub, "KUL", "code of the hub, whose plan is config/hubs/CODE.toml")
    threads: int = _setting(whole(1, 256), 16, "requests that one worker answers at the same time")
    workers: int = _setting(whole(1, 64), 1, "server processes; SQLite takes one only")
    jobs: bool = _setting(
        yes_or_no, True, "serving processes also do jobs; with no, run `flask worker` beside them"
    )
    job_memory_bytes: int = _setting(
        size(512 * MIB, 1024**2 * MIB), 4096 * MIB, "memory that one job's process may use"
    )
    keep_jobs_days: int = _setting(whole(1, 3_650), 30, "jobs that ended are kept for so many days")
    max_body_bytes: int = _setting(size(64 * 1024, 1024 * MIB), 10 * MIB, "largest request body")
    max_file_bytes: int = _setting(size(1024, 1024 * MIB), 10 * MIB, "largest uploaded file")
    max_import_rows: int = _setting(whole(1, 100_000), 50_000, "most rows in one pre-alert file")
    max_scans_per_request: int = _setting(whole(1, 1_000), 1_000, "most scans that a device sends at once")
    session_idle_minutes: int = _setting(
        whole(1, 1_440), 30, "a person signs in again after so long without a click"
    )
    cookie_secure: bool = _setting(yes_or_no, False, "send cookies over HTTPS only")
    company_prefix: str = _setting(
        _prefix, "9556000", "GS1 company prefix in SSCCs (the default is an example)"
    )
    printer_networks: str = _setting(
        networks, "", "where label printers stand that the hub sends labels to: 10.20.0.0/24, 192.168.7.15/32"
    )
    log_level: str = _setting(_level, "INFO", "least important message that is logged")
    demo: bool = _setting(yes_or_no, False, "fill an empty hub with a made-up day and show how to sign in")

    def __post_init__(self) -> None:
        faults = list(_contradictions({one.name: getattr(self, one.name) for one in fields(self)}, {}))
        if faults:
            raise SettingsError(faults)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def session_idle_seconds(self) -> int:
        return self.session_idle_minutes * 60

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None, var: Path | None = None) -> "Settings":
        """Read DATABASE_URL and the ENTREPOT_ variables; empty ones count as not given.

        `var` is where a secret key is made and kept when none is given.
        """
        given = {
            name: text.strip() for name, text in (os.environ if env is None else env).items() if text.strip()
        }
        faults = list(_unknown(given))
        values = _read(given, faults)
        if not faults:
            _derive(values, faults, var or PROJECT / "var")
            faults += _contradictions(values, given)
        if faults:
            raise SettingsError(faults)
        return cls(**values)

    @classmethod
    def describe(cls) -> list[tuple[str, str, str]]:
        """One (name, default, meaning) for each setting, as the documentation prints them."""
        return [(_name(one), _shown_default(one), str(one.metadata["meaning"])) for one in fields(cls)]


def _name(one: Field[Any]) -> str:
    return str(one.metadata["name"]) or PREFIX + one.name.upper()


def _shown_default(one: Field[Any]) -> str:
    if one.name in _DERIVED:
        return _DERIVED[one.name]
    if one.name.endswith("_bytes"):
        return shown_size(int(str(one.default)))
    if isinstance(one.default, bool):
        return "yes" if one.default else "no"
    return str(one.default).replace(f"{PROJECT}/", "")


def _read(given: Mapping[str, str], faults: list[SettingFault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in fields(Settings):
        text = given.get(_name(one))
        if text is None:
            continue
        try:
            values[one.name] = one.metadata["read"](text)
        except Unreadable as error:
            faults.append(SettingFault(_name(one), _shown(one.name, text), str(error)))
    return values


def _shown(name: str, text: str) -> str:
    """A wrong value as an error may print it: into a log that others read."""
    if name == "secret_key":
        return f"{len(text)} characters"
    return without_password(text) if name == "database_url" else text


def _unknown(given: Mapping[str, str]) -> Iterable[SettingFault]:
    known = [_name(one) for one in fields(Settings)]
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known and name not in OF_THE_TESTS:
            near = difflib.get_close_matches(name, known, 1)
            yield SettingFault(
                name, given[name], f"no such setting; did you mean {near[0]}?" if near else "no such setting"
            )


def _derive(values: dict[str, Any], faults: list[SettingFault], var: Path) -> None:
    """Defaults that follow from other settings."""
    sqlite = str(values.get("database_url", "sqlite:")).startswith("sqlite:")
    values.setdefault("workers", 1 if sqlite else 2)
    host = str(values.get("host", "127.0.0.1"))
    values.setdefault("cookie_secure", not (host.startswith("127.") or host in ("localhost", "::1", "[::1]")))
    if "secret_key" not in values:
        try:
            values["secret_key"] = kept_secret(var / "secret_key")
        except SecretUnusable as error:
            faults.append(SettingFault(str(error.path), error.found, error.expected))


def _contradictions(values: Mapping[str, Any], given: Mapping[str, str]) -> Iterable[SettingFault]:
    """Settings that are fine alone but not together."""
    value = {one.name: values.get(one.name, one.default) for one in fields(Settings)}
    if value["database_url"].startswith("sqlite:") and value["workers"] > 1:
        expected = "1, because SQLite takes one writing process; more need a PostgreSQL in DATABASE_URL"
        yield SettingFault("ENTREPOT_WORKERS", str(value["workers"]), expected)
    if value["max_file_bytes"] > value["max_body_bytes"]:
        found = given.get("ENTREPOT_MAX_FILE_BYTES", shown_size(value["max_file_bytes"]))
        expected = f"at most ENTREPOT_MAX_BODY_BYTES, which is {shown_size(value['max_body_bytes'])}"
        yield SettingFault("ENTREPOT_MAX_FILE_BYTES", found, expected)
    if len(value["secret_key"]) < 32:
        yield SettingFault(
            "ENTREPOT_SECRET_KEY", f"{len(value['secret_key'])} characters", "32 or more characters"
        )
