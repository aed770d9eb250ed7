"""How values are shown to people: times in the hub's zone, kilograms, words, countdowns."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.core.clock import now


def local_time(moment: datetime | None, zone: str = "Asia/Kuala_Lumpur") -> str:
    return "" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


def machine_time(moment: datetime | None) -> str:
    """For `<time datetime>`: RFC 3339 in UTC."""
    return "" if moment is None else moment.isoformat(timespec="seconds")


def clock_time(seconds: int, zone: str = "Asia/Kuala_Lumpur") -> str:
    """`14:05` of seconds since 1970."""
    return f"{datetime.fromtimestamp(seconds, ZoneInfo(zone)):%H:%M}"


def day_time(seconds: int, zone: str = "Asia/Kuala_Lumpur") -> str:
    """`Fri 14:05` of seconds since 1970."""
    return f"{datetime.fromtimestamp(seconds, ZoneInfo(zone)):%a %H:%M}"


def kilograms(grams: int | None) -> str:
    return "–" if grams is None else f"{Decimal(grams) / 1000:,.2f} kg"


def cubic_metres(cm3: int | None) -> str:
    return "–" if cm3 is None else f"{Decimal(cm3) / 1_000_000:,.2f} m³"


def words(name: str | None) -> str:
    return (name or "").replace("_", " ")


def time_left(moment: datetime, at: datetime | None = None) -> str:
    """`2 h 05 min`, `12 min`, or `past`."""
    minutes = int((moment - (at or now())).total_seconds() // 60)
    if minutes < 0:
        return "past"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def urgency(moment: datetime, at: datetime | None = None) -> str:
    """A word for colours and icons: past, red (< 20 min), amber (< 60 min) or calm."""
    minutes = (moment - (at or now())).total_seconds() / 60
    if minutes < 0:
        return "past"
    return "red" if minutes < 20 else "amber" if minutes < 60 else "calm"


def share(part: int, whole: int) -> int:
    """Whole percent, never over 100 unless it is."""
    return 0 if whole <= 0 else round(100 * part / whole)


FILTERS = {
    "local_time": local_time,
    "machine_time": machine_time,
    "clock_time": clock_time,
    "day_time": day_time,
    "kilograms": kilograms,
    "cubic_metres": cubic_metres,
    "words": words,
    "time_left": time_left,
    "urgency": urgency,
}
