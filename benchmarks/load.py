"""A load generator: connections that send prepared HTTP requests as fast as they are answered, in one process."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Latencies:
    """Seconds of every request that was answered, and how long the whole took."""

    seconds: tuple[float, ...]
    wall_s: float
    failed: int

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.wall_s if self.wall_s else 0.0

    def quantile_ms(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def scans(
    url: str, tokens: Sequence[str], codes: Sequence[str], weight_g: int, seconds: float, seed: int
) -> Latencies:
    """One connection a token, each sending single scans of random parcels for some seconds, from its own process."""
    context = get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_run, (url, tuple(tokens), tuple(codes), weight_g, seconds, seed))


def _run(
    url: str, tokens: tuple[str, ...], codes: tuple[str, ...], weight_g: int, seconds: float, seed: int
) -> Latencies:
    return asyncio.run(_all(url, tokens, codes, weight_g, seconds, seed))


async def _all(
    url: str, tokens: tuple[str, ...], codes: tuple[str, ...], weight_g: int, seconds: float, seed: int
) -> Latencies:
    found: list[float] = []
    failed = [0]
    began = time.perf_counter()
    deadline = began + seconds

    def request_of(token: str, rng: random.Random) -> Callable[[], bytes]:
        head = "POST /api/v1/scans HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
        head += f"Authorization: Bearer {token}\r\n"

        def request() -> bytes:
            code, scan_id = rng.choice(codes), uuid.UUID(int=rng.getrandbits(128), version=4)
            body = (
                f'{{"scans":[{{"id":"{scan_id}","action":"measure","code":"{code}","at":"2026-11-24T10:00:00+08:00",'
                f'"context":{{"weight_g":{weight_g},"source":"scale"}}}}]}}'
            )
            return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

        return request

    await asyncio.gather(
        *(
            _connection(url, request_of(token, random.Random(f"{seed} {token}")), deadline, found, failed)
            for token in tokens
        )
    )
    return Latencies(tuple(found), time.perf_counter() - began, failed[0])


async def _connection(
    url: str, request: Callable[[], bytes], deadline: float, found: list[float], failed: list[int]
) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        writer.write(request())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        if b'"outcome":"applied"' in body:
            found.append(time.perf_counter() - began)
        else:
            failed[0] += 1
    writer.close()
