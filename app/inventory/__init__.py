"""Bins: where a parcel may lie, and what lies where."""
