"""The rules that hold whatever happens, asked of the database alone: each is one query that must find nothing."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.dispatch.models import Manifest
from app.ledger.verify import verify


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, with one example of where."""

    rule: str
    count: int
    example: str


RULES = {
    "a parcel on a departure has its own valid release": """
        SELECT l.parcel_id FROM loading l LEFT JOIN "release" r ON r.id = l.release_id AND r.parcel_id = l.parcel_id
        JOIN departure d ON d.id = l.departure_id
        WHERE r.id IS NULL OR (d.state = 'departed' AND r.revoked_at IS NOT NULL)""",
    "nothing that left is held or uncleared": """
        SELECT p.id FROM parcel p WHERE p.handling IN ('departed', 'handed_over') AND (p.clearance <> 'cleared'
        OR EXISTS (SELECT 1 FROM hold h WHERE h.parcel_id = p.id AND h.closed_at IS NULL))""",
    "loaded, departed and handed over parcels are on exactly one departure": """
        SELECT p.id FROM parcel p LEFT JOIN loading l ON l.parcel_id = p.id
        WHERE (p.handling IN ('loaded', 'departed', 'handed_over')) <> (l.parcel_id IS NOT NULL)""",
    "a departed departure has only departed parcels": """
        SELECT l.parcel_id FROM loading l JOIN departure d ON d.id = l.departure_id
        JOIN parcel p ON p.id = l.parcel_id
        WHERE d.state = 'departed' AND p.handling NOT IN ('departed', 'handed_over')""",
    "a stored parcel lies in a bin, and no bin holds more than it may": """
        SELECT p.id FROM parcel p WHERE p.handling = 'stored' AND p.location_id IS NULL
        UNION ALL
        SELECT o.id FROM location o JOIN parcel p ON p.location_id = o.id AND p.handling = 'stored'
        WHERE o.max_parcels IS NOT NULL GROUP BY o.id, o.max_parcels HAVING count(*) > o.max_parcels""",
    "a parcel in a unit is packed or further": """
        SELECT p.id FROM parcel p WHERE p.unit_id IS NOT NULL
        AND p.handling NOT IN ('packed', 'staged', 'loaded', 'departed', 'handed_over')""",
    "a parcel goes where its unit goes": """
        SELECT p.id FROM parcel p JOIN handling_unit u ON u.id = p.unit_id JOIN lane l ON l.id = p.lane_id
        WHERE l.gateway <> u.gateway""",
    "a parcel is at the last event of its stream": """
        SELECT p.id FROM parcel p LEFT JOIN event e
        ON e.stream = 'parcel' AND e.stream_id = p.id AND e.version = p.version
        WHERE e.id IS NULL OR e.hash <> p.head_hash""",
    "a number range is at the last event of its stream": """
        SELECT r.id FROM number_range r LEFT JOIN event e
        ON e.stream = 'number_range' AND e.stream_id = r.id AND e.version = r.version
        WHERE r.version > 0 AND (e.id IS NULL OR e.hash <> r.head_hash)""",
    "no parcel has more events than it counts": """
        SELECT p.id FROM parcel p WHERE EXISTS (SELECT 1 FROM event e
        WHERE e.stream = 'parcel' AND e.stream_id = p.id AND e.version > p.version)""",
    "every closed departure has a manifest, and its pieces are what is on it": """
        SELECT d.id FROM departure d WHERE d.state IN ('closed', 'departed') AND NOT EXISTS (
        SELECT 1 FROM manifest m WHERE m.departure_id = d.id
        AND m.version = (SELECT max(version) FROM manifest n WHERE n.departure_id = d.id)
        AND m.pieces = (SELECT count(*) FROM loading l WHERE l.departure_id = d.id))""",
    "manifest versions are without gaps and each supersedes the one before": """
        SELECT m.id FROM manifest m WHERE m.version > 1 AND NOT EXISTS (
        SELECT 1 FROM manifest b WHERE b.id = m.supersedes_id AND b.number = m.number
        AND b.version = m.version - 1)""",
    "every cleared parcel has a valid release and the reverse": """
        SELECT p.id FROM parcel p WHERE (p.clearance = 'cleared') <> EXISTS (
        SELECT 1 FROM "release" r WHERE r.parcel_id = p.id AND r.revoked_at IS NULL)""",
    "a parcel belongs to the seller of its consignment": """
        SELECT p.id FROM parcel p JOIN consignment c ON c.id = p.consignment_id WHERE p.seller_id <> c.seller_id""",
    "a plan has a result exactly when its job is done": """
        SELECT p.id FROM plan p JOIN job j ON j.id = p.job_id WHERE (j.state = 'done') <> (p.result IS NOT NULL)""",
    "every applied scan that moves something is on the ledger": """
        SELECT 1 WHERE (SELECT count(*) FROM scan WHERE outcome = 'applied' AND answer LIKE '%"code":"receive"%'
        AND answer LIKE '%"kind":"parcel"%')
        <> (SELECT count(*) FROM event WHERE stream = 'parcel' AND type = 'receive')""",
}


def broken(db: Session) -> list[Broken]:
    """Every rule that does not hold now, the ledger's included."""
    found = list(_broken_rules(db))
    found += _broken_manifests(db)
    verdict = verify(db)
    if verdict.flaws:
        found.append(Broken("the ledger is whole", len(verdict.flaws), verdict.flaws[0].message))
    return found


def _broken_rules(db: Session) -> Iterator[Broken]:
    for rule, query in RULES.items():
        rows = db.execute(text(query)).all()
        if rows:
            yield Broken(rule, len(rows), f"id {rows[0][0]}")


def _broken_manifests(db: Session) -> list[Broken]:
    """A manifest's hash is of its bytes and its header is the sum of its lines."""
    bad = []
    for manifest in db.scalars(select(Manifest).execution_options(yield_per=20)):
        lines = json.loads(manifest.content)["lines"]
        whole = (
            hashlib.sha256(manifest.content.encode()).hexdigest() == manifest.sha256
            and len(lines) == manifest.pieces
            and sum(line["weight_g"] for line in lines) == manifest.weight_g
        )
        if not whole:
            bad.append(f"{manifest.number} version {manifest.version}")
    return (
        [Broken("a manifest never changes and its header is the sum of its lines", len(bad), bad[0])]
        if bad
        else []
    )
