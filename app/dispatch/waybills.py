"""The master air waybill of a departure: the next number of the stock that its airline has allotted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.network.models import Carrier, Departure
from app.numbers.service import has_stock, next_allotted
from labels.identifiers import AirWaybill


def stock_of(db: Session, departure: Departure) -> str | None:
    """The airline prefix from whose stock a departure is numbered; None for a truck or an airline without stock."""
    if departure.transport != "flight":
        return None
    prefix = db.scalar(select(Carrier.airline_prefix).where(Carrier.id == departure.carrier_id)) or ""
    return prefix if has_stock(db, departure.hub_id, "awb", prefix) else None


def number(db: Session, departure: Departure) -> str | None:
    """Its air waybill of 11 digits, taken now if it has none and there is a stock. Refused when that is used up."""
    prefix = stock_of(db, departure) if departure.air_waybill is None else None
    if prefix is not None:
        serial = next_allotted(db, departure.hub_id, "awb", prefix)
        departure.air_waybill = str(AirWaybill(prefix, serial))
    return departure.air_waybill


def number_ahead(db: Session, departure: Departure) -> str:
    """As `number`, asked for before the close: Refused when there is nothing to take or it has one."""
    if departure.air_waybill is not None:
        printed = AirWaybill.parse(departure.air_waybill).printed
        raise Refused("already_done", f"{departure.number} has air waybill {printed}", "nothing to do")
    if departure.state != "open":
        raise Refused(
            "departure_closed", f"{departure.number} is {departure.state}", "reopen it; its close numbers it"
        )
    found = number(db, departure)
    if found is None:
        raise Refused(
            "no_air_waybills",
            f"the hub has no air waybills for {departure.number}",
            "an admin adds the range that the airline has allotted, under Numbers",
        )
    return found
