"""The one place that says which rows a principal may see.

`visible(by, Table)` is a condition for the WHERE clause of every read of a table that belongs to somebody. It is
a bound value in the statement itself and not a session hook, because hooks miss Core selects, bulk updates by key
and identity-map gets. Staff see their hub; a seller and a carrier see rows that carry their own id; a table that
carries none is closed to them, unless it says `__open_to__` these roles.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_

from app.core.errors import Forbidden
from app.core.identity import Principal, Role

_OWN_COLUMN = {Role.SELLER: "seller_id", Role.CARRIER: "carrier_id"}


def visible(by: Principal, model: Any) -> ColumnElement[bool]:
    """The condition under which `by` may see a row of `model`. Raises Forbidden where no row ever may."""
    columns = model.__table__.c
    in_hub: ColumnElement[bool] = columns.hub_id == by.hub_id
    if by.is_staff or by.role in getattr(model, "__open_to__", ()):
        return in_hub
    own = _OWN_COLUMN.get(by.role)
    if own is None or own not in columns:
        raise Forbidden("not_yours", f"{by.name} ({by.role}) may not see this", "ask the hub")
    return and_(in_hub, columns[own] == getattr(by, own))
