"""Who invented what, by name: kept inside, in no event. A name is no person yet; ``matching`` finds those."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from chassis.database import Connection
from services.inventory.people.names import plain
from services.inventory.store.bulk import Merge, replacing

_COLUMNS: Final = ("patent", "names", "plain_names")
_MERGE: Final = Merge("inventors", _COLUMNS, replacing(_COLUMNS, ["patent"]), arrays=("names", "plain_names"))


class Named(NamedTuple):
    """A patent of an institution's and the names on it, the first inventor first."""

    patent: str
    title: str
    names: tuple[str, ...]


async def save(conn: Connection, named: Mapping[str, Sequence[str]]) -> None:
    """Keep the names of each patent's inventors, in their order."""
    await _MERGE.put(conn, [(patent, names, [plain(name) for name in names]) for patent, names in named.items()])


async def of(conn: Connection, numbers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    rows = await conn.fetch("SELECT patent, names FROM kept.inventors WHERE patent = ANY($1::text[])", numbers)
    return {row["patent"]: tuple(row["names"]) for row in rows}


async def on(conn: Connection, institution: str, number: str, writer: str) -> Named | None:
    """One patent of an institution's, where it names anybody."""
    row = await conn.fetchrow(
        """
        SELECT patent.title, inventors.names FROM patent JOIN kept.inventors ON inventors.patent = patent.number
        WHERE patent.number = $2 AND patent.writer = $3 AND patent.institution = $1 AND inventors.names <> '{}'
        """,
        institution,
        number,
        writer,
    )
    return Named(number, row["title"], tuple(row["names"])) if row else None


async def counted(conn: Connection, institution: str, plain_names: Sequence[str], writer: str) -> dict[str, int]:
    """How many of an institution's patents name each of these; a name on none of them is left out.

    One pass over the institution's patents: the names have no index of their own, which a million rows would pay for.
    """
    rows = await conn.fetch(
        """
        SELECT plain, count(*) AS patents FROM patent JOIN kept.inventors ON inventors.patent = patent.number,
            unnest(inventors.plain_names) AS plain
        WHERE patent.institution = $1 AND patent.writer = $3
            AND inventors.plain_names && $2::text[] AND plain = ANY($2::text[])
        GROUP BY plain
        """,
        institution,
        plain_names,
        writer,
    )
    return {row["plain"]: row["patents"] for row in rows}


async def naming(
    conn: Connection, institution: str, plain_names: Sequence[str] | None, writer: str, *, after: str, limit: int
) -> list[Named]:
    """An institution's patents that name one of these people, or anybody; by number, behind ``after``."""
    rows = await conn.fetch(
        """
        SELECT patent.number, patent.title, inventors.names
        FROM patent JOIN kept.inventors ON inventors.patent = patent.number
        WHERE patent.institution = $1 AND patent.writer = $3 AND patent.number > $4
            AND ($2::text[] IS NULL OR inventors.plain_names && $2::text[]) AND inventors.names <> '{}'
        ORDER BY patent.number LIMIT $5
        """,
        institution,
        plain_names,
        writer,
        after,
        limit,
    )
    return [Named(row["number"], row["title"], tuple(row["names"])) for row in rows]


async def put_to(conn: Connection, institution: str, subject: str, writer: str, *, limit: int) -> list[tuple[str, str]]:
    """Number and title of the institution's patents that an account is to fill in."""
    rows = await conn.fetch(
        """
        SELECT patent.number, patent.title FROM kept.responsibility AS put
        JOIN patent ON patent.number = put.patent AND patent.writer = $3
        WHERE put.subject = $2 AND patent.institution = $1 ORDER BY patent.number LIMIT $4
        """,
        institution,
        subject,
        writer,
        limit,
    )
    return [(row["number"], row["title"]) for row in rows]
