"""The solvers behind the models; only `flights` and `routes` call them, and every answer is checked after them."""
