"""A simulated label printer: takes ZPL over TCP, answers `~HS`, keeps the labels; may be out of paper or break off."""

import re
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

_PIECES = re.compile(r"(~HS|\^XZ)")
_STATUS = (
    "\x02030,{paper},{pause},1218,000,0,0,0,000,0,0,0\x03\r\n"
    "\x02000,0,{head},0,0,2,6,0,00000000,1,000\x03\r\n"
    "\x021234,0\x03\r\n"
)


@dataclass(slots=True)
class SimulatedPrinter:
    """What the printer is like, and what it printed. With `breaks_after` it hangs up after so many labels."""

    out_of_labels: bool = False
    paused: bool = False
    head_open: bool = False
    silent: bool = False
    breaks_after: int | None = None
    printed: list[str] = field(default_factory=list)
    heard: Callable[[str], None] = lambda _label: None
    port: int = 0

    @property
    def status(self) -> bytes:
        flags = {"paper": self.out_of_labels, "pause": self.paused, "head": self.head_open}
        return _STATUS.format(**{name: int(one) for name, one in flags.items()}).encode()

    def take(self, label: str) -> bool:
        """Print one label. Returns whether the printer goes on."""
        self.printed.append(label)
        self.heard(label)
        if self.breaks_after is not None:
            self.breaks_after -= 1
        return self.breaks_after is None or self.breaks_after > 0


class _Wire(socketserver.StreamRequestHandler):
    """One connection: commands and labels as they come."""

    server: "_Server"

    def handle(self) -> None:
        waiting, printer = "", self.server.printer
        while more := self.request.recv(4_096):
            *whole, waiting = _PIECES.split(waiting + more.decode())
            for piece, end in zip(whole[::2], whole[1::2], strict=True):
                if end == "~HS":
                    if not printer.silent:
                        self.request.sendall(printer.status)
                elif not printer.take(f"{piece.strip()}\n^XZ\n"):
                    self.server.reset(self.request)
                    return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, printer: SimulatedPrinter, host: str) -> None:
        super().__init__((host, printer.port), _Wire)
        self.printer = printer
        printer.port = self.server_address[1]

    def reset(self, connection: socket.socket) -> None:
        """Hang up as a printer does that is switched off: what was sent and not taken is lost."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    def shutdown_request(self, request: Any) -> None:
        with suppress(OSError):
            super().shutdown_request(request)


@contextmanager
def switched_on(printer: SimulatedPrinter, host: str = "127.0.0.1") -> Iterator[SimulatedPrinter]:
    """The printer at its port (a free one for 0), as long as the block lasts."""
    with _Server(printer, host) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield printer
        finally:
            server.shutdown()
            thread.join()
