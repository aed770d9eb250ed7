"""What a benchmark of the optimizer tells: tables on the console, a progress bar until then, the same rows as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

WIDTH = 140
T = TypeVar("T")


class Report:
    """Shows tables as they come and keeps them."""

    def __init__(self) -> None:
        self.console = Console(width=WIDTH) if not Console().is_terminal else Console()
        self.tables: list[dict[str, object]] = []

    def track(self, items: Sequence[T] | Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
        """The items, with a progress bar over them."""
        yield from track(items, description=what, total=total, console=self.console, transient=True)

    def say(self, line: str) -> None:
        self.console.print(line)

    def show(self, table: Table) -> None:
        self.console.print(table)
        names = [str(column.header) for column in table.columns]
        cells = zip(*(list(column.cells) for column in table.columns), strict=True)
        rows = [dict(zip(names, map(_value, row), strict=True)) for row in cells]
        self.tables.append({"title": str(table.title), "rows": rows})

    def write(self, path: Path | None) -> None:
        if path is not None:
            path.write_text(json.dumps(self.tables, indent=1, ensure_ascii=False), encoding="utf-8")


def _value(cell: object) -> object:
    """A figure as a number, whatever else as its text."""
    text = str(cell)
    with suppress(ValueError):
        return float(text.replace(",", ""))
    return text
