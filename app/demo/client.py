"""A small HTTP client for the players: keeps its connection, tries again when the hub does not answer, and measures."""

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 90.0


class Refusal(Exception):
    """The hub answered with an error."""

    def __init__(self, status: int, value: dict[str, Any]) -> None:
        super().__init__(f"{status} {value.get('code')}: {value.get('detail')} ({value.get('hint')})")
        self.status = status
        self.code = value.get("code", "")


@dataclass(slots=True)
class Client:
    """One identity's connection. A request that got no answer is sent again, as it was, for a minute and a half."""

    url: str
    token: str
    seconds: list[float] = field(default_factory=list)
    retries: int = 0
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(self, path: str, value: Any = None, headers: dict[str, str] | None = None) -> Any:
        raw = json.dumps({} if value is None else value).encode()
        return self.send("POST", path, raw, {"Content-Type": "application/json", **(headers or {})})

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        status, kind, raw = self.raw(method, path, body, headers)
        value = json.loads(raw) if "json" in kind else raw
        if status >= 400:
            raise Refusal(
                status, value if isinstance(value, dict) else {"detail": raw[:200].decode("replace")}
            )
        return value

    def raw(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """Status, content type and body; waits for a hub that is restarting."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            began = time.perf_counter()
            try:
                answer = self._once(method, path, body, headers or {})
                if answer[0] != 503:
                    self.seconds.append(time.perf_counter() - began)
                    return answer
            except (OSError, http.client.HTTPException):
                self._hang_up()
                if time.monotonic() > deadline:
                    raise
            if time.monotonic() > deadline:
                return answer
            self.retries += 1
            time.sleep(0.2)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _once(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        if self._connection is None:
            parts = urlsplit(self.url)
            self._connection = http.client.HTTPConnection(
                parts.hostname or "127.0.0.1", parts.port, timeout=60
            )
        self._connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", **headers})
        response = self._connection.getresponse()
        return response.status, response.getheader("Content-Type", ""), response.read()


def multipart(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """One file as a browser's form would send it."""
    edge = "entrepot-demo-boundary"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    raw = head.encode() + b"Content-Type: text/csv\r\n\r\n" + content + f"\r\n--{edge}--\r\n".encode()
    return raw, {"Content-Type": f"multipart/form-data; boundary={edge}"}
