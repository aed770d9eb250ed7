"""One door to print labels of any kind, as PDF or as ZPL."""

from collections.abc import Iterable
from enum import StrEnum

from labels.kind import Data, Kind
from labels.pdf import pdf
from labels.stock import stock
from labels.text import CannotPrint
from labels.zpl import zpl


class Format(StrEnum):
    """What a label can be written as."""

    PDF = "pdf"
    ZPL = "zpl"


def printed(
    kind: Kind[Data],
    labels: Iterable[Data],
    written: Format = Format.PDF,
    size: str = "",
    dpi: int = 203,
    copies: int = 1,
) -> bytes:
    """The labels on this size of paper, or the kind's usual one.

    A PDF says nothing of copies; ZPL asks the printer for them. Raises CannotPrint or CannotEncode, naming what
    does not go on.
    """
    size = size or kind.sizes[0]
    if size not in kind.sizes:
        raise CannotPrint(f"{kind.title} have no size {size!r}: choose {', '.join(kind.sizes)}")
    on = stock(size, dpi)
    if written is Format.ZPL:
        return zpl(kind, labels, on, copies).encode()
    return pdf(kind, labels, on)
