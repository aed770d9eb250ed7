"""Every way in which a problem can go without a plan.

OptimizerError       code, detail, hint, faults
├── InvalidProblem   values that cannot be: the caller must mend the rows named
├── Infeasible       values are fine, but the rows named cannot all be kept
├── NoPlanFound      nothing proves that it cannot be done, but the budget ended first
└── Unsound          the checker refused the solver's answer: a defect of this library
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot stand: where it is, what was found there, and what was expected."""

    where: str
    code: str
    message: str
    found: str = ""
    expected: str = ""


class OptimizerError(Exception):
    """Base of all answers that are not a plan."""

    code = "no_plan"
    hint = ""

    def __init__(self, detail: str, faults: tuple[Fault, ...] = (), hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults
        self.hint = hint or self.hint


class InvalidProblem(OptimizerError):
    code = "invalid_problem"
    hint = "Mend the rows named in the faults and ask again."


class Infeasible(OptimizerError):
    code = "infeasible"
    hint = "Release the rows named in the faults, or raise the limit that they break."


class NoPlanFound(OptimizerError):
    code = "no_plan_found"
    hint = "Give more seconds or more vehicles, or let some stops be skipped by giving them a prize."


class Unsound(OptimizerError):
    code = "unsound"
    hint = "Do not use the answer; keep the problem, it shows a defect of the optimizer."
