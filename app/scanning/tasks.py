"""The tasks that are done by scanning: what each asks for, in which states its freight is, and who may do it.

The one table that a handheld's screens are made from; the states and needs come from the lifecycle's tables.
"""

from dataclasses import dataclass

from app.core.identity import Role
from app.parcels.lifecycle import PARCEL, UNIT, Step

EVERYONE = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Task:
    """`place` is scanned once and kept (a bin, a bag, a departure); `fields` go along with each scan."""

    id: str
    place: str = ""
    fields: tuple[str, ...] = ()
    roles: frozenset[Role] = EVERYONE
    action: str = ""

    @property
    def does(self) -> str:
        return self.action or self.id

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that its scans take, of parcels and of units."""
        found = (PARCEL.steps.get(self.does), UNIT.steps.get(self.does))
        return tuple(one for one in found if one is not None)

    @property
    def before(self) -> list[str]:
        """States, of parcels and of units, that the task accepts; none for a task that looks and changes nothing."""
        return sorted({state for one in self.steps for state in one.before})

    @property
    def needs(self) -> list[str]:
        return sorted({str(need) for one in self.steps for need in one.needs})


TASKS = (
    Task("receive", fields=("load",)),
    Task("measure", fields=("weight_g", "sides_mm")),
    Task("store", place="location"),
    Task("pick", fields=("list",)),
    Task("move", place="location", fields=("list",), action="store"),
    Task("pack", place="unit"),
    Task("close", fields=("seal",)),
    Task("stage", place="location"),
    Task("load", place="departure"),
    Task("hand_over"),
    Task("exception", fields=("reason", "note"), action="hold"),
    Task("find"),
    Task("unpack"),
    Task("offload"),
    Task("reopen"),
    Task("release_hold", fields=("reason",), roles=SUPERVISORS),
)
BY_ID = {one.id: one for one in TASKS}
