"""Code tables in a service's store: what the national office published, and what holds on a day.

Commands ask ``in_force`` and say in their events what they went by. Handlers of events never do: across streams nothing
is ordered, so what a table says must not decide what an event means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from panhuo_contracts import Event, Fact
from panhuo_contracts.code_tables import CodeTable, first_editions
from panhuo_contracts.code_tables import in_force as _holding
from panhuo_contracts.events.codes import CodeEntry, CodeTablePublished
from panhuo_contracts.jurisdictions import NATION
from pydantic import TypeAdapter

from chassis.database import Connection
from chassis.errors import Refused, Told

_ENTRIES: TypeAdapter[tuple[CodeEntry, ...]] = TypeAdapter(tuple[CodeEntry, ...])


class NotTheNation(Refused):
    """Code tables are the national office's; what another writer publishes of them is refused."""

    basis = Told("代码表由国家级管理部门发布", "Code tables are published by the national office")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a table, and how it came about."""

    table: CodeTable
    reason: str = ""
    published_at: datetime | None = None
    """None: it comes with the contracts."""


async def keep(facts: Sequence[Fact[CodeTablePublished]], conn: Connection) -> list[Event]:
    """The handler of every service. Raises NotTheNation."""
    for fact in facts:
        if fact.writer != NATION:
            raise NotTheNation(f"{fact.writer} 发布了代码表 {fact.key}")
    await conn.executemany(
        """
        INSERT INTO code_table (name, edition, effective_on, entries, reason, published_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """,
        [
            (
                fact.body.table,
                fact.body.edition,
                fact.body.effective_on,
                _ENTRIES.dump_json(fact.body.entries).decode(),
                fact.body.reason,
                fact.time,
            )
            for fact in facts
        ],
    )
    return []


async def editions(conn: Connection, name: str) -> list[Edition]:
    """Every edition of a table, the latest first. Raises KeyError for a table that there is not."""
    first = first_editions()[name]
    rows = await conn.fetch(
        "SELECT edition, effective_on, entries, reason, published_at FROM code_table WHERE name = $1"
        " ORDER BY edition DESC",
        name,
    )
    later = [
        Edition(
            first.model_copy(
                update={
                    "edition": row["edition"],
                    "effective_on": row["effective_on"],
                    "entries": _whole(_ENTRIES.validate_json(row["entries"]), first),
                }
            ),
            row["reason"],
            row["published_at"],
        )
        for row in rows
    ]
    return [*later, Edition(first)]


def _whole(entries: tuple[CodeEntry, ...], first: CodeTable) -> tuple[CodeEntry, ...]:
    """An edition that was published before the contracts gained an entry has it as the contracts bring it along."""
    said = {entry.code for entry in entries}
    return (*entries, *(entry for entry in first.entries if entry.code not in said))


async def in_force(conn: Connection, name: str, day: date) -> CodeTable:
    """The edition that holds on a day; before the first took effect, the first. Raises KeyError."""
    return holding([edition.table for edition in await editions(conn, name)], day)


def holding(held: Sequence[CodeTable], day: date) -> CodeTable:
    """Of a table's editions, the latest first, the one that holds on a day; before the first took effect, the first."""
    return _holding(held, day) or held[-1]
