"""Pages of one's own account: sign in and out, the way to one's first page, API keys."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.models import Person
from app.accounts.queries import KeyView, keys
from app.accounts.service import check_sign_in, end_session, issue_key, revoke_key, start_session
from app.core.clock import now
from app.core.errors import Fault, HubError, Invalid, NotFound, Unknown
from app.core.identity import Principal, Role
from app.core.web import allow, everyone, principal, public, reading, told, transaction, wants_page

pages = Blueprint("account_pages", __name__)

HOME = {
    Role.OPERATOR: "/handheld",
    Role.SUPERVISOR: "/board",
    Role.PLANNER: "/board",
    Role.ADMIN: "/board",
    Role.SELLER: "/seller",
    Role.CARRIER: "/manifests",
    Role.BROKER: "/customs",
}
KEY_HOLDERS = (Role.SUPERVISOR, Role.SELLER, Role.CARRIER, Role.BROKER, Role.ADMIN)
LONGEST_NAME = 120


@pages.app_errorhandler(Unknown)
def ask_who(error: Unknown) -> AnyResponse:
    """A browser without a session goes to the sign-in page and comes back; programs get the error."""
    if request.headers.get("HX-Request"):
        response = told(error)
        seen = urlsplit(request.headers.get("HX-Current-URL", ""))
        response.headers["HX-Redirect"] = url_for("account_pages.sign_in", next=local_path(seen.path))
        return response
    if request.method != "GET" or not wants_page():
        return told(error)
    return redirect(url_for("account_pages.sign_in", next=local_path(request.full_path.rstrip("?"))))


def local_path(wanted: str | None) -> str:
    """The address when it is a path of this hub, otherwise the first page: nobody is sent elsewhere."""
    text = wanted or ""
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if safe and "\\" not in text else "/"


@pages.get("/sign-in")
@public
def sign_in() -> AnyResponse:
    """The form; who is signed in already is sent on."""
    if g.get("principal") is not None:
        return redirect(local_path(request.args.get("next")))
    return _form(None)


@pages.post("/sign-in")
@public
def take_sign_in() -> AnyResponse:
    """A wrong try is counted and committed before it is told."""
    at, secret = now(), ""
    with transaction() as db:
        found = check_sign_in(db, request.form.get("email", ""), request.form.get("password", ""), at=at)
        if isinstance(found, Person):
            secret = start_session(db, found, at=at)
    if isinstance(found, HubError):
        return _form(found)
    session.clear()
    session["sign_in"] = secret
    return redirect(local_path(request.form.get("next")), 303)


def _form(error: HubError | None) -> Response:
    page = render_template(
        "accounts/sign_in.html",
        error=error,
        email=request.form.get("email", ""),
        next=local_path(request.values.get("next")),
    )
    return make_response(page, error.status if error else 200)


@pages.post("/sign-out")
@public
def sign_out() -> AnyResponse:
    secret = session.get("sign_in")
    if secret:
        with transaction() as db:
            end_session(db, secret, at=now())
    session.clear()
    return redirect(url_for("account_pages.sign_in"), 303)


@pages.get("/")
@everyone
def home() -> AnyResponse:
    """Everyone's first page."""
    return redirect(HOME[principal().role])


@pages.get("/account")
@everyone
def account() -> str:
    return _account()


def _account(secret: str = "", name: str = "") -> str:
    by = principal()
    with reading() as db:
        found = keys(db, by)
    may = by.role in KEY_HOLDERS
    return render_template("accounts/account.html", by=by, keys=found, may=may, secret=secret, name=name)


@pages.post("/account/keys")
@allow(*KEY_HOLDERS)
def make_key() -> str:
    """A new key, whose text is shown this once. Hub staff make tokens for handhelds, others keys of their own role."""
    by, name = principal(), _named(request.form.get("name", ""))
    with transaction() as db:
        _, token = issue_key(
            db,
            kind="device" if by.is_staff else "key",
            name=name,
            role=Role.OPERATOR if by.is_staff else by.role,
            seller_id=by.seller_id,
            carrier_id=by.carrier_id,
            by=by,
            at=now(),
        )
    return _account(token.text, name)


def _named(raw: str) -> str:
    name = " ".join(raw.split())
    if 1 <= len(name) <= LONGEST_NAME and name.isprintable():
        return name
    expected = f"1 to {LONGEST_NAME} characters"
    fault = Fault(
        "name", "bad_name", "a key needs a name that says what it is for", None, name[:40], expected
    )
    raise Invalid("bad_name", fault.message, f"write {expected}", (fault,))


@pages.get("/account/keys/<prefix>/revoke")
@allow(*KEY_HOLDERS)
def ask_revoke(prefix: str) -> str:
    return render_template("accounts/revoke.html", key=_key(principal(), prefix))


@pages.post("/account/keys/<prefix>/revoke")
@allow(*KEY_HOLDERS)
def take_revoke(prefix: str) -> AnyResponse:
    by = principal()
    _key(by, prefix)
    with transaction() as db:
        revoke_key(db, prefix, by=by, at=now())
    return redirect(url_for("account_pages.account"), 303)


def _key(by: Principal, prefix: str) -> KeyView:
    """A key that this person may see; what is not in the own list is not there at all."""
    with reading() as db:
        found = keys(db, by, prefix=prefix)
    if not found:
        raise NotFound("no_such_key", f"no key of yours begins with {prefix}", "see the list of keys")
    return found[0]
