"""A poor network between a handheld and its hub: it loses answers after the hub has committed, or is gone."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_OF_ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


@dataclass(slots=True)
class Network:
    """What the network does, and what went over it; of requests, those that carry scans are counted.

    Of every `lose_every` of them the last loses its answer, after the hub has committed; while `gone`, all are refused.
    """

    address: str
    hub: str
    lose_every: int = 0
    gone: bool = False
    scan_requests: list[float] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)
    lost: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def settles(self) -> None:
        """Wait until nothing is on its way: what a killed handheld had sent reaches the hub all the same."""
        while self.in_flight:
            time.sleep(0.02)

    @contextmanager
    def carrying(self) -> Iterator[bool]:
        """One request with scans; gives whether its answer is to be lost."""
        with self._lock:
            self.scan_requests.append(time.monotonic())
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            losing = bool(self.lose_every) and len(self.scan_requests) % self.lose_every == 0
            self.lost += losing
        try:
            yield losing
        finally:
            with self._lock:
                self.in_flight -= 1


@contextmanager
def network(hub: str) -> Iterator[Network]:
    """An address of its own for one handheld, behind which is the hub."""
    server = _Server(hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.over
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: str) -> None:
        super().__init__(("127.0.0.1", 0), _Hop)
        self.over = Network(f"http://127.0.0.1:{self.server_port}", hub)


class _Hop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        over = self.server.over
        scans = self.command == "POST" and self.path == "/api/v1/scans"
        if over.gone:
            if scans:
                over.refused_at.append(time.monotonic())
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if scans:
            with over.carrying() as losing:
                self._tell(*self._ask(over, body), losing)
        else:
            self._tell(*self._ask(over, body), False)

    def __getattr__(self, name: str) -> Any:
        """Every method is carried alike."""
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def _ask(self, over: Network, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        parts = urlsplit(over.hub)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _tell(self, status: int, headers: list[tuple[str, str]], content: bytes, losing: bool) -> None:
        if losing:
            status, headers, content = 504, [("Content-Type", "text/plain")], b"the hub took too long"
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _OF_ONE_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """The tests tell what they need."""
