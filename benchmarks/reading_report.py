"""What `flask bench reading` shows: tables on the screen, the same as JSON, the same in docs/reading.md."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.reading import CHOSEN, COMPARED, READ_BAR, WRONG_BAR, Outcome, figures, split

Found = dict[str, list[Outcome]]
Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
_FIGURES = re.compile(r"(<!-- figures of the (\w+) set -->\n).*?(<!-- end -->)", re.DOTALL)


def overview(found: Found) -> Rows:
    """One line for each way of reading."""
    head = ("way", "read", "share", "wrong", "mean ms", "p95 ms", "bar")
    rows: list[tuple[str, ...]] = []
    for name, outcomes in found.items():
        one = figures(outcomes)
        bar = f"≥ {READ_BAR:.0%}, {WRONG_BAR} wrong" if name == CHOSEN else ""
        share = f"{one.rate:.1%}"
        rows.append(
            (name, f"{one.read}", share, f"{one.wrong}", f"{one.mean_ms:.0f}", f"{one.p95_ms:.0f}", bar)
        )
    return head, rows


def by_kind(found: Found, what: str, kind_of: Callable[[Outcome], str]) -> Rows:
    """Codes read of each kind by the ways that are compared."""
    shown = [name for name in COMPARED if name in found]
    columns = {name: split(found[name], kind_of) for name in shown}
    rows = [
        (kind, f"{one.pictures}", *(f"{columns[name][kind].read}" for name in shown))
        for kind, one in columns[CHOSEN].items()
    ]
    return (what, "pictures", *shown), rows


def tables(found: Found) -> dict[str, Rows]:
    return {
        "Ways of reading": overview(found),
        "Read by symbology": by_kind(found, "symbology", lambda one: one.symbology),
        "Read by condition": by_kind(found, "condition", lambda one: one.condition),
    }


def show(found: Found, console: Console) -> None:
    for title, (head, rows) in tables(found).items():
        table = Table(title=title)
        for place, name in enumerate(head):
            table.add_column(name, justify="right" if place else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def as_json(found: Found) -> str:
    value: dict[str, Any] = {
        name: {
            "all": asdict(figures(outcomes)),
            "symbology": {k: asdict(v) for k, v in split(outcomes, lambda one: one.symbology).items()},
            "condition": {k: asdict(v) for k, v in split(outcomes, lambda one: one.condition).items()},
            "wrong": sorted(text for one in outcomes for text in one.wrong),
        }
        for name, outcomes in found.items()
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write(found: Found, path: Path, set_name: str) -> None:
    """Put the tables where the page keeps the figures of this set; all else on it stays."""
    page = path.read_text(encoding="utf-8")
    if set_name not in {match[2] for match in _FIGURES.finditer(page)}:
        raise ValueError(f"{path} has no line `<!-- figures of the {set_name} set -->`")
    made = "\n".join(f"### {title}\n\n{_markdown(rows)}" for title, rows in tables(found).items())
    page = _FIGURES.sub(lambda one: f"{one[1]}\n{made}\n{one[3]}" if one[2] == set_name else one[0], page)
    path.write_text(page, encoding="utf-8")


def _markdown(rows: Rows) -> str:
    head, lines = rows
    return "\n".join(map(_line, (head, ("---", *("---:",) * (len(head) - 1)), *lines))) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
