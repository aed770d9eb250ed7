"""The server is killed without warning in the middle of a day, and started again: nothing acknowledged is lost."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
PARCELS, KILLS = (4_000, 20) if SOAK else (400, 2)
DAY_S = 3_000 if SOAK else 240


class Hub:
    """A server process on a fixed port, which can be killed and started again over the same database."""

    def __init__(self, database_url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTREPOT_")}
        self.env = {
            **kept,
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "ENTREPOT_SECRET_KEY": "k" * 64,
        }
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "wsgi.py")]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(300):
            assert self.process.poll() is None, "the hub did not start"
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the hub did not answer")

    def kill(self) -> None:
        """SIGKILL to the server and all its workers: no handler runs, nothing is flushed."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def test_a_killed_hub_loses_no_acknowledged_scan(database_url: str, tmp_path: Path) -> None:
    journal = tmp_path / "acknowledged"
    hub = Hub(database_url)
    hub.start()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "day", "--parcels", str(PARCELS)]
    command += ["--url", hub.url, "--journal", str(journal)]
    log = tmp_path / "day.log"
    with log.open("w") as out:
        day = subprocess.Popen(command, cwd=ROOT, env=hub.env, stdout=out, stderr=subprocess.STDOUT)
    try:
        killed = _kill_now_and_then(hub, day, journal)
        code = day.wait(DAY_S)
    finally:
        day.kill()
        day.wait()
        hub.kill()
    said = log.read_text()[-4_000:]
    assert code == 0, said
    assert killed == KILLS, f"the day ended after {killed} kills: it was too short to be a test"


def _kill_now_and_then(hub: Hub, day: subprocess.Popen[bytes], journal: Path) -> int:
    """Kill while scans are being acknowledged: the journal has grown since the hub was last started."""
    rng = random.Random(7)
    for number in range(KILLS):
        grown = _lines(journal) + rng.randrange(40, 40 + PARCELS // KILLS)
        while _lines(journal) < grown:
            if day.poll() is not None:
                return number
            time.sleep(0.005)
        hub.kill()
        time.sleep(0.2)
        hub.start()
    return KILLS


def _lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0
