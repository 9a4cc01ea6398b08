"""The enterprises that writers have registered: their names on time lines, their number on the dashboard."""

from collections.abc import Iterable, Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered

from chassis.database import Connection


async def register(conn: Connection, facts: Sequence[Fact[EnterpriseRegistered]]) -> None:
    await conn.execute(
        """
        INSERT INTO enterprise (enterprise, writer, name, home, kinds, registered_on, generated)
        SELECT enterprise, writer, name, home, string_to_array(kinds, ' '), registered_on, generated
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bool[])
            AS g (enterprise, writer, name, home, kinds, registered_on, generated)
        ORDER BY enterprise, writer
        ON CONFLICT (enterprise, writer) DO UPDATE SET
            name = excluded.name, home = excluded.home, kinds = excluded.kinds,
            registered_on = excluded.registered_on, generated = excluded.generated
        """,
        [fact.key for fact in facts],
        [fact.writer for fact in facts],
        [fact.body.name for fact in facts],
        [fact.body.home for fact in facts],
        [" ".join(fact.body.kinds) for fact in facts],
        [fact.body.registered_on for fact in facts],
        [fact.body.generated for fact in facts],
    )


async def names(conn: Connection, enterprises: Iterable[str]) -> dict[str, str]:
    """Names by credit code; of several writers' the first one's."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (enterprise) enterprise, name FROM enterprise WHERE enterprise = ANY($1::text[])"
        " ORDER BY enterprise, writer",
        list(enterprises),
    )
    return {row["enterprise"]: row["name"] for row in rows}
