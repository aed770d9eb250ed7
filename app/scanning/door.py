"""The short way in for scans, before Flask, whose context and hooks cost a scan more than the database does.

It takes what is plain: a POST of JSON with a key that was looked up within the last minute. All else, and every
error, goes on to Flask and the view in `api`, so that each answer is written in one place.
"""

import secrets
import time
from collections.abc import Iterable
from io import BytesIO
from typing import Any, cast

from flask import Flask

from app.accounts.keys import KnownKeys
from app.core.errors import HubError, Unknown
from app.core.health import count
from app.core.identity import Principal
from app.core.web import EARLY, headers, policy_of, read_json
from app.scanning.desk import Sent
from app.scanning.forms import ScansIn, checked, results
from app.scanning.writer import ScanWriter

PATH = "/api/v1/scans"


class ScanDoor:
    """WSGI middleware around the program."""

    def __init__(self, app: Flask) -> None:
        self._flask = app.wsgi_app
        self._writer = cast(ScanWriter, app.extensions["scan_writer"])
        self._keys = cast(KnownKeys, app.extensions["known_keys"])
        self._roles = policy_of(app.view_functions["scans.take_scans"])
        self._config = app.config

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST":
            began = time.perf_counter()
            by = self._keys.owner(environ.get("HTTP_AUTHORIZATION", ""))
            if by is not None and by.role in self._roles:
                answer = self._taken(environ, by)
                if answer is not None:
                    count("scans.take_scans", "POST", 200, began)
                    start_response("200 OK", self._headers(answer))
                    return [answer]
        return self._flask(environ, start_response)

    def _taken(self, environ: dict[str, Any], by: Principal) -> bytes | None:
        """The answer; None when Flask must give it, with the body and the error left for it to find."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > self._config["MAX_CONTENT_LENGTH"]:
            return None
        raw = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(raw)
        try:
            sent = read_json(ScansIn, raw)
            scans, batch = checked(sent, self._config["MAX_SCANS"]), sent.batch
            return results(self._writer.apply([Sent(by, scan, batch) for scan in scans]))
        except Unknown:
            self._keys.forget(environ["HTTP_AUTHORIZATION"])
        except HubError as error:
            environ[EARLY] = error
        return None

    def _headers(self, answer: bytes) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(answer))),
            ("X-Request-Id", secrets.token_hex(8)),
            *headers(self._config),
        ]
