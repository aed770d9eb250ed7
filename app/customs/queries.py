"""Reading declarations in the order in which they were lodged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.identity import Principal
from app.customs.models import Declaration
from app.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class DeclarationView:
    id: int
    number: str
    tracking: str
    destination: str
    state: str
    goods_value: Decimal
    currency: str
    duty: Decimal
    tax: Decimal
    charges_currency: str
    rules: str
    content: str
    decision_note: str
    lodged_at: datetime
    decided_at: datetime | None


def declarations(
    db: Session, by: Principal, *, since: int = 0, state: str = "", tracking: str = "", limit: int = 100
) -> list[DeclarationView]:
    """Declarations after an id, oldest first, optionally in one state or of one parcel."""
    one = Declaration
    query = (
        select(
            one.id,
            one.number,
            Parcel.tracking,
            one.destination,
            one.state,
            one.goods_value,
            one.currency,
            one.duty,
            one.tax,
            one.charges_currency,
            one.rules,
            one.content,
            one.decision_note,
            one.lodged_at,
            one.decided_at,
        )
        .join(Parcel, Parcel.id == one.parcel_id)
        .where(visible(by, one), one.id > since)
        .order_by(one.id)
        .limit(limit)
    )
    if state:
        query = query.where(one.state == state)
    if tracking:
        query = query.where(Parcel.tracking == tracking)
    rows: Iterable[Any] = db.execute(query)
    return [DeclarationView(*row) for row in rows]
