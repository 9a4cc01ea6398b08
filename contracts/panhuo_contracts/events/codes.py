"""Stream ``codes``: the tables in which the national office fixes what no source fixes."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from panhuo_contracts.body import Body, Line, Text, Value

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class CodeEntry(Value):
    """One line of a table: an option, or a number that a rule goes by."""

    code: Code
    zh: Line
    en: Line
    value: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)] | None = None
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    """Such as ``months``; empty where the value has none, or there is no value."""
    explains: Text = ""
    """What an option means, for those who choose."""
    explains_en: Text = ""
    is_retired: bool = False
    """No longer chosen; records that chose it keep it."""


class CodeTablePublished(Body):
    """The national office fixed a table; it holds from a day on, and records made before keep their edition."""

    stream: ClassVar[str] = "codes"
    key_field: ClassVar[str] = "table"

    table: Code
    edition: Annotated[int, Field(ge=2)]
    """The first edition is the one that these contracts bring along (``panhuo_contracts.code_tables``)."""
    effective_on: date
    entries: Annotated[tuple[CodeEntry, ...], Field(min_length=1, max_length=500)]
    """In their order."""
    reason: Text
    """Why it was changed, or by which document."""
