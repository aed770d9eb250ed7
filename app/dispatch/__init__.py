"""Departures: the queue of cleared freight, what is loaded on each, and the manifest that closing one makes."""
