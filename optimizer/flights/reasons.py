"""Says of every piece why it flies as it does or stays, and what its next best way would cost."""

from collections.abc import Sequence

from optimizer.flights.plans import Alternative, Assignment
from optimizer.flights.problems import Departure, FlightProblem, Freight
from optimizer.plans import Reason
from optimizer.wording import cubic_metres, duration, kilograms

NAMED = 3


class Explainer:
    """`choices` holds a departure key, or None, for each piece of the problem in its order."""

    def __init__(self, problem: FlightProblem, choices: Sequence[str | None]) -> None:
        self.problem, self.choices = problem, choices
        self.departures = {departure.key: departure for departure in problem.departures}
        self.free_g = {departure.key: departure.capacity_g for departure in problem.departures}
        self.free_cm3 = {departure.key: departure.capacity_cm3 for departure in problem.departures}
        for piece, key in zip(problem.freight, choices, strict=True):
            if key is not None:
                self.free_g[key] -= piece.weight_g
                self.free_cm3[key] -= piece.volume_cm3

    def assignments(self) -> tuple[Assignment, ...]:
        pairs = zip(self.problem.freight, self.choices, strict=True)
        return tuple(self._assignment(piece, key) for piece, key in pairs)

    def _assignment(self, piece: Freight, key: str | None) -> Assignment:
        ways = self._ways(piece)
        taken = self.departures.get(key or "")
        cost = piece.unassigned_cost if taken is None else cost_of(piece, taken)
        return Assignment(
            freight=piece.key,
            departure=key,
            cost=cost,
            late_s=0 if taken is None else max(0, taken.arrives_at - piece.due_at),
            reason=self._why_stays(piece, ways)
            if taken is None
            else self._why_flies(piece, taken, cost, ways),
            next_best=self._next_best(piece, key, cost, ways),
        )

    def _ways(self, piece: Freight) -> list[tuple[int, Departure]]:
        """Cost and departure, cheapest first, of all that the piece could take were there room."""
        found = [(cost_of(piece, d), d) for d in self.problem.departures if self._open_to(piece, d)]
        return sorted(found, key=lambda way: way[0])

    def _open_to(self, piece: Freight, departure: Departure) -> bool:
        ready = max(piece.ready_at, self.problem.now)
        served = departure.gateway in piece.gateways and not departure.embargoed & piece.classes
        return served and ready <= departure.cutoff_at

    def _next_best(
        self, piece: Freight, key: str | None, cost: int, ways: list[tuple[int, Departure]]
    ) -> Alternative | None:
        for way_cost, departure in ways:
            if departure.key != key:
                return Alternative(departure.key, way_cost - cost, not self._lacks(piece, departure))
        return None

    def _lacks(self, piece: Freight, departure: Departure) -> str:
        """What the piece is short of on a departure that it is not on; nothing when it has room."""
        short_g = piece.weight_g - self.free_g[departure.key]
        short_cm3 = piece.volume_cm3 - self.free_cm3[departure.key]
        lacks = []
        if short_g > 0:
            lacks.append(f"{kilograms(short_g)} too heavy")
        if short_cm3 > 0:
            lacks.append(f"{cubic_metres(short_cm3)} too big")
        return " and ".join(lacks)

    def _full(self, piece: Freight, departures: list[Departure]) -> str:
        named = [f"{d.key} is full: {self._lacks(piece, d)}" for d in departures[:NAMED]]
        more = len(departures) - NAMED
        return "; ".join(named) + (f"; and {more} more are full" if more > 0 else "")

    def _why_flies(
        self, piece: Freight, taken: Departure, cost: int, ways: list[tuple[int, Departure]]
    ) -> Reason:
        if piece.pinned_to is not None:
            return Reason("pinned", f"Pinned to {taken.key}")
        cheaper = [departure for way_cost, departure in ways if way_cost < cost]
        full = [departure for departure in cheaper if self._lacks(piece, departure)]
        if full:
            return Reason("displaced", self._full(piece, full))
        if cheaper:
            return Reason(
                "not_searched", f"{cheaper[0].key} is cheaper and has room; the search ended before it"
            )
        if piece.unassigned_cost < cost:
            return Reason("not_searched", "Leaving it would be cheaper; the search ended before it was tried")
        late_s = max(0, taken.arrives_at - piece.due_at)
        return Reason("cheapest", "The cheapest departure" + (f", {duration(late_s)} late" if late_s else ""))

    def _why_stays(self, piece: Freight, ways: list[tuple[int, Departure]]) -> Reason:
        gateways = ", ".join(sorted(piece.gateways)) or "any gateway"
        worth = [departure for cost, departure in ways if cost < piece.unassigned_cost]
        full = [departure for departure in worth if self._lacks(piece, departure)]
        if not ways:
            return self._no_way(piece, gateways)
        if not worth:
            extra = ways[0][0] - piece.unassigned_cost
            text = f"Leaving it costs no more than {ways[0][1].key}, the cheapest departure"
            return Reason("dearer_than_waiting", text + (f", which costs {extra} more" if extra else ""))
        if full:
            return Reason("full", self._full(piece, full))
        return Reason("not_searched", f"{worth[0].key} has room; the search ended before it was tried")

    def _no_way(self, piece: Freight, gateways: str) -> Reason:
        serving = [d for d in self.problem.departures if d.gateway in piece.gateways]
        taking = [d for d in serving if not d.embargoed & piece.classes]
        if not serving:
            return Reason("no_departure", f"No departure to {gateways}")
        if not taking:
            banned = sorted(set[str]().union(*(d.embargoed for d in serving)) & piece.classes)
            return Reason("embargoed", f"No departure to {gateways} takes {', '.join(banned)}")
        last = max(taking, key=lambda departure: departure.cutoff_at)
        missed = duration(max(piece.ready_at, self.problem.now) - last.cutoff_at)
        text = f"No departure to {gateways} before cut-off: ready {missed} after that of {last.key}"
        return Reason("missed_cutoff", text)


def cost_of(piece: Freight, departure: Departure) -> int:
    late_s = max(0, departure.arrives_at - piece.due_at)
    carriage = (departure.cost_per_kg * piece.weight_g + 999) // 1000
    return carriage + (piece.lateness_cost_per_hour * late_s + 3599) // 3600
