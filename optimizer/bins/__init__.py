"""Bins: the fewest or cheapest bags, cartons or receptacles that hold all pieces, by weight, volume and number."""
