"""People, devices and keys: who may come in, and what each may see."""
