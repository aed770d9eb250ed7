"""No answer leaves the library unless its checker found nothing."""

import warnings
from collections.abc import Callable, Iterable
from typing import TypeVar

from optimizer.errors import Fault, Unsound
from optimizer.plans import Breach

Plan = TypeVar("Plan")


class AnswerSetAside(RuntimeWarning):
    """The checker refused an answer of the search, and a plainer one was given: a defect of this library."""


def refuse_unsound(breaches: tuple[Breach, ...]) -> None:
    if breaches:
        faults = tuple(Fault(breach.where, breach.code, breach.message) for breach in breaches)
        raise Unsound(f"The plan found does not keep the rules: {breaches[0].message}.", faults)


def first_sound(
    plans: Iterable[Plan], check: Callable[[Plan], tuple[Breach, ...]]
) -> tuple[Plan, tuple[Breach, ...]]:
    """The first plan in which the checker finds nothing, and what it found in those before, of which it warns.

    Raises Unsound when there is none.
    """
    found: tuple[Breach, ...] = ()
    for plan in plans:
        breaches = check(plan)
        if not breaches:
            return plan, found
        found += breaches
        message = f"The optimizer set an answer of its own aside: {breaches[0].code}, {breaches[0].message}."
        warnings.warn(AnswerSetAside(message), stacklevel=2)
    refuse_unsound(found)
    raise Unsound("The search gave no plan at all.")
