"""Who is asking: the one value that every verb and every query takes as `by`."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    BROKER = "broker"
    SELLER = "seller"
    CARRIER = "carrier"
    ADMIN = "admin"


HUB_STAFF = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.PLANNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Principal:
    """A person, a device, an API key or the hub itself, with the one hub, seller or carrier it may see."""

    kind: str
    id: int
    name: str
    role: Role
    hub_id: int
    seller_id: int | None = None
    carrier_id: int | None = None
    device_id: int | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def actor(self) -> str:
        """How the ledger names this principal: `person:7`, `device:3`, `key:12`, `hub:1`."""
        return f"{self.kind}:{self.id}"

    @property
    def is_staff(self) -> bool:
        return self.role in HUB_STAFF


def the_hub(hub_id: int) -> Principal:
    """The hub acting by itself: start-up, scheduled work, imports from the command line."""
    return Principal(kind="hub", id=hub_id, name="the hub", role=Role.ADMIN, hub_id=hub_id)
