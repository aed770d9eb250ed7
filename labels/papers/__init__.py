"""Papers, one a file: a frozen dataclass in, PDF out."""
