"""Keys for the players of a demonstration day, issued as an administrator would issue them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service import issue_key
from app.core.identity import Role, the_hub
from app.network.models import Carrier, Hub, Seller


def issue(db: Session, hub: Hub, devices: int, day: str, *, at: datetime) -> dict[str, str]:
    """Token texts by player: `seller:CODE`, `device:N`, `supervisor`, `planner`, `broker`, `carrier:CODE`."""
    by = the_hub(hub.id)
    keys: dict[str, str] = {}

    def add(
        player: str, kind: str, role: Role, seller_id: int | None = None, carrier_id: int | None = None
    ) -> None:
        _, token = issue_key(
            db,
            kind=kind,
            name=f"{day} {player}",
            role=role,
            by=by,
            at=at,
            seller_id=seller_id,
            carrier_id=carrier_id,
        )
        keys[player] = token.text

    for seller in db.scalars(select(Seller).where(Seller.hub_id == hub.id).order_by(Seller.code)):
        add(f"seller:{seller.code}", "key", Role.SELLER, seller_id=seller.id)
    for carrier in db.scalars(select(Carrier).where(Carrier.hub_id == hub.id).order_by(Carrier.code)):
        add(f"carrier:{carrier.code}", "key", Role.CARRIER, carrier_id=carrier.id)
    for number in range(devices):
        add(f"device:{number}", "device", Role.OPERATOR)
    for role in (Role.SUPERVISOR, Role.PLANNER, Role.BROKER):
        add(str(role), "key", role)
    return keys
