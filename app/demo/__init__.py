"""A made-up hub day: people, sellers and parcels to try the program with, and players that work over HTTP."""
