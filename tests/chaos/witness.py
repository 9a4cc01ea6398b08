"""Counts what happens inside members, in files that outlive kill -9, and lets them stop or die at named points."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from chassis.database import Connection, Database
from chassis.delivery import batch, dead_letters, log_account, position, relay, sequence
from chassis.delivery.delivery import Delivery
from chassis.delivery.position import Fenced
from chassis.delivery.settling import Settler

BEFORE_BATCH: Final = "before a batch"
MID_BATCH: Final = "mid-batch"
AFTER_BATCH: Final = "after a batch's commit"
MID_PUBLISH: Final = "mid-publish"
PUBLISHED: Final = "between publish and delete"
ANSWERING: Final = "between commit and answer"
DAWDLE: Final = "a batch took long"
DAWDLE_SECONDS: Final = 7
CUT: Final = "connection cut between COMMIT and its answer"

_SIGNALS: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


class Witness:
    """One member's: appends each happening to its file, and carries out what was armed."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._armed: dict[str, str] = {}

    def count(self, happening: str, times: int = 1) -> None:
        if times:
            os.write(self._file, f"{int(times)}\t{happening}\n".encode())

    def arm(self, point: str, how: str) -> None:
        """At the next passing of ``point`` the process kills or stops itself, or something fails there."""
        self._armed[point] = how

    @property
    def armed(self) -> list[str]:
        """The points that were not passed since they were armed."""
        return list(self._armed)

    def is_armed(self, point: str) -> bool:
        return point in self._armed

    async def dawdle(self) -> None:
        """Hold a transaction open for a while, where that was armed; less than PostgreSQL lets it be."""
        if self._armed.pop(DAWDLE, None) is not None:
            self.count(DAWDLE)
            await asyncio.sleep(DAWDLE_SECONDS)

    def pass_by(self, point: str) -> None:
        how = self._armed.pop(point, None)
        if how is not None:
            self.count(f"{how} {point}")
            if how == "fail":
                raise ConnectionResetError("a connection broke")
            os.kill(os.getpid(), _SIGNALS[how])

    def cuts(self) -> bool:
        if self._armed.pop(CUT, None) is None:
            return False
        self.count(CUT)
        return True


def tally(directory: Path) -> Counter[str]:
    """What all members have written down."""
    total: Counter[str] = Counter()
    for file in directory.glob("*.witness"):
        for line in file.read_text().splitlines():
            times, _, happening = line.partition("\t")
            total[happening] += int(times)
    return total


def attend(witness: Witness) -> None:
    """Stand beside the seam's own functions; none of them does anything else than before."""
    _around(position, "advance", _advance(witness))
    _around(sequence, "admit", _admit(witness))
    _around(dead_letters, "bury", _bury(witness))
    _around(log_account, "reconcile", _counted(witness, "the log was asked why a batch started elsewhere"))
    _around(Settler, "pause_after", _counted(witness, "a batch was tried again"))
    _around(batch.Applier, "apply", _apply(witness))
    _around(relay, "_publish", _publish(witness))
    _around(relay.Relay, "_hold_and_carry", _carry(witness))
    take, take_in = _taking(witness)
    _around(Delivery, "_take", take)
    _around(Delivery, "_take_in", take_in)
    Database.transaction = _transaction(witness, Database.transaction)


def _around(owner: Any, name: str, wrapped: Callable[[Any], Any]) -> None:
    setattr(owner, name, wrapped(getattr(owner, name)))


Wrapper = Callable[[Any], Any]


def _counted(witness: Witness, happening: str) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def counted(*arguments: Any, **named: Any) -> Any:
            witness.count(happening)
            return await original(*arguments, **named)

        return counted

    return wrap


def _advance(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def advance(*arguments: Any, **named: Any) -> None:
            try:
                await original(*arguments, **named)
            except Fenced:
                witness.count("a batch was fenced")
                raise
            await witness.dawdle()
            witness.pass_by(MID_BATCH)

        return advance

    return wrap


def _admit(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def admit(conn: Connection, ids: Any, letters: Sequence[Any]) -> list[Any]:
            admitted: list[Any] = await original(conn, ids, letters)
            witness.count("a duplicate was dropped", len(letters) - len(admitted))
            return admitted

        return admit

    return wrap


def _bury(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def bury(conn: Connection, letters: Sequence[Any]) -> None:
            await original(conn, letters)
            late = sum(letter.burial.reason == "late" for letter in letters)
            witness.count("an event came too late", late)
            witness.count("a record was buried", len(letters) - late)

        return bury

    return wrap


def _apply(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def apply(self: Any, letters: Sequence[Any], starts: Any) -> Any:
            witness.pass_by(BEFORE_BATCH)
            outcome = await original(self, letters, starts)
            witness.pass_by(AFTER_BATCH)
            return outcome

        return apply

    return wrap


def _publish(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def publish(producer: Any, rows: Sequence[Any]) -> None:
            if witness.is_armed(MID_PUBLISH) and len(rows) > 1:
                await original(producer, rows[: len(rows) // 2])
                witness.pass_by(MID_PUBLISH)
            await original(producer, rows)
            witness.pass_by(PUBLISHED)

        return publish

    return wrap


def _carry(witness: Witness) -> Wrapper:
    def wrap(original: Any) -> Any:
        async def hold_and_carry(self: Any) -> None:
            try:
                await original(self)
            except Exception:
                witness.count("a relay started over")
                raise

        return hold_and_carry

    return wrap


def _taking(witness: Witness) -> tuple[Wrapper, Wrapper]:
    """Around the receiving of a batch and its settling: whether partitions moved in between."""
    received: dict[tuple[str, int, int], set[Any]] = {}

    def held_by(delivery: Any) -> set[Any]:
        return set(delivery._consumer.assignment()) if delivery._consumer else set()

    def wrap_take(original: Any) -> Any:
        async def take(self: Any, records: Any) -> None:
            received[_place(records[0])] = held_by(self)
            await original(self, records)

        return take

    def wrap_take_in(original: Any) -> Any:
        async def take_in(self: Any, letters: Sequence[Any]) -> None:
            await original(self, letters)
            before = received.pop(_place(letters[0].record), None)
            witness.count("a rebalance came mid-batch", before is not None and before != held_by(self))

        return take_in

    return wrap_take, wrap_take_in


def _place(record: Any) -> tuple[str, int, int]:
    return (record.topic, record.partition, record.offset)


def _transaction(witness: Witness, original: Any) -> Any:
    @asynccontextmanager
    async def transaction(self: Database) -> AsyncIterator[Connection]:
        async with original(self) as conn:
            yield conn
        if witness.cuts():
            raise ConnectionResetError("the connection was cut between COMMIT and its answer")

    return transaction
