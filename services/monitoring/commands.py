"""What people decide here: the national office's code tables."""

from datetime import date

from panhuo_contracts import Event
from panhuo_contracts.code_tables import first_editions

from chassis import codes
from chassis.database import Connection
from chassis.errors import NotFound
from chassis.identity import Principal
from chassis.identity.audit import audit
from chassis.service import Unit
from services.monitoring import code_tables
from services.monitoring.code_tables import Change

_TURN = 7_430_003
_PUBLISH = "codes.publish"


async def publish_code_table(
    unit: Unit, editor: Principal, name: str, change: Change, *, writer: str, today: date
) -> int:
    """Publish the next edition; its number. Raises NotFound and what ``next_edition`` raises."""
    if name not in first_editions():
        raise NotFound(name)
    await unit.conn.execute("SELECT pg_advisory_xact_lock($1)", _TURN)
    held = [edition.table for edition in await codes.editions(unit.conn, name)]
    said = code_tables.next_edition(held, change, writer=writer, today=today)
    await unit.announce([Event.of(said)])
    await audit(unit.conn, editor, _PUBLISH, f"{name}-{said.edition}", {"reason": said.reason[:400]})
    return said.edition


async def publishers(conn: Connection, name: str) -> dict[int, str]:
    """Which account published each edition, as the audit trail of this system has it."""
    rows = await conn.fetch(
        "SELECT subject, actor FROM kept.audit WHERE action = $1 AND starts_with(subject, $2)", _PUBLISH, f"{name}-"
    )
    said = {row["subject"].removeprefix(f"{name}-"): row["actor"] for row in rows}
    return {int(edition): actor for edition, actor in said.items() if edition.isdecimal()}
