"""Hybrid genetic search for fleets that only room limits: plans are crossed, and every child is improved by moves."""
