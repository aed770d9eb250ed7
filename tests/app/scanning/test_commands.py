"""The commands: every task and reason has one, and the sheet prints them all."""

import json
import re
from pathlib import Path

import pytest
import zxingcpp

from app.parcels.service import HOLD_REASONS
from app.scanning import commands
from app.scanning.tasks import TASKS
from labels.identifiers import Identifier, Scheme, classify
from tests.app.players import Players
from tests.unit.labels.pictures import printed

APP = Path(__file__).resolve().parents[3] / "app" / "static" / "js" / "handheld"
# The menu's own words stand on its button; what the others are called is said on the sheet alone.
SAID_BY_THE_APP = ("confirm", "undo", "skip", "menu")


def test_every_task_and_every_reason_has_a_command() -> None:
    assert {*commands.TASKS, "exception"} == {one.id for one in TASKS}
    assert tuple(commands.REASONS) == HOLD_REASONS


def test_a_command_is_of_letters_only_and_no_code_of_freight() -> None:
    for code in commands.COMMANDS:
        assert re.fullmatch("CMD[A-Z]+", code)
        assert classify(code) == Identifier(Scheme.OTHER, code)


def test_no_two_commands_are_alike() -> None:
    names = [code for group in commands.GROUPS for code, _ in group.codes()]
    assert len(names) == len(set(names)) == len(commands.COMMANDS)
    assert commands.COMMANDS["CMDTASKRELEASEHOLD"][0] == "release_hold"


def test_the_sheet_prints_every_command(hub: Players) -> None:
    status, raw = hub.call("device:0", "GET", "/handheld/commands.pdf")
    assert status == 200
    found = [one.text for page in printed(raw) for one in zxingcpp.read_barcodes(page)]
    assert sorted(found) == sorted(commands.COMMANDS)


def test_the_sheet_is_for_those_who_scan(hub: Players) -> None:
    assert hub.refused("seller:BATIK", "GET", "/handheld/commands.pdf")[0] == 403
    assert hub.call("supervisor", "GET", "/handheld/commands.pdf")[0] == 200


@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "ms"), (2, "zh")])
def test_the_sheet_and_the_app_call_things_the_same(place: int, language: str) -> None:
    said = json.loads((APP / "words" / f"{language}.json").read_text(encoding="utf-8"))
    printed_words = {
        **{f"task.{name}": words[place] for name, words in commands.TASKS.items()},
        **{f"reason.{name}": words[place] for name, words in commands.REASONS.items()},
        **{name: commands.KEYS[name][place] for name in SAID_BY_THE_APP},
    }
    assert printed_words == {name: said.get(name) for name in printed_words}


def test_the_app_knows_every_key_and_task() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(APP.glob("*.js")))
    tasks = (APP / "tasks.js").read_text(encoding="utf-8")
    assert [one for one in commands.KEYS if f'key === "{one}"' not in source] == []
    assert [one for one in commands.TASKS if not re.search(rf"^  {one}: {{", tasks, re.MULTILINE)] == []
