"""Number ranges: without gaps or doubles whoever asks at once, in order, and clear about their end."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import HubError, Invalid, Refused
from app.core.identity import the_hub
from app.core.migrate import downgrade, upgrade
from app.ledger.queries import history
from app.ledger.verify import verify
from app.network.models import Carrier, Hub
from app.numbers.models import NumberRange
from app.numbers.rules import Allotted, allotted
from app.numbers.service import add, has_stock, next_allotted, next_serials, take_back
from labels.identifiers import AirWaybill

THREADS, TURNS = 8, 12
AT = datetime(2026, 12, 1, tzinfo=UTC)


class TurnedBack(Exception):
    """A transaction that its own work breaks off."""


@pytest.fixture
def database(database_url: str):
    made = Database(database_url, pool_size=THREADS)
    hub = {
        "code": "KUL",
        "name": "Kuala Lumpur",
        "country": "MY",
        "currency": "MYR",
        "zone": "Asia/Kuala_Lumpur",
    }
    with made.transaction() as db:
        db.execute(insert(Hub).values(id=1, latitude=2.7, longitude=101.7, **hub))
        db.add(Carrier(hub_id=1, code="M9", name="M9 Air", kind="airline", airline_prefix="907"))
    yield made
    made.dispose()


def put(database: Database, first: int, last: int) -> int:
    with database.transaction() as db:
        return add(db, Allotted("awb", "907", first, last), by=the_hub(1), at=AT).id


def at_once(
    database: Database, take: Callable[[Session], int], spoil: int
) -> tuple[list[int], list[HubError]]:
    """What the committed transactions of many threads took; each `spoil`-th transaction is turned back."""
    taken: list[int] = []
    refused: list[HubError] = []
    start = threading.Barrier(THREADS)

    def work(thread: int) -> None:
        start.wait()
        for turn in range(TURNS):
            try:
                with database.transaction() as db:
                    number = take(db)
                    if spoil and (thread + turn) % spoil == 0:
                        raise TurnedBack
                taken.append(number)
            except TurnedBack:
                continue
            except HubError as error:
                refused.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return taken, refused


def test_own_numbers_have_no_gap_and_no_double_though_many_ask_and_some_turn_back(database: Database) -> None:
    taken, refused = at_once(database, lambda db: next_serials(db, 1, "hawb")[0], 3)
    assert refused == []
    assert sorted(taken) == list(range(1, THREADS * TURNS * 2 // 3 + 1))


def test_allotted_numbers_run_through_all_ranges_though_many_ask_and_some_turn_back(
    database: Database,
) -> None:
    """Nobody is told that there is none while the next range waits; each range begins lower than the one before."""
    firsts = [9_000, 7_000, 5_000, 3_000]
    for first in firsts:
        put(database, first, first + 23)
    taken, refused = at_once(database, lambda db: next_allotted(db, 1, "awb", "907"), 4)
    assert refused == []
    assert sorted(taken, reverse=True) == [
        number for one in firsts[:3] for number in range(one + 23, one - 1, -1)
    ]


def test_ranges_follow_each_other_in_the_order_in_which_they_were_added(database: Database) -> None:
    put(database, 500, 501)
    put(database, 100, 101)
    with database.transaction() as db:
        assert [next_allotted(db, 1, "awb", "907") for _ in range(4)] == [500, 501, 100, 101]
        with pytest.raises(Refused) as refused:
            next_allotted(db, 1, "awb", "907")
    assert "air waybills 907" in refused.value.detail
    assert "next range" in refused.value.hint


def test_two_overlapping_ranges_cannot_be_added_at_the_same_time(database: Database) -> None:
    start, added, refused = threading.Barrier(6), [], []

    def work(first: int) -> None:
        start.wait()
        try:
            added.append(put(database, first, first + 50))
        except Refused as error:
            refused.append(error.code)

    threads = [threading.Thread(target=work, args=(100 + one * 10,)) for one in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(added), set(refused)) == (1, {"range_overlaps"})


@pytest.mark.parametrize(("first", "last"), [(100, 149), (149, 200), (90, 100), (110, 120), (50, 300)])
def test_a_range_never_overlaps_another(database: Database, first: int, last: int) -> None:
    put(database, 100, 149)
    with pytest.raises(Refused) as refused:
        put(database, first, last)
    assert refused.value.code == "range_overlaps"
    assert AirWaybill("907", 100).printed in refused.value.detail
    assert put(database, 150, 200) > 0


def test_a_prefix_of_no_airline_is_taken_for_a_slip(database: Database) -> None:
    with pytest.raises(Refused) as refused, database.transaction() as db:
        add(db, allotted("970-00000011", "970-00000103"), by=the_hub(1), at=AT)
    assert refused.value.code == "unknown_airline"


def test_an_own_series_ends_where_its_form_does(database: Database) -> None:
    with database.transaction() as db:
        assert list(next_serials(db, 1, "receptacle", 998, scope="D1")) == list(range(1, 999))
        with pytest.raises(Refused) as refused:
            next_serials(db, 1, "receptacle", 2, scope="D1")
        assert refused.value.code == "numbers_used_up"
        assert list(next_serials(db, 1, "receptacle", scope="D1")) == [999]
        assert list(next_serials(db, 1, "receptacle", scope="D2")) == [1]
        with pytest.raises(Refused):
            next_serials(db, 1, "receptacle", 1_000, scope="D3")


def test_the_rest_of_a_range_is_taken_back(database: Database) -> None:
    one, other = put(database, 10, 19), put(database, 30, 39)
    with database.transaction() as db:
        next_allotted(db, 1, "awb", "907")
        assert [take_back(db, range_id, by=the_hub(1), at=AT) for range_id in (one, other)] == [9, 10]
        assert [(row.first_value, row.last_value) for row in db.scalars(select(NumberRange))] == [
            (10, 10),
            (30, 29),
        ]
        with pytest.raises(Refused):
            take_back(db, one, by=the_hub(1), at=AT)
    assert put(database, 11, 39) > 0


def test_numbers_that_were_taken_back_unused_can_be_allotted_again_and_come_behind_what_waits(
    database: Database,
) -> None:
    first, waiting = put(database, 10, 19), put(database, 50, 50)
    with database.transaction() as db:
        take_back(db, first, by=the_hub(1), at=AT)
        assert has_stock(db, 1, "awb", "907")
        take_back(db, waiting, by=the_hub(1), at=AT)
        assert not has_stock(db, 1, "awb", "907")
    put(database, 50, 50)
    assert put(database, 10, 19) != first
    with database.transaction() as db:
        assert [next_allotted(db, 1, "awb", "907") for _ in range(2)] == [50, 10]


def test_the_ledger_tells_who_added_a_range_and_who_took_it_back(database: Database) -> None:
    range_id = put(database, 10, 19)
    with database.transaction() as db:
        next_allotted(db, 1, "awb", "907")
        take_back(db, range_id, by=the_hub(1), at=AT)
    with database.reading() as db:
        told = history(db, "number_range", range_id)
        assert verify(db).flaws == ()
    assert [(one.type, one.actor, one.payload) for one in told] == [
        ("add", "hub:1", _told("907-00000103", "907-00000195", 10)),
        ("take_back", "hub:1", _told("907-00000114", "907-00000195", 9)),
    ]


def _told(first: str, last: str, numbers: int) -> dict[str, object]:
    return {"kind": "awb", "first": first, "last": last, "numbers": numbers}


@pytest.mark.parametrize("below", ["0007", "0006"])
def test_the_ledger_of_ranges_goes_on_when_the_schema_goes_down_and_up(
    database: Database, below: str
) -> None:
    """Each range keeps its own stream: those that stay go on in it, and no new one is given the number of another."""
    taken_back, kept = put(database, 10, 19), put(database, 30, 39)
    with database.transaction() as db:
        next_serials(db, 1, "tracking", 41)
        take_back(db, taken_back, by=the_hub(1), at=AT)
    again = put(database, 10, 19)
    downgrade(database, below)
    upgrade(database)
    with database.transaction() as db:
        db.execute(update(Carrier).values(airline_prefix="907"))
        assert next_serials(db, 1, "tracking")[0] == 42
        left = set(db.scalars(select(NumberRange.id).where(NumberRange.kind == "awb")))
        assert left == ({kept, again} if below == "0007" else set())
        for range_id in sorted(left):
            take_back(db, range_id, by=the_hub(1), at=AT)
            assert [one.type for one in history(db, "number_range", range_id)] == ["add", "take_back"]
    assert put(database, 10, 19) not in (taken_back, kept, again)
    with database.reading() as db:
        assert verify(db).flaws == ()


def test_own_counters_go_on_where_they_were_when_the_schema_goes_down_and_up(database: Database) -> None:
    put(database, 10, 19)
    with database.transaction() as db:
        next_serials(db, 1, "tracking", 41)
        next_serials(db, 1, "sscc", 7, last=89_999)
        next_serials(db, 1, "dispatch", 3, scope="MYKULASGSINAAUN2026")
    downgrade(database, "0006")
    with database.reading() as db:
        assert db.connection().exec_driver_sql("SELECT name, next_value FROM serial ORDER BY name").all() == [
            ("sscc", 8),
            ("tracking", 42),
        ]
    upgrade(database)
    with database.transaction() as db:
        assert next_serials(db, 1, "tracking")[0] == 42
        assert next_serials(db, 1, "sscc", last=89_999)[0] == 8


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("907-00000012", "907-00000103", "check_digit"),
        ("907-0000001", "907-00000103", "bad_form"),
        ("907-00000103", "907-00000011", "before_first"),
        ("907-00000011", "918-00000103", "other_series"),
        ("RR 47312482 9 MY", "RR473124829SG", "other_series"),
        ("RR 47312482 9 MY", "907-00000011", "other_series"),
        ("", "907-00000011", "bad_form"),
    ],
)
def test_ends_that_make_no_range_are_refused(first: str, last: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        allotted(first, last)
    assert [one.code for one in refused.value.faults] == [code]


def test_ends_are_read_as_they_stand_on_paper() -> None:
    assert allotted("907-0000 0011", "90700000103") == Allotted("awb", "907", 1, 10)
    assert allotted("RR 47312482 9 MY", "rr473124829my") == Allotted("s10", "RRMY", 47_312_482, 47_312_482)
