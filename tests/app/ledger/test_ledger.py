"""The ledger is append-only, its chains and seals name whatever was changed, and its order misses nobody."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.identity import Principal, the_hub
from app.ledger.chain import Entry, entry_hash, merkle_root, seal_hash
from app.ledger.models import Event, Position, Seal
from app.ledger.queries import seal_head, sealed_since
from app.ledger.sealer import Sealer
from app.ledger.service import append, record
from app.ledger.verify import verify

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY: Principal = the_hub(1)
STREAMS, EVENTS = 5, 6


class Head:
    """A stream's head that stands in no table."""

    def __init__(self, stream_id: int) -> None:
        self.id, self.version, self.head_hash = stream_id, 0, ""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def written(database: Database) -> Database:
    """Five streams of six events, sealed in two seals."""
    heads = [Head(number) for number in range(1, STREAMS + 1)]
    for part in range(2):
        with database.transaction() as db:
            for number in range(EVENTS // 2):
                for head in heads:
                    append(db, [_event(head, f"step {part}.{number}")])
        Sealer(database, clock=lambda: AT).seal()
    return database


def _event(head: Head, what: str):  # type: ignore[no-untyped-def]
    return record(head, "parcel", "move", {"what": what}, by=BY, occurred_at=AT, recorded_at=AT)


def unlock(db: Session) -> None:
    """Take the walls down, as somebody could who owns the database."""
    sqlite = db.get_bind().dialect.name == "sqlite"
    for table in ("event", "position", "seal"):
        if sqlite:
            db.execute(text(f"DROP TRIGGER {table}_no_update"))
            db.execute(text(f"DROP TRIGGER {table}_no_delete"))
        else:
            db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


def test_a_written_ledger_is_whole(written: Database) -> None:
    with written.reading() as db:
        verdict = verify(db)
    assert verdict.flaws == ()
    assert (verdict.events, verdict.sealed, verdict.seals) == (STREAMS * EVENTS, STREAMS * EVENTS, 2)


@pytest.mark.parametrize("table", ["event", "position", "seal", "manifest", "acknowledgement"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_nothing_on_the_ledger_can_be_changed_or_deleted(written: Database, table: str, verb: str) -> None:
    column = {"event": "actor = 'x'", "position": "seal_number = 1", "seal": "root = 'x'"}.get(table)
    if column is None:
        with written.reading() as db:
            names = _triggers(db)
        assert any(one.startswith(table) for one in names), f"no trigger guards {table}"
        return
    with pytest.raises(DatabaseError, match="append-only"), written.transaction() as db:
        db.execute(text(verb.format(table, column)))


def _triggers(db: Session) -> set[str]:
    if db.get_bind().dialect.name == "sqlite":
        return set(db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return set(db.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))


def _change(sql: str) -> Callable[[Session], None]:
    return lambda db: [db.execute(text(one)) for one in sql.split(";") if one.strip()] and None


MUTATIONS = {
    "a payload is changed": (
        _change('UPDATE event SET payload = \'{"what":"else"}\' WHERE id = 7'),
        "event_changed",
        "event 7",
    ),
    "an actor is changed": (
        _change("UPDATE event SET actor = 'person:9' WHERE id = 12"),
        "event_changed",
        "event 12",
    ),
    "a time is changed": (
        _change("UPDATE event SET occurred_at = '2026-11-24 03:00:00.000000' WHERE id = 3"),
        "event_changed",
        "event 3",
    ),
    "the first event is deleted": (
        _change("DELETE FROM position WHERE event_id = 1; DELETE FROM event WHERE id = 1"),
        "event_missing",
        "parcel 1",
    ),
    "a middle event is deleted": (
        _change("DELETE FROM position WHERE event_id = 13; DELETE FROM event WHERE id = 13"),
        "position_missing",
        "position 13",
    ),
    "the last event is deleted": (
        _change("DELETE FROM position WHERE event_id = 30; DELETE FROM event WHERE id = 30"),
        "position_missing",
        "position 30",
    ),
    "a seal is deleted": (
        _change("DELETE FROM position WHERE seal_number = 2; DELETE FROM seal WHERE number = 1"),
        "seal_chain_broken",
        "seal 2",
    ),
    "a seal's root is changed": (
        _change("UPDATE seal SET root = 'x' WHERE number = 2"),
        "seal_changed",
        "seal 2",
    ),
    "two events change places": (
        _change(
            "UPDATE position SET event_id = 31 WHERE position = 4; UPDATE position SET event_id = 4 WHERE position = 5;"
            "UPDATE position SET event_id = 5 WHERE position = 4"
        ),
        "seal_root",
        "seal 1",
    ),
}


@pytest.mark.parametrize("what", MUTATIONS)
def test_whatever_is_changed_is_found_and_named(written: Database, what: str) -> None:
    mutate, code, place = MUTATIONS[what]
    with written.transaction() as db:
        append(db, [_event(Head(99), "room to move")])
    with written.transaction() as db:
        unlock(db)
        if db.get_bind().dialect.name == "postgresql":
            db.execute(text("SET session_replication_role = replica"))
        else:
            db.execute(text("PRAGMA defer_foreign_keys = ON"))
        mutate(db)
        if db.get_bind().dialect.name == "postgresql":
            db.execute(text("SET session_replication_role = DEFAULT"))
            found = verify(db).flaws
        else:
            found = verify(db).flaws
            db.rollback()
    assert (code, place) in [(one.code, one.place) for one in found], found


def test_a_rewritten_suffix_is_found_only_by_a_seal_on_paper(written: Database) -> None:
    with written.reading() as db:
        printed = seal_head(db)
    with written.transaction() as db:
        unlock(db)
        _rewrite(db)
    with written.reading() as db:
        assert verify(db).flaws == ()
        assert [one.code for one in verify(db, printed).flaws] == ["anchor_differs"]


def _rewrite(db: Session) -> None:
    """Change an event and recompute everything after it, as only the owner of the database could."""
    events = list(db.scalars(select(Event).order_by(Event.stream_id, Event.version)))
    prev, stream = "", 0
    for one in events:
        prev = prev if one.stream_id == stream else ""
        stream = one.stream_id
        payload = '{"what":"never"}' if one.id == 26 else one.payload
        entry = Entry(
            one.stream,
            one.stream_id,
            one.version,
            one.type,
            one.actor,
            one.device_id,
            one.occurred_at,
            one.recorded_at,
            payload,
            prev,
        )
        one.payload, one.prev_hash, one.hash = payload, prev, entry_hash(entry)
        prev = one.hash
    db.flush()
    prev = ""
    for seal in db.scalars(select(Seal).order_by(Seal.number)):
        covered = select(Event.hash).join(Position, Position.event_id == Event.id)
        within = Position.position.between(seal.first_position, seal.last_position)
        seal.root = merkle_root(list(db.scalars(covered.where(within).order_by(Position.position))))
        seal.prev_hash = prev
        seal.hash = seal_hash(
            seal.number, seal.first_position, seal.last_position, seal.root, prev, seal.sealed_at
        )
        prev = seal.hash


def test_a_slow_transaction_with_a_low_id_is_not_skipped(postgresql_url: str) -> None:
    """The trap of `id > last`: the slow one takes its id first and commits after its neighbour was sealed."""
    database, sealer = Database(postgresql_url), Sealer(Database(postgresql_url))
    slow = Session(database.engine)
    append(slow, [_event(Head(1), "slow")])
    with database.transaction() as db:
        append(db, [_event(Head(2), "quick")])
    first = sealer.seal()
    slow.commit()
    slow.close()
    second = sealer.seal()
    with database.reading() as db:
        lines = sealed_since(db, 1, 0)
    assert (first, second) == (1, 1)
    assert [(one.position, one.payload["what"]) for one in lines] == [(1, "quick"), (2, "slow")]
    database.dispose()
    sealer.database.dispose()


def test_a_follower_misses_nobody_while_many_write(postgresql_url: str) -> None:
    """Writers commit late and in any order, some roll back; a follower reads by position all the while."""
    database = Database(postgresql_url)
    writers, each = 8, 25
    kept: set[tuple[int, int]] = set()
    lock = threading.Lock()
    done = threading.Event()
    seen: list[tuple[int, int, int]] = []

    def write(number: int) -> None:
        rng = random.Random(number)
        head = Head(number)
        for _ in range(each):
            before = (head.version, head.head_hash)
            with Session(database.engine) as db:
                append(db, [_event(head, "w")])
                time.sleep(rng.random() * 0.01)
                if rng.random() < 0.2:
                    db.rollback()
                    head.version, head.head_hash = before
                else:
                    db.commit()
                    with lock:
                        kept.add((number, head.version))

    def follow() -> None:
        sealer, cursor = Sealer(database), 0
        while True:
            last_round = done.is_set()
            sealer.seal()
            with database.reading() as db:
                lines = sealed_since(db, 1, cursor)
            seen.extend((one.position or 0, one.stream_id, one.version) for one in lines)
            cursor = lines[-1].position or 0 if lines else cursor
            if last_round and not lines:
                return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, writers + 1)]
    follower = threading.Thread(target=follow)
    for one in (*threads, follower):
        one.start()
    for one in threads:
        one.join()
    done.set()
    follower.join(30)
    database.dispose()
    assert [position for position, _, _ in seen] == list(range(1, len(kept) + 1))
    assert {(stream, version) for _, stream, version in seen} == kept
    for stream in range(1, writers + 1):
        versions = [version for _, one, version in seen if one == stream]
        assert versions == sorted(versions)


def test_two_sealers_at_once_give_no_place_twice(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    head = Head(1)
    with database.transaction() as db:
        append(db, [_event(head, str(number)) for number in range(200)])
    sealers = [threading.Thread(target=Sealer(database).seal) for _ in range(4)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join()
    with database.reading() as db:
        assert [one.position for one in sealed_since(db, 1, 0)] == list(range(1, 201))
        assert verify(db).flaws == ()
    database.dispose()


def test_a_restored_database_with_higher_transaction_numbers_is_sealed_once(postgresql_url: str) -> None:
    """After a restore, old events may carry numbers that the new server has not reached yet."""
    database = Database(postgresql_url)
    with database.transaction() as db:
        append(db, [_event(Head(1), "old")])
    with database.transaction() as db:
        db.execute(text("SET session_replication_role = replica"))
        db.execute(text("UPDATE event SET transaction_id = transaction_id + 1000000"))
    sealer = Sealer(database)
    assert [sealer.seal(), sealer.seal()] == [1, 0]
    with database.transaction() as db:
        append(db, [_event(Head(2), "new")])
    assert [sealer.seal(), sealer.seal()] == [1, 0]
    database.dispose()
