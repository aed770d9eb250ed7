"""What planning weighs against each other, in minor units of the hub's currency. A hub sets its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prices:
    """Carriage per kg by transport, lateness per hour by service, leaving a piece behind, and the hub's vans."""

    flight_per_kg: int = 450
    truck_per_kg: int = 90
    express_late_per_hour: int = 400
    standard_late_per_hour: int = 60
    left_behind: int = 50_000
    van_fixed: int = 8_000
    van_per_km: int = 120
    van_per_hour: int = 2_500

    def per_kg(self, transport: str) -> int:
        return self.truck_per_kg if transport == "truck" else self.flight_per_kg

    def late_per_hour(self, service: str) -> int:
        return self.express_late_per_hour if service == "express" else self.standard_late_per_hour
