"""Dangerous goods that may not share a unit load device, from `segregation.toml`, which says what is unverified."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations_with_replacement
from pathlib import Path

from optimizer.packing.problems import Segregation

DATA = Path(__file__).with_name("segregation.toml")
BETWEEN = "+"


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[str]], frozenset[frozenset[str]]]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    apart = frozenset(frozenset((one, other)) for one, others in data["apart"].items() for other in others)
    return data["classes"], apart


def group_of(numbers: Iterable[str]) -> str:
    """The classes of all UN numbers in a piece, as one group of the packing problem; "" when nothing is dangerous.

    A number that is not on the list stands for itself.
    """
    classes, _ = _tables()
    return BETWEEN.join(sorted({each for un in numbers for each in classes.get(un, [un])}))


def must_part(one: str, other: str) -> bool:
    """Whether two groups may not share a unit load device. What is not on the list goes with nothing else."""
    _, apart = _tables()
    return any(
        frozenset((first, second)) in apart
        or (first != second and (first.startswith("UN") or second.startswith("UN")))
        for first in one.split(BETWEEN)
        for second in other.split(BETWEEN)
    )


def clashes(group: str) -> bool:
    """Whether a piece holds goods that may not even stand beside each other. One number's own hazards may."""
    return bool(group) and must_part(group, group)


def rules(groups: Iterable[str]) -> tuple[Segregation, ...]:
    """Every pair of these groups that never shares a container."""
    dangerous = sorted({one for one in groups if one})
    pairs = combinations_with_replacement(dangerous, 2)
    return tuple(Segregation(one, other) for one, other in pairs if one != other and must_part(one, other))
