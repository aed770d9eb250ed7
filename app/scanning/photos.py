"""Pictures taken with scans: checked, made anew as small JPEGs, kept beside the scan."""

import io
from datetime import datetime
from uuid import UUID

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Malformed, NotFound, Refused, TooLarge
from app.core.identity import Principal
from app.parcels.models import Photo
from app.scanning.forms import ScanOut
from app.scanning.models import Scan

MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1_600
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")


def picture(raw: bytes) -> bytes:
    """A JPEG of at most 1,600 pixels a side, turned the right way, without what else the file carried."""
    if len(raw) > MOST_BYTES:
        raise TooLarge("photo_too_large", f"the picture has over {MOST_BYTES} bytes", "send a smaller one")
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooLarge(
                    "photo_too_large", f"the picture has over {MOST_PIXELS} pixels", "send a smaller one"
                )
            turned = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Malformed(
            "not_a_picture", "this cannot be read as a picture", "send a JPEG, PNG or WEBP"
        ) from error
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def keep_photo(db: Session, scan_id: UUID, jpeg: bytes, *, by: Principal, at: datetime) -> None:
    """Keep the picture of a scan that the hub has answered. The first one stays; a repeat changes nothing."""
    scan = db.execute(
        select(Scan.actor, Scan.answer).where(Scan.id == scan_id, Scan.hub_id == by.hub_id)
    ).first()
    if scan is None:
        raise NotFound("unknown_scan", "the hub has no such scan", "send the scan first, then its picture")
    if scan.actor != by.actor:
        raise Refused(
            "not_yours", "another person made this scan", "take the picture with a scan of your own"
        )
    if db.get(Photo, scan_id) is not None:
        return
    code = msgspec.json.decode(scan.answer, type=ScanOut)
    db.add(
        Photo(
            scan_id=scan_id,
            hub_id=by.hub_id,
            code=code.subject.code if code.subject else "",
            jpeg=jpeg,
            taken_by=by.actor,
            received_at=at,
        )
    )
