"""What goes over the wire to a printer, and what is said when it does not come out."""

import socket
from collections.abc import Iterator

import pytest

from app.core.errors import Halfway, Refused, Unavailable
from app.demo.printer import SimulatedPrinter, switched_on
from app.printing import wire

HERE = "127.0.0.0/8"
LABELS = [f"^XA^FDlabel {number}^FS\n^XZ\n" for number in range(40)]
BATCH = "".join(LABELS).encode()


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with switched_on(SimulatedPrinter()) as one:
        yield one


def test_a_printer_prints_every_label_in_order(printer: SimulatedPrinter) -> None:
    wire.send("127.0.0.1", printer.port, HERE, BATCH)
    assert printer.printed == LABELS


def test_a_printer_that_says_nothing_of_itself_is_printed_on_all_the_same(
    printer: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "STATUS_S", 0.2)
    printer.silent = True
    wire.send("127.0.0.1", printer.port, HERE, BATCH)
    assert printer.printed == LABELS


@pytest.mark.parametrize(
    ("flag", "words"), [("out_of_labels", "out of labels"), ("paused", "paused"), ("head_open", "head open")]
)
def test_a_printer_that_is_not_ready_gets_nothing(printer: SimulatedPrinter, flag: str, words: str) -> None:
    setattr(printer, flag, True)
    with pytest.raises(Unavailable, match=words):
        wire.send("127.0.0.1", printer.port, HERE, BATCH)
    assert printer.printed == []


@pytest.mark.parametrize("silent", [False, True])
def test_a_printer_that_breaks_off_leaves_its_labels_in_doubt(
    printer: SimulatedPrinter, silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "STATUS_S", 0.2)
    printer.silent, printer.breaks_after = silent, 3
    with pytest.raises(Halfway, match="broke off"):
        wire.send("127.0.0.1", printer.port, HERE, BATCH)
    assert printer.printed == LABELS[:3]


def test_a_printer_that_is_away_is_told_before_anything_is_sent() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with pytest.raises(Unavailable, match="does not answer"):
        wire.send("127.0.0.1", port, HERE, BATCH)


@pytest.mark.parametrize("networks", ["", "10.20.0.0/24", "10.20.0.0/24, 192.168.7.15/32", "::1/128"])
def test_nothing_is_sent_outside_the_networks_of_printers(printer: SimulatedPrinter, networks: str) -> None:
    with pytest.raises(Refused, match="not in a network of printers"):
        wire.send("127.0.0.1", printer.port, networks, BATCH)
    assert printer.printed == []
