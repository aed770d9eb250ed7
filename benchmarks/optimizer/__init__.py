"""Benchmarks of the optimizer's parts beside published instances and other engines."""
