"""`flask bench scan`: single scans over HTTP beside pgbench running the same statements, in interleaved rounds."""

import re
import statistics
import subprocess
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.hubs import WEIGHT_G, Bench, fresh, serving, sqlite_url
from benchmarks.load import scans
from benchmarks.postgres import programs, running

BARS = {"postgresql": 0.6, "sqlite": 0.4}
P99_BAR_MS = 75

# One scan as the hub writes it: who, was it answered, what is it, lock it, is it held; event, parcel, answer.
PGBENCH = """
\\set parcel random(1, {parcels})
BEGIN;
SELECT id, kind, name, role, hub_id, seller_id, carrier_id, scopes, prefix, last_used_at, revoked_at
  FROM api_key WHERE secret_hash = '{secret_hash}';
SELECT id, fingerprint, actor, answer FROM scan WHERE id = (SELECT gen_random_uuid());
SELECT value, parcel_id, unit_id FROM identifier WHERE hub_id = 1 AND value = 'B' || :parcel;
SELECT p.id AS parcel_id, p.version AS version, p.handling, p.clearance, p.weight_g, l.gateway, l.service
  FROM parcel p LEFT JOIN lane l ON l.id = p.lane_id
  WHERE p.id = :parcel AND p.hub_id = 1 ORDER BY p.id FOR UPDATE OF p \\gset
SELECT parcel_id, reason FROM hold WHERE closed_at IS NULL AND parcel_id = :parcel;
UPDATE parcel SET weight_g = 500, moved_at = now(), version = :version + 1, head_hash = repeat('a', 64)
  WHERE id = :parcel;
INSERT INTO event (hub_id, stream, stream_id, version, type, actor, device_id, occurred_at, recorded_at, payload,
  prev_hash, hash) VALUES (1, 'parcel', :parcel, :version + 1, 'measure', 'device:1', 1, now(), now(),
  '{{"before_g":500,"sides_mm":[],"source":"scale","weight_g":500}}', repeat('a', 64), repeat('b', 64));
INSERT INTO scan (id, hub_id, actor, fingerprint, outcome, answer, scanned_at, received_at)
  VALUES (gen_random_uuid(), 1, 'device:1', repeat('c', 32), 'applied', repeat('d', 300), now(), now())
  ON CONFLICT DO NOTHING;
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Figures:
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


def run(parcels: int, connections: int, seconds: float, rounds: int, console: Console) -> bool:
    """Print the figures; returns whether every bar was reached."""
    found: dict[str, list[Figures]] = defaultdict(list)
    with ExitStack() as stack:
        server = stack.enter_context(running({"ENTREPOT_PG_FSYNC": "1"}))
        console.print("preparing the hubs …")
        postgresql = fresh("postgresql", server.url, parcels, connections)
        sqlite = fresh("sqlite", stack.enter_context(sqlite_url()), parcels, connections)
        script = _script(postgresql, stack)
        urls = {one.name: stack.enter_context(serving(one)) for one in (postgresql, sqlite)}
        for number in range(rounds):
            found["pgbench"].append(_pgbench(server.url, script, connections, seconds))
            for one in (postgresql, sqlite):
                found[one.name].append(_scans(one, urls[one.name], seconds, number))
            console.print(f"round {number + 1} of {rounds} done")
    return _print(found, parcels, connections, console)


def _scans(bench: Bench, url: str, seconds: float, seed: int) -> Figures:
    got = scans(url, bench.tokens, bench.codes, WEIGHT_G, seconds, seed)
    if got.failed:
        raise RuntimeError(f"{got.failed} scans on {bench.name} were not applied")
    return Figures(got.rate, got.quantile_ms(0.5), got.quantile_ms(0.95), got.quantile_ms(0.99))


def _script(bench: Bench, stack: ExitStack) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entrepot-pgbench-")))
    path = folder / "scan.sql"
    path.write_text(
        PGBENCH.format(parcels=len(bench.codes), secret_hash=sha256(bench.tokens[0].encode()).hexdigest())
    )
    return path


def _pgbench(url: str, script: Path, connections: int, seconds: float) -> Figures:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "localhost"])[0]
    log = script.parent / "log"
    command = [str(programs("") / "pgbench"), "-n", "-M", "prepared", "-c", str(connections), "-j", "1"]
    command += ["-T", str(max(1, round(seconds))), "-f", str(script), "-l", f"--log-prefix={log}"]
    command += ["-h", host, "-U", parts.username or "postgres", parts.path.lstrip("/")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=script.parent)
    if done.returncode:
        raise RuntimeError(f"pgbench failed:\n{done.stderr}")
    rate = float(re.findall(r"tps = ([\d.]+)", done.stdout)[-1])
    micros = sorted(
        int(line.split()[2]) for path in script.parent.glob("log*") for line in path.read_text().splitlines()
    )
    for path in script.parent.glob("log*"):
        path.unlink()
    return Figures(rate, _at(micros, 0.5), _at(micros, 0.95), _at(micros, 0.99))


def _at(micros: list[int], share: float) -> float:
    return micros[min(len(micros) - 1, int(share * len(micros)))] / 1000


def _print(found: dict[str, list[Figures]], parcels: int, connections: int, console: Console) -> bool:
    table = Table(
        title=f"Single scans, {parcels:,} parcels, {connections} connections, medians of the rounds"
    )
    for name in ("what", "requests/s", "p50 ms", "p95 ms", "p99 ms", "of pgbench", "bar"):
        table.add_column(name, justify="left" if name == "what" else "right")
    limit = statistics.median(one.rate for one in found["pgbench"])
    reached = True
    for name, figures in found.items():
        middle = [
            statistics.median(getattr(one, field) for one in figures)
            for field in ("rate", "p50_ms", "p95_ms", "p99_ms")
        ]
        bar = BARS.get(name)
        ratio = middle[0] / limit
        reached &= bar is None or (ratio >= bar and middle[3] <= P99_BAR_MS)
        table.add_row(
            name,
            f"{middle[0]:,.0f}",
            *(f"{one:.1f}" for one in middle[1:]),
            f"{ratio:.2f}",
            f"≥ {bar}" if bar else "",
        )
    console.print(table)
    console.print(f"bars: ratio as in the table, p99 ≤ {P99_BAR_MS} ms; synchronous writes on both databases")
    return reached
