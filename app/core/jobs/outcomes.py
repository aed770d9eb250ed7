"""What is said of a job while it runs and when it ends. No database here: the process that works says these too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.errors import Fault, Halfway, HubError, Unavailable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: seconds that it ran, and for a search the best cost found and the proven bound."""

    elapsed_s: float = 0.0
    best_cost: int | None = None
    bound: float | None = None
    message: str = ""

    @property
    def gap(self) -> float | None:
        """How far at most the best is above what is possible, as a share of the best."""
        if self.best_cost is None or self.bound is None or self.best_cost <= 0:
            return None
        return max(0.0, (self.best_cost - self.bound) / self.best_cost)


class Report(Protocol):
    """What work has to tell and to ask while it runs."""

    def __call__(self, progress: Progress) -> None: ...

    def enough(self) -> bool:
        """Whether somebody takes the best that was found so far: search no longer."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job, or one attempt at it, came to nothing."""

    code: str
    detail: str
    hint: str = ""
    faults: tuple[Fault, ...] = ()


OUT_OF_MEMORY = Failure(
    "out_of_memory",
    "the work needed more memory than it may have",
    "ask for less, or raise ENTREPOT_JOB_MEMORY_BYTES",
)


@dataclass(frozen=True, slots=True)
class Done:
    """It went well, and this is the result."""

    result: Any


@dataclass(frozen=True, slots=True)
class Fell:
    """It raised an error, or its process was lost; a final error would only be raised again.

    `halfway`: nobody can say how much was done.
    """

    failure: Failure
    final: bool
    halfway: bool = True


def outcome_of(work: Callable[..., Any], *arguments: Any) -> Done | Fell:
    """Call `work`. A rule of the hub that says no is final, a database that is away or a defect is not."""
    try:
        return Done(work(*arguments))
    except Exception as error:
        said = isinstance(error, HubError) and not isinstance(error, Halfway)
        return Fell(failure_of(error), said and not isinstance(error, Unavailable), not said)


def failure_of(error: Exception) -> Failure:
    if isinstance(error, HubError):
        return Failure(error.code, error.detail, error.hint, error.faults)
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY
    return Failure("defect", f"{type(error).__name__}: {error}", "tell the operator of the hub")
