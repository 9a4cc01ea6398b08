"""Whether every reader holds what each owner said, by the digests in their stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from panhuo_contracts import Topic

from chassis.database import Connection
from chassis.delivery import digest
from chassis.delivery.digest import Entry


class StoreDigests(NamedTuple):
    """One store's digests by topic, and how much of each waits in its outbox or its dead letters."""

    sent: dict[str, Entry]
    received: dict[str, Entry]
    waiting: int
    dead: dict[str, int]


async def store_digests(conn: Connection) -> StoreDigests:
    """Read one store."""
    return StoreDigests(
        await digest.by_topic(conn, "sent"),
        await digest.by_topic(conn, "received"),
        await conn.fetchval("SELECT count(*) FROM outbox"),
        {
            row[0]: row[1]
            for row in await conn.fetch(
                "SELECT topic, count(*) FROM dead_letter WHERE closed_at IS NULL GROUP BY topic"
            )
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One topic: what was said, and what each reader holds. Of a writer that is not here, readers compare notes."""

    topic: str
    said: Entry | None
    waiting: int
    held: Mapping[str, Entry]
    dead: Mapping[str, int]

    @property
    def agrees(self) -> bool:
        """Whether nothing waits and every reader's digest is the same."""
        return self.waiting == 0 and all(self.verdict(service) == "agrees" for service in self.held)

    @property
    def reference(self) -> Entry:
        """What readers are compared with: what was said, or the most that one of them holds."""
        return self.said or max(self.held.values(), key=lambda entry: entry.events, default=Entry(0, "0" * 16))

    def verdict(self, service: str) -> str:
        """One reader's standing in a word; empty where it does not read the topic."""
        if service not in self.held:
            return ""
        reference = self.reference
        held = self.held[service]
        if held == reference:
            return "agrees"
        if self.dead.get(service):
            return f"{self.dead[service]} dead letters"
        return f"waits for {reference.events - held.events}" if held.events < reference.events else "DISAGREES"

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return {
            "topic": self.topic,
            "said": self.said and self.said._asdict(),
            "held": {
                service: entry._asdict() | {"verdict": self.verdict(service)} for service, entry in self.held.items()
            },
            "agrees": self.agrees,
        }


def compare(stores: Mapping[str, StoreDigests]) -> list[Line]:
    """One line for each topic that any store has said or holds."""
    topics = sorted({topic for store in stores.values() for topic in (*store.sent, *store.received)})
    return [_line(topic, stores) for topic in topics]


def _line(topic: str, stores: Mapping[str, StoreDigests]) -> Line:
    stream = Topic.parse(topic).stream
    owner = stores.get(stream.owner)
    said = owner.sent.get(topic) if owner else None
    readers = [name for name in stores if name in stream.readers and not (said and name == stream.owner)]
    nothing = Entry(0, "0" * 16)
    return Line(
        topic,
        said,
        owner.waiting if owner and said else 0,
        {name: stores[name].received.get(topic, nothing) for name in readers},
        {name: stores[name].dead.get(topic, 0) for name in readers},
    )
