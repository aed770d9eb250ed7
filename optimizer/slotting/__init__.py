"""Slotting: which bin for which parcel, and which moves of stored parcels are worth their way."""
