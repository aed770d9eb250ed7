"""The few processes that read pictures: started when first needed, started anew when one has died or hangs."""

import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import Empty, LifoQueue

import msgspec

from app.core.errors import HubError, Malformed, TooLarge, Unavailable
from app.scanning import reading_child
from app.scanning.reading_child import READY, Read
from labels.reading import LARGEST_BYTES, LARGEST_PIXELS, Reading

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", reading_child.__name__)
# Of two processors, one is left for scans.
MOST = 1 if (os.cpu_count() or 1) <= 2 else 2
WAIT_S = 1.0
START_S = 30.0
# The ladder begins no rung after one second; this is for a picture that keeps a single rung busy.
LONGEST_S = 6.0
_DECODER = msgspec.json.Decoder(Read)


class PictureReaders:
    """Reads pictures outside of this process. Each read takes one of `most` places, or is refused after a wait."""

    def __init__(
        self,
        most: int = MOST,
        *,
        wait_s: float = WAIT_S,
        longest_s: float = LONGEST_S,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._wait_s = wait_s
        self._places: LifoQueue[_Place] = LifoQueue()
        self._all = [_Place(command, longest_s) for _ in range(most)]
        for place in self._all:
            self._places.put(place)

    def read(self, image: bytes) -> tuple[Reading, ...]:
        """The codes of a JPEG, PNG or WEBP. Raises TooLarge, Malformed or Unavailable."""
        if len(image) > LARGEST_BYTES:
            raise _refusal("too_large")
        try:
            place = self._places.get(timeout=self._wait_s)
        except Empty:
            raise Unavailable(
                "readers_busy", "other pictures are being read just now", "send it again in a few seconds"
            ) from None
        try:
            done = place.read(image)
        finally:
            self._places.put(place)
        if done.refused:
            raise _refusal(done.refused)
        return done.codes

    def close(self) -> None:
        """End the processes; a later read starts them again."""
        for place in self._all:
            place.stop()


def _refusal(code: str) -> HubError:
    if code == "too_large":
        return TooLarge(
            "photo_too_large", f"the picture has over {LARGEST_BYTES} bytes", "send a smaller one"
        )
    if code == "too_many_pixels":
        return TooLarge(
            "too_many_pixels", f"the picture has over {LARGEST_PIXELS} pixels", "send a smaller one"
        )
    return Malformed("not_a_picture", "this cannot be read as a picture", "send a whole JPEG, PNG or WEBP")


class _Place:
    """Room for one process; only who took the place from the queue talks with it."""

    def __init__(self, command: Sequence[str], longest_s: float) -> None:
        self._command, self._longest_s = tuple(command), longest_s
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def read(self, image: bytes) -> Read:
        try:
            connection = self._connected()
            connection.send_bytes(image)
            if connection.poll(self._longest_s):
                return _DECODER.decode(connection.recv_bytes())
        except (EOFError, OSError) as error:
            self.stop()
            raise Unavailable(
                "reader_stopped",
                "the reader stopped at this picture",
                "take another picture, or type the code",
            ) from error
        self.stop()
        raise Unavailable(
            "reading_too_slow",
            f"this picture was not read within {self._longest_s:g} s",
            "take one from nearer, with little beside the code",
        )

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _connected(self) -> Connection:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        return self._connection or self._started()

    def _started(self) -> Connection:
        ours, theirs = Pipe()
        self._connection = ours
        with theirs:
            # A session of its own: Ctrl-C is for the hub, whose end it notices by the closed connection.
            self._process = subprocess.Popen(
                [*self._command, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        if not ours.poll(START_S) or ours.recv_bytes() != READY:
            raise EOFError("the reading process did not start")
        return ours
