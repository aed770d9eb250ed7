"""What the actions of one batch of scans work with: the freight, bins, docks and loads that the batch names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.shifts import Batch
from app.core.errors import Malformed, NotFound, Refused
from app.core.identity import Principal, Role
from app.dispatch import service as dispatch
from app.inbound import service as inbound
from app.inbound.models import InboundLoad
from app.inventory.service import Bins
from app.parcels.work import ParcelState, UnitState, Work
from app.scanning.forms import Context, ScanIn, ScanOut
from labels.identifiers import Unreadable, classify

# Actions on a unit that move what is in it, too: its parcels are locked with it.
WITH_CONTENTS = frozenset({"close", "reopen", "stage", "load", "offload", "hold", "undo"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan, who sent it, and the numbered batch that it came in."""

    by: Principal
    scan: ScanIn
    batch: Batch | None = None


@dataclass(slots=True)
class Desk:
    """What the actions of one batch work with."""

    work: Work
    bins: Bins
    docks: dispatch.Docks
    loads: dict[str, InboundLoad]
    done: dict[UUID, "Done"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A scan that was answered: in this batch, or before."""

    actor: str
    scanned_at: datetime
    answer: ScanOut


@dataclass(frozen=True, slots=True)
class Act:
    """One scan being applied."""

    desk: Desk
    by: Principal
    at: datetime
    code: str
    context: Context

    @property
    def override(self) -> bool:
        """A supervisor says that it is done all the same, where the rule is one of order and not of safety."""
        if self.context.override:
            self.need_supervisor("override the hub")
        return self.context.override

    def need_supervisor(self, what: str) -> None:
        if self.by.role not in (Role.SUPERVISOR, Role.ADMIN):
            raise Refused(
                "supervisor_only", f"only a supervisor may {what.replace('_', ' ')}", "call a supervisor"
            )

    @property
    def parcel(self) -> ParcelState:
        return self.desk.work.parcel(self.code)

    @property
    def subject(self) -> ParcelState | UnitState:
        return self.desk.work.named(self.code)

    def need(self, name: str) -> str:
        """A context value that this action cannot do without."""
        value: str = getattr(self.context, name)
        if not value:
            raise Malformed(f"no_{name}", f"this scan needs {name} in its context", f"scan the {name} first")
        return readable(value)

    @property
    def load(self) -> InboundLoad | None:
        if not self.context.load:
            return None
        found = self.desk.loads.get(self.context.load)
        if found is None:
            raise NotFound(
                "unknown_load", f"there is no inbound load {self.context.load}", "see the list of loads"
            )
        return found


def readable(raw: str) -> str:
    """A code as the hub knows it: without symbology prefixes, its check digit verified."""
    found = classify(raw)
    if isinstance(found, Unreadable):
        raise Malformed(found.code, found.message, "scan the label again")
    return found.value


def open_desk(db: Session, hub_id: int, scans: Sequence[tuple[str, ScanIn]], now: datetime) -> Desk:
    """Resolve and lock what the scans name, in the one order: parcels, units, departures, locations."""
    work = Work(db, hub_id, now)
    contexts = [one.context for _, one in scans]
    work.take(
        {code for code, _ in scans} | {_plain(one.unit) for one in contexts if one.unit},
        {code for code, one in scans if one.action in WITH_CONTENTS},
    )
    docks = dispatch.Docks(work, {_plain(one.departure) for one in contexts if one.departure})
    bins = Bins(work, {_plain(one.location) for one in contexts if one.location})
    numbers = {one.load for one in contexts if one.load}
    return Desk(work, bins, docks, inbound.loads_by_number(db, hub_id, numbers))


def _plain(raw: str) -> str:
    found = classify(raw)
    return raw if isinstance(found, Unreadable) else found.value
