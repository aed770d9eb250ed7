"""The wire to a label printer: raw TCP, only into the networks that the settings name, asked first whether it is ready.

`~HS` is the host status of ZPL (Zebra, ZPL II Programming Guide): three lines between STX and ETX. In the first the
second field is 1 without paper and the third 1 when paused; in the second the third is 1 with the head open and the
fourth 1 without ribbon.
"""

import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address, ip_network

from app.core.errors import Halfway, Refused, Unavailable

CONNECT_S, STATUS_S, SEND_S = 5.0, 2.0, 30.0
LONGEST_STATUS = 1_024
_FLAGS = (
    (0, 1, "is out of labels"),
    (0, 2, "is paused"),
    (1, 2, "has its head open"),
    (1, 3, "is out of ribbon"),
)


def send(host: str, port: int, networks: str, content: bytes) -> None:
    """Hand all of `content` to the printer.

    Raises Refused when it stands where the hub may not send, Unavailable while nothing was sent (away, or not
    ready), and Halfway when it broke off: then nobody can say how many labels came out.
    """
    address = address_of(host, port, networks)
    try:
        wire = socket.create_connection(address, CONNECT_S)
    except OSError as error:
        raise Unavailable(
            "printer_away", f"the printer at {host}:{port} does not answer: {error}", "look whether it is on"
        ) from error
    with wire:
        status = _asked(wire)
        if lacking := _lacking(status):
            raise Unavailable(
                "printer_not_ready",
                f"the printer at {host}:{port} {lacking}",
                "set it right; the labels follow",
            )
        try:
            _hand_over(wire, content, bool(status))
        except OSError as error:
            raise Halfway(
                "broke_off",
                f"the printer at {host}:{port} broke off: {error}",
                "look which labels came out",
            ) from error


def address_of(host: str, port: int, networks: str) -> tuple[str, int]:
    """The numeric address, which is in one of the networks: it is asked for once, so that it cannot change after."""
    allowed = [ip_network(one.strip()) for one in networks.split(",") if one.strip()]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unavailable(
            "printer_unknown", f"no printer is called {host}: {error}", "correct its address"
        ) from error
    for *_, (address, *_rest) in found:
        if any(ip_address(str(address).partition("%")[0]) in network for network in allowed):
            return str(address), port
    raise Refused(
        "printer_elsewhere",
        f"{host} is not in a network of printers ({networks or 'none is set'})",
        "set ENTREPOT_PRINTER_NETWORKS, or correct the address",
    )


def _asked(wire: socket.socket) -> str:
    """What the printer says of itself; nothing when it does not: many print servers have no way back."""
    try:
        return _status(wire, STATUS_S)
    except OSError:
        return ""


def _hand_over(wire: socket.socket, content: bytes, talks: bool) -> None:
    """Send all, and wait until the printer has it: what a socket took may still be lost on the way.

    One that talks is asked for its status once more, which it reads behind the last label; of the others all that can
    be seen is that they do not break off.
    """
    wire.settimeout(SEND_S)
    wire.sendall(content)
    if talks:
        _status(wire, SEND_S)
        return
    wire.shutdown(socket.SHUT_WR)
    wire.settimeout(STATUS_S)
    with suppress(TimeoutError):
        while wire.recv(LONGEST_STATUS):
            continue


def _status(wire: socket.socket, within_s: float) -> str:
    said = b""
    wire.settimeout(within_s)
    wire.sendall(b"~HS")
    while said.count(b"\x03") < 3 and len(said) < LONGEST_STATUS:
        more = wire.recv(LONGEST_STATUS)
        if not more:
            raise ConnectionResetError("it hung up")
        said += more
    return said.decode("ascii", "replace")


def _lacking(status: str) -> str:
    lines: Sequence[list[str]] = [one.strip("\x02\x03\r\n ").split(",") for one in status.split("\x03")]
    for line, place, words in _FLAGS:
        if line < len(lines) and place < len(lines[line]) and lines[line][place] == "1":
            return words
    return ""
