"""The solvers behind the models; only `flights` calls them, and every answer is checked after them."""
