"""Reads tables of TOML files value by value; a wrong one is named with its file and key."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REQUIRED: Any = object()


class PlanError(ValueError):
    """A plan is wrong: in which file, at which key, what was found there, and what was expected."""

    def __init__(self, file: Path, key: str, found: object, expected: str) -> None:
        super().__init__(f"{file}: {key} is {found!r}, expected {expected}")
        self.file, self.key, self.found, self.expected = file, key, found, expected


class Table:
    """One table; `close` refuses keys that nobody asked for, which are mostly misspelt ones."""

    def __init__(self, file: Path, values: dict[str, Any], place: str = "") -> None:
        self.file = file
        self._values = values
        self._place = place
        self._asked: set[str] = set()

    def wrong(self, key: str, found: object, expected: str) -> PlanError:
        return PlanError(self.file, self._place + key, found, expected)

    def text(self, key: str, pattern: str, expected: str, default: str = REQUIRED) -> str:
        value = self._value(key, expected, default)
        if value is not default and not (isinstance(value, str) and re.fullmatch(pattern, value)):
            raise self.wrong(key, value, expected)
        return str(value)

    def choice(self, key: str, choices: Sequence[str], default: str = REQUIRED) -> str:
        expected = "one of " + ", ".join(choices)
        value = self._value(key, expected, default)
        if value not in choices:
            raise self.wrong(key, value, expected)
        return str(value)

    def whole(self, key: str, least: int, most: int, default: int = REQUIRED) -> int:
        expected = f"a whole number from {least} to {most}"
        value = self._value(key, expected, default)
        if value is not default and not (_is_whole(value) and least <= value <= most):
            raise self.wrong(key, value, expected)
        return int(value)

    def maybe_whole(self, key: str, least: int, most: int) -> int | None:
        self._asked.add(key)
        return self.whole(key, least, most) if key in self._values else None

    def number(self, key: str, least: float, most: float) -> float:
        expected = f"a number from {least} to {most}"
        value = self._value(key, expected, REQUIRED)
        if not ((_is_whole(value) or isinstance(value, float)) and least <= value <= most):
            raise self.wrong(key, value, expected)
        return float(value)

    def texts(self, key: str, pattern: str, expected: str) -> tuple[str, ...]:
        """A list of different texts, empty when the key is missing."""
        value = self._value(key, f"a list, each {expected}", ())
        if not isinstance(value, list | tuple):
            raise self.wrong(key, value, f"a list, each {expected}")
        for n, one in enumerate(value):
            if not (isinstance(one, str) and re.fullmatch(pattern, one)) or one in value[:n]:
                raise self.wrong(f"{key}[{n}]", one, f"{expected}, each once")
        return tuple(value)

    def table(self, key: str) -> "Table":
        value = self._value(key, "a table", REQUIRED)
        if not isinstance(value, dict):
            raise self.wrong(key, value, "a table")
        return Table(self.file, value, f"{self._place}{key}.")

    def tables(self, key: str) -> list["Table"]:
        expected = "a list of one or more tables"
        value = self._value(key, expected, REQUIRED)
        if not (isinstance(value, list) and value and all(isinstance(one, dict) for one in value)):
            raise self.wrong(key, value, expected)
        return [Table(self.file, one, f"{self._place}{key}[{n}].") for n, one in enumerate(value)]

    def close(self) -> None:
        for key in self._values:
            if key not in self._asked:
                raise self.wrong(
                    key, self._values[key], "no such key; known here are " + ", ".join(sorted(self._asked))
                )

    def _value(self, key: str, expected: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values and default is REQUIRED:
            raise self.wrong(key, None, expected)
        return self._values.get(key, default)


def read_table(folder: Path, code: str) -> Table:
    """The file of one hub in a folder; `code` is checked, since it becomes part of a path."""
    file = folder / f"{code}.toml"
    if not re.fullmatch(r"[A-Z]{3}", code) or not file.is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.toml"))) or "none"
        raise PlanError(file, "the file", "missing", f"a plan of hub {code}; {folder} has: {known}")
    try:
        return Table(file, tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(file, "the file", str(error), "a TOML file in UTF-8") from error


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
