"""The kinds of labels that a hub prints, one a file: its data, and how that is laid out."""
