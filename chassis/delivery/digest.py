"""How many events of a topic went out or took effect, by day, and their fold: equal on both sides or amiss."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from panhuo_contracts import fold_hex

from chassis.database import Connection

Direction = Literal["sent", "received"]


class Entry(NamedTuple):
    """Events of one topic on one Beijing day, and their fold."""

    events: int
    fold: str


async def count(conn: Connection, direction: Direction, items: Iterable[tuple[str, date, int]]) -> None:
    """Add events, as (topic, day, fold), to the digests."""
    sums: defaultdict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for topic, day, fold in items:
        entry = sums[topic, day]
        entry[0] += 1
        entry[1] += fold
    if not sums:
        return
    rows = sorted((topic, day, events, fold % (1 << 64)) for (topic, day), (events, fold) in sums.items())
    await conn.execute(
        """
        INSERT INTO digest_entry AS d (direction, topic, day, events, fold)
        SELECT $1, * FROM unnest($2::text[], $3::date[], $4::bigint[], $5::numeric[])
        ON CONFLICT (direction, topic, day) DO UPDATE
        SET events = d.events + excluded.events, fold = (d.fold + excluded.fold) % 18446744073709551616
        """,
        direction,
        *(list(column) for column in zip(*rows, strict=True)),
    )


async def by_topic(conn: Connection, direction: Direction) -> dict[str, Entry]:
    """The digest of each topic over all days."""
    rows = await conn.fetch(
        "SELECT topic, sum(events)::bigint AS events, sum(fold) % 18446744073709551616 AS fold"
        " FROM digest_entry WHERE direction = $1 GROUP BY topic ORDER BY topic",
        direction,
    )
    return {row["topic"]: Entry(row["events"], fold_hex(int(row["fold"]))) for row in rows}


async def by_day(conn: Connection, direction: Direction, topic: str) -> dict[date, Entry]:
    """The digests of one topic, by day."""
    rows = await conn.fetch(
        "SELECT day, events, fold FROM digest_entry WHERE direction = $1 AND topic = $2 ORDER BY day", direction, topic
    )
    return {row["day"]: Entry(row["events"], fold_hex(int(row["fold"]))) for row in rows}


async def of_tables(conn: Connection, schema: str, without: Iterable[str]) -> dict[str, str]:
    """Rows and content of every table of a schema, as ``<rows>:<16 hexadecimal digits>``; order does not matter."""
    tables = await conn.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> ALL ($2::text[]) ORDER BY 1",
        schema,
        list(without),
    )
    digests: dict[str, str] = {}
    for (table,) in tables:
        columns = await conn.fetch(
            "SELECT quote_ident(column_name) FROM information_schema.columns"
            " WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER' ORDER BY column_name",
            schema,
            table,
        )
        listed = ", ".join(column[0] for column in columns)
        row = await conn.fetchrow(
            f"SELECT count(*), coalesce(sum(hashtextextended(row({listed})::text, 0)::numeric), 0)"
            f' FROM "{schema}"."{table}"'
        )
        if row is not None:
            digests[table] = f"{row[0]}:{fold_hex(int(row[1]))}"
    return digests


def differences(ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    """The names under which two digests differ."""
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
