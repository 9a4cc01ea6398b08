"""How the national office changes a code table: the same entries, other numbers, from a day to come."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from panhuo_contracts.body import Text
from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.events.codes import Code, CodeEntry, CodeTablePublished
from panhuo_contracts.jurisdictions import NATION
from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import Invalid, Refused


class EditedElsewhere(Refused):
    """Somebody published an edition after this one was opened."""

    mend = "重新打开代码表，在最新版本上修改"


class Unchanged(Refused):
    """The new edition says what the latest one says."""

    rule = "code_table_unchanged"
    mend = "修改数值后再发布"


class NotTheNationalSystem(Refused):
    """A province's system holds the national office's tables as they are."""

    basis = "代码表由国家级管理部门发布"
    mend = "请在国家平台办理"


class Change(BaseModel):
    """What the office asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    values: dict[Code, Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]]
    """The number of each entry that has one."""
    effective_on: date
    reason: Annotated[Text, Field(min_length=1)]
    """Why, or by which document."""
    opened: Annotated[int, Field(ge=1)]
    """The latest edition when the change was made out."""


def next_edition(editions: Sequence[CodeTable], change: Change, *, writer: str, today: date) -> CodeTablePublished:
    """The edition after the latest of ``editions`` (the latest first).

    Raises NotTheNationalSystem, EditedElsewhere, Unchanged, and Invalid for a field.
    """
    latest = editions[0]
    if writer != NATION:
        raise NotTheNationalSystem(
            "代码表由国家平台发布，此处只读",
            english="Code tables are published by the national platform; here they are read-only.",
        )
    if latest.edition != change.opened:
        raise EditedElsewhere(
            f"第 {latest.edition} 版已发布", english=f"Edition {latest.edition} has been published meanwhile."
        )
    if change.effective_on < max(today, latest.effective_on):
        raise Invalid(
            f"生效日期不早于今天，也不早于上一版的生效日期（{latest.effective_on}）",
            field="effective_on",
            english=f"It takes effect today or later, and not before the edition of {latest.effective_on}.",
        )
    numbered = {entry.code for entry in latest.entries if entry.value is not None}
    for code in sorted(numbered ^ change.values.keys()):
        raise Invalid(
            f"{code}：每个有数值的条目都要填写，也只能填写这些条目",
            field=f"values.{code}",
            english=f"{code}: every entry with a number needs one, and no other may have one.",
        )
    entries = tuple(_with_value(entry, change.values) for entry in latest.entries)
    if entries == latest.entries:
        raise Unchanged("与最新版本相同", english="It says what the latest edition says.")
    return CodeTablePublished(
        table=latest.table,
        edition=latest.edition + 1,
        effective_on=change.effective_on,
        entries=entries,
        reason=change.reason.strip(),
    )


def _with_value(entry: CodeEntry, values: dict[str, Decimal]) -> CodeEntry:
    return entry.model_copy(update={"value": values[entry.code]}) if entry.code in values else entry
