"""A kind of label: how its data is laid out, once for every writer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from labels.elements import Elements
from labels.stock import Stock

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Kind(Generic[Data]):
    """`frame` lays out what all labels of this kind share, `face` what stands on one; the first size is the usual one.

    Both raise CannotPrint or CannotEncode, naming the text that does not go on the label.
    """

    title: str
    sizes: tuple[str, ...]
    frame: Callable[[Stock], Elements]
    face: Callable[[Data, Stock], Elements]
