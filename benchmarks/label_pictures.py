"""`flask bench label-pictures docs/labels`: a picture of one label of each kind, as its PDF prints."""

from pathlib import Path

import click
from PIL import Image

from labels.examples import EXAMPLES
from labels.printing import Format, printed
from labels.stock import SIZES

try:
    import pypdfium2
except ImportError:  # needed by tests and this command only
    INSTALLED = False
else:
    INSTALLED = True

_DPI = 150
_COLOURS = 32


def write(folder: Path) -> list[Path]:
    """PNG files named by the kinds, and what a sheet of bins looks like."""
    if not INSTALLED:
        raise click.ClickException("pypdfium2 is not installed: pip install -r requirements-dev.txt")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in EXAMPLES:
        size = next(size for size in one.kind.sizes if SIZES[size].tiles is None)
        path = folder / f"{one.name}.png"
        _picture(printed(one.kind, [one.label], Format.PDF, size)).save(path, optimize=True)
        written.append(path)
    return written


def _picture(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    drawn: Image.Image = page.render(scale=_DPI / 72).to_pil().quantize(_COLOURS)
    page.close()
    document.close()
    return drawn
