"""Seconds of the processor instead of seconds of the wall, for machines that have other work to do."""

import time


def count_cpu() -> None:
    """From now on every budget of this process is spent by its own work only.

    Engines with a clock of their own (HiGHS, CP-SAT) still read the wall; what limits them is then the more strict.
    """
    time.monotonic = time.process_time
