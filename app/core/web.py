"""From request to answer: who may call a view, how a body is read, and how every error is told.

A view is about ten lines: `allow(...)` says who may call it, `body(Type)` gives a typed value or every fault,
`with transaction() as db` opens the one transaction, `answer(...)` writes JSON. A view without a policy stops
the program from starting.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

import msgspec
from flask import Flask, Response, current_app, g, render_template, request
from flask_compress import Compress
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app.core.db import Database
from app.core.errors import Fault, Forbidden, HubError, Invalid, Malformed, TooLarge, Unavailable, Unknown
from app.core.identity import Principal, Role

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger("entrepot")

PUBLIC = "public"
STAFF = (Role.OPERATOR, Role.SUPERVISOR, Role.PLANNER)
_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_MAX_DEPTH = 32
EARLY = "entrepot.error"

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


# Only what holds no secret of whom it is for is sent small: of the rest, its length would tell (BREACH).
_compress = Compress()
compressed = _compress.compressed()


def whole(view: View) -> View:
    """A view that answers with a file reads it at once and closes it, so that it can be compressed."""

    @wraps(view)
    def read(*given: Any, **named: Any) -> Response:
        response = view(*given, **named)
        stream, response.direct_passthrough = response.response, False
        response.set_data(b"".join(stream))
        if hasattr(stream, "close"):
            stream.close()
        return cast(Response, response)

    return cast(View, read)


def allow(*roles: Role) -> Callable[[View], View]:
    """Who may call this view. Admins may call everything that staff may."""
    policy = frozenset(roles) | (
        {Role.ADMIN} if set(roles) & set(STAFF) or Role.ADMIN in roles else frozenset()
    )

    def mark(view: View) -> View:
        view.__dict__["policy"] = policy
        return view

    return mark


def public(view: View) -> View:
    """Anyone may call this view, signed in or not."""
    view.__dict__["policy"] = PUBLIC
    return view


def everyone(view: View) -> View:
    """Whoever is known may call this view; its queries scope what each sees."""
    view.__dict__["policy"] = frozenset(Role)
    return view


def policy_of(view: Callable[..., Any]) -> Any:
    return getattr(view, "policy", None)


def principal() -> Principal:
    found = g.get("principal")
    if found is None:
        reason = g.get("refused_key")
        raise reason or Unknown(
            "not_signed_in", "this needs a signed-in person or an API key", "sign in, or send a bearer token"
        )
    return cast(Principal, found)


def database() -> Database:
    return cast(Database, current_app.extensions["database"])


def transaction() -> AbstractContextManager[Session]:
    return database().transaction()


def reading() -> AbstractContextManager[Session]:
    return database().reading()


def body(type_: type[T]) -> T:
    """The JSON body as `type_`; unknown fields and wrong types are told by their path."""
    return read_json(type_, request.get_data(cache=False))


def read_json(type_: type[T], raw: bytes) -> T:
    if not raw.strip():
        raise Malformed("empty_body", "the request has no body", "send JSON; see /docs")
    decoder = _DECODERS.get(type_)
    if decoder is None:
        decoder = _DECODERS.setdefault(type_, msgspec.json.Decoder(type_))
    return cast(T, decode(decoder, raw))


def decode(decoder: msgspec.json.Decoder[T], raw: bytes) -> T:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from error
    except msgspec.DecodeError as error:
        raise Malformed(
            "bad_json", f"the body is not valid JSON: {error}", "check quotes, commas, encoding"
        ) from error
    except RecursionError as error:
        raise Malformed(
            "too_deep", f"the JSON is nested deeper than {_MAX_DEPTH}", "send a flat body"
        ) from error
    except UnicodeDecodeError as error:
        raise Malformed("bad_encoding", "the body is not UTF-8", "send UTF-8") from error


def _invalid(text: str) -> Invalid:
    """msgspec writes `Expected int, got str - at `$.scans[3].at``; that becomes a fault with row and field."""
    message, _, path = text.partition(" - at `")
    path = path.rstrip("`").removeprefix("$").removeprefix(".")
    row = (
        int(path.split("[")[1].split("]")[0]) + 1 if "[" in path and path.split("[")[1][0].isdigit() else None
    )
    fault = Fault(field=path or "body", code="wrong_type", message=message, row=row)
    return Invalid(
        "invalid_body", f"{message} at {path or 'the top'}", "correct the value; see /docs", (fault,)
    )


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(_ENCODER.encode(value), status, headers, content_type="application/json")


def problem(error: HubError) -> Response:
    """RFC 9457 problem details."""
    value = {
        "type": f"/docs#{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "hint": error.hint,
        "errors": [
            msgspec.structs.asdict(one) if isinstance(one, msgspec.Struct) else _fault(one)
            for one in error.faults
        ],
        "request_id": g.get("request_id", ""),
    }
    response = answer(value, error.status)
    response.content_type = "application/problem+json"
    if error.status in (429, 503):
        response.headers["Retry-After"] = "5"
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "row": fault.row,
        "field": fault.field,
        "code": fault.code,
        "message": fault.message,
        "found": fault.found,
        "expected": fault.expected,
    }


def wants_page() -> bool:
    """Whether the caller is a browser showing a page, not a program."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def told(error: HubError) -> Response:
    """One error, as the caller can read it: a problem document, or a page that helps."""
    if not wants_page():
        return problem(error)
    page = render_template("error.html", error=error, request_id=g.get("request_id", ""))
    return Response(page, error.status)


def install(app: Flask) -> None:
    """Error answers, security headers, request ids and the check that every view has a policy."""
    _compress.init_app(app)
    app.before_request(_number)
    app.before_request(_early)
    app.before_request(_guard)
    app.after_request(_harden)
    app.register_error_handler(HubError, told)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(DBAPIError, _from_database)
    app.register_error_handler(Exception, _unforeseen)


def check_policies(app: Flask) -> None:
    """Refuse to start when a route does not say who may call it."""
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if policy_of(app.view_functions[rule.endpoint]) is None
    ]
    if bare:
        raise RuntimeError(
            f"views without a policy (allow, everyone or public): {', '.join(sorted(set(bare)))}"
        )


def _number() -> None:
    g.request_id = secrets.token_hex(8)


def _early() -> None:
    """An error from before Flask is told as any other."""
    error = request.environ.get(EARLY)
    if error is not None:
        raise error


def _guard() -> None:
    if request.endpoint is None:
        return
    policy = policy_of(current_app.view_functions[request.endpoint])
    if policy == PUBLIC:
        return
    by = principal()
    if by.role not in policy:
        raise Forbidden(
            "wrong_role", f"{by.name} ({by.role}) may not do this", f"it is for: {', '.join(sorted(policy))}"
        )


def headers(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The headers of every answer but those of static files, which may be cached."""
    secure = [("Strict-Transport-Security", "max-age=31536000")] if config["SESSION_COOKIE_SECURE"] else []
    return [*HEADERS.items(), *secure, ("Cache-Control", "no-store")]


def _harden(response: Response) -> Response:
    for name, value in headers(current_app.config):
        if name != "Cache-Control" or request.endpoint != "static":
            response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _from_http(error: HTTPException) -> Response:
    if error.code == 413:
        limit = current_app.config["MAX_CONTENT_LENGTH"]
        return told(TooLarge("body_too_large", f"the body is over {limit} bytes", "send it in smaller parts"))
    if error.code in (301, 302, 303, 307, 308) and error.response is not None:
        return cast(Response, error.response)
    known = HubError(
        (error.name or "error").lower().replace(" ", "_"),
        error.description or "",
        "check the address and the method",
    )
    known.status, known.title = error.code or 500, error.name
    return told(known)


def _from_database(error: DBAPIError) -> Response:
    text = str(error.orig)
    if isinstance(error, OperationalError) or error.connection_invalidated:
        log.error("database unavailable: %s", text)
        return told(
            Unavailable(
                "database_unavailable", "the database does not answer now", "nothing was written; try again"
            )
        )
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen error in request %s", g.get("request_id"), exc_info=error)
    known = HubError(
        "internal_error",
        "the hub made a mistake; nothing was written",
        f"tell the operator: {g.get('request_id')}",
    )
    known.status, known.title = 500, "The hub made a mistake"
    return told(known)


@contextmanager
def acting_as(by: Principal) -> Iterator[None]:
    """For command line and tests: run with a known principal."""
    g.principal = by
    yield
