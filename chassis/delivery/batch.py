"""One batch, one transaction: position, sequence, burials, waves, what follows, digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panhuo_contracts import Event

from chassis.database import Connection, Database
from chassis.delivery import dead_letters, digest, outbox, position, sequence, waves
from chassis.delivery.inbox import Letter, ends
from chassis.delivery.position import Place, Position
from chassis.delivery.waves import Handlers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch's letters."""

    applied: Sequence[Letter]
    buried: Sequence[Letter]
    duplicates: int


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies batches to one database. Where ``is_muted`` (a rebuild), what follows from facts is not said again."""

    database: Database
    handlers: Handlers
    writer: str
    is_muted: bool = False

    async def apply(self, letters: Sequence[Letter], starts: Mapping[Place, Position]) -> Outcome:
        """Apply letters that go on from ``starts`` and let the positions move, all or nothing.

        Raises Fenced where the positions stand elsewhere; whatever a handler raises, raised as it is.
        """
        async with self.database.transaction() as conn:
            ids = {place.topic: start.topic_id for place, start in starts.items()}
            await position.advance(conn, _steps(letters, starts), heeds_fuse=not self.is_muted)
            admitted = await sequence.admit(conn, ids, letters)
            buried = [letter for letter in admitted if letter.burial is not None]
            applied = [letter for letter in admitted if letter.burial is None]
            if buried:
                await dead_letters.bury(conn, buried)
                if not self.is_muted:
                    await dead_letters.check_fuse(conn)
            facts = [letter.fact for letter in applied if letter.fact is not None]
            follow = await waves.apply_facts(conn, self.handlers, facts)
            if follow:
                await self.announce(conn, follow)
            else:
                # Nobody can know of it yet: what a crash of the server takes back is read again from the position.
                await conn.execute("SET LOCAL synchronous_commit = off")
            await digest.count(conn, "received", [(letter.record.topic, letter.day, letter.fold) for letter in applied])
        return Outcome(applied, buried, len(letters) - len(admitted))

    async def announce(self, conn: Connection, events: Sequence[Event]) -> None:
        """Let events take effect here and put them in the outbox, in the caller's transaction; nothing where muted."""
        if not self.is_muted:
            said = await waves.carry_out(conn, self.handlers, self.writer, events)
            await outbox.put(conn, self.writer, said)

    async def redrive(self, topic: str, partition: int, offset: int) -> None:
        """Apply one dead letter again, past the sequence rule, and close it in the same transaction.

        Raises LookupError where there is none, ValueError where it is closed already or still malformed.
        """
        async with self.database.transaction() as conn:
            dead = await dead_letters.lock(conn, topic, partition, offset)
            if dead.closed_at is not None:
                message = f"{topic}/{partition}/{offset} was already {dead.closed_as}"
                raise ValueError(message)
            letter = dead_letters.reopen(dead)
            if letter.burial is not None:
                message = f"{topic}/{partition}/{offset} is still {letter.burial.reason}: {letter.burial.detail}"
                raise ValueError(message)
            if letter.fact is not None:
                await self.announce(conn, await waves.apply_facts(conn, self.handlers, [letter.fact]))
            await dead_letters.count_redriven(conn, letter)
            await dead_letters.close(conn, dead, "redriven")


def _steps(letters: Sequence[Letter], starts: Mapping[Place, Position]) -> list[tuple[int, int, int, int]]:
    """Topic id, partition, first offset and the offset after the last, for each partition."""
    return [
        (starts[place].topic_id, place.partition, starts[place].next_offset, end)
        for place, end in ends(letters).items()
    ]
