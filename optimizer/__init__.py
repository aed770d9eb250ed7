"""Decisions of the hub as pure mathematics: problems in, checked plans out, no clock, database or network."""
