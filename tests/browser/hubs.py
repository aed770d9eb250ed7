"""Serves a hub over a real port for the tests in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b" * 64
START_S = 60


@contextmanager
def serving(database_url: str, log: Path) -> Iterator[str]:
    """The hub over this database as `python wsgi.py` starts it; gives its address and stops it at the end."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTREPOT_")}
    env = {**kept, "DATABASE_URL": database_url, "ENTREPOT_SECRET_KEY": SECRET, "PORT": str(port)}
    command = [sys.executable, str(ROOT / "wsgi.py")]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_S * 10):
        assert process.poll() is None, f"the hub did not start:\n{log.read_text()[-2_000:]}"
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the hub did not answer within {START_S} s:\n{log.read_text()[-2_000:]}")
