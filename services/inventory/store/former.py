"""What only an institution's own people see of a patent, when it is no longer theirs."""

from typing import Final

from chassis.database import Connection

_INSIDE: Final = (
    "draft",
    "funding",
    "annotation_answer",
    "earlier_form",
    "responsibility",
    "inventors",
    "inventor_match",
    "inventor_identity",
)


async def forget(conn: Connection, patent: str) -> None:
    """What was filled in, answered, named and put to people; who did what when stays."""
    for table in _INSIDE:
        await conn.execute(f"DELETE FROM kept.{table} WHERE patent = $1", patent)
