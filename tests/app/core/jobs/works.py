"""What the jobs of the tests do in processes of their own."""

import os
import time
from typing import Any

from app.core.errors import Refused
from app.core.jobs.outcomes import Progress, Report

LONG_S = 60.0


def double(task: int, report: Report) -> int:
    report(Progress(best_cost=200, bound=150.0, message="halfway"))
    return 2 * task


def sleep(_task: Any, report: Report) -> None:
    report(Progress(message=f"process {os.getpid()}"))
    time.sleep(LONG_S)


def search(_task: Any, report: Report) -> str:
    report(Progress(best_cost=3, message=f"process {os.getpid()}"))
    while not report.enough():
        time.sleep(0.01)
    return "the best so far"


def gorge(_task: Any, _report: Any) -> int:
    return len(bytearray(2**30))


def refuse(task: Any, _report: Any) -> None:
    raise Refused("too_odd", f"{task} is odd", "bring an even number")


def blunder(_task: Any, _report: Any) -> None:
    raise ZeroDivisionError("by nought")


def vanish(_task: Any, _report: Any) -> None:
    os._exit(9)
