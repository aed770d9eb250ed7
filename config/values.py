"""Reads one setting's text into a typed value, or says what was expected of it."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_UNITS = {"": 1, "B": 1, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")


class Unreadable(ValueError):
    """The text is not such a value; the message says what was expected."""


def matching(pattern: str, expected: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise Unreadable(expected)
        return text

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.replace("_", "")
        if not (digits.isascii() and digits.isdigit() and least <= int(digits[:20]) <= most):
            raise Unreadable(f"a whole number from {least} to {most}")
        return int(digits)

    return read


def size(least: int, most: int) -> Callable[[str], int]:
    """Bytes: 10485760, 10240 KiB or 10 MiB."""

    def read(text: str) -> int:
        match = re.fullmatch(r"(\d{1,15})\s*([a-z]*)", text, re.IGNORECASE | re.ASCII)
        unit = _UNITS.get(match[2].upper()) if match else None
        if match is None or unit is None or not least <= int(match[1]) * unit <= most:
            raise Unreadable(f"a size from {shown_size(least)} to {shown_size(most)}, such as 10 MiB")
        return int(match[1]) * unit

    return read


def shown_size(count: int) -> str:
    for unit, name in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit} {name}"
    return f"{count} B"


def yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise Unreadable("yes or no (also 1 or 0, true or false, on or off)")
    return text.lower() in _YES


def networks(text: str) -> str:
    """Networks in CIDR form, with commas between them."""
    try:
        found = [ip_network(one.strip()) for one in text.split(",")]
    except ValueError as error:
        raise Unreadable("networks such as 10.20.0.0/24, 192.168.7.15/32") from error
    return ", ".join(str(one) for one in found)


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        for choice in choices:
            if text.lower() == choice.lower():
                return choice
        raise Unreadable("one of " + ", ".join(choices))

    return read


def database(text: str) -> str:
    """A URL in the one spelling that the program uses inside."""
    if text.startswith("sqlite:///"):
        return _sqlite(text)
    if text.startswith(_POSTGRES):
        return _postgresql(text)
    raise Unreadable("sqlite:///path/to/file, or postgresql://user:password@host:5432/database")


def _sqlite(text: str) -> str:
    path = text.removeprefix("sqlite:///")
    if not path or path == ":memory:" or path.endswith("/") or "?" in path:
        raise Unreadable("sqlite:/// and the path of a file: the database must outlive the process")
    return f"sqlite:///{PROJECT / path}"


def _postgresql(text: str) -> str:
    try:
        parts = urlsplit(text)
        named = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise Unreadable("postgresql://user:password@host:5432/database, naming a database")
    return "postgresql+psycopg://" + text.partition("://")[2]


def without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url)
