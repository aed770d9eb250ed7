"""How long a search may take, and the watch that it looks at."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from optimizer.errors import Fault, InvalidProblem


@dataclass(frozen=True, slots=True)
class Budget:
    """What a search may spend.

    `seconds` is a ceiling of wall time, so an answer cut off by it depends on the machine. `steps` (search
    iterations, or nodes of a tree) is a ceiling that does not: with `steps` and enough `seconds` the same
    seed gives the same plan everywhere. The search ends early once it is within `gap` of its bound, and with the
    best plan so far once `cancelled` says that nobody waits for it any more.
    """

    seconds: float = 10.0
    seed: int = 1
    steps: int | None = None
    gap: float = 1e-5
    cancelled: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        faults = [
            Fault(f"budget.{name}", "out_of_range", f"{name} is {found}", str(found), expected)
            for name, found, expected, good in (
                ("seconds", self.seconds, "more than 0, at most 86400", 0 < self.seconds <= 86_400),
                ("seed", self.seed, "0 to 2147483647", 0 <= self.seed < 2**31),
                ("steps", self.steps, "1 or more", self.steps is None or self.steps >= 1),
                ("gap", self.gap, "0 to 1", 0 <= self.gap <= 1),
            )
            if not good
        ]
        if faults:
            raise InvalidProblem("The budget of the search cannot be used.", tuple(faults))


class Watch:
    """Runs from its making; decides when to stop, never what to answer.

    `clock` gives seconds of wall time. A benchmark on a machine that others use, too, counts CPU time instead; solvers
    that look at a clock of their own (HiGHS, CP-SAT, OR-Tools) still count wall time.
    """

    clock: ClassVar[Callable[[], float]] = time.monotonic

    def __init__(self, seconds: float) -> None:
        self._began = Watch.clock()
        self.seconds = seconds

    @property
    def spent(self) -> float:
        return Watch.clock() - self._began

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self.spent)
