"""Boxes into containers, and orders into cartons: placements that keep every rule, with the reasons of what is left."""
