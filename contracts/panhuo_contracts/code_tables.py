"""Code tables: the first edition of each, and which edition holds on a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from panhuo_contracts.body import Line, Text, Value
from panhuo_contracts.events.codes import Code, CodeEntry


class CodeTable(Value):
    """One edition of a table."""

    table: Code
    zh: Line
    en: Line
    basis: Text
    """What the figures rest on."""
    basis_en: Text
    edition: int = 1
    effective_on: date
    entries: tuple[CodeEntry, ...]
    is_open: bool = False
    """Whether the office may add options: nothing but people reads them. Other options are codes of these contracts."""

    @property
    def is_of_options(self) -> bool:
        """Whether it lists what may be chosen, rather than numbers that rules go by."""
        return all(entry.value is None for entry in self.entries)

    def number(self, code: str) -> Decimal:
        """The value of an entry. Raises KeyError where the table has no such number."""
        for entry in self.entries:
            if entry.code == code and entry.value is not None:
                return entry.value
        raise KeyError(f"{self.table}.{code}")

    @property
    def name(self) -> str:
        """Table and edition, such as ``enterprise_evaluation-2``: what a record notes that was made under it."""
        return f"{self.table}-{self.edition}"


@cache
def first_editions() -> dict[str, CodeTable]:
    """The first edition of every table, by name."""
    stated = resources.files("panhuo_contracts").joinpath("code_tables.json").read_bytes()
    return {table.table: table for table in TypeAdapter(list[CodeTable]).validate_json(stated)}


def in_force(editions: Iterable[CodeTable], day: date) -> CodeTable | None:
    """Of a table's editions the one that holds on a day: the latest to take effect by then, the highest of its day."""
    held = [edition for edition in editions if edition.effective_on <= day]
    return max(held, key=lambda one: (one.effective_on, one.edition), default=None)
