"""Who holds the generated stock, and numbers without end: what a few thousand records are multiplied by."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import asyncpg

from bench import material

INSTITUTIONS: Final = 500
LARGE: Final = 50
"""Of them; half of all records are theirs."""
HOMES: Final = ("cn-11", "cn-32", "cn-33", "cn-44")
_PRIME: Final = 1_000_003


class Place(NamedTuple):
    """Where the n-th record of a store stands."""

    n: int
    luck: int
    """Whatever differs from record to record, and not from institution to institution."""
    patent: str
    home: str
    institution: str
    institution_name: str


def home_of(institution: int) -> str:
    return HOMES[institution % len(HOMES)]


def places(count: int) -> Iterator[Place]:
    codes = [material.credit_code(one) for one in range(INSTITUTIONS)]
    for n in range(count):
        one = n // 2 % (LARGE if n % 2 else INSTITUTIONS)
        yield Place(n, n * 7_919 % _PRIME, material.patent_number(n), home_of(one), codes[one], f"示例大学{one}")


async def lay(conn: asyncpg.Connection, count: int) -> None:
    """The places as a table of this session."""
    await conn.execute(
        "CREATE TEMP TABLE place"
        " (n integer, luck integer, patent text, home text, institution text, institution_name text)"
    )
    await conn.copy_records_to_table("place", records=places(count), columns=Place._fields)
    await conn.execute("ANALYZE place")


async def multiply(conn: asyncpg.Connection, table: str, count: int, **instead: str) -> None:
    """The rows of a table, each at many places: ``count`` in all. ``instead``: columns that differ from row to row.

    Indexes are made anew at the end, as a restored backup has them.
    """
    schema, _, name = table.rpartition(".")
    columns = [
        row["column_name"]
        for row in await conn.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2"
            " ORDER BY ordinal_position",
            schema,
            name,
        )
    ]
    from_place = {"number": "place.patent", **{one: f"place.{one}" for one in Place._fields[2:]}}
    said = [instead.get(column) or from_place.get(column) or f"template.{column}" for column in columns]
    indexes = await conn.fetch(
        """
        SELECT i.indexname AS name, i.indexdef AS definition FROM pg_indexes AS i
        WHERE i.schemaname = $1 AND i.tablename = $2
            AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conname = i.indexname)
        """,
        schema,
        name,
    )
    await conn.execute(f"CREATE TEMP TABLE template AS SELECT row_number() OVER () - 1 AS turn, * FROM {table}")
    await conn.execute(f"TRUNCATE {table}")
    for index in indexes:
        await conn.execute(f'DROP INDEX {schema}."{index["name"]}"')
    await conn.execute(
        f"""
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {", ".join(said)} FROM place JOIN template ON template.turn = place.n % (SELECT count(*) FROM template)
        WHERE place.n < {count} ORDER BY place.patent
        """
    )
    for index in indexes:
        await conn.execute(index["definition"])
    await conn.execute("DROP TABLE template")
