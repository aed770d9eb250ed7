"""The process that does one job's work: it is told what to do over a pipe, and ends when its parent does.

Started as `python -m app.core.jobs.child FD BYTES`; BYTES is the memory that it may use. It never sees the database.
"""

import os
import resource
import signal
import sys
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from app.core.jobs.outcomes import Done, Fell, Progress, outcome_of

# Scans and pages go first; a search takes what is left.
NICENESS = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the work is done: what it tells goes out, what it is told comes in."""

    pipe: Connection
    _talking: threading.Lock = field(default_factory=threading.Lock)
    _enough: threading.Event = field(default_factory=threading.Event)

    def __call__(self, word: Progress | Done | Fell) -> None:
        with self._talking:
            self.pipe.send(word)

    def enough(self) -> bool:
        return self._enough.is_set()

    def listen(self) -> None:
        """All that the parent ever says is that it is enough; the pipe closes when it ends, however it ends."""
        try:
            while True:
                self.pipe.recv()
                self._enough.set()
        except (EOFError, OSError):
            os._exit(1)


def _limit_memory(memory_bytes: int) -> None:
    """Unless the machine allows less already."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or memory_bytes < most:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def main(descriptor: int, memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    _limit_memory(memory_bytes)
    desk = Desk(Connection(descriptor))
    work, task = desk.pipe.recv()
    threading.Thread(target=desk.listen, daemon=True).start()
    desk(outcome_of(work, task, desk))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
