"""`/lists`: what is to be picked and moved, each list as a paper with a code that handhelds read."""

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.identity import Role
from app.core.web import STAFF, allow, principal, reading, transaction
from app.inventory.lists import close_list
from app.inventory.queries import task_list, task_lists
from labels.symbols import bars, code128

pages = Blueprint("list_pages", __name__)


@pages.get("/lists")
@allow(*STAFF)
def show_lists() -> str:
    """Lists with something left, in the order in which they were made, then those that were made last."""
    with reading() as db:
        left = task_lists(db, principal())
        newest = [one for one in task_lists(db, principal(), open_only=False, limit=30) if one not in left]
    return render_template("scanning/lists.html", left=left, newest=newest)


@pages.get("/lists/<number>")
@allow(*STAFF)
def show_list(number: str) -> str:
    """One list in its order, ready to be printed, with a code that a handheld follows it by."""
    with reading() as db:
        found, lines = task_list(db, principal(), number)
    return render_template("scanning/list.html", one=found, lines=lines, bars=_bars(number))


def _bars(number: str) -> list[tuple[int, int]]:
    """Place and width of each bar of a Code 128, in modules."""
    widths, at, found = bars(code128(number)), 0, []
    for place, width in enumerate(widths):
        if place % 2 == 0:
            found.append((at, width))
        at += width
    return found


@pages.get("/lists/<number>/close")
@allow(Role.SUPERVISOR, Role.PLANNER)
def ask_close(number: str) -> str:
    with reading() as db:
        found, _ = task_list(db, principal(), number)
    lines = [
        f"{found.left} of {found.lines} are left. Handhelds do not show it any more, and plans may take them again."
    ]
    title, button = f"Give up list {number}?", "Give it up"
    return render_template(
        "confirm.html", title=title, lines=lines, button=button, danger=True, back=f"/lists/{number}"
    )


@pages.post("/lists/<number>/close")
@allow(Role.SUPERVISOR, Role.PLANNER)
def take_close(number: str) -> Response:
    with transaction() as db:
        close_list(db, number, by=principal(), at=now())
    flash(f"list {number} is given up")
    return redirect("/lists", 303)
