"""What the jobs of the tests do in processes of their own."""

import os
import time
from collections.abc import Callable
from typing import Any

from app.core.errors import Refused
from app.core.jobs.outcomes import Progress

LONG_S = 60.0


def double(task: int, report: Callable[[Progress], None]) -> int:
    report(Progress(best_cost=200, bound=150.0, message="halfway"))
    return 2 * task


def sleep(_task: Any, report: Callable[[Progress], None]) -> None:
    report(Progress(message=f"process {os.getpid()}"))
    time.sleep(LONG_S)


def refuse(task: Any, _report: Any) -> None:
    raise Refused("too_odd", f"{task} is odd", "bring an even number")


def blunder(_task: Any, _report: Any) -> None:
    raise ZeroDivisionError("by nought")


def vanish(_task: Any, _report: Any) -> None:
    os._exit(9)
