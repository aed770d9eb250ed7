"""What a handheld's camera sees in these tests: a film of codes for the running picture, and photos of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from benchmarks.cameras import CONDITIONS, taken
from benchmarks.prints import data_matrix, linear, matrix
from labels.symbols import code128, qr
from tests.browser.chromium import launched

SIZE = (960, 720)
_GREY = 170
_PER_SECOND, _SEEN, _AWAY = 5, 4, 4
_HEADER = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode()
_NO_COLOUR = b"\x80" * (SIZE[0] * SIZE[1] // 2)


def qr_code(text: str) -> Image.Image:
    return matrix(qr(text), 8)


def square(text: str) -> Image.Image:
    """A DataMatrix."""
    return data_matrix(text)


def barred(text: str) -> Image.Image:
    """A Code 128."""
    return linear(code128(text), 3)


def scene(*codes: Image.Image) -> Image.Image:
    """Codes one under the other, in the middle of a grey table."""
    table = Image.new("L", SIZE, _GREY)
    gap = (SIZE[1] - sum(one.height for one in codes)) // (len(codes) + 1)
    top = gap
    for one in codes:
        table.paste(one, ((SIZE[0] - one.width) // 2, top))
        top += one.height + gap
    return table


def photo(path: Path, *codes: Image.Image) -> Path:
    """A file as the device's own camera would make it; no codes make an empty table."""
    scene(*codes).resize((SIZE[0] * 3, SIZE[1] * 3)).save(path, "JPEG", quality=85)
    return path


def shaded_photo(path: Path, code: Image.Image) -> Path:
    """A photo in steep shade, which a reader in a browser does not manage and the hub's ladder does."""
    shade = next(one for one in CONDITIONS if one.name == "shaded")
    taken(scene(code), shade, np.random.default_rng(0)).convert("L").save(path, "JPEG", quality=95)
    return path


def size_of(picture: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        return opened.size


@contextmanager
def filming(playwright: Playwright, path: Path, codes: Iterable[Image.Image]) -> Iterator[Browser]:
    """A browser whose camera sees the codes one after the other, with nothing between them, again and again."""
    with path.open("wb") as film:
        film.write(_HEADER)
        for code in codes:
            film.writelines([_frame(scene(code))] * _SEEN)
            film.writelines([_frame(scene())] * _AWAY)
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={path}")
    with launched(playwright, *camera, "--use-fake-ui-for-media-stream") as browser:
        yield browser


def _frame(picture: Image.Image) -> bytes:
    return b"FRAME\n" + np.asarray(picture).tobytes() + _NO_COLOUR


def photographed(page: Page, button: str, path: Path) -> None:
    """Press the button that opens the device's camera, and take this photo with it."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(path)
