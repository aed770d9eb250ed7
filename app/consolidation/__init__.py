"""Cartons, bags and ULDs: opened, filled by scans, closed, sealed."""
