"""Codes on a photo over HTTP, and the processes that read them: they may crash, hang or be busy, the hub goes on."""

import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.errors import Unavailable
from app.scanning.reading_processes import PictureReaders
from benchmarks.cameras import CONDITIONS, taken
from benchmarks.prints import CODES, label
from labels.reading import LARGEST_BYTES
from tests.app.players import Players
from tests.app.scanning.test_handhelds import Shifted

# Stands for a reader's native code that aborts at one picture and never returns from another.
FRAIL = """
import os, sys, time
from multiprocessing.connection import Connection
hub = Connection(int(sys.argv[1]))
hub.send_bytes(b"ready")
while True:
    image = hub.recv_bytes()
    if image == b"abort":
        os.abort()
    if image == b"hang":
        time.sleep(60)
    hub.send_bytes(b'{"codes": []}')
"""


@pytest.fixture
def readers(hub: Players) -> Iterator[PictureReaders]:
    made: PictureReaders = hub.app.extensions["picture_readers"]
    yield made
    made.close()


@pytest.fixture
def frail() -> Iterator[PictureReaders]:
    made = PictureReaders(1, wait_s=0.05, longest_s=1.0, command=(sys.executable, "-c", FRAIL))
    yield made
    made.close()


def photo(code: int, condition: str = "clean", kind: str = "JPEG") -> tuple[str, bytes]:
    """What a code says, and a picture of it."""
    rng = np.random.default_rng(7)
    made, out = label(CODES[code](rng), rng), BytesIO()
    how = next(one for one in CONDITIONS if one.name == condition)
    taken(made.picture, how, rng).save(out, kind, quality=90)
    return made.text, out.getvalue()


def post(hub: Players, who: str, image: bytes, kind: str = "image/jpeg") -> Any:
    headers = {"Authorization": f"Bearer {hub.keys[who]}"}
    return hub.client.post("/api/v1/read", data=image, content_type=kind, headers=headers)


def test_a_photo_gives_the_codes_on_it(hub: Players, readers: PictureReaders) -> None:
    text, image = photo(0)
    answer = post(hub, "device:0", image)
    assert answer.status_code == 200, answer.json
    [code] = answer.json["codes"]
    corners = code.pop("corners")
    assert code == {"text": text, "kind": "tracking", "symbology": "Code128", "reader": "zxing-cpp"}
    with Image.open(BytesIO(image)) as picture:
        assert len(corners) == 4
        assert all(0 <= x < picture.width and 0 <= y < picture.height for x, y in corners)
    assert answer.json["took_ms"] >= 0


def test_who_has_a_shift_reads_codes_too(hub: Players, readers: PictureReaders) -> None:
    text, image = photo(5, kind="WEBP")
    answer = hub.client.post("/api/v1/read", data=image, headers=Shifted(hub).headers)
    [code] = answer.json["codes"]
    assert (code["text"], code["kind"]) == (text[2:20], "sscc")


def test_a_slanted_location_is_read_by_two_looks(hub: Players, readers: PictureReaders) -> None:
    text, image = photo(6, "turned a little", "PNG")
    assert [(one["text"], one["kind"]) for one in post(hub, "supervisor", image).json["codes"]] == [
        (text, "location")
    ]


def test_a_picture_without_a_code_is_answered_with_none(hub: Players, readers: PictureReaders) -> None:
    out = BytesIO()
    Image.new("L", (320, 240), 180).save(out, "JPEG")
    assert post(hub, "device:0", out.getvalue()).json["codes"] == []


def _wide() -> bytes:
    out = BytesIO()
    Image.new("1", (6_000, 5_000)).save(out, "PNG")
    return out.getvalue()


def _bitmap() -> bytes:
    out = BytesIO()
    Image.new("L", (60, 60)).save(out, "BMP")
    return out.getvalue()


@pytest.mark.parametrize(
    ("image", "status", "code"),
    [
        (b"", 400, "not_a_picture"),
        (b"no picture at all", 400, "not_a_picture"),
        (photo(0)[1][:2_000], 400, "not_a_picture"),
        (_bitmap(), 400, "not_a_picture"),
        (_wide(), 413, "too_many_pixels"),
        (b"\xff\xd8\xff" + bytes(LARGEST_BYTES), 413, "photo_too_large"),
    ],
    ids=["empty", "text", "cut off", "another format", "many pixels", "many bytes"],
)
def test_what_cannot_be_read_is_told_with_what_to_do(
    hub: Players, readers: PictureReaders, image: bytes, status: int, code: str
) -> None:
    answer = post(hub, "device:0", image)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["detail"]
    assert answer.json["hint"]
    assert post(hub, "device:0", photo(2)[1]).status_code == 200


@pytest.mark.parametrize("who", ["seller:BATIK", "carrier:M9", "broker"])
def test_only_who_scans_may_have_pictures_read(hub: Players, who: str) -> None:
    assert post(hub, who, photo(0)[1]).status_code == 403


def test_when_all_readers_are_busy_it_is_told_when_to_come_again(hub: Players, frail: PictureReaders) -> None:
    hub.app.extensions["picture_readers"] = frail
    frail.read(b"one, so that the process is there")
    slow: list[str] = []
    thread = threading.Thread(target=lambda: slow.append(_code_of(frail, b"hang")))
    thread.start()
    answers = [post(hub, "device:0", b"next") for _ in range(3)]
    thread.join()
    busy = [one for one in answers if one.status_code == 503]
    assert busy
    assert {(one.json["code"], one.headers["Retry-After"]) for one in busy} == {("readers_busy", "5")}
    assert slow == ["reading_too_slow"]


def test_after_a_crash_or_a_hang_the_next_picture_is_read(frail: PictureReaders) -> None:
    for image, code in ((b"abort", "reader_stopped"), (b"hang", "reading_too_slow")):
        assert _code_of(frail, image) == code
        assert frail.read(b"next") == ()


def test_a_process_that_ended_between_two_pictures_is_started_anew(readers: PictureReaders) -> None:
    text, image = photo(2)
    first, again = readers.read(image), []
    readers.close()
    again = readers.read(image)
    assert [one.text for one in first] == [one.text for one in again] == [text]


def test_a_reader_that_does_not_start_is_told(hub: Players) -> None:
    broken = PictureReaders(1, command=(sys.executable, "-c", "raise SystemExit(3)"))
    assert _code_of(broken, b"any") == "reader_stopped"


def _code_of(readers: PictureReaders, image: bytes) -> str:
    with pytest.raises(Unavailable) as refused:
        readers.read(image)
    return refused.value.code
