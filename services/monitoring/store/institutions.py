"""What the register of institutions has said of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson
from panhuo_contracts import Fact

from chassis.database import Connection
from services.monitoring.institution_words import RegisterBody, told


class Line(NamedTuple):
    """One line of an institution's history."""

    day: date
    type: str
    said: Mapping[str, Any]


async def keep(conn: Connection, facts: Sequence[Fact[RegisterBody]]) -> None:
    lines = [told(fact.body) for fact in facts]
    await conn.execute(
        """
        INSERT INTO institution_event (institution, writer, sequence, type, day, said)
        SELECT institution, writer, sequence, $4, day, said::jsonb
        FROM unnest($1::text[], $2::text[], $3::bigint[], $5::date[], $6::text[])
            AS g (institution, writer, sequence, day, said)
        ORDER BY institution, writer
        ON CONFLICT (institution, writer, sequence) DO NOTHING
        """,
        [fact.key for fact in facts],
        [fact.writer for fact in facts],
        [fact.sequence for fact in facts],
        type(facts[0].body).__name__,
        [day for day, _ in lines],
        [orjson.dumps(said).decode() for _, said in lines],
    )


async def history(conn: Connection, institution: str) -> list[Line]:
    """The last first."""
    rows = await conn.fetch(
        """
        SELECT day, type, said FROM institution_event WHERE institution = $1
        ORDER BY day DESC, sequence DESC, writer LIMIT 100
        """,
        institution,
    )
    return [Line(row["day"], row["type"], orjson.loads(row["said"])) for row in rows]
