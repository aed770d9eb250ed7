"""The process that does one job's work: it is told what to do over a pipe, and ends when its parent does.

Started as `python -m app.core.jobs.child FD`. It never sees the database.
"""

import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

from app.core.jobs.outcomes import Progress, outcome_of

# Scans and pages go first; a search takes what is left.
NICENESS = 10


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    pipe = Connection(descriptor)
    work, task = pipe.recv()
    threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True).start()
    talking = threading.Lock()

    def report(progress: Progress) -> None:
        with talking:
            pipe.send(progress)

    outcome = outcome_of(work, task, report)
    with talking:
        pipe.send(outcome)


def _end_with_parent(pipe: Connection) -> None:
    """The parent says nothing more; the pipe closes when it ends, however it ends."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
