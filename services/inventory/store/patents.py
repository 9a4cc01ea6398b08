"""Writing stock records: by what was said of them, each writer's for itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from chassis.database import Connection
from services.inventory.records import ENTRY_FIELDS, REMARK_FIELDS, Entry, Remarks
from services.inventory.store.bulk import Merge
from services.inventory.words import words_of_title

_DAYS: Final = ("recorded_on", "inventoried_on", "revised_on")
_COLUMNS: Final = ("writer", *ENTRY_FIELDS, *REMARK_FIELDS, "state", *_DAYS, "words", "imports")
_MOST_IMPORTS: Final = 20
"""That a record remembers: the first ones."""
_REPLACED: Final = ", ".join(
    f"{column} = excluded.{column}" for column in _COLUMNS if column not in ("writer", "number", *_DAYS, "imports")
)
_MERGE: Final = Merge(
    "patent",
    _COLUMNS,
    f"""(number, writer) DO UPDATE SET {_REPLACED},
        recorded_on = coalesce(excluded.recorded_on, patent.recorded_on),
        inventoried_on = CASE WHEN excluded.state = 'recorded' THEN NULL
                              ELSE coalesce(excluded.inventoried_on, patent.inventoried_on) END,
        revised_on = excluded.revised_on, returned_on = NULL, return_reason = NULL,
        imports = (patent.imports || excluded.imports)[1:{_MOST_IMPORTS}]""",
    arrays=("ipc", "co_patentees", "accepted_modes", "industries", "keywords", "words", "imports"),
)


class Saying(NamedTuple):
    """A record as one event states it."""

    writer: str
    entry: Entry
    remarks: Remarks
    state: str
    recorded_on: date | None = None
    inventoried_on: date | None = None
    revised_on: date | None = None
    imported_by: str | None = None
    """The import that said it, as the event's correlation."""


async def save(conn: Connection, sayings: Sequence[Saying]) -> None:
    """Let records stand as they were said, no patent of one writer twice."""
    await _MERGE.put(conn, [_row(saying) for saying in sayings])


def _row(saying: Saying) -> tuple[Any, ...]:
    writer, entry, remarks, *rest, imported_by = saying
    return (writer, *entry, *remarks, *rest, words_of_title(entry.title), (imported_by,) if imported_by else ())


async def save_returns(conn: Connection, returns: Sequence[tuple[str, str, date, str]]) -> None:
    """Send records back: number, writer, day and reason of each. What was never recorded cannot be sent back."""
    await conn.executemany(
        """
        UPDATE patent SET state = 'returned', returned_on = $3, return_reason = $4
        WHERE number = $1 AND writer = $2
        """,
        sorted(returns),
    )
