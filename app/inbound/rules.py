"""When a measured weight differs from the declared one enough to ask why."""

TOLERANCE_G = 100
TOLERANCE_PERCENT = 10


def weight_differs(declared_g: int, measured_g: int | None) -> str:
    """What differs, as a sentence with both values, or an empty string."""
    if measured_g is None:
        return ""
    allowed = max(TOLERANCE_G, declared_g * TOLERANCE_PERCENT // 100)
    if abs(measured_g - declared_g) <= allowed:
        return ""
    return f"declared {declared_g / 1000:.2f} kg, measured {measured_g / 1000:.2f} kg"
