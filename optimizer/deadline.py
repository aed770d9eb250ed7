"""When a search must end: its seconds are spent, or whoever asked has taken the question back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from optimizer.budget import Budget, Watch

POLL_S = 0.1
DEAF_S = 0.8


class Deadline(Watch):
    """A watch that also hears `budget.cancelled`."""

    def __init__(self, budget: Budget, seconds: float | None = None) -> None:
        super().__init__(budget.seconds if seconds is None else seconds)
        self.budget = budget

    @property
    def over(self) -> bool:
        return self.left <= 0 or self.cancelled

    @property
    def cancelled(self) -> bool:
        return self.budget.cancelled is not None and self.budget.cancelled()

    @property
    def deaf(self) -> float:
        """Seconds for a solver that cannot be stopped: all that are left, but few when `cancelled` may be asked."""
        return max(0.01, self.left if self.budget.cancelled is None else min(self.left, DEAF_S))

    def part(self, seconds: float) -> "Deadline":
        """A deadline of its own within this one."""
        return Deadline(self.budget, min(self.left, seconds))

    @contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `stop` is called from another thread once the question is taken back."""
        if self.budget.cancelled is None:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._poll, args=(done, stop), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _poll(self, done: threading.Event, stop: Callable[[], None]) -> None:
        while not done.wait(POLL_S):
            if self.cancelled:
                stop()
                return
