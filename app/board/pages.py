"""The manager's board: what needs a person first, then departures by cut-off; it keeps itself up to date."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request

from app.board import queries
from app.core.clock import now
from app.core.identity import Role
from app.core.web import allow, principal, reading
from app.dispatch.queries import Standing

pages = Blueprint("board_pages", __name__)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a departure wants now; without an address it is the floor's turn."""

    words: str
    path: str = ""


def next_step(one: Standing, at: datetime) -> NextStep:
    where = f"/departures/{one.departure.number}"
    if one.departure.state == "closed":
        return NextStep("Depart", f"{where}/depart")
    if one.loaded and (one.loaded >= one.assigned or at > one.departure.cutoff_at):
        return NextStep("Close", f"{where}/close")
    if one.assigned > one.loaded and at <= one.departure.cutoff_at:
        return NextStep(f"{one.assigned - one.loaded:,} still to load")
    if one.assigned > one.loaded:
        return NextStep("Plan again", "/planning")
    return NextStep("")


@pages.get("/board")
@allow(Role.SUPERVISOR, Role.PLANNER)
def show() -> str:
    """The whole page; `?live=0` stands still."""
    return _board("board/board.html")


@pages.get("/board/live")
@allow(Role.SUPERVISOR, Role.PLANNER)
def live() -> str:
    """The part of the page that is replaced every few seconds."""
    return _board("board/live.html")


def _board(template: str) -> str:
    at = now()
    with reading() as db:
        board = queries.board(db, principal(), now=at)
    steps = {one.departure.number: next_step(one, at) for one in board.departures}
    return render_template(template, board=board, steps=steps, at=at, live=request.args.get("live") != "0")
