"""A worker's hold on the process that does its job: start it, hear from it, kill it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.core.jobs.outcomes import Done, Failure, Fell, Progress

_ROOT = Path(__file__).resolve().parents[3]
Word = Progress | Done | Fell


@dataclass(frozen=True, slots=True)
class Child:
    """One process with its pipe."""

    process: subprocess.Popen[bytes]
    pipe: Connection

    def hear(self, seconds: float) -> Word | None:
        """What the process says next, None when it says nothing for so long; a lost process is a word too."""
        try:
            if not self.pipe.poll(seconds):
                return None
            word: Word = self.pipe.recv()
        except (EOFError, OSError):
            return Fell(
                Failure("process_lost", f"the work's process ended with {self.process.wait()}"), False
            )
        return word

    def enough(self) -> None:
        """It shall end with the best that it has; a process that is gone is heard of by `hear`."""
        with suppress(OSError):
            self.pipe.send(None)


@contextmanager
def working(work: Callable[..., Any], task: Any, memory_bytes: int) -> Iterator[Child]:
    """A process that does `work(task, report)` in so much memory. At the end of the block nothing of it is left."""
    ours, theirs = Pipe()
    command = [sys.executable, "-m", "app.core.jobs.child", str(theirs.fileno()), str(memory_bytes)]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
    )
    theirs.close()
    try:
        yield _told(Child(process, ours), (work, task))
    finally:
        process.kill()
        process.wait()
        ours.close()


def _told(child: Child, order: tuple[Callable[..., Any], Any]) -> Child:
    """A process that is gone before it took its order is heard of like one that is lost later."""
    try:
        child.pipe.send(order)
    except (BrokenPipeError, ConnectionResetError):
        child.process.wait()
    return child
