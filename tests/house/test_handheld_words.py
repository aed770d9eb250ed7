"""The handheld says everything in each of its languages, and has words for every refusal that a scan can meet."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.parcels.lifecycle import Clearance, Handling, UnitState
from app.parcels.service import HOLD_REASONS
from app.scanning.actions import ACTIONS
from app.scanning.answers import NEXT_OF_PARCEL, NEXT_OF_UNIT
from app.scanning.tasks import TASKS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "app/static/js/handheld"
LANGUAGES = ("en", "ms", "zh")
# Where the refusals of a scan are made.
PARTS = (
    "app/scanning/*.py",
    "app/parcels/lifecycle.py",
    "app/parcels/service.py",
    "app/parcels/work.py",
    "app/inventory/service.py",
    "app/inventory/rules.py",
    "app/inbound/service.py",
    "app/consolidation/service.py",
    "app/dispatch/service.py",
    "app/dispatch/rules.py",
)
# Of verbs that no scan calls, of requests that are refused whole, and of pages.
ELSEWHERE = {
    "bad_name",
    "bad_offset",
    "bad_resolution",
    "bad_scan",
    "busy",
    "invalid_scans",
    "no_offset",
    "no_scans",
    "not_a_person",
    "not_empty",
    "not_free",
    "not_yours",
    "nothing_read",
    "too_large",
    "too_many_scans",
    "unknown_case",
    "unknown_dock",
    "unknown_kind",
    "unknown_task",
    "unknown_unit",
}
_HOLE = re.compile(r"\{(\w+)\}")


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "words" / f"{language}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same_things_with_the_same_holes(language: str) -> None:
    english, other = words("en"), words(language)
    assert list(other) == list(english)
    assert {key: set(_HOLE.findall(text)) for key, text in other.items()} == {
        key: set(_HOLE.findall(text)) for key, text in english.items()
    }
    assert [key for key, text in other.items() if not text.strip()] == []


def test_every_refusal_of_a_scan_has_words() -> None:
    codes = {code for pattern in PARTS for path in ROOT.glob(pattern) for code in _refusals(path)}
    assert len(codes) > 30
    assert sorted(codes - ELSEWHERE - {key.removeprefix("code.") for key in words("en")}) == []


def _refusals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = {"refused": 1}.get(node.func.id, 0)
        errors = ("Refused", "NotFound", "Malformed", "Invalid", "TooLarge", "refused")
        if node.func.id in errors and len(node.args) > place:
            code = node.args[place]
            if isinstance(code, ast.Constant):
                yield str(code.value)


def test_every_value_of_the_hub_has_words() -> None:
    there = set(words("en"))
    wanted = {f"state.{one}" for one in (*Handling, *UnitState)}
    wanted |= {f"clearance.{one}" for one in Clearance}
    wanted |= {f"reason.{one}" for one in HOLD_REASONS}
    wanted |= {f"task.{one.id}" for one in TASKS}
    wanted |= {f"next.{code}" for code, _ in (*NEXT_OF_PARCEL.values(), *NEXT_OF_UNIT.values())}
    wanted |= {f"action.{one}" for one in ACTIONS} - {
        f"action.{one}" for one in ("return", "dispose", "lose", "find_again")
    }
    assert sorted(wanted - there) == []


def test_every_task_of_the_hub_has_its_screens() -> None:
    text = (FOLDER / "tasks.js").read_text(encoding="utf-8")
    table = text[text.index("export const TASKS") : text.index("};")]
    assert set(re.findall(r"^  (\w+): \{", table, re.MULTILINE)) == {one.id for one in TASKS}


def test_every_key_that_the_screens_name_is_there() -> None:
    there = set(words("en"))
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")]
    said = {key for text in texts for key in re.findall(r"""\bsay\("([\w.]+)"[,)]""", text)}
    listed = {key for text in texts for key in re.findall(r'"((?:camera|device|test)\.\w+)"', text)}
    assert len(said) > 50
    assert len(listed) > 10
    assert sorted((said | listed) - there) == []
