"""Flights: which waiting freight takes which departure, with a bound and the reason of every line."""
