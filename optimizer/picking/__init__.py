"""Picking: the shortest way of a picker, orders in batches, batches in waves before their cut-offs."""
