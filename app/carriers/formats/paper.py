"""A manifest as paper: the same numbers as its JSON, with the ledger's seal printed on every page."""

from app.carriers.formats.json_format import Content, Line
from app.carriers.queries import ManifestView
from labels.papers.manifest import ManifestPaper, ManifestPaperLine, render


def to_pdf(one: ManifestView, content: Content) -> bytes:
    """A4 pages; totals, SHA-256 and the seal that was newest when the manifest was issued."""
    return render(
        ManifestPaper(
            number=content.number,
            version=content.version,
            supersedes=content.supersedes,
            hub=content.hub,
            hub_name=content.hub,
            carrier=content.carrier,
            departure=content.departure,
            air_waybill=content.printed_waybill,
            origin=content.origin,
            gateway=content.gateway,
            departs_at=content.departs_at,
            issued_at=content.issued_at,
            pieces=content.pieces,
            units=content.units,
            weight_g=content.weight_g,
            sha256=one.sha256,
            seal_number=one.seal_number,
            seal_hash=one.seal_hash,
            lines=[_line(line) for line in content.lines],
        )
    )


def _line(line: Line) -> ManifestPaperLine:
    return ManifestPaperLine(
        tracking=line.tracking,
        unit=line.unit or "",
        seller=line.seller,
        consignee=line.consignee_name,
        country=line.country,
        hs_codes=tuple(line.hs_codes),
        description="; ".join(item.description for item in line.items),
        weight_g=line.weight_g,
        value=" + ".join(f"{amount:.2f} {currency}" for currency, amount in line.values.items()),
    )
