"""Serves the program with Granian: threads for many handhelds, one process on SQLite, several on PostgreSQL."""

import os
import sys
import threading
import time
from multiprocessing.util import Finalize

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from app.core.jobs.worker import Worker
from app.hub import Heart

# The writer gives up the interpreter at each statement and must get it back soon: with the usual 5 ms it would
# wait that long behind every busy request thread.
SWITCH_S = 0.0005
GRACE_S = 20
WAITING = 1_024


def run(app: Flask) -> None:
    """Serve until stopped. Workers that die are started again; they end when this process does."""
    settings = app.config["SETTINGS"]
    server = Granian(
        "wsgi:app",
        settings.host,
        settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=WAITING,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
    )
    parent = os.getpid()
    server.serve(target_loader=lambda: _begin(app, parent), wrap_loader=False)


def _begin(app: Flask, parent: int) -> Flask:
    """In the new process: connections of its own, its heart, and a worker that gives its job back at the end."""
    sys.setswitchinterval(SWITCH_S)
    database = app.extensions["database"]
    database.engine.dispose(close=False)
    settings = app.config["SETTINGS"]
    Heart(database, settings).start()
    if settings.jobs:
        worker = Worker(database, app.extensions["jobs"], memory_bytes=settings.job_memory_bytes)
        worker.start()
        Finalize(None, worker.stop, exitpriority=1)
    threading.Thread(target=_end_with, args=(parent,), name="orphan-watch", daemon=True).start()
    return app


def _end_with(parent: int) -> None:
    """A worker whose parent was killed would keep the port and serve on unseen."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
