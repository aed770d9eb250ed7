"""The data of an air waybill: who sends what to whom by which flight, and the weight that is charged."""

from dataclasses import dataclass
from datetime import date

from labels.heads import Origin
from labels.papers.consignment import Party

# IATA: 6,000 cm³ count as 1 kg, and what is charged goes up to the next half kilogram.
_CM3_PER_KG, _STEP_G = 6000, 500


@dataclass(frozen=True, slots=True)
class WaybillLine:
    """Goods of one nature in so many pieces; the volume is None where they were not measured."""

    nature: str
    pieces: int
    gross_weight_g: int
    volume_cm3: int | None


@dataclass(frozen=True, slots=True)
class AirWaybill:
    """One waybill. `master` is the number of the master that a house waybill goes under, empty where not known.

    Rates are left to the agreement of the parties; `prepaid` says who pays the carriage. `declared_for_customs` is an
    amount with its currency, or NCV where no value is declared.
    """

    title: str
    number: str
    master: str
    issuer: str
    shipper: Party
    consignee: Party
    agent: tuple[str, ...]
    accounting: tuple[str, ...]
    origin_airport: str
    destination_airport: str
    carrier: str
    flight: str
    flight_on: date | None
    prepaid: bool
    declared_for_customs: str
    currency: str
    handling: tuple[str, ...]
    executed_at: str
    executed_on: date | None
    lines: tuple[WaybillLine, ...]
    origin: Origin

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def gross_weight_g(self) -> int:
        return sum(line.gross_weight_g for line in self.lines)

    @property
    def volume_cm3(self) -> int | None:
        """None where one line has none."""
        known = [line.volume_cm3 for line in self.lines if line.volume_cm3 is not None]
        return sum(known) if len(known) == len(self.lines) else None

    @property
    def chargeable_g(self) -> int | None:
        """The larger of gross and volume weight in steps of 500 g; None where a volume is not known."""
        if self.volume_cm3 is None:
            return None
        counted = max(self.gross_weight_g, -(-self.volume_cm3 * 1000 // _CM3_PER_KG))
        return -(-counted // _STEP_G) * _STEP_G
