"""How many entries of the whole library have each value of each filter, kept as entries come and go."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from chassis.database import Connection

_MARKS: Final = """
    SELECT facet, value, count(*) AS n
    FROM library_entry, LATERAL (
        VALUES ('', ''), ('type', patent_type), ('home', home), ('maturity', maturity), ('grade', self_grade)
        UNION ALL SELECT DISTINCT 'mode', mode FROM unnest(accepted_modes) AS mode
        UNION ALL SELECT DISTINCT 'ipc', class FROM unnest(ipc_classes) AS class
        UNION ALL SELECT DISTINCT 'section', left(class, 1) FROM unnest(ipc_classes) AS class
    ) AS mark (facet, value)
    WHERE patent = ANY($1::text[]) AND value IS NOT NULL
    GROUP BY facet, value
"""


@asynccontextmanager
async def following(conn: Connection, patents: Sequence[str]) -> AsyncIterator[None]:
    """Within, entries of these patents are changed; after, the counts say so.

    Batches take turns until their transactions end: two of them would else wait for each other's counts. A rebuild has
    its own schema and its own turn.
    """
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('library-count/' || current_schema(), 0))")
    before = await _of(conn, patents)
    yield
    change = await _of(conn, patents)
    change.subtract(before)
    changed = sorted((facet, value, n) for (facet, value), n in change.items() if n)
    if not changed:
        return
    await conn.execute(
        """
        INSERT INTO library_count AS known (facet, value, entries)
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
        ON CONFLICT (facet, value) DO UPDATE SET entries = known.entries + excluded.entries
        """,
        *(list(column) for column in zip(*changed, strict=True)),
    )
    # A value that no entry has any more is as one that none ever had: a replay may never hear of it.
    await conn.execute("DELETE FROM library_count WHERE entries = 0")


async def whole(conn: Connection, facets: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """The counts of these filters over the whole library."""
    counts: dict[str, dict[str, int]] = {name: {} for name in facets}
    rows = await conn.fetch("SELECT facet, value, entries FROM library_count WHERE facet = ANY($1::text[])", facets)
    for row in rows:
        counts[row["facet"]][row["value"]] = row["entries"]
    return dict(counts)


async def total(conn: Connection) -> int:
    """How many entries the library has."""
    return int(await conn.fetchval("SELECT entries FROM library_count WHERE (facet, value) = ('', '')") or 0)


async def _of(conn: Connection, patents: Sequence[str]) -> Counter[tuple[str, str]]:
    rows = await conn.fetch(_MARKS, patents)
    return Counter({(row["facet"], row["value"]): row["n"] for row in rows})
