"""Plans: rows become an optimizer's problem, its answer becomes a proposal that a planner accepts."""
