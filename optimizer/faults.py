"""What is asked of every value: whole, in its range, under a name used once; and how all faults are told at once."""

from collections.abc import Iterable, Iterator, Sequence

from optimizer.errors import Fault, InvalidProblem


def between(where: str, field: str, found: int, low: int, high: int) -> Iterator[Fault]:
    if isinstance(found, bool) or not isinstance(found, int):
        message, code = f"{field} is {found!r}, which is not a whole number", "not_whole"
    elif low <= found <= high:
        return
    else:
        message, code = f"{field} is {found}, but must be {low} to {high}", "out_of_range"
    yield Fault(f"{where}.{field}", code, message, repr(found), f"{low} to {high}")


def order(where: str, earlier: tuple[str, int], later: tuple[str, int]) -> Iterator[Fault]:
    if earlier[1] > later[1]:
        message = f"{earlier[0]} ({earlier[1]}) is after {later[0]} ({later[1]})"
        yield Fault(f"{where}.{earlier[0]}", "wrong_order", message, str(earlier[1]), f"at most {later[1]}")


def unique(kind: str, keys: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        where = f"{kind}[{row}].key"
        if not key:
            yield Fault(where, "empty", f"row {row} of {kind} has no key", repr(key), "a name")
        elif key in first:
            yield Fault(where, "twice", f"{key} is also row {first[key]} of {kind}", key, "a name used once")
        first.setdefault(key, row)


def refuse(kind: str, faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        more = "" if len(found) == 1 else f", and {len(found) - 1} more"
        raise InvalidProblem(
            f"The {kind} problem is wrong at {found[0].where}: {found[0].message}{more}.", found
        )
