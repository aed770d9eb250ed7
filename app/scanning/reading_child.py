"""A process that reads codes from pictures for the hub: what crashes or hangs in a reader ends it, and nothing else.

Over its one connection it says that it is there, then gives a `Read` as JSON for each picture, until the hub is gone.
"""

import os
import sys
from multiprocessing.connection import Connection

import msgspec

from labels.reading import LARGEST_BYTES, CannotRead, Reading, read

FORMATS = ("JPEG", "PNG", "WEBP")
READY = b"ready"
# Scans come first when both want the processor.
_NICER = 5


class Read(msgspec.Struct):
    """What became of one picture: its codes, or why it cannot be read."""

    codes: tuple[Reading, ...] = ()
    refused: str = ""
    message: str = ""


def answer_to(image: bytes) -> Read:
    try:
        return Read(read(image, formats=FORMATS))
    except CannotRead as error:
        return Read(refused=error.code, message=str(error))


def serve(connection: Connection) -> None:
    connection.send_bytes(READY)
    while True:
        try:
            image = connection.recv_bytes(LARGEST_BYTES)
        except EOFError:
            return
        connection.send_bytes(msgspec.json.encode(answer_to(image)))


if __name__ == "__main__":
    os.nice(_NICER)
    serve(Connection(int(sys.argv[1])))
