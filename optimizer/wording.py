"""How figures stand in the sentences for planners."""


def kilograms(weight_g: int) -> str:
    return f"{weight_g / 1000:,.3f}".rstrip("0").rstrip(".") + " kg"


def cubic_metres(volume_cm3: int) -> str:
    return f"{volume_cm3 / 1_000_000:,.6f}".rstrip("0").rstrip(".") + " m³"


def duration(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def kilometres(metres: int) -> str:
    return f"{metres / 1000:,.1f}".removesuffix(".0") + " km"
