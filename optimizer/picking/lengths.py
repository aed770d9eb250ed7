"""Lengths of shortest tours by the thousand: the sweep without its trail, over sets of places kept as bits."""

from collections.abc import Iterable
from itertools import pairwise

from optimizer.picking.columns import FAR, Column, columns_of, prices_of
from optimizer.picking.problems import AisleFloor, Pick
from optimizer.picking.sweep import sweep

# What the aisle of one block costs, made ready for the recurrence: the cheapest return, then from the front, from the
# back, around the gap, the cheaper of back and gap, the cheaper of front and gap, through.
_Returns = tuple[int, int, int, int, int, int, int]


def rows_of(bits: int) -> list[int]:
    """The numbers of the bits that are set, from the lowest."""
    rows = []
    while bits:
        lowest = bits & -bits
        rows.append(lowest.bit_length() - 1)
        bits ^= lowest
    return rows


class Lengths:
    """Every set of picks is one whole number with a bit for each place; the union of orders is `|`."""

    def __init__(self, floor: AisleFloor, picks: Iterable[Pick]) -> None:
        self.floor = floor
        heights: list[set[int]] = [set() for _ in floor.aisle_x_mm]
        for pick in picks:
            heights[pick.aisle].add(pick.y_mm)
        self.heights = [sorted(aisle) for aisle in heights]
        sizes = [len(aisle) for aisle in self.heights]
        self.shifts = [sum(sizes[:aisle]) for aisle in range(len(sizes))]
        self.masks = [(1 << size) - 1 for size in sizes]
        self.bit = {
            (aisle, y_mm): 1 << (self.shifts[aisle] + place)
            for aisle, rows in enumerate(self.heights)
            for place, y_mm in enumerate(rows)
        }
        self.known: dict[int, int] = {0: 0}
        self._one_block = _OneBlock(self) if len(floor.cross_y_mm) == 2 else None

    def bits(self, picks: Iterable[Pick]) -> int:
        found = 0
        for pick in picks:
            found |= self.bit[pick.aisle, pick.y_mm]
        return found

    def of(self, bits: int) -> int:
        """The length in millimetres of the shortest tour past these places."""
        length = self.known.get(bits)
        if length is None:
            length = self._one_block.of(bits) if self._one_block else sweep(self._columns(bits)).length_mm
            self.known[bits] = length
        return length

    def heights_in(self, aisle: int, mask: int) -> list[int]:
        heights = self.heights[aisle]
        return [heights[place] for place in rows_of(mask)]

    def _columns(self, bits: int) -> list[Column]:
        picks = [
            Pick("", aisle, y_mm)
            for aisle, (shift, mask) in enumerate(zip(self.shifts, self.masks, strict=True))
            for y_mm in self.heights_in(aisle, bits >> shift & mask)
        ]
        return columns_of(self.floor, picks)


class _OneBlock:
    """The five states of one block written out (Ratliff & Rosenthal 1983): both ends odd; one end even, front or
    back; both ends even, connected or not."""

    def __init__(self, lengths: Lengths) -> None:
        floor = lengths.floor
        self.lengths = lengths
        self.ends = (floor.cross_y_mm[0], floor.cross_y_mm[-1])
        aisles: list[tuple[int, int]] = [(x_mm, aisle) for aisle, x_mm in enumerate(floor.aisle_x_mm)]
        if floor.depot_x_mm not in floor.aisle_x_mm:
            aisles.append((floor.depot_x_mm, -1))
        aisles.sort()
        xs = [x_mm for x_mm, _ in aisles]
        self.aisles = [aisle for _, aisle in aisles]
        self.widths = [0, *(b - a for a, b in pairwise(xs))]
        self.depot = xs.index(floor.depot_x_mm)
        self.returns: list[dict[int, _Returns]] = [{} for _ in floor.aisle_x_mm]
        self.closed: _Returns = (0, 0, 0, FAR, FAR, FAR, FAR)

    def of(self, bits: int) -> int:
        rows = self._rows(bits)
        widths, depot = self.widths, self.depot
        needed = [place for place, row in enumerate(rows) if row[4] < FAR or place == depot]
        first, last = needed[0], needed[-1]
        if first == depot:
            odd, front, back, joined, apart = FAR, 0, FAR, FAR, FAR
        else:
            _, front, back, apart, _, _, odd = rows[first]
            joined = 2 * odd
        for place in range(first, last + 1):
            if place > first:
                width = 2 * widths[place]
                front = min(front, joined) + width
                back = min(back, joined) + width
                odd, joined, apart = odd + width, joined + 2 * width, apart + 2 * width
                if place == depot:
                    apart, back = min(apart, back), FAR
            elif place != depot:
                continue
            turn, from_front, from_back, _, back_gap, front_gap, through = rows[place]
            twice = min(front, back, apart) + through
            odd, joined, apart, front, back = (
                min(odd + turn, joined + through, twice),
                min(odd + through, joined + turn, twice + through),
                min(apart + turn, front + back_gap, back + front_gap),
                front + from_front,
                back + from_back,
            )
        return min(joined, front, back)

    def _rows(self, bits: int) -> list[_Returns]:
        lengths, returns, rows = self.lengths, self.returns, []
        shifts, masks = lengths.shifts, lengths.masks
        for aisle in self.aisles:
            if aisle < 0:
                rows.append(self.closed)
                continue
            mask = bits >> shifts[aisle] & masks[aisle]
            row = returns[aisle].get(mask)
            if row is None:
                row = returns[aisle][mask] = self._row(aisle, mask)
            rows.append(row)
        return rows

    def _row(self, aisle: int, mask: int) -> _Returns:
        heights = self.lengths.heights_in(aisle, mask)
        _, front, back, gap, through, _ = prices_of(heights, *self.ends)
        if not heights:
            return (0, 0, 0, FAR, FAR, FAR, through)
        return (min(front, back, gap), front, back, gap, min(back, gap), min(front, gap), through)
