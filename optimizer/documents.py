"""Problems from JSON and plans to JSON, for notebooks, the command line and stored snapshots."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from optimizer.errors import Fault, InvalidProblem

Problem = TypeVar("Problem")
NAMES = {int: "a whole number", str: "a text", bool: "true or false"}


def to_json(value: Any) -> str:
    """A problem or a plan, which are dataclasses, with sets as sorted lists."""
    return json.dumps(asdict(value), indent=1, ensure_ascii=False, default=sorted)


def problem_of(kind: type[Problem], text: str) -> Problem:
    """The problem of this kind that the JSON tells. Raises InvalidProblem, which names every row and field."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        fault = Fault(where, "not_json", f"{error.msg} at {where}", expected="JSON")
        raise InvalidProblem(f"This is not JSON: {error.msg} at {where}.", (fault,)) from error
    faults: list[Fault] = []
    problem = _value(document, kind, "", faults)
    if faults or not isinstance(problem, kind):
        more = "" if len(faults) == 1 else f", and {len(faults) - 1} more"
        raise InvalidProblem(f"The document is wrong: {faults[0].message}{more}.", tuple(faults))
    return problem


def _value(found: object, kind: Any, where: str, faults: list[Fault]) -> object:
    """The value as its declared kind; what does not fit is added to the faults."""
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(found, kind, where, faults)
    if origin in (Union, UnionType):
        kinds = [each for each in inner if each is not NoneType]
        return None if found is None else _value(found, kinds[0], where, faults)
    if origin in (tuple, frozenset):
        return _several(found, origin, inner, where, faults)
    if issubclass(kind, StrEnum):
        return _one_of(found, kind, where, faults)
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        faults.append(_misfit(where, found, NAMES[kind]))
    return found


def _several(found: object, origin: Any, inner: tuple[Any, ...], where: str, faults: list[Fault]) -> object:
    fixed = origin is tuple and Ellipsis not in inner
    if not isinstance(found, list) or (fixed and len(found) != len(inner)):
        faults.append(_misfit(where, found, f"a list of {len(inner)}" if fixed else "a list"))
        return None
    kinds = inner if fixed else [inner[0]] * len(found)
    return origin(
        _value(each, kind, f"{where}[{row}]", faults)
        for row, (each, kind) in enumerate(zip(found, kinds, strict=True))
    )


def _one_of(found: object, kind: type[StrEnum], where: str, faults: list[Fault]) -> object:
    if isinstance(found, str) and found in set(kind):
        return kind(found)
    faults.append(_misfit(where, found, f"one of {', '.join(kind)}"))
    return None


def _record(found: object, kind: Any, where: str, faults: list[Fault]) -> object:
    if not isinstance(found, Mapping):
        faults.append(_misfit(where, found, f"an object with {', '.join(_names(kind))}"))
        return None
    before = len(faults)
    faults += _wrong_names(found, kind, where)
    hints = get_type_hints(kind)
    values = {
        name: _value(found[name], hints[name], f"{where}.{name}" if where else name, faults)
        for name in _names(kind)
        if name in found
    }
    return kind(**values) if len(faults) == before else None


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _wrong_names(found: Mapping[str, object], kind: Any, where: str) -> Iterator[Fault]:
    place = where or "the document"
    for field in fields(kind):
        if field.default is MISSING and field.name not in found:
            message = f"{place} has no {field.name}"
            yield Fault(where, "missing", message, ", ".join(found), field.name)
    for name in found.keys() - set(_names(kind)):
        message = f"{place} has {name}, which is not known"
        yield Fault(
            f"{where}.{name}" if where else name, "unknown_name", message, name, ", ".join(_names(kind))
        )


def _misfit(where: str, found: object, expected: str) -> Fault:
    shown = json.dumps(found, ensure_ascii=False)[:60]
    return Fault(
        where, "wrong_kind", f"{where or 'the document'} is {shown}, expected {expected}", shown, expected
    )
