"""What stands on a parcel that goes on by post: its S10 number with the CN 22, the mark of its batteries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pycountry
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound, Refused, none_refused
from app.core.identity import Principal
from app.core.papers import local
from app.inbound.queries import goods_of
from app.network.models import Carrier, Hub, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from app.parcels.numbering import postal_items
from labels.identifiers import S10
from labels.kinds.battery import KNOWN, BatteryMark
from labels.kinds.postal import MOST_ITEMS, DeclaredItem, Nature, PostalLabel
from labels.papers.consignment import Goods


def postal_labels(db: Session, by: Principal, trackings: Sequence[str], _at: datetime) -> list[PostalLabel]:
    """The labels of these parcels, in this order. Raises NotFound, or the first of `postal_refusals`."""
    found = _labels(db, by, trackings)
    return none_refused([found[one] for one in trackings])


def postal_refusals(db: Session, by: Principal, trackings: Sequence[str]) -> dict[str, Refused]:
    """Why some of these parcels get no postal label yet, by their numbers."""
    return {code: one for code, one in _labels(db, by, trackings).items() if isinstance(one, Refused)}


def battery_marks(db: Session, by: Principal, trackings: Sequence[str], _at: datetime) -> list[BatteryMark]:
    """The marks of these parcels, in this order. Raises NotFound, and Refused where no battery is declared."""
    rows = _rows(db, by, trackings)
    for one in trackings:
        declared = rows[one][0].dangerous
        if declared not in KNOWN:
            told = f"{declared}, which is no battery" if declared else "no dangerous goods"
            hint = f"the seller declares its batteries as one of {', '.join(KNOWN)}"
            raise Refused("no_battery", f"parcel {one} declares {told}", hint)
    return [BatteryMark((rows[one][0].dangerous,)) for one in trackings]


def _labels(db: Session, by: Principal, trackings: Sequence[str]) -> dict[str, PostalLabel | Refused]:
    rows, hub = _rows(db, by, trackings), db.get_one(Hub, by.hub_id)
    operator, ids = _operator(db, by, hub), [parcel.id for parcel, *_ in rows.values()]
    lines = select(ItemLine).where(among(db, ItemLine.parcel_id, ids))
    goods = defaultdict(list)
    for line in db.scalars(lines.order_by(ItemLine.parcel_id, ItemLine.line)):
        goods[line.parcel_id].append(goods_of(line))
    numbers = postal_items(db, ids)
    return {
        tracking: _refusal(tracking, numbers.get(row[0].id), goods[row[0].id])
        or _label(row, S10.parse(numbers[row[0].id]), goods[row[0].id], operator, hub)
        for tracking, row in rows.items()
    }


def _rows(
    db: Session, by: Principal, trackings: Sequence[str]
) -> dict[str, tuple[Parcel, Consignment, Seller]]:
    query = (
        select(Parcel, Consignment, Seller)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .where(visible(by, Parcel), among(db, Parcel.tracking, trackings))
    )
    found: dict[str, Any] = {row[0].tracking: tuple(row) for row in db.execute(query)}
    for one in trackings:
        if one not in found:
            raise NotFound("unknown_parcel", f"there is no parcel {one}", "check the number")
    return found


def _refusal(tracking: str, number: str | None, goods: Sequence[Goods]) -> Refused | None:
    if number is None:
        hint = "give it one on its page, then print its label"
        return Refused("no_postal_number", f"parcel {tracking} has no postal number yet", hint)
    if not 1 <= len(goods) <= MOST_ITEMS:
        held = f"parcel {tracking} holds {len(goods)} kinds of goods"
        detail = f"{held}, the CN 22 of a label takes 1 to {MOST_ITEMS}"
        return Refused("too_many_goods", detail, "print its CN 23")
    currencies = sorted({one.currency for one in goods})
    if len(currencies) > 1:
        valued = f"the goods of parcel {tracking} are valued in {' and '.join(currencies)}"
        return Refused("mixed_currencies", f"{valued}, a CN 22 sums one currency", "print its CN 23")
    return None


def _operator(db: Session, by: Principal, hub: Hub) -> str:
    """The post that takes the hub's items over, or the hub where its plan names none."""
    post = select(Carrier.name).where(Carrier.hub_id == by.hub_id, Carrier.kind == "post")
    return db.scalar(post.order_by(Carrier.id).limit(1)) or f"{hub.code} {hub.name}"


def _label(
    row: tuple[Parcel, Consignment, Seller], number: S10, goods: Sequence[Goods], operator: str, hub: Hub
) -> PostalLabel:
    parcel, to, seller = row
    town = " ".join(part for part in (to.postcode, to.city, to.region) if part)
    address = (to.address1, to.address2, town, _country(to.country).upper())
    return PostalLabel(
        s10=str(number),
        operator=operator,
        service=number.service_name.capitalize(),
        sender=(seller.name, f"{seller.address}, {_country(seller.country)}"),
        addressee=to.consignee_name,
        address=tuple(part for part in address if part),
        country=to.country,
        nature=Nature.SALE,
        items=tuple(_declared(goods)),
        currency=goods[0].currency,
        gross_g=parcel.weight_g or parcel.declared_weight_g,
        reference=to.reference,
        signed_by=seller.name,
        signed_on=local(to.created_at, hub.zone).date(),
    )


def _declared(goods: Iterable[Goods]) -> Iterable[DeclaredItem]:
    for one in goods:
        value, _ = one.value
        yield DeclaredItem(
            one.quantity, one.description, one.net_weight_g, value, one.hs_code[:6], one.origin_country
        )


def _country(code: str) -> str:
    """Its name in English, as the post between countries wants it."""
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code
