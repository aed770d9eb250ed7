"""Vehicle routing: one problem model, several engines behind it, an independent checker after them."""
