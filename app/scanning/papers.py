"""`GET /handheld/commands.pdf`: the sheet of commands that hangs at a scanning place."""

from flask import Blueprint, Response, current_app

from app.core.identity import Role
from app.core.web import allow
from app.scanning.commands import COMMANDS, GROUPS, HINT, TITLE
from labels.kinds.commands import Command, CommandGroup, render

command_papers = Blueprint("command_papers", __name__)


@command_papers.get("/handheld/commands.pdf")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def command_sheet() -> Response:
    """A4: one code for each command, with its words in English, Malay and Chinese."""
    groups = [
        CommandGroup(one.words, tuple(Command(code, COMMANDS[code][1]) for code, _ in one.codes()))
        for one in GROUPS
    ]
    title = f"{' · '.join(TITLE)} · {current_app.config['SETTINGS'].hub}"
    headers = {"Content-Disposition": 'inline; filename="commands.pdf"'}
    return Response(render(groups, title, HINT), content_type="application/pdf", headers=headers)
