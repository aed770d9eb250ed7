"""Problems from JSON and plans to JSON, for notebooks, the command line and stored snapshots."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from optimizer.errors import Fault, InvalidProblem
from optimizer.flights.plans import FlightPlan
from optimizer.flights.problems import FlightProblem
from optimizer.routing.plans import RoutePlan
from optimizer.routing.problems import RouteProblem

Problem = TypeVar("Problem", FlightProblem, RouteProblem)


def flight_problem(text: str) -> FlightProblem:
    return _problem(text, FlightProblem)


def route_problem(text: str) -> RouteProblem:
    return _problem(text, RouteProblem)


def to_json(value: FlightProblem | RouteProblem | FlightPlan | RoutePlan) -> str:
    return json.dumps(asdict(value), indent=1, ensure_ascii=False, default=sorted)


def _problem(text: str, kind: type[Problem]) -> Problem:
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
        if not isinstance(found, list):
            faults.append(_misfit(where, found, "a list"))
            return None
        return origin(_value(each, inner[0], f"{where}[{row}]", faults) for row, each in enumerate(found))
    if not isinstance(found, kind) or isinstance(found, bool):
        faults.append(_misfit(where, found, "a whole number" if kind is int else "a text"))
    return found


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
