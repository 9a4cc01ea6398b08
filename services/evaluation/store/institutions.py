"""What keeps institutions from acting, as the register's writers said it."""

from collections.abc import Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.institutions import InstitutionMerged, InstitutionReinstated, InstitutionSuspended

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns


async def suspend(conn: Connection, facts: Sequence[Fact[InstitutionSuspended]]) -> None:
    await conn.execute(
        """
        INSERT INTO institution_standing (institution, writer, suspended_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
        ON CONFLICT (institution, writer) DO UPDATE SET suspended_on = excluded.suspended_on
        """,
        *columns((fact.key, fact.writer, fact.body.suspended_on) for fact in by_key(facts)),
    )


async def reinstate(conn: Connection, facts: Sequence[Fact[InstitutionReinstated]]) -> None:
    await conn.execute(
        """
        INSERT INTO institution_standing (institution, writer) SELECT * FROM unnest($1::text[], $2::text[])
        ON CONFLICT (institution, writer) DO UPDATE SET suspended_on = NULL
        """,
        *columns((fact.key, fact.writer) for fact in by_key(facts)),
    )


async def merge(conn: Connection, facts: Sequence[Fact[InstitutionMerged]]) -> None:
    await conn.execute(
        """
        INSERT INTO institution_standing (institution, writer, merged_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
        ON CONFLICT (institution, writer) DO UPDATE SET merged_on = excluded.merged_on
        """,
        *columns((fact.key, fact.writer, fact.body.merged_on) for fact in by_key(facts)),
    )
