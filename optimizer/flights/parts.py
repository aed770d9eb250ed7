"""Cuts a flight problem into parts that do not touch each other, without losing its best plan.

A departure that could take all freight that may still want it binds nobody. So each piece has a *base*: its cheapest
way that needs no scarce room. What is dearer than its base is struck out, pieces whose base is cheapest are settled,
and this repeats until nothing changes. What is left hangs together only through scarce departures.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimizer.flights.options import OPEN, STAYS, Bools, Ints, Options

ENDLESS = 10**15


@dataclass(frozen=True)
class Part:
    """Pieces (rows) that compete for scarce departures. The last way (column) is the base: no gain, always room.

    `gain` is what a way costs less than the base, so a choice costs `base_cost` less its gains. `rows` and
    `columns` are places in the whole problem; `columns` has no entry for the base.
    """

    rows: Ints
    columns: Ints
    weight_g: Ints
    volume_cm3: Ints
    gain: Ints
    allowed: Bools
    room_g: Ints
    room_cm3: Ints
    base_cost: int

    @property
    def base(self) -> int:
        return len(self.columns)

    def within(self, rows: Ints, columns: Ints, room_g: Ints, room_cm3: Ints) -> "Part":
        """The same pieces and departures, fewer of them, with other room."""
        grid = np.ix_(rows, np.append(columns, self.base))
        return Part(
            rows=self.rows[rows],
            columns=self.columns[columns],
            weight_g=self.weight_g[rows],
            volume_cm3=self.volume_cm3[rows],
            gain=self.gain[grid],
            allowed=self.allowed[grid],
            room_g=np.append(room_g, ENDLESS),
            room_cm3=np.append(room_cm3, ENDLESS),
            base_cost=self.base_cost,
        )


@dataclass(frozen=True)
class Cut:
    """`choice` is a departure or STAYS for every piece: settled, or its base where a part will choose."""

    choice: Ints
    parts: tuple[Part, ...]


def cut(options: Options) -> Cut:
    open_rows = options.pinned == OPEN
    room_g, room_cm3 = _room_after_pins(options)
    wanted = options.allowed & open_rows[:, None]
    wanted &= (options.weight_g[:, None] <= room_g) & (options.volume_cm3[:, None] <= room_cm3)
    wanted &= options.cost < options.stay[:, None]
    choice, base_cost, scarce = _bases(options, wanted, room_g, room_cm3)
    choice = np.where(open_rows, choice, options.pinned)
    gain = np.where(wanted & scarce, base_cost[:, None] - options.cost, 0)
    whole = _whole(options, gain, base_cost, room_g, room_cm3)
    parts = [
        replace(
            whole.within(rows, columns, room_g[columns], room_cm3[columns]),
            base_cost=int(base_cost[rows].sum()),
        )
        for rows, columns in _islands(gain > 0)
    ]
    return Cut(choice, tuple(parts))


def _whole(options: Options, gain: Ints, base_cost: Ints, room_g: Ints, room_cm3: Ints) -> Part:
    pieces, departures = gain.shape
    base = np.zeros((pieces, 1), dtype=np.int64)
    return Part(
        rows=np.arange(pieces),
        columns=np.arange(departures),
        weight_g=options.weight_g,
        volume_cm3=options.volume_cm3,
        gain=np.hstack([gain, base]),
        allowed=np.hstack([gain > 0, base == 0]),
        room_g=room_g,
        room_cm3=room_cm3,
        base_cost=int(base_cost.sum()),
    )


def _room_after_pins(options: Options) -> tuple[Ints, Ints]:
    room_g, room_cm3 = options.room_g.copy(), options.room_cm3.copy()
    rows = np.nonzero(options.pinned >= 0)[0]
    np.subtract.at(room_g, options.pinned[rows], options.weight_g[rows])
    np.subtract.at(room_cm3, options.pinned[rows], options.volume_cm3[rows])
    return room_g, room_cm3


def _bases(options: Options, wanted: Bools, room_g: Ints, room_cm3: Ints) -> tuple[Ints, Ints, Bools]:
    """Strikes from `wanted` until stable; gives each piece's base, its cost, and which departures stay scarce."""
    while True:
        scarce = (options.weight_g @ wanted > room_g) | (options.volume_cm3 @ wanted > room_cm3)
        far = np.iinfo(np.int64).max
        ample = np.where(wanted & ~scarce, options.cost, far)
        base_cost = np.minimum(ample.min(axis=1, initial=far), options.stay)
        choice = np.full(len(options.stay), STAYS, dtype=np.int64)
        if ample.shape[1]:
            choice = np.where(base_cost < options.stay, ample.argmin(axis=1), STAYS)
        columns = np.arange(len(room_g))
        dear = wanted & (options.cost >= base_cost[:, None]) & (columns != choice[:, None])
        if not dear.any():
            return choice, base_cost, scarce
        wanted &= ~dear


def _islands(allowed: Bools) -> list[tuple[Ints, Ints]]:
    """The connected pieces and departures, the largest first."""
    label = np.arange(allowed.shape[1])
    while True:
        lowest = np.where(allowed, label, len(label)).min(axis=1, initial=len(label))
        new = np.minimum(
            label, np.where(allowed, lowest[:, None], len(label)).min(axis=0, initial=len(label))
        )
        if (new == label).all():
            break
        label = new
    touched = allowed.any(axis=0)
    found = []
    for name in np.unique(label[touched]):
        columns = np.nonzero((label == name) & touched)[0]
        found.append((np.nonzero(allowed[:, columns].any(axis=1))[0], columns))
    return sorted(found, key=lambda island: -len(island[0]))
