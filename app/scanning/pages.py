"""The handheld's app as the browser loads it: one shell for everybody, its worker, its manifest.

The shell holds no data and needs no sign-in, so that a handheld opens it without the network.
"""

import hashlib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import msgspec
from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.queries import handhelds
from app.accounts.shifts import sign_out
from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Role
from app.core.web import CSP, allow, principal, public, reading, transaction

pages = Blueprint("scan_pages", __name__)

_STATIC = Path(__file__).resolve().parents[1] / "static"
_SHELL = ("css/handheld.css", "icon.svg", "js/handheld/**/*.js", "js/handheld/**/*.json")
SILENT = timedelta(hours=1)
# Loaded when first wanted, not with the first screen.
LATER = frozenset(
    {"main", "backroom", "camera", "choice", "codes", "floor", "photo", "reader", "tasks", "video", "work"}
)
_WORKER = "js/handheld/sw.js"
# The reader of codes in the camera's picture is WebAssembly.
_CSP = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'").replace(
    "img-src 'self' data:", "img-src 'self' data: blob:"
)


@pages.get("/handheld")
@public
def handheld() -> Response:
    response = Response(render_template("scanning/handheld.html", build=_build(), modules=_modules()))
    response.headers["Content-Security-Policy"] = _CSP
    return _fresh(response)


@pages.get("/handheld/sw.js")
@public
def worker() -> Response:
    """The service worker with the names of what it keeps; it changes when any of that does."""
    text = (_STATIC / _WORKER).read_text(encoding="utf-8")
    files = ["/handheld", *(url_for("static", filename=one) for one in _files())]
    text = text.replace('"__BUILD__"', msgspec.json.encode(_build()).decode())
    text = text.replace('["__FILES__"]', msgspec.json.encode(files).decode())
    response = Response(text, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/handheld"
    return _fresh(response)


@pages.get("/handheld/manifest.webmanifest")
@public
def manifest() -> Response:
    value = {
        "name": "Entrepot handheld",
        "short_name": "Entrepot",
        "id": "/handheld",
        "start_url": "/handheld",
        "scope": "/handheld",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#12303f",
        "theme_color": "#12303f",
        "icons": [{"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return _fresh(Response(msgspec.json.encode(value), content_type="application/manifest+json"))


@pages.get("/handhelds")
@allow(Role.SUPERVISOR)
def show_handhelds() -> str:
    """Every handheld of the hub: who is on it, when it was last heard of, what it still has to send."""
    at = now()
    with reading() as db:
        found = handhelds(db, principal())
    late = at - SILENT
    return render_template("scanning/handhelds.html", found=found, build=_build(), late=late, at=at)


@pages.get("/handhelds/<uuid:handheld_id>/sign-out")
@allow(Role.SUPERVISOR)
def ask_sign_out(handheld_id: UUID) -> str:
    with reading() as db:
        one = next((one for one in handhelds(db, principal()) if one.id == handheld_id), None)
    if one is None:
        raise NotFound("unknown_handheld", "there is no such handheld here", "see the list of handhelds")
    lines = [f"Every shift on {one.name} ends now: {', '.join(one.people) or 'nobody is on it'}."]
    if one.waiting:
        lines.append(
            f"It still had {one.waiting} scans to send. They stay on it as refused, and can be sent after "
            "somebody signs in there again."
        )
    title, button = f"Sign out {one.name}?", "Sign it out"
    return render_template(
        "confirm.html", title=title, lines=lines, button=button, danger=True, back="/handhelds"
    )


@pages.post("/handhelds/<uuid:handheld_id>/sign-out")
@allow(Role.SUPERVISOR)
def take_sign_out(handheld_id: UUID) -> AnyResponse:
    with transaction() as db:
        sign_out(db, handheld_id, by=principal(), at=now())
    return redirect("/handhelds", 303)


def _fresh(response: Response) -> Response:
    """May be kept, and is asked for again each time."""
    response.headers["Cache-Control"] = "no-cache"
    return response


def _files() -> list[str]:
    found = {path for pattern in _SHELL for path in _STATIC.glob(pattern)}
    names = sorted(path.relative_to(_STATIC).as_posix() for path in found)
    return [one for one in names if one != _WORKER]


def _modules() -> list[str]:
    """The modules of the first screen, so that they are fetched at once and not one after the other."""
    return [one for one in _files() if one.endswith(".js") and Path(one).stem not in LATER]


def _build() -> str:
    """A short name of this version of the app: a hash of everything that it is made of."""
    return _hashed() if not current_app.debug else _hashed.__wrapped__()


@lru_cache(maxsize=1)
def _hashed() -> str:
    parts = [*(_STATIC / one for one in (*_files(), _WORKER)), _template()]
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in parts if path.exists()))
    return whole.hexdigest()[:12]


def _template() -> Path:
    return _STATIC.parent / "templates" / "scanning" / "handheld.html"
