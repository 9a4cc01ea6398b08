"""What stands in the library already, for those who are about to change it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from panhuo_contracts.codes import LegalStatus

from chassis.database import Connection
from services.inventory.importing.arrival import Standing, State
from services.inventory.records import REMARK_FIELDS, Entry, entry_from_row, remarks_from_row

_DRAFT: Final = ", ".join(f"draft.{field} AS draft_{field}" for field in REMARK_FIELDS)
_QUERY: Final = f"""
    SELECT patent.*, {_DRAFT}, draft.patent IS NOT NULL AS has_draft, funding.is_funded,
        said.status AS said_status, said.away_on
    FROM patent
    LEFT JOIN kept.draft ON draft.patent = patent.number
    LEFT JOIN kept.funding ON funding.patent = patent.number
    LEFT JOIN right_said AS said ON said.patent = patent.number AND said.writer = patent.writer
    WHERE patent.number = ANY($1::text[]) AND patent.writer = $2
"""


async def known(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, Standing]:
    """Those of the patents that this writer has said something of."""
    rows = await conn.fetch(_QUERY, numbers, writer)
    return {row["number"]: _standing(dict(row)) for row in rows}


async def locked(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, Standing]:
    """The same, held until the transaction ends."""
    rows = await conn.fetch(_QUERY + " ORDER BY patent.number FOR UPDATE OF patent", numbers, writer)
    return {row["number"]: _standing(dict(row)) for row in rows}


async def entries(conn: Connection, number: str) -> dict[str, Entry]:
    """What every record of a patent says of it, by the institution under which it stands."""
    rows = await conn.fetch("SELECT * FROM patent WHERE number = $1 ORDER BY writer DESC", number)
    return {row["institution"]: entry_from_row(dict(row)) for row in rows}


class Copy(NamedTuple):
    """What another system says of a patent: under whom it stands there."""

    writer: str
    institution: str
    institution_name: str
    home: str


async def copies(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, list[Copy]]:
    """Which of the patents other systems publish; what has left its institution no longer counts."""
    rows = await conn.fetch(
        """
        SELECT p.number, p.writer, p.institution, p.institution_name, p.home FROM patent AS p
        LEFT JOIN right_said AS said ON said.patent = p.number AND said.writer = p.writer
        WHERE p.number = ANY($1::text[]) AND p.writer <> $2 AND said.away_on IS NULL ORDER BY p.number, p.writer
        """,
        numbers,
        writer,
    )
    found: dict[str, list[Copy]] = {}
    for number, *values in rows:
        found.setdefault(number, []).append(Copy(*values))
    return found


class Owner(NamedTuple):
    """Whose record it is, and which system publishes it."""

    writer: str
    home: str
    institution: str


async def owners(conn: Connection, numbers: Sequence[str]) -> list[Owner]:
    """All who publish one of the patents."""
    rows = await conn.fetch(
        "SELECT writer, home, institution FROM patent WHERE number = ANY($1::text[]) ORDER BY number, writer", numbers
    )
    return [Owner(*row) for row in rows]


async def other_writers(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, list[str]]:
    """Which of the patents other systems publish, and which systems."""
    rows = await conn.fetch(
        """
        SELECT number, array_agg(writer ORDER BY writer) AS writers FROM patent
        WHERE number = ANY($1::text[]) AND writer <> $2 GROUP BY number
        """,
        numbers,
        writer,
    )
    return {row["number"]: row["writers"] for row in rows}


def _standing(row: Mapping[str, Any]) -> Standing:
    draft = remarks_from_row({field: row[f"draft_{field}"] for field in REMARK_FIELDS}) if row["has_draft"] else None
    return Standing(
        entry_from_row(row),
        remarks_from_row(row),
        State(row["state"]),
        row["inventoried_on"],
        draft,
        row["is_funded"],
        LegalStatus(row["said_status"]) if row["said_status"] else None,
        row["away_on"],
    )
