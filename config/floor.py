"""Turns the compact description of a floor into its places: docks, stations, bins, lanes and doors."""

from collections.abc import Iterator
from dataclasses import replace

from config.plans import LocationKind, LocationPlan
from config.tables import Table

MOST_MM = 2_000_000
_PLACES = tuple(kind for kind in LocationKind if kind is not LocationKind.BIN)
_SIZES = ("small", "medium", "large")
_NAME = r"[A-Z][A-Z0-9]{1,7}"


def read_floor(plan: Table, hub: str, width_mm: int, depth_mm: int) -> tuple[LocationPlan, ...]:
    """All places in walking order: inbound, the storage blocks, outbound."""
    found: dict[str, LocationPlan] = {}
    for table, places in _sections(plan, hub):
        for place in places:
            if place.code in found:
                raise table.wrong("code", place.code, "each place once")
            if not (0 <= place.x_mm <= width_mm and 0 <= place.y_mm <= depth_mm):
                inside = f"inside the floor of {width_mm} x {depth_mm} mm"
                raise table.wrong("x_mm, y_mm", f"{place.code} at {place.x_mm}, {place.y_mm}", inside)
            found[place.code] = replace(place, walk_order=len(found) + 1)
    return tuple(found.values())


def _sections(plan: Table, hub: str) -> Iterator[tuple[Table, Iterator[LocationPlan]]]:
    for key, read in (("inbound", _row), ("storage", _block), ("outbound", _row)):
        for table in plan.tables(key):
            yield table, read(table, hub)


def _row(row: Table, hub: str) -> Iterator[LocationPlan]:
    """Places of one kind, side by side: `count` of them, or `count` for each gateway."""
    kind = LocationKind(row.choice("kind", _PLACES))
    name = row.text("code", _NAME, "2 to 8 capital letters or digits, such as DOCK")
    gateways = row.texts("gateways", r"[A-Z]{3}", "an airport of three letters") or ("",)
    count = row.whole("count", 1, 99)
    x_mm, y_mm = _corner(row)
    step_x_mm = row.whole("step_x_mm", -MOST_MM, MOST_MM, 0)
    step_y_mm = row.whole("step_y_mm", -MOST_MM, MOST_MM, 0)
    max_parcels, max_weight_g = _limits(row)
    row.close()
    for n in range(count * len(gateways)):
        gateway = gateways[n // count]
        code = "-".join(part for part in (hub, name, gateway, str(n % count + 1)) if part)
        x, y = x_mm + n * step_x_mm, y_mm + n * step_y_mm
        yield LocationPlan(code, kind, "", 0, 0, x, y, 0, max_parcels, max_weight_g, 0, gateway=gateway)


def _block(block: Table, hub: str) -> Iterator[LocationPlan]:
    """Aisles of bins between two racks, walked up one aisle and down the next."""
    size = block.choice("size", _SIZES)
    first = block.whole("first_aisle", 1, 99)
    aisles = block.whole("aisles", 1, 100 - first)
    bays = block.whole("bays", 1, 99)
    levels = block.whole("levels", 1, 9)
    x_mm, y_mm = _corner(block)
    aisle_pitch_mm = block.whole("aisle_pitch_mm", 500, 20_000)
    reach_mm = block.whole("reach_mm", 0, aisle_pitch_mm // 2)
    bay_width_mm = block.whole("bay_width_mm", 100, 10_000)
    level_height_mm = block.whole("level_height_mm", 100, 5_000)
    max_parcels, max_weight_g = _limits(block)
    block.close()
    for n, bay in _walk(aisles, bays, first):
        aisle = f"A{first + n:02d}"
        x = x_mm + n * aisle_pitch_mm + (-reach_mm if bay % 2 else reach_mm)
        y = y_mm + (bay - 1) // 2 * bay_width_mm + bay_width_mm // 2
        for level in range(1, levels + 1):
            code, z = f"{hub}-{aisle}-{bay:02d}-{level}", (level - 1) * level_height_mm
            yield LocationPlan(
                code, LocationKind.BIN, aisle, bay, level, x, y, z, max_parcels, max_weight_g, 0, size
            )


def _walk(aisles: int, bays: int, first: int) -> Iterator[tuple[int, int]]:
    """Aisle (from 0) and bay (from 1): aisles with an odd number upwards, the others back."""
    for n in range(aisles):
        steps = range(1, bays + 1, 2)
        for left in steps if (first + n) % 2 else reversed(steps):
            yield n, left
            if left < bays:
                yield n, left + 1


def _corner(table: Table) -> tuple[int, int]:
    return table.whole("x_mm", 0, MOST_MM), table.whole("y_mm", 0, MOST_MM)


def _limits(table: Table) -> tuple[int | None, int | None]:
    return table.maybe_whole("max_parcels", 1, 1_000_000), table.maybe_whole("max_weight_g", 1, 2_000_000_000)
