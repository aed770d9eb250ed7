"""Serves the program with gunicorn: threads for many handhelds, one process on SQLite, several on PostgreSQL."""

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app.hub import Heart
from config.settings import Settings

# The writer gives up the interpreter at each statement and must get it back soon: with the usual 5 ms it would
# wait that long behind every busy request thread.
SWITCH_S = 0.0005


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn without a file of its own: what it needs stands in the settings."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "keepalive": 75,
            "timeout": 120,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def _begin(self, worker: Any) -> None:
        """In the new process: connections of its own, and its heart."""
        sys.setswitchinterval(SWITCH_S)
        database = self.app.extensions["database"]
        database.engine.dispose(close=False)
        heart = Heart(database, self.settings)
        heart.start()
        worker.heart = heart

    def _end(self, _server: Any, worker: Any) -> None:
        heart = getattr(worker, "heart", None)
        if heart is not None:
            heart.stop()


def run(app: Flask) -> None:
    Server(app, app.config["SETTINGS"]).run()
