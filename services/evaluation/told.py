"""What was chosen, in the words of the day on which it was: the office may have renamed or retired it since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from panhuo_contracts.code_tables import CodeTable

from chassis import codes
from chassis.database import Connection
from chassis.options import Options, as_of, held
from services.evaluation import words


@dataclass(frozen=True, slots=True)
class Told:
    """Every edition of some option lists."""

    editions: Mapping[str, tuple[CodeTable, ...]]

    def named(self, names: Options[str], code: str | None, day: date) -> str:
        """A code's name on a day, in the language of the page; a dash for none."""
        with as_of({**held(), names.table: codes.holding(self.editions[names.table], day)}):
            return words.named(names, code)

    def listed(self, names: Options[str], chosen: Iterable[str], day: date) -> str:
        """Several codes' names on a day; a dash for none."""
        with as_of({**held(), names.table: codes.holding(self.editions[names.table], day)}):
            return words.listed(names, chosen)


async def views_told(conn: Connection) -> Told:
    """For what enterprises and experts say of a prospect, and institutions of what they keep out."""
    lists = (words.PROSPECTS, words.CONFIDENCES, words.MODES, words.WITHHOLD_REASONS)
    return Told({one.table: tuple(e.table for e in await codes.editions(conn, one.table)) for one in lists})
