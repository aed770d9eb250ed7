"""What every answer of the optimizer has: reasons of its lines, the proof of the whole, breaches where it has none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan does not keep: which rule, on which row, and the figures."""

    code: str
    where: str
    message: str


def each_once(noun: str, wanted: Sequence[str], found: Iterable[str]) -> Iterator[Breach]:
    """What checkers say of keys that a plan leaves out, has more than once, or made up."""
    seen = Counter(found)
    for key in wanted:
        if seen[key] != 1:
            code = "missing" if seen[key] == 0 else "twice"
            yield Breach(code, key, f"{key} stands {seen[key]} times in the plan, not once")
    for key in sorted(seen.keys() - set(wanted)):
        yield Breach(f"unknown_{noun}", key, f"{key} is in the plan but not in the problem")


@dataclass(frozen=True, slots=True)
class Proof:
    """The rules that the independent checker recomputed from the problem and found kept."""

    checker: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is as it is: a code for machines, a sentence for the planner."""

    code: str
    text: str
