"""Orders as batches: sets kept as bits, with the length of each worked out once, and what a cart can hold."""

from collections.abc import Iterable, Sequence

from optimizer.picking.lengths import Lengths, rows_of
from optimizer.picking.problems import AisleFloor, Cart, Order

# Items, grams and cubic centimetres side by side in one number, each with a bit above it that a loan would take.
FIELD = 40
GUARDS = sum(1 << (FIELD * field + FIELD - 1) for field in range(3))


class Batches:
    """A batch is a whole number with a bit for every order of `orders`."""

    def __init__(self, floor: AisleFloor, orders: Sequence[Order], cart: Cart) -> None:
        self.lengths = Lengths(floor, [pick for order in orders for pick in order.picks])
        self.places = [self.lengths.bits(order.picks) for order in orders]
        self.loads = [_packed(order.items, order.weight_g, order.volume_cm3) for order in orders]
        self.room = GUARDS | _packed(cart.capacity_items, cart.capacity_g, cart.capacity_cm3)
        self.known: dict[int, int] = {0: 0}

    def length(self, members: int) -> int:
        """Millimetres of the shortest tour for these orders."""
        length = self.known.get(members)
        if length is None:
            places = 0
            for order in rows_of(members):
                places |= self.places[order]
            length = self.known[members] = self.lengths.of(places)
        return length

    def total(self, batches: Iterable[int]) -> int:
        return sum(self.length(members) for members in batches)

    def load(self, members: int) -> int:
        return sum(self.loads[order] for order in rows_of(members))

    def fits(self, load: int) -> bool:
        """Whether a cart takes this load: none of the three needs a loan from its guard."""
        return (self.room - load) & GUARDS == GUARDS


def _packed(items: int, weight_g: int, volume_cm3: int) -> int:
    return items | weight_g << FIELD | volume_cm3 << (2 * FIELD)
