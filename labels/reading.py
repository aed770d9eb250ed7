"""Reads codes from pictures."""
def readers(): return ("zxing-cpp",)
