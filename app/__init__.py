"""Entrepot: the logistics and warehouse management of a cross-border e-commerce hub."""
