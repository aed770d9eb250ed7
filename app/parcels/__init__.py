"""Consignments and parcels: what they are, the one table of what may happen to them, and their history."""
