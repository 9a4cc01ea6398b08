"""Many rows into one table: COPY to a stage, then one merge; a handful goes in directly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chassis.database import Connection

_FEW: Final = 50


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows come into a table: its columns in the order of the rows, its key, and what a second one changes."""

    table: str
    columns: tuple[str, ...]
    on_conflict: str
    """All that follows ON CONFLICT."""

    async def put(self, conn: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert or change rows, no key twice. The stage lives as long as the session and is empty at each commit."""
        if not rows:
            return
        names = ", ".join(self.columns)
        if len(rows) <= _FEW:
            places = ", ".join(f"${place}" for place in range(1, len(self.columns) + 1))
            await conn.executemany(
                f"INSERT INTO {self.table} ({names}) VALUES ({places}) ON CONFLICT {self.on_conflict}", rows
            )
            return
        stage = f"{self.table}_stage"
        await conn.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS SELECT {names} FROM {self.table} LIMIT 0"
        )
        await conn.execute(f"DELETE FROM pg_temp.{stage}")
        await conn.copy_records_to_table(stage, records=rows, columns=self.columns)
        await conn.execute(
            f"INSERT INTO {self.table} ({names}) SELECT {names} FROM pg_temp.{stage} ON CONFLICT {self.on_conflict}"
        )


def replacing(columns: Sequence[str], key: Sequence[str]) -> str:
    """The ON CONFLICT by which a second row replaces the first."""
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"({', '.join(key)}) DO UPDATE SET {rest}"
