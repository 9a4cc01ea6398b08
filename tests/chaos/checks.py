"""The invariants of docs/reliability.md, checked against the outside ledger and the log after everything has healed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

import asyncpg

from tests.chaos import bodies, log
from tests.chaos.commands import Attempt
from tests.chaos.log import Expected, Logged, Place
from tests.chaos.world import World, query

INVARIANTS: Final = {
    "I1": "no loss: every event took effect, stands in the dead letters, or is a copy of one that took effect",
    "I2": "no phantom: nothing of a failed command",
    "I3": "exactly one effect per event in each store",
    "I4": "per key, numbers take effect strictly rising, as the log has them",
    "I5": "a key keeps one partition",
    "I6": "outboxes empty; per key, the order of the log is the order of commits",
    "I7": "every figure of the dashboard equals its recomputation in the same snapshot, also during the run",
    "I9": "a replay into an empty schema gives the same tables, and says nothing",
    "I10": "a dead letter keeps bytes, headers, coordinates and reason; redriving twice is redriving once",
    "I11": "lag returns to nothing, nobody is stuck, nothing was declared lost",
    "I12": "memory, outbox and what is remembered of numbers stay bounded",
    "I13": "SIGTERM drains within the grace",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise."""

    invariant: str
    sentence: str


@dataclass
class Store:
    """What one service's database holds."""

    service: str
    said: list[tuple[str, str, str]]
    """Event id, stream and key."""
    heard: dict[tuple[str, str, str], list[str]]
    dead: dict[Place, asyncpg.Record]
    waiting: int
    received: list[asyncpg.Record]
    incidents: list[asyncpg.Record]
    redriven: set[Place] = field(default_factory=set)

    @classmethod
    async def read(cls, service: str, dsn: str) -> "Store":
        dead = await query(dsn, "SELECT * FROM dead_letter")
        return cls(
            service,
            [(str(row[0]), row[1], row[2]) for row in await query(dsn, "SELECT id, stream, key FROM said")],
            {tuple(row)[:3]: row[3] for row in await query(dsn, "SELECT writer, stream, key, entries FROM heard")},
            {(row["topic"], row["partition"], row["record_offset"]): row for row in dead},
            (await query(dsn, "SELECT count(*) FROM outbox"))[0][0],
            await query(dsn, "SELECT name, key, skipped FROM received JOIN topic ON id = topic_id"),
            await query(dsn, "SELECT * FROM incident"),
        )


@dataclass
class Evidence:
    """The outside ledger, the log, and all stores, once everything is still."""

    writer: str
    attempts: Sequence[Attempt]
    records: list[Logged]
    stores: Mapping[str, Store]
    read_by: Mapping[str, set[str]]

    @classmethod
    async def gather(
        cls, world: World, attempts: Sequence[Attempt], redriven: Mapping[str, set[Place]] | None = None
    ) -> "Evidence":
        topics = sorted({topic for topic, _ in await world.ends()})
        stores = {service: await Store.read(service, dsn) for service, dsn in world.dsns.items()}
        for service, places in (redriven or {}).items():
            stores[service].redriven = places
        return cls(
            world.writer,
            attempts,
            await log.read(world.bootstrap, topics),
            stores,
            {service: set(world.topics_read_by(service, topics)) for service in world.dsns},
        )

    def said_in_log(self, service: str) -> list[Logged]:
        topic = f"{self.writer}.{service}.v1"
        return [record for record in self.records if record.topic == topic]

    def expected(self, service: str) -> Expected:
        return log.expected(service, (r for r in self.records if r.topic in self.read_by[service]))


def check(evidence: Evidence) -> list[Violation]:
    """Everything that does not hold."""
    return [
        *_commands(evidence),
        *(violation for service in evidence.stores for violation in _saying(evidence, service)),
        *(violation for store in evidence.stores.values() for violation in _reading(evidence, store)),
        *_following(evidence),
        *_order_of_commits(evidence),
    ]


def _commands(evidence: Evidence) -> Iterator[Violation]:
    """What became of each command, in its owner's store and in the log: all of it or nothing."""
    store = evidence.stores["inventory"]
    effects = Counter(identifier for identifier, _, _ in store.said)
    logged = {record.id for record in evidence.said_in_log("inventory")}
    known: set[str] = set()
    for attempt in evidence.attempts:
        ids = {identifier for _, identifier in attempt.events}
        known |= ids
        here, there = ids & effects.keys(), ids & logged
        if attempt.outcome == "failed" and (here or there):
            yield Violation("I2", f"{len(here | there)} events of a failed command ({attempt.why}) are there")
        elif attempt.outcome == "ok" and (here != ids or there != ids):
            where = "its own store" if here != ids else "the log"
            yield Violation("I1", f"an acknowledged command about {attempt.events[0][0]} is missing in {where}")
        elif here != there or here not in (set(), ids):
            invariant = "I2" if there - here else "I1"
            yield Violation(
                invariant,
                f"a command is there in part: {len(here)} of {len(ids)} in the store, {len(there)} in the log",
            )
    for identifier in (effects.keys() | logged) - known:
        yield Violation("I2", f"event {identifier} belongs to no command")
    for identifier, times in effects.items():
        if times > 1:
            yield Violation("I3", f"event {identifier} took effect {times} times in its own store")


def _saying(evidence: Evidence, service: str) -> Iterator[Violation]:
    """Numbers and partitions of what a service said."""
    store = evidence.stores[service]
    if store.waiting:
        yield Violation("I6", f"{store.waiting} events still wait in the outbox of {service}")
    partitions: defaultdict[bytes, set[int]] = defaultdict(set)
    by_number: defaultdict[tuple[bytes, int], set[str]] = defaultdict(set)
    order: defaultdict[bytes, list[int]] = defaultdict(list)
    for record in evidence.said_in_log(service):
        key = record.key or b""
        partitions[key].add(record.partition)
        if (key, record.number) not in by_number:
            order[key].append(record.number)
        by_number[key, record.number].add(record.id)
    for key, places in partitions.items():
        if len(places) > 1:
            yield Violation("I5", f"{key.decode()} of {service} lies in partitions {sorted(places)}")
    for (key, number), ids in by_number.items():
        if len(ids) > 1:
            yield Violation("I6", f"number {number} of {key.decode()} was given to {len(ids)} events")
    for key, numbers in order.items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield Violation("I6", f"{key.decode()} of {service} was published in the order {numbers[:12]}")


def _reading(evidence: Evidence, store: Store) -> Iterator[Violation]:
    """What a reader holds, against the fold of the log."""
    wanted = evidence.expected(store.service)
    redriven = {f"{r.number} {r.id}" for r in evidence.records if (r.topic, r.partition, r.offset) in store.redriven}
    for address in wanted.heard.keys() | store.heard.keys():
        yield from _one_key(store, address, wanted.heard.get(address, []), redriven)
    there = {entry for entries in store.heard.values() for entry in entries}
    if lost := redriven - there:
        yield Violation("I10", f"{len(lost)} redriven events had no effect in {store.service}")
    yield from _dead_letters(evidence.records, store, wanted.dead)
    for incident in store.incidents:
        yield Violation("I11", f"{store.service} declared {incident['kind']} in {incident['topic']}")
    for row in store.received:
        if row["skipped"] and len(row["skipped"]) > 128:
            yield Violation("I12", f"{store.service} remembers {len(row['skipped']) // 2} gaps of {row['key']}")
    keys = {
        (record.topic, record.key) for record in evidence.records if record.topic in evidence.read_by[store.service]
    }
    if len(store.received) > len(keys):
        yield Violation("I12", f"{store.service} remembers {len(store.received)} keys, the log has {len(keys)}")


def _one_key(
    store: Store, address: tuple[str, str, str], wanted: Sequence[str], redriven: set[str]
) -> Iterator[Violation]:
    heard = store.heard.get(address, [])
    name = f"{address[2]} ({address[0]}.{address[1]}) in {store.service}"
    times = Counter(heard)
    for entry, n in times.items():
        if n > 1:
            yield Violation("I3", f"event {entry} of {name} took effect {n} times")
        if entry not in wanted and entry not in redriven:
            yield Violation("I2", f"event {entry} of {name} took effect, but should not have")
    for entry in redriven & set(wanted):
        yield Violation("I10", f"{entry} of {name} was redriven although it had taken effect")
    missing = [entry for entry in wanted if entry not in times]
    if missing:
        yield Violation("I1", f"{len(missing)} of {len(wanted)} events of {name} had no effect, first {missing[0]}")
    in_order = [entry for entry in heard if entry not in redriven]
    if not missing and sorted(in_order) == sorted(wanted) and in_order != list(wanted):
        yield Violation("I4", f"{name} took effect in the order {in_order[:8]}, not {list(wanted)[:8]}")


def _dead_letters(records: Iterable[Logged], store: Store, wanted: Mapping[Place, str]) -> Iterator[Violation]:
    at = {(record.topic, record.partition, record.offset): record for record in records}
    for place, reason in wanted.items():
        dead, record = store.dead.get(place), at[place]
        where = f"{place[0]}/{place[1]}/{place[2]} ({record.kind}) in {store.service}"
        if dead is None:
            yield Violation("I1", f"{where} is neither effective nor buried")
        elif dead["reason"] != reason:
            yield Violation("I10", f"{where} was buried as {dead['reason']}, not {reason}: {dead['detail'][-200:]}")
        elif (dead["key"], dead["value"]) != (record.key, record.value):
            yield Violation("I10", f"{where} lost its bytes")
        elif tuple(zip(dead["header_names"], dead["header_values"], strict=True)) != record.headers:
            yield Violation("I10", f"{where} lost its headers")
    for place in store.dead.keys() - wanted.keys():
        dead = store.dead[place]
        yield Violation("I10", f"{place} in {store.service} was buried as {dead['reason']}: {dead['detail'][-300:]}")


def _following(evidence: Evidence) -> Iterator[Violation]:
    """What filing says because of what it heard: once each, in its store and in the log."""
    filing = evidence.stores["filing"]
    types = {record.id: record.type for record in evidence.records}
    redriven = {r.id for r in evidence.records if (r.topic, r.partition, r.offset) in filing.redriven}
    causes = {entry.split()[1] for entries in evidence.expected("filing").heard.values() for entry in entries}
    causes |= redriven
    wanted = {
        str(uuid5(UUID(cause), f"panhuo.ProductIndustrialized.v1/{record.key.decode()}/0"))
        for record in evidence.records
        if record.key is not None
        and (cause := record.id) in causes
        and record.kind == log.GOOD
        and bodies.follows(types[cause], cause)
    }
    effects = Counter(identifier for identifier, _, _ in filing.said)
    logged = {record.id for record in evidence.said_in_log("filing")}
    for name, there in (("store", effects.keys()), ("log", logged)):
        if lost := wanted - there:
            yield Violation("I1", f"{len(lost)} of {len(wanted)} events that follow are not in filing's {name}")
        if phantoms := there - wanted:
            yield Violation("I2", f"{len(phantoms)} events in filing's {name} follow from nothing")
    if doubles := [identifier for identifier, times in effects.items() if times > 1]:
        yield Violation("I3", f"{len(doubles)} events that follow took effect more than once in filing")


def _order_of_commits(evidence: Evidence) -> Iterator[Violation]:
    """A command that began after another had been acknowledged has the higher number."""
    numbers = {record.id: record.number for record in evidence.said_in_log("inventory")}
    by_key: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for attempt in evidence.attempts:
        if attempt.outcome == "ok":
            for key, identifier in attempt.events:
                if identifier in numbers:
                    by_key[key].append((attempt.began, attempt.ended, numbers[identifier]))
    for key, spans in by_key.items():
        spans.sort()
        ended = sorted((end, number) for _, end, number in spans)
        highest, at = 0, 0
        for began, _, number in spans:
            while at < len(ended) and ended[at][0] < began:
                highest = max(highest, ended[at][1])
                at += 1
            if number < highest:
                yield Violation("I6", f"{key}: a later command has number {number}, an earlier one {highest}")
                break
