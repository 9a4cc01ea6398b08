"""Many rows into one table: COPY to a stage, then one merge; a handful goes in directly."""

from collections.abc import Iterable, Sequence
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
    arrays: tuple[str, ...] = ()
    """Columns of lists of texts. They are staged as texts: the driver takes longer over a list than over a row."""

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
        staged = ", ".join(f"{name}::text AS {name}" if name in self.arrays else name for name in self.columns)
        taken = ", ".join(f"{name}::text[]" if name in self.arrays else name for name in self.columns)
        await conn.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS "
            f"AS SELECT {staged} FROM {self.table} LIMIT 0"
        )
        await conn.execute(f"DELETE FROM pg_temp.{stage}")
        await conn.copy_records_to_table(stage, records=self._flat(rows), columns=self.columns)
        await conn.execute(
            f"INSERT INTO {self.table} ({names}) SELECT {taken} FROM pg_temp.{stage} ON CONFLICT {self.on_conflict}"
        )

    def _flat(self, rows: Sequence[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
        places = [self.columns.index(name) for name in self.arrays]
        if not places:
            yield from rows
            return
        for row in rows:
            cells = list(row)
            for place in places:
                cells[place] = array_literal(cells[place])
            yield tuple(cells)


def array_literal(values: Sequence[str]) -> str:
    """A list of texts as PostgreSQL writes it."""
    if not values:
        return "{}"
    joined = '","'.join(values)
    if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
        return f'{{"{joined}"}}'
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def replacing(columns: Sequence[str], key: Sequence[str]) -> str:
    """The ON CONFLICT by which a second row replaces the first."""
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"({', '.join(key)}) DO UPDATE SET {rest}"
