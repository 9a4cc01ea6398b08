"""Patents that their institutions decided not to put into the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import WithholdReason
from panhuo_contracts.events.evaluation import PatentListed, PatentWithheld
from panhuo_contracts.identifiers import PatentNumber
from pydantic import BeforeValidator, StringConstraints

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns

_EMPTY_IS_NONE: Final = BeforeValidator(lambda sent: sent or None)
_NameOrCode = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
_STANDS: Final = """w.writer = (SELECT max(o.writer) FROM withholding AS o WHERE o.patent = w.patent)
          AND NOT EXISTS (SELECT FROM listing AS l WHERE l.patent = w.patent AND l.is_listed)"""
"""Whether the row ``w`` is what holds of its patent."""


@dataclass(frozen=True, slots=True)
class WithheldFilter:
    """Which are asked for; None is every one."""

    reason: Annotated[WithholdReason | None, _EMPTY_IS_NONE] = None
    holder: Annotated[_NameOrCode | None, _EMPTY_IS_NONE] = None
    """An institution's credit code, or a part of its name."""
    patent: Annotated[PatentNumber | None, _EMPTY_IS_NONE] = None


async def save(conn: Connection, facts: Sequence[Fact[PatentWithheld]]) -> None:
    await conn.execute(
        """
        INSERT INTO withholding AS w (patent, writer, home, reason, note, withheld_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[])
        ON CONFLICT (patent, writer) DO UPDATE SET
            home = excluded.home, reason = excluded.reason, note = excluded.note, withheld_on = excluded.withheld_on
        """,
        *columns(
            (fact.key, fact.writer, fact.body.home, str(fact.body.reason), fact.body.note, fact.body.withheld_on)
            for fact in by_key(facts)
        ),
    )


async def end(conn: Connection, facts: Sequence[Fact[PatentListed]]) -> None:
    """Whoever puts a patent in thinks better of it."""
    await conn.execute(
        """
        DELETE FROM withholding AS w USING unnest($1::text[], $2::text[]) AS u(patent, writer)
        WHERE w.patent = u.patent AND w.writer = u.writer
        """,
        *columns((fact.key, fact.writer) for fact in by_key(facts)),
    )


async def of_patent(conn: Connection, patent: str) -> asyncpg.Record | None:
    """Why a patent is not in the library by its institution's decision; None where nothing was decided."""
    return await conn.fetchrow(
        f"SELECT reason, note, withheld_on FROM withholding AS w WHERE w.patent = $1 AND {_STANDS}", patent
    )


async def listed(
    conn: Connection,
    wanted: WithheldFilter,
    *,
    home: str | None,
    institution: str | None,
    after: str,
    limit: int,
) -> list[Any]:
    """In the order of patent numbers, within a jurisdiction or an institution."""
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT w.patent, w.reason, w.note, w.withheld_on, d.title, d.patent_type, d.home, d.institution,
               d.institution_name, d.is_generated
        FROM withholding AS w JOIN dossier AS d ON d.patent = w.patent AND d.is_inventoried
        WHERE {_STANDS} AND w.patent > $1
          AND ($2::text IS NULL OR w.home = $2) AND ($3::text IS NULL OR d.institution = $3)
          AND ($4::text IS NULL OR w.reason = $4) AND ($5::text IS NULL OR d.institution = upper($5)
               OR position($5 IN d.institution_name) > 0)
          AND ($6::text IS NULL OR w.patent = $6)
        ORDER BY w.patent LIMIT $7
        """,
        after,
        home,
        institution,
        wanted.reason,
        wanted.holder,
        wanted.patent,
        limit,
    )
    return rows
