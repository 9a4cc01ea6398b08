"""Titles of patents as stocktaking has them, in the library or not."""

from collections.abc import Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.inventory import InventoryRevised, PatentInventoried, PatentRecorded

from chassis.database import Connection

Described = PatentRecorded | PatentInventoried | InventoryRevised


async def save(conn: Connection, facts: Sequence[Fact[Described]]) -> None:
    """Take titles over; each patent at most once, each writer's apart."""
    said = sorted((fact.body.patent, fact.writer, fact.body.bibliography.title) for fact in facts)
    await conn.execute(
        """
        INSERT INTO patent_title AS known (patent, writer, title)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        ON CONFLICT (patent, writer) DO UPDATE SET title = excluded.title WHERE known.title <> excluded.title
        """,
        *(list(column) for column in zip(*said, strict=True)),
    )
