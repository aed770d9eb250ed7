"""A load generator: connections that send prepared HTTP requests as fast as they are answered, in one process."""

import random
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from typing import cast
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
    """One thread and a selector: the generator must not take the processor from what it measures."""
    rng = random.Random(seed)
    found: list[float] = []
    failed = 0
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        began = time.perf_counter()
        for token in tokens:
            one = stack.enter_context(_Connection(url, token))
            selector.register(one, selectors.EVENT_READ)
            one.send(_body(rng, codes, weight_g))
        busy = len(tokens)
        while busy:
            for key, _ in selector.select():
                one = cast(_Connection, key.fileobj)
                answer = one.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                if b'"outcome":"applied"' in answer:
                    found.append(now - one.sent)
                else:
                    failed += 1
                if now - began < seconds:
                    one.send(_body(rng, codes, weight_g))
                else:
                    busy -= 1
        return Latencies(tuple(found), time.perf_counter() - began, failed)


def _body(rng: random.Random, codes: Sequence[str], weight_g: int) -> bytes:
    code, scan_id = rng.choice(codes), f"{rng.getrandbits(128):032x}"
    return (
        f'{{"scans":[{{"id":"{scan_id}","action":"measure","code":"{code}","at":"2026-11-24T10:00:00+08:00",'
        f'"context":{{"weight_g":{weight_g},"source":"scale"}}}}]}}'
    ).encode()


class _Connection:
    """A kept-open connection with one request on its way."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            "POST /api/v1/scans HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: "
        ).encode()
        self._got = b""
        self.sent = 0.0

    def __enter__(self) -> "_Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, body: bytes) -> None:
        self.sent = time.perf_counter()
        self._socket.sendall(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))

    def receive(self) -> bytes | None:
        """What has come of the answer's body, when all of it is there."""
        more = self._socket.recv(65_536)
        if not more:
            raise ConnectionError("the hub closed a connection")
        self._got += more
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end:
            return None
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return None
        self._got = b""
        return body
