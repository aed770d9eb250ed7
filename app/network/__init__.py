"""The hub and the world it knows: locations on its floor, carriers, lanes, departures."""
