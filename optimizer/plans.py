"""What every answer of the optimizer has: reasons of its lines, the proof of the whole, breaches where it has none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan does not keep: which rule, on which row, and the figures."""

    code: str
    where: str
    message: str


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
