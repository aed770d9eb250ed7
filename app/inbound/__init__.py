"""The dock: loads that arrive, what was expected in them, what really came, and the cases that follow."""
