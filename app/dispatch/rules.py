"""What a departure takes: its gateway, its cut-off, its weight and volume."""

from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Refused

GRAMS_PER_KG = 1000
CM3_PER_G = 6


@dataclass(slots=True)
class Fill:
    """What a departure can carry and what is on it; grows as freight is loaded."""

    number: str
    gateway: str
    cutoff_at: datetime
    capacity_g: int
    capacity_cm3: int
    loaded_g: int = 0
    loaded_cm3: int = 0

    def check(self, gateway: str | None, weight_g: int, volume_cm3: int, name: str, at: datetime) -> None:
        """Refused when freight of this weight and volume may not go on."""
        if gateway != self.gateway:
            raise Refused(
                "wrong_departure",
                f"{name} goes to {gateway or 'an unknown gateway'}, {self.number} to {self.gateway}",
                f"scan a departure to {gateway}" if gateway else "put it in the exception lane",
            )
        if at > self.cutoff_at:
            raise Refused(
                "after_cutoff",
                f"{self.number} had its cut-off at {self.cutoff_at:%Y-%m-%d %H:%M} UTC",
                "roll it to the next departure",
            )
        over_g = self.loaded_g + weight_g - self.capacity_g
        if over_g > 0:
            raise Refused(
                "departure_full",
                f"{name} is {over_g / GRAMS_PER_KG:.1f} kg too heavy for {self.number}",
                "roll it to the next departure",
            )
        if self.loaded_cm3 + volume_cm3 > self.capacity_cm3:
            raise Refused(
                "departure_full",
                f"{name} has no room left on {self.number} (m³)",
                "roll it to the next departure",
            )

    def add(self, weight_g: int, volume_cm3: int) -> None:
        self.loaded_g += weight_g
        self.loaded_cm3 += volume_cm3


def volume_cm3(length_mm: int | None, width_mm: int | None, height_mm: int | None, weight_g: int) -> int:
    """Volume of a parcel; where it was not measured, 6 cm³ a gram (the air industry's 6,000 cm³/kg)."""
    if length_mm and width_mm and height_mm:
        return max(1, length_mm * width_mm * height_mm // 1000)
    return weight_g * CM3_PER_G
