"""Tells machines how the program is: alive, ready to work, and what it has answered so far.

Figures of requests are of this process, those of jobs of the whole hub.
"""

import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, g, request, request_started
from flask.blueprints import BlueprintSetupState
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlalchemy.exc import DBAPIError

from app.core.errors import HubError
from app.core.jobs.queue import counts
from app.core.migrate import current
from app.core.web import answer, database, public, reading

health = Blueprint("health", __name__)
_MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UPGRADE = "run `flask db upgrade`"

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "entrepot_requests", "Requests answered.", ("endpoint", "method", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "entrepot_request_seconds",
    "Time to answer a request.",
    ("endpoint",),
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

JOBS = Gauge(
    "entrepot_jobs", "Jobs of the hub that want a worker or a person.", ("state",), registry=REGISTRY
)


@health.record_once
def _watch(state: BlueprintSetupState) -> None:
    """Time from the signal and not from a before-request function, so that finding out who asks counts too."""
    request_started.connect(_begin, state.app)


def _begin(_app: Flask, **_: Any) -> None:
    g.began = time.perf_counter()


@health.after_app_request
def _count(response: Response) -> Response:
    """Labels are names of views and known methods only: what a caller makes up adds no series."""
    method = request.method if request.method in _METHODS else "other"
    count(request.endpoint or "none", method, response.status_code, g.get("began"))
    return response


def count(endpoint: str, method: str, status: int, began: float | None) -> None:
    """Count an answer, and the time since `began` (of `time.perf_counter`)."""
    REQUESTS.labels(endpoint, method, str(status)).inc()
    if began is not None:
        SECONDS.labels(endpoint).observe(time.perf_counter() - began)


@health.get("/healthz")
@public
def alive() -> Response:
    """The process answers. It says nothing of the database."""
    return answer({"alive": True})


@health.get("/readyz")
@public
def ready() -> Response:
    """Whether this process can do its work now; 503 and the reason when it cannot."""
    checks = {"database": _database(), **_readers()}
    fine = all(one == "ok" for one in checks.values())
    return answer({"ready": fine, "checks": checks, "jobs": _jobs()}, 200 if fine else 503)


@health.get("/metrics")
@public
def metrics() -> Response:
    for state, count in _jobs().items():
        JOBS.labels(state).set(count)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _jobs() -> dict[str, int]:
    """Of the whole hub. Failed and dead ones want a person; they do not keep this process from its work."""
    try:
        with reading() as db:
            return counts(db)
    except (DBAPIError, HubError):
        return {}


def _database() -> str:
    try:
        revision = current(database())
    except (DBAPIError, HubError):
        return "the database does not answer"
    newest = _newest()
    return "ok" if revision == newest else f"the schema is at {revision}, expected {newest}: {_UPGRADE}"


@lru_cache(maxsize=1)
def _newest() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _readers() -> dict[str, str]:
    """The readers of codes in pictures, where the program was told of them."""
    names = current_app.extensions.get("code_readers")
    if names is None:
        return {}
    return {"code_readers": "ok" if names else "no reader of codes in pictures is installed"}
